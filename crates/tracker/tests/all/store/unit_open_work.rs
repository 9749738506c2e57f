//! Open work of units that ended without an heir goes to another unit when a person says so.

use std::collections::BTreeSet;

use jiff::civil::date;
use roviec_tracker::domain::Role;
use roviec_tracker::domain::unit_change::Operation;
use roviec_tracker::error::Error;
use roviec_tracker::store::assignments::{self, AssignmentRow, Step};
use roviec_tracker::store::unit_changes::{self, Reassignment};
use roviec_tracker::store::{Database, Tx, audit, plans};

use crate::on_both_databases;
use crate::support::unit_ledger::*;
use crate::support::*;

on_both_databases! {
    open_work_goes_to_another_unit_and_back_when_the_dissolution_was_a_mistake
    what_the_other_unit_has_to_do_already_is_stopped_at_the_one_that_ended
    nothing_is_given_when_a_part_of_it_cannot_be
}

async fn tasks_led_by(tx: &mut Tx, leads: &[&[&str]]) -> Vec<i64> {
    let rows = leads.iter().zip(1..).map(|(lead, no)| task(&no.to_string(), &format!("Việc {no}"), lead, Some(date(2026, 12, 1))));
    let plan = plan_of(&imported(tx, &compiled("12/KH-UBND", FILE, rows.collect(), vec![]), FILE).await);
    plans::task_links(tx, plan).await.expect("lists").into_iter().map(|link| link.id).collect()
}

async fn assigned(tx: &mut Tx, task: i64) -> Vec<AssignmentRow> {
    assignments::of_task(tx, task, AS_OF).await.expect("lists")
}

async fn undecided(tx: &mut Tx) -> BTreeSet<i64> {
    unit_changes::undecided(tx, None, TODAY).await.expect("lists").into_iter().map(|row| row.assignment_id).collect()
}

async fn give(tx: &mut Tx, assignments: &BTreeSet<i64>, to: i64, basis: &str) -> Result<usize, Error> {
    unit_changes::reassign(tx, NOBODY, &Reassignment { assignments, to, basis, on: TODAY }).await
}

const BASIS: &str = "Công văn 15/UBND-NC ngày 02/07/2026";

async fn open_work_goes_to_another_unit_and_back_when_the_dissolution_was_a_mistake(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let tasks = tasks_led_by(&mut tx, &[&["Sở Nội vụ"], &["Sở Nội vụ"]]).await;
    let id = enter(&mut tx, MERGED, Operation::Dissolution { unit: province.home }).await;
    let open = undecided(&mut tx).await;
    assert_eq!(give(&mut tx, &open, province.health, BASIS).await.expect("is given"), 2);
    assert!(undecided(&mut tx).await.is_empty());
    for task in &tasks {
        assert_eq!(assigned(&mut tx, *task).await[0].unit_id, Some(province.health));
        let handed = unit_changes::handovers_of_task(&mut tx, *task).await.expect("lists");
        assert_eq!((handed.len(), handed[0].to_name.as_str()), (1, "Sở Y tế"));
    }
    let told = audit::of(&mut tx, "assignment", open.first().copied()).await.expect("lists");
    let told = told.iter().find(|entry| entry.action == "assignment-reassigned").expect("is told");
    assert!(told.after_json.as_deref().is_some_and(|after| after.contains(BASIS)), "{told:?}");
    unit_changes::reverse(&mut tx, NOBODY, id, (&correction(), "Ghi nhầm"), TODAY).await.expect("is taken back");
    assert_eq!(assigned(&mut tx, tasks[0]).await[0].unit_id, Some(province.home));
}

async fn what_the_other_unit_has_to_do_already_is_stopped_at_the_one_that_ended(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let tasks = tasks_led_by(&mut tx, &[&["Sở Nội vụ", "Sở Y tế"]]).await;
    enter(&mut tx, MERGED, Operation::Dissolution { unit: province.home }).await;
    let open = undecided(&mut tx).await;
    give(&mut tx, &open, province.health, BASIS).await.expect("is given");
    let rows = assigned(&mut tx, tasks[0]).await;
    let (stopped, goes_on) = rows.iter().partition::<Vec<_>, _>(|row| row.stopped_on.is_some());
    assert_eq!((goes_on.len(), goes_on[0].unit_id, stopped[0].unit_id), (1, Some(province.health), Some(province.home)));
    let by = stopped[0].stopped_by.as_deref().unwrap_or_default();
    assert!(by.starts_with(BASIS) && by.ends_with("Sở Y tế đã được giao cùng nhiệm vụ"), "{by}");
}

async fn nothing_is_given_when_a_part_of_it_cannot_be(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let user = person(&mut tx, "an", Role::UnitHead, None).await;
    let tasks = tasks_led_by(&mut tx, &[&["Sở Nội vụ"], &["Sở Nội vụ", "Sở Y tế"], &["Sở Y tế"]]).await;
    let done = assigned(&mut tx, tasks[1]).await.into_iter().find(|row| row.unit_id == Some(province.health)).expect("is assigned").id;
    assignments::step(&mut tx, audit::Actor { user: Some(user), ..NOBODY }, done, BEFORE, Step::Stop { by: "x".to_owned() })
        .await
        .expect("is stopped");
    enter(&mut tx, MERGED, Operation::Dissolution { unit: province.home }).await;
    tx.commit().await.expect("commits");
    let mut tx = writing(&database).await;
    let open = undecided(&mut tx).await;
    let other = assigned(&mut tx, tasks[2]).await[0].id;
    drop(tx);
    let none = BTreeSet::new();
    for (chosen, to, basis, words) in [
        (&open, province.health, BASIS, "Sở Y tế đã kết thúc nhiệm vụ “Việc 2”"),
        (&open, province.home, BASIS, "không hoạt động vào ngày này"),
        (&open, province.top, " ", "Chưa ghi căn cứ"),
        (&none, province.top, BASIS, "Chưa chọn việc nào"),
        (&BTreeSet::from([other]), province.top, BASIS, "không còn chờ quyết định"),
    ] {
        let mut tx = writing(&database).await;
        let refused = give(&mut tx, chosen, to, basis).await;
        assert!(matches!(&refused, Err(Error::Invalid(sentence)) if sentence.contains(words)), "{words}: {refused:?}");
        drop(tx);
        let mut tx = writing(&database).await;
        assert_eq!(undecided(&mut tx).await, open, "{words}");
    }
}
