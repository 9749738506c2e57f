use std::collections::HashMap;

use jiff::civil::{Date, date};
use roviec_plan::plan::Replaced;
use roviec_plan::{Compiled, SourceFile};
use roviec_tracker::accept::{self, Accepted};
use roviec_tracker::domain::draft::{Edit, Field, RowKey, Table};
use roviec_tracker::domain::{AssignmentState, Role};
use roviec_tracker::store::assignments::{AssignmentRow, Step};
use roviec_tracker::store::audit::{self, Actor};
use roviec_tracker::store::intakes::NewIntake;
use roviec_tracker::store::{Database, Tx, assignments, carryovers, indicators, intakes, plans, tasks};
use roviec_tracker::{Error, import_plan, take_in};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    an_amended_plan_keeps_three_corrections_and_the_progress_of_ten_tasks
    a_plan_that_replaces_another_carries_its_progress_with_the_legal_basis
    a_plan_with_progress_stays_on_the_board_when_several_are_replaced
    undecided_differences_hold_acceptance_back
    a_row_that_ends_is_stopped_where_work_was_done_and_goes_where_none_was
    a_correction_of_the_reading_moves_both_deadlines
    a_plan_is_reopened_and_corrected_without_its_files_twice
    an_indicator_that_was_observed_keeps_its_observations
    people_take_turns_and_a_closed_review_takes_no_edit
    a_reading_that_was_cut_off_is_failed
    an_intake_is_found_with_its_files_and_listed_while_open
    a_new_lead_gets_work_and_the_old_one_keeps_what_was_done
}

const WHEN: i64 = 1_795_150_100;

async fn taken_in(tx: &mut Tx, actor: Actor, plan: &Compiled, bytes: &[u8]) -> i64 {
    let id = intakes::create(tx, actor, NewIntake { origin: "plan", title: "ke-hoach.txt", files_of: None }).await.expect("is created");
    take_in::review(tx, actor, id, plan, vec![bytes.to_vec()]).await.expect("goes to review");
    id
}

async fn accepted(tx: &mut Tx, actor: Actor, intake: i64) -> Accepted {
    accept::accept(tx, actor, intake, TODAY).await.expect("is accepted")
}

async fn focal_point(tx: &mut Tx) -> Actor {
    Actor { user: Some(person(tx, "daumoi", Role::FocalPoint, None).await), at: WHEN, ..NOBODY }
}

fn set(row: RowKey, field: Field, to: &str) -> Edit {
    Edit::Set { row, field, to: to.to_owned() }
}

fn due(day: i8) -> Option<Date> {
    Some(date(2026, 12, day))
}

fn twelve(change: impl Fn(&mut roviec_plan::plan::Task, usize)) -> Vec<roviec_plan::plan::Task> {
    let names = [
        "Nâng cấp mạng",
        "Tập huấn cán bộ",
        "Số hóa hồ sơ",
        "Mua máy chủ",
        "Kết nối dữ liệu",
        "Kiểm thử an toàn",
        "Lập cổng thông tin",
        "Đào tạo kỹ năng số",
        "Khảo sát hạ tầng",
        "Ban hành quy chế",
        "Đánh giá chỉ số",
        "Tổng kết năm",
    ];
    let row = |(index, name): (usize, &&str)| {
        let mut row = task(&(index + 1).to_string(), name, &["Sở Y tế"], due(10));
        change(&mut row, index);
        row
    };
    names.iter().enumerate().map(row).collect()
}

async fn by_name(tx: &mut Tx, plan: i64) -> HashMap<String, (tasks::Task, Vec<AssignmentRow>)> {
    let mut out = HashMap::new();
    for link in plans::task_links(tx, plan).await.expect("lists") {
        let task = tasks::find(tx, link.id).await.expect("is there");
        let held = assignments::of_task(tx, link.id, AS_OF).await.expect("lists");
        out.insert(task.name.clone(), (task, held));
    }
    out
}

async fn report(tx: &mut Tx, actor: Actor, assignment: i64, percent: u8) {
    let step = Step::Report { percent, note: format!("Đã làm {percent} %") };
    assignments::step(tx, actor, assignment, TODAY, step).await.expect("is reported");
}

async fn an_amended_plan_keeps_three_corrections_and_the_progress_of_ten_tasks(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let first = compiled("12/KH-UBND", b"first", twelve(|_, _| {}), vec![]);
    let intake = taken_in(&mut tx, actor, &first, b"first").await;
    let row = |index| RowKey::compiled(intake, Table::Tasks, index);
    let corrections =
        [set(row(0), Field::Lead, "Sở Nội vụ"), set(row(1), Field::Deadline, "15/11/2026"), set(row(2), Field::Product, "Kho dữ liệu")];
    intakes::append(&mut tx, actor, intake, false, &corrections).await.expect("is edited");
    let plan = accepted(&mut tx, actor, intake).await.plan;
    let before = by_name(&mut tx, plan).await;
    let mut names: Vec<String> = before.keys().cloned().collect();
    names.sort();
    for (percent, name) in (10_u8..).step_by(5).zip(names.iter().take(10)) {
        report(&mut tx, actor, before[name].1[0].id, percent).await;
    }
    let before = by_name(&mut tx, plan).await;

    // The amended file: a deadline and two names moved, one row added on top so that every index moves.
    let mut rows = twelve(|row, index| match index {
        3 => row.deadline = task("", "", &[], due(20)).deadline,
        4 => row.name = "Kết nối dữ liệu dùng chung".to_owned(),
        _ => {}
    });
    rows.insert(0, task("0", "Thành lập tổ công tác", &["Sở Nội vụ"], due(1)));
    let second = compiled("12/KH-UBND", b"second", rows, vec![]);
    let again = taken_in(&mut tx, actor, &second, b"second").await;
    assert_eq!(intakes::find(&mut tx, again).await.expect("is there").plan_id, Some(plan));
    let done = accepted(&mut tx, actor, again).await;
    assert_eq!((done.plan, done.again, done.tasks, done.assignments), (plan, true, 13, 1));
    tx.commit().await.expect("commits");

    let mut tx = database.read().await.expect("reads");
    let after = by_name(&mut tx, plan).await;
    assert_eq!(after.len(), 13);
    let mut with_progress = 0;
    for (name, (task, held)) in &before {
        let now = after.get(name.as_str()).unwrap_or_else(|| &after["Kết nối dữ liệu dùng chung"]);
        assert_eq!((now.0.id, now.1[0].id, now.1[0].percent), (task.id, held[0].id, held[0].percent), "{name}");
        with_progress += i32::from(held[0].percent > 0);
    }
    assert_eq!(with_progress, 10);
    assert_eq!(after["Nâng cấp mạng"].1[0].unit_id, Some(province.home));
    assert_eq!(after["Tập huấn cán bộ"].1[0].current_due, Some(date(2026, 11, 15)));
    assert_eq!(after["Số hóa hồ sơ"].0.deliverable.as_deref(), Some("Kho dữ liệu"));
    let moved = &after["Mua máy chủ"].1[0];
    assert_eq!((moved.original_due, moved.current_due), (due(10), due(20)));
    assert_eq!(plans::file(&mut tx, plan, 0).await.expect("is kept").bytes, b"second");
    assert_eq!(intakes::file(&mut tx, intake, 0).await.expect("is kept").bytes, b"first");
    let entries = audit::of(&mut tx, "plan", Some(plan)).await.expect("lists");
    assert_eq!(entries.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["plan-imported", "plan-loaded-again"]);
}

async fn a_plan_that_replaces_another_carries_its_progress_with_the_legal_basis(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let first = compiled("12/KH-UBND", b"first", twelve(|_, _| {}), vec![]);
    let intake = taken_in(&mut tx, actor, &first, b"first").await;
    let plan = accepted(&mut tx, actor, intake).await.plan;
    let before = by_name(&mut tx, plan).await;
    report(&mut tx, actor, before["Mua máy chủ"].1[0].id, 40).await;
    // Finished a day after its deadline.
    let late = before["Số hóa hồ sơ"].1[0].id;
    for step in [Step::Submit { note: String::new() }, Step::Confirm { evidence: None, note: String::new() }] {
        assignments::step(&mut tx, actor, late, date(2026, 12, 11), step).await.expect("is finished");
    }

    let moved = |row: &mut roviec_plan::plan::Task, index| {
        if index == 2 || index == 3 {
            row.deadline = task("", "", &[], due(20)).deadline;
        }
        if index == 3 {
            row.name = "Mua máy chủ dùng chung".to_owned();
        }
    };
    let mut second = compiled("40/KH-UBND", b"second", twelve(moved), vec![]);
    second.plan.document.issued_on = Some(date(2026, 11, 2));
    second.plan.document.replaces = vec![Replaced { number: "12/KH-UBND".to_owned(), date: None }];
    let refused = import_plan::import(&mut tx, actor, &second, &[SourceFile { name: "moi.txt", bytes: b"second" }], TODAY).await;
    assert!(matches!(&refused, Err(Error::Conflict(sentence)) if sentence.contains("đã có tiến độ")), "{refused:?}");
    let again = taken_in(&mut tx, actor, &second, b"second").await;
    assert_eq!(intakes::find(&mut tx, again).await.expect("is there").plan_id, Some(plan));
    let link = Edit::Link { row: RowKey::compiled(again, Table::Tasks, 3), old: RowKey::compiled(intake, Table::Tasks, 3) };
    intakes::append(&mut tx, actor, again, false, &[link]).await.expect("is confirmed");
    accepted(&mut tx, actor, again).await;
    tx.commit().await.expect("commits");

    let mut tx = database.read().await.expect("reads");
    let row = plans::find(&mut tx, plan, AS_OF).await.expect("is there");
    assert_eq!((row.number.as_deref(), row.state.as_str(), row.tasks), (Some("40/KH-UBND"), "issued", 12));
    let after = by_name(&mut tx, plan).await;
    let finished = &after["Số hóa hồ sơ"].1[0];
    assert_eq!((finished.state, finished.current_due), (AssignmentState::DoneLate, due(10)), "a later document makes nothing punctual");
    let (bought, held) = &after["Mua máy chủ dùng chung"];
    assert_eq!((held[0].percent, held[0].original_due, held[0].current_due), (40, due(10), due(20)));
    let carried = carryovers::of_task(&mut tx, bought.id).await.expect("lists");
    assert_eq!(carried.len(), 1);
    assert_eq!(carried[0].from_document, "Kế hoạch 12/KH-UBND ngày 15/01/2026");
    assert_eq!(carried[0].name_before.as_deref(), Some("Mua máy chủ"));
    assert_eq!(carried[0].to_document, "Kế hoạch 40/KH-UBND ngày 02/11/2026");
    assert_eq!((carried[0].percent, carried[0].due_before, carried[0].due_after, carried[0].carried_on), (40, due(10), due(20), TODAY));
    assert_eq!(plans::predecessors(&mut tx, plan).await.expect("lists"), ["Kế hoạch 12/KH-UBND ngày 15/01/2026"]);
    let sentence = take_in::superseded(&mut tx, &first).await.expect("asks").expect("its plan goes on under another");
    assert!(sentence.contains("12/KH-UBND đã được 40/KH-UBND thay thế"), "{sentence}");
    assert_eq!(take_in::superseded(&mut tx, &second).await.expect("asks"), None);
    let untouched = carryovers::of_task(&mut tx, after["Tổng kết năm"].0.id).await.expect("lists");
    assert!(untouched.is_empty(), "nothing was done there");
    let entries = audit::of(&mut tx, "assignment", Some(held[0].id)).await.expect("lists");
    assert_eq!(entries.last().map(|entry| entry.action.as_str()), Some("assignment-carried-over"));
}

async fn a_plan_with_progress_stays_on_the_board_when_several_are_replaced(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let plan =
        |number: &str, bytes: &'static [u8]| (compiled(number, bytes, vec![task("1", number, &["Sở Y tế"], due(10))], vec![]), bytes);
    let mut ids = Vec::new();
    for (plan, bytes) in [plan("12/KH-UBND", b"a"), plan("13/KH-UBND", b"b")] {
        let intake = taken_in(&mut tx, actor, &plan, bytes).await;
        ids.push(accepted(&mut tx, actor, intake).await.plan);
    }
    let begun = by_name(&mut tx, ids[0]).await["12/KH-UBND"].1[0].id;
    report(&mut tx, actor, begun, 40).await;
    let (mut third, bytes) = plan("40/KH-UBND", b"c");
    let replaced = ["12/KH-UBND", "13/KH-UBND"].map(|number| Replaced { number: number.to_owned(), date: None });
    third.plan.document.replaces = replaced.to_vec();
    let found = plans::replaced_by(&mut tx, &third.plan.document).await.expect("lists");
    assert_eq!(found.iter().map(|plan| (plan.id, plan.begun)).collect::<Vec<_>>(), [(ids[0], true), (ids[1], false)]);
    let intake = taken_in(&mut tx, actor, &third, bytes).await;
    assert_eq!(intakes::find(&mut tx, intake).await.expect("is there").plan_id, None, "a person chooses");
    accepted(&mut tx, actor, intake).await;
    let mut states = Vec::new();
    for id in ids {
        states.push(plans::find(&mut tx, id, AS_OF).await.expect("is there").state);
    }
    assert_eq!(states, ["issued", "replaced"]);
}

async fn undecided_differences_hold_acceptance_back(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let first = compiled("12/KH-UBND", b"first", twelve(|_, _| {}), vec![]);
    let intake = taken_in(&mut tx, actor, &first, b"first").await;
    let edit = set(RowKey::compiled(intake, Table::Tasks, 0), Field::Lead, "Sở Nội vụ");
    intakes::append(&mut tx, actor, intake, false, &[edit]).await.expect("is edited");
    let plan = accepted(&mut tx, actor, intake).await.plan;
    let rows = twelve(|row, index| {
        if index == 0 {
            row.lead = vec!["UBND xã An Bình".to_owned()];
        }
    });
    let again = taken_in(&mut tx, actor, &compiled("12/KH-UBND", b"second", rows, vec![]), b"second").await;
    let refused = accept::accept(&mut tx, actor, again, TODAY).await;
    assert!(matches!(refused, Err(Error::Conflict(sentence)) if sentence.contains("1 điểm khác")));
    let decision = set(RowKey::compiled(again, Table::Tasks, 0), Field::Lead, "Sở Nội vụ");
    intakes::append(&mut tx, actor, again, false, &[decision]).await.expect("is decided");
    assert_eq!(accepted(&mut tx, actor, again).await.plan, plan);
    let rows = by_name(&mut tx, plan).await;
    assert_eq!(rows["Nâng cấp mạng"].1[0].unit_name.as_deref(), Some("Sở Nội vụ"));
}

async fn a_row_that_ends_is_stopped_where_work_was_done_and_goes_where_none_was(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let intake = taken_in(&mut tx, actor, &compiled("12/KH-UBND", b"first", twelve(|_, _| {}), vec![]), b"first").await;
    let plan = accepted(&mut tx, actor, intake).await.plan;
    let before = by_name(&mut tx, plan).await;
    report(&mut tx, actor, before["Nâng cấp mạng"].1[0].id, 40).await;
    let rows = twelve(|_, _| {}).split_off(2);
    let again = taken_in(&mut tx, actor, &compiled("12/KH-UBND", b"second", rows, vec![]), b"second").await;
    let release = [0, 1].map(|index| Edit::Release { old: RowKey::compiled(intake, Table::Tasks, index) });
    intakes::append(&mut tx, actor, again, false, &release).await.expect("is decided");
    accepted(&mut tx, actor, again).await;
    let after = by_name(&mut tx, plan).await;
    assert_eq!(after.len(), 11);
    let stopped = &after["Nâng cấp mạng"].1[0];
    assert_eq!((stopped.percent, stopped.stopped_on), (40, Some(TODAY)));
    assert!(!after.contains_key("Tập huấn cán bộ"));
    // A third reading leaves what has ended alone.
    let rows = twelve(|_, _| {}).split_off(2);
    let third = taken_in(&mut tx, actor, &compiled("12/KH-UBND", b"third", rows, vec![]), b"third").await;
    accepted(&mut tx, actor, third).await;
    assert_eq!(by_name(&mut tx, plan).await.len(), 11);
}

async fn a_correction_of_the_reading_moves_both_deadlines(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let intake = taken_in(&mut tx, actor, &compiled("12/KH-UBND", b"first", twelve(|_, _| {}), vec![]), b"first").await;
    let plan = accepted(&mut tx, actor, intake).await.plan;
    let reopened = take_in::reopen(&mut tx, actor, plan).await.expect("is reopened");
    let edit = set(RowKey::compiled(reopened, Table::Tasks, 5), Field::Deadline, "25/12/2026");
    intakes::append(&mut tx, actor, reopened, false, &[edit]).await.expect("is edited");
    accepted(&mut tx, actor, reopened).await;
    let held = by_name(&mut tx, plan).await["Kiểm thử an toàn"].1[0].clone();
    assert_eq!((held.original_due, held.current_due), (due(25), due(25)));
}

async fn a_plan_is_reopened_and_corrected_without_its_files_twice(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let intake = taken_in(&mut tx, actor, &compiled("12/KH-UBND", b"first", twelve(|_, _| {}), vec![]), b"first").await;
    let row = RowKey::compiled(intake, Table::Tasks, 0);
    let further = RowKey::made(intake, 1);
    let split =
        Edit::Split { row, into: further, first: "Nâng cấp mạng trục".to_owned(), second: "Nâng cấp mạng xã".to_owned() };
    intakes::append(&mut tx, actor, intake, false, &[split]).await.expect("is edited");
    let plan = accepted(&mut tx, actor, intake).await.plan;
    let ids = by_name(&mut tx, plan).await;
    for _ in 0..2 {
        let reopened = take_in::reopen(&mut tx, actor, plan).await.expect("is reopened");
        assert_eq!(intakes::files(&mut tx, reopened).await.expect("lists").len(), 1);
        let done = accepted(&mut tx, actor, reopened).await;
        assert_eq!((done.plan, done.assignments), (plan, 0));
        assert_eq!(plans::intake(&mut tx, plan).await.expect("is there"), reopened);
    }
    let now = by_name(&mut tx, plan).await;
    assert_eq!(now.len(), 13);
    for (name, (task, held)) in &ids {
        assert_eq!((now[name].0.id, now[name].1[0].id), (task.id, held[0].id), "{name}");
    }
    assert_eq!(intakes::of_plan(&mut tx, plan).await.expect("lists").len(), 3);
}

async fn an_indicator_that_was_observed_keeps_its_observations(database: Database) {
    use roviec_tracker::domain::observation::{Measured, Period};
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let row = |name, year, value| indicator("1", name, "%", year, value);
    let both = vec![row("Hồ sơ trực tuyến", 2026, 80.0), row("Hồ sơ trực tuyến", 2030, 95.0), row("Xã có mạng", 2026, 100.0)];
    let first = compiled("12/KH-UBND", b"first", vec![], both);
    let intake = taken_in(&mut tx, actor, &first, b"first").await;
    let plan = accepted(&mut tx, actor, intake).await.plan;
    let links = plans::indicator_links(&mut tx, plan).await.expect("lists");
    let (online, network) = (links[0].id, links[2].id);
    for indicator in [online, network] {
        let new = indicators::NewObservation {
            indicator,
            unit: province.health,
            period: Period::Year { year: 2025 },
            measured: Measured::Value(70.0),
            corrects: None,
            noted_on: TODAY,
        };
        indicators::submit_observation(&mut tx, actor, new).await.expect("is sent");
    }
    let changed = vec![row("Hồ sơ trực tuyến", 2026, 85.0), row("Hồ sơ trực tuyến", 2030, 95.0)];
    let again = taken_in(&mut tx, actor, &compiled("12/KH-UBND", b"second", vec![], changed), b"second").await;
    let release = Edit::Release { old: RowKey::compiled(intake, Table::Indicators, 2) };
    intakes::append(&mut tx, actor, again, false, &[release]).await.expect("is decided");
    accepted(&mut tx, actor, again).await;
    let links = plans::indicator_links(&mut tx, plan).await.expect("lists");
    assert_eq!(links.iter().map(|link| link.id).collect::<Vec<_>>(), [online, online]);
    assert_eq!(indicators::observations(&mut tx, online).await.expect("lists").len(), 1);
    assert_eq!(indicators::observations(&mut tx, network).await.expect("lists").len(), 1);
    assert_eq!(plans::find(&mut tx, plan, AS_OF).await.expect("is there").indicators, 1);
}

async fn people_take_turns_and_a_closed_review_takes_no_edit(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let intake = taken_in(&mut tx, actor, &compiled("12/KH-UBND", FILE, twelve(|_, _| {}), vec![]), FILE).await;
    let edit = |name: &str| set(RowKey::compiled(intake, Table::Tasks, 0), Field::Name, name);
    assert_eq!(intakes::append(&mut tx, actor, intake, false, &[edit("Một"), edit("Hai")]).await.expect("is edited"), 2);
    assert_eq!(intakes::append(&mut tx, actor, intake, true, &[edit("Ba")]).await.expect("is edited"), 3);
    assert_eq!(intakes::take_turn(&mut tx, intake).await.expect("is open"), 3);
    let log = intakes::edits(&mut tx, intake).await.expect("lists");
    assert_eq!(log.iter().map(|edit| (edit.number, edit.carried)).collect::<Vec<_>>(), [(1, false), (2, false), (3, true)]);
    assert_eq!((log[0].user, log[0].at), (actor.user, WHEN));
    let editors = intakes::editors(&mut tx, intake).await.expect("lists");
    assert_eq!(editors.into_iter().collect::<Vec<_>>(), [(actor.user.expect("somebody"), "Nguyễn Văn An".to_owned())]);
    assert_eq!(intakes::reading(&mut tx, intake).await.expect("folds").draft.tasks[0].row.name, "Ba");
    intakes::discard(&mut tx, actor, intake).await.expect("is closed");
    assert!(matches!(intakes::append(&mut tx, actor, intake, false, &[edit("Bốn")]).await, Err(Error::Conflict(_))));
    assert!(matches!(intakes::take_turn(&mut tx, intake).await, Err(Error::Conflict(_))));
    assert!(matches!(accept::accept(&mut tx, actor, intake, TODAY).await, Err(Error::Conflict(_))));
}

async fn a_reading_that_was_cut_off_is_failed(database: Database) {
    let mut tx = writing(&database).await;
    let new = NewIntake { origin: "plan", title: "ke-hoach.pdf", files_of: None };
    let (cut, cancelled) =
        (intakes::create(&mut tx, NOBODY, new).await.expect("a"), intakes::create(&mut tx, NOBODY, new).await.expect("b"));
    intakes::cancel(&mut tx, NOBODY, cancelled).await.expect("is cancelled");
    assert!(intakes::cancel(&mut tx, NOBODY, cancelled).await.is_err());
    assert_eq!(intakes::fail_unfinished(&mut tx, NOBODY).await.expect("fails them"), 1);
    let row = intakes::find(&mut tx, cut).await.expect("is there");
    assert_eq!((row.state.as_str(), row.failure.is_some()), ("failed", true));
    let late = take_in::review(&mut tx, NOBODY, cancelled, &compiled("1/KH-UBND", FILE, vec![], vec![]), vec![FILE.to_vec()]).await;
    assert!(matches!(late, Err(Error::Conflict(_))));
}

async fn an_intake_is_found_with_its_files_and_listed_while_open(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let intake = taken_in(&mut tx, actor, &compiled("12/KH-UBND", FILE, twelve(|_, _| {}), vec![]), FILE).await;
    let open = intakes::open(&mut tx).await.expect("lists");
    assert_eq!((open.len(), open[0].id, open[0].creator.as_deref()), (1, intake, Some("Nguyễn Văn An")));
    let files = intakes::files(&mut tx, intake).await.expect("lists");
    assert_eq!((files.len(), files[0].name.as_str(), files[0].size), (1, "ke-hoach.txt", FILE.len() as i64));
    accepted(&mut tx, actor, intake).await;
    assert!(intakes::open(&mut tx).await.expect("lists").is_empty());
}

async fn a_new_lead_gets_work_and_the_old_one_keeps_what_was_done(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let rows = |lead: &str| vec![task("1", "Nâng cấp mạng", &[lead], due(10)), task("2", "Tập huấn cán bộ", &["Ban Chỉ đạo"], due(10))];
    let intake = taken_in(&mut tx, actor, &compiled("12/KH-UBND", b"first", rows("Sở Y tế"), vec![]), b"first").await;
    let plan = accepted(&mut tx, actor, intake).await.plan;
    let before = by_name(&mut tx, plan).await;
    report(&mut tx, actor, before["Nâng cấp mạng"].1[0].id, 30).await;
    report(&mut tx, actor, before["Tập huấn cán bộ"].1[0].id, 20).await;
    let mut second = rows("Sở Nội vụ");
    second[1].lead = vec!["Sở Nội vụ".to_owned()];
    let again = taken_in(&mut tx, actor, &compiled("12/KH-UBND", b"second", second, vec![]), b"second").await;
    accepted(&mut tx, actor, again).await;
    let after = by_name(&mut tx, plan).await;
    let held = &after["Nâng cấp mạng"].1;
    assert_eq!(
        held.iter().map(|row| (row.unit_id, row.percent, row.stopped_on)).collect::<Vec<_>>(),
        [(Some(province.home), 0, None), (Some(province.health), 30, Some(TODAY)),]
    );
    let named = &after["Tập huấn cán bộ"].1;
    assert_eq!((named.len(), named[0].unit_id, named[0].percent), (1, Some(province.home), 20));
}
