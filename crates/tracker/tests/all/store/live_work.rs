use jiff::civil::date;
use roviec_tracker::domain::{AssignmentState, Role};
use roviec_tracker::store::assignments::{self, Step};
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::live_work::{self, Live};
use roviec_tracker::store::task_lists::{self, Slice, TaskFilter};
use roviec_tracker::store::{Database, Tx, amendments, extensions, plans, tasks, units, work_changes};

use crate::on_both_databases;
use crate::support::unit_ledger::correction;
use crate::support::*;

on_both_databases! {
    what_is_kept_up_is_what_is_there
    what_was_not_committed_is_not_told
    a_server_that_slept_too_long_reads_everything
    a_unit_that_moves_takes_its_work_along
}

const ALL: Slice = Slice { offset: 0, limit: 100 };

async fn total(tx: &mut Tx, live: &Live, filter: TaskFilter) -> i64 {
    task_lists::list(tx, live, &filter, ALL, AS_OF).await.expect("lists").total
}

async fn is_kept_up(database: &Database, live: &Live) {
    let mut tx = database.read().await.expect("reads");
    let kept = live.ask(&mut tx, live_tasks).await.expect("is asked");
    assert_eq!(kept, live_tasks(&live_work::read(&mut tx).await.expect("is read")));
}

async fn what_is_kept_up_is_what_is_there(database: Database) {
    let live = Live::default();
    is_kept_up(&database, &live).await;
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let rows = |name: &str| {
        vec![task("1", name, &["Sở Y tế", "Sở Nội vụ"], Some(date(2026, 12, 31))), task("2", "Đào tạo kỹ năng số", &["Sở Lạ"], None)]
    };
    let plan = plan_of(&imported(&mut tx, &compiled("12/KH-UBND", b"1", rows("An toàn thông tin"), vec![]), b"1").await);
    tx.commit().await.expect("commits");
    is_kept_up(&database, &live).await;

    let mut tx = writing(&database).await;
    let actor = Actor { user: Some(person(&mut tx, "an", Role::UnitOfficer, Some(province.health)).await), ..NOBODY };
    let links = plans::task_links(&mut tx, plan).await.expect("lists");
    let of_first = assignments::of_task(&mut tx, links[0].id, AS_OF).await.expect("lists");
    let note = "Đang soạn".to_owned();
    assignments::step(&mut tx, actor, of_first[0].id, TODAY, Step::Report { percent: 40, note }).await.expect("is reported");
    tx.commit().await.expect("commits");
    is_kept_up(&database, &live).await;

    let mut tx = writing(&database).await;
    extensions::ask(&mut tx, actor, of_first[0].id, TODAY, (date(2027, 1, 31), "Chờ hướng dẫn")).await.expect("is asked");
    let basis = correction();
    amendments::reword(&mut tx, actor, links[1].id, TODAY, (Some("Bồi dưỡng kỹ năng số"), None), &basis).await.expect("is reworded");
    amendments::hand_over(&mut tx, actor, of_first[1].id, TODAY, province.communes[0], &basis).await.expect("is handed over");
    tx.commit().await.expect("commits");
    is_kept_up(&database, &live).await;

    let mut tx = writing(&database).await;
    let of_second = assignments::of_task(&mut tx, links[1].id, AS_OF).await.expect("lists");
    assignments::delete(&mut tx, of_second[0].id).await.expect("is taken away");
    tx.commit().await.expect("commits");
    is_kept_up(&database, &live).await;
    let mut tx = database.read().await.expect("reads");
    assert_eq!(total(&mut tx, &live, TaskFilter { unit: Some(province.communes[0]), ..TaskFilter::default() }).await, 1);
    assert_eq!(total(&mut tx, &live, TaskFilter { state: Some(AssignmentState::Open), ..TaskFilter::default() }).await, 1);
}

async fn what_was_not_committed_is_not_told(database: Database) {
    let live = Live::default();
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    tx.commit().await.expect("commits");
    let mut tx = database.read().await.expect("reads");
    assert_eq!(total(&mut tx, &live, TaskFilter::default()).await, 0);
    drop(tx);
    let mut tx = writing(&database).await;
    imported(&mut tx, &compiled("12/KH-UBND", b"1", vec![task("1", "An toàn thông tin", &["Sở Y tế"], None)], vec![]), b"1").await;
    drop(tx);
    is_kept_up(&database, &live).await;
    let mut tx = database.read().await.expect("reads");
    assert_eq!(total(&mut tx, &live, TaskFilter::default()).await, 0);
}

async fn a_server_that_slept_too_long_reads_everything(database: Database) {
    let live = Live::default();
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let rows = vec![task("1", "An toàn thông tin", &["Sở Y tế"], None)];
    let plan = plan_of(&imported(&mut tx, &compiled("12/KH-UBND", b"1", rows, vec![]), b"1").await);
    tx.commit().await.expect("commits");
    is_kept_up(&database, &live).await;
    let task = plans::task_links(&mut database.read().await.expect("reads"), plan).await.expect("lists")[0].id;
    // So much happens that the change it saw last is forgotten.
    let mut tx = writing(&database).await;
    let row = assignments::of_task(&mut tx, task, AS_OF).await.expect("lists").remove(0);
    assignments::delete(&mut tx, row.id).await.expect("is taken away");
    tasks::delete(&mut tx, task).await.expect("is taken away");
    tx.commit().await.expect("commits");
    let mut tx = writing(&database).await;
    let last = work_changes::last(&mut tx).await.expect("is asked");
    work_changes::forget_before(&mut tx, last).await.expect("forgets");
    tx.commit().await.expect("commits");
    is_kept_up(&database, &live).await;
    let mut tx = database.read().await.expect("reads");
    assert_eq!(total(&mut tx, &live, TaskFilter { unit: Some(province.health), ..TaskFilter::default() }).await, 0);
}

async fn a_unit_that_moves_takes_its_work_along(database: Database) {
    let live = Live::default();
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let rows = vec![task("1", "An toàn thông tin", &["Sở Y tế"], None)];
    imported(&mut tx, &compiled("12/KH-UBND", b"1", rows, vec![]), b"1").await;
    tx.commit().await.expect("commits");
    let below = |unit: i64| TaskFilter { unit: Some(unit), ..TaskFilter::default() };
    let mut tx = database.read().await.expect("reads");
    assert_eq!([total(&mut tx, &live, below(province.top)).await, total(&mut tx, &live, below(province.home)).await], [1, 0]);
    drop(tx);
    let mut tx = writing(&database).await;
    let hierarchy = roviec_tracker::domain::org_unit::Hierarchy::Government;
    let (from, to) = (TODAY, roviec_tracker::domain::org_unit::OPEN_END);
    units::place(&mut tx, hierarchy, province.health, Some(province.home), from, to).await.expect("is placed");
    tx.commit().await.expect("commits");
    is_kept_up(&database, &live).await;
    let mut tx = database.read().await.expect("reads");
    assert_eq!(total(&mut tx, &live, below(province.home)).await, 1);
}

/// Tables of which lists and sums of work are made.
const TABLES: [&str; 7] = ["assignments", "tasks", "task_units", "task_parts", "completions", "extensions", "unit_ancestors"];

#[test]
fn every_file_that_writes_work_says_so() {
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("is read") {
            let path = entry.expect("is read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("is read");
            let is_written =
                |table: &str| ["UPDATE", "INSERT INTO", "DELETE FROM"].iter().any(|verb| text.contains(&format!("{verb} {table} ")));
            if TABLES.into_iter().any(is_written) {
                seen += 1;
                assert!(
                    text.contains("tx.touch(Touched::"),
                    "{} writes work and does not tell servers that keep it in memory",
                    path.display()
                );
            }
        }
    }
    assert!(seen > 10, "only {seen} files write work");
}
