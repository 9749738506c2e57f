//! Work without an end has one check point in every period.

use jiff::civil::date;
use roviec_plan::plan::{Deadline, DeadlineKind};
use roviec_tracker::domain::assignment::Phase;
use roviec_tracker::domain::check_point::Recurrence;
use roviec_tracker::domain::product::Proof;
use roviec_tracker::domain::{AssignmentState, Role};
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::completions::{self, Route};
use roviec_tracker::store::{Database, assignments, check_points};
use roviec_tracker::turn_of_day;

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    what_is_done_all_the_time_is_looked_at_once_in_every_period
}

async fn what_is_done_all_the_time_is_looked_at_once_in_every_period(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let officer = Actor { user: Some(person(&mut tx, "an", Role::UnitOfficer, Some(province.health)).await), ..NOBODY };
    let assigner = Actor { user: Some(person(&mut tx, "chi", Role::FocalPoint, Some(province.home)).await), ..NOBODY };
    let deadline = |kind, every_months, in_month| Deadline {
        text: Some("Thường xuyên".to_owned()),
        kind: Some(kind),
        start: None,
        due: None,
        then_continuous: false,
        every_months,
        in_month,
    };
    let mut always = task("1", "Tuyên truyền về chuyển đổi số", &["Sở Y tế"], None);
    always.deadline = Some(deadline(DeadlineKind::Continuous, None, None));
    always.product = None;
    let mut yearly = task("2", "Đánh giá mức độ chuyển đổi số", &["Sở Y tế"], None);
    yearly.deadline = Some(deadline(DeadlineKind::Recurring, Some(12), Some(2)));
    imported(&mut tx, &compiled("12/KH-UBND", FILE, vec![always, yearly], vec![]), FILE).await;
    tx.commit().await.expect("commits");
    assert_eq!(turn_of_day::open_check_points(&database, NOBODY, TODAY, 3).await.expect("opens"), 2);
    assert_eq!(turn_of_day::open_check_points(&database, NOBODY, TODAY, 3).await.expect("opens"), 0, "once");
    let mut tx = writing(&database).await;
    let open = assignments::open(&mut tx).await.expect("lists");
    let due: Vec<_> = open.iter().map(|row| row.current_due).collect();
    assert_eq!(due, [Some(date(2026, 12, 31)), Some(date(2027, 2, 28))]);
    let id = open[0].id;
    let recurrence = check_points::recurrence(&mut tx, id, 3).await.expect("asks");
    assert_eq!(recurrence, Some(Recurrence::of(None, None, 3)));
    let late = date(2027, 1, 4);
    assert_eq!(
        assignments::find(&mut tx, id, roviec_tracker::domain::AsOf::new(late, 7)).await.expect("is there").state,
        AssignmentState::Overdue
    );
    let proof = Proof { words: "Đã phát 12 tin".to_owned(), ..Proof::default() };
    let sent = completions::ask(&mut tx, officer, id, late, &proof, &[], Route::ToAssigner { answer_due: late }).await.expect("is sent");
    let next = recurrence.expect("comes round").after(late);
    completions::confirm_period(&mut tx, assigner, sent, late, "Đạt".to_owned(), next).await.expect("is confirmed");
    let work = assignments::load(&mut tx, id).await.expect("is there");
    assert_eq!((work.phase, work.percent, work.original_due, work.current_due), (Phase::Open, 0, Some(next), Some(date(2027, 3, 31))));
    let periods = check_points::of_assignment(&mut tx, id).await.expect("lists");
    assert_eq!((periods.len(), periods[0].due_on, periods[0].met_on, periods[0].is_late()), (1, date(2026, 12, 31), late, true));
    assert_eq!(periods[0].evidence.as_deref(), Some("Đã phát 12 tin"));
    let again = completions::confirm_period(&mut tx, assigner, sent, late, String::new(), next).await;
    assert!(matches!(again, Err(roviec_tracker::Error::Conflict(_))), "{again:?}");
}
