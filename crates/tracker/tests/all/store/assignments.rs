use jiff::civil::{Date, date};
use roviec_tracker::domain::assignment::{Assignment, Phase};
use roviec_tracker::domain::{AssignmentState, Role};
use roviec_tracker::store::assignments::{self, Step};
use roviec_tracker::store::audit::{self, Actor};
use roviec_tracker::store::board::{self, Scope};
use roviec_tracker::store::live_work::Live;
use roviec_tracker::store::{Database, Tx, plans};
use roviec_tracker::{Error, domain::AsOf};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    the_database_and_the_domain_agree_on_every_state
    a_step_writes_note_and_audit_entry
    a_step_that_does_not_follow_is_refused_and_leaves_nothing
    the_board_counts_late_over_due_and_names_the_worst_unit_first
    lateness_in_the_past_is_counted_on_both_deadlines
    what_a_person_reads_is_only_what_is_open_to_steps
}

/// A plan whose tasks are due on the given days, all led by Sở Y tế; the assignments' ids in order.
async fn assigned(tx: &mut Tx, dues: &[Option<Date>]) -> Vec<i64> {
    let rows = dues.iter().zip(1..).map(|(due, no)| task(&no.to_string(), &format!("Việc {no}"), &["Sở Y tế"], *due)).collect();
    let plan = plan_of(&imported(tx, &compiled("12/KH-UBND", FILE, rows, vec![]), FILE).await);
    let mut out = Vec::new();
    for link in plans::task_links(tx, plan).await.expect("lists") {
        out.push(assignments::of_task(tx, link.id, AS_OF).await.expect("lists")[0].id);
    }
    out
}

fn steps_to(phase: &Phase) -> Vec<(Date, Step)> {
    let submit = |on| (on, Step::Submit { note: "Đã gửi".to_owned() });
    match phase.clone() {
        Phase::Open => vec![],
        Phase::Waiting { submitted_on } => vec![submit(submitted_on)],
        Phase::Returned { on, reason } => vec![submit(date(2026, 1, 2)), (on, Step::SendBack { reason })],
        Phase::Done { on, evidence } => vec![submit(on), (on, Step::Confirm { evidence, note: String::new() })],
        Phase::Stopped { on, by } => vec![(on, Step::Stop { by })],
    }
}

async fn the_database_and_the_domain_agree_on_every_state(database: Database) {
    let days = [date(2026, 11, 10), TODAY, date(2026, 11, 27), date(2026, 11, 28)];
    let mut phases = vec![Phase::Open];
    for on in [date(2026, 11, 10), date(2026, 11, 19), TODAY] {
        phases.push(Phase::Waiting { submitted_on: on });
        phases.push(Phase::Done { on, evidence: Some("12/QĐ-SYT".to_owned()) });
        phases.push(Phase::Returned { on, reason: "Thiếu minh chứng".to_owned() });
        phases.push(Phase::Stopped { on, by: "15/TB-UBND".to_owned() });
    }
    let cases: Vec<(Option<Date>, Phase)> = std::iter::once(None)
        .chain(days.into_iter().map(Some))
        .flat_map(|due| phases.iter().map(move |phase| (due, phase.clone())))
        .collect();
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let user = person(&mut tx, "an", Role::UnitOfficer, None).await;
    let dues: Vec<_> = cases.iter().map(|(due, _)| *due).collect();
    let ids = assigned(&mut tx, &dues).await;
    for (id, (due, phase)) in ids.into_iter().zip(cases) {
        for (on, step) in steps_to(&phase) {
            assignments::step(&mut tx, Actor { user: Some(user), at: 0, ..NOBODY }, id, on, step).await.expect("follows");
        }
        let stored = assignments::load(&mut tx, id).await.expect("is there");
        assert_eq!(stored.phase, phase);
        let row = row(&mut tx, id).await;
        assert_eq!(row.state, stored.state(AS_OF), "{due:?} {phase:?}");
        assert_eq!(row.late, stored.is_late(TODAY), "{due:?} {phase:?}");
    }
    let counted = board::counts(&mut tx, &Live::default(), Scope::default(), AS_OF).await.expect("counts");
    assert_eq!(counted.total(), dues.len() as i64);
    let all: Vec<Assignment> = stored_all(&mut tx).await;
    for state in AssignmentState::ALL {
        assert_eq!(counted.of(state), all.iter().filter(|one| one.state(AS_OF) == state).count() as i64, "{state}");
    }
    assert_eq!(counted.late, all.iter().filter(|one| one.is_late(TODAY)).count() as i64);
    assert_eq!(counted.due, all.iter().filter(|one| one.is_due(TODAY)).count() as i64);
}

async fn row(tx: &mut Tx, id: i64) -> assignments::AssignmentRow {
    // Each task of these tests has one assignment, so their ids run side by side.
    assignments::of_task(tx, id, AS_OF).await.expect("lists").into_iter().find(|row| row.id == id).expect("is there")
}

async fn stored_all(tx: &mut Tx) -> Vec<Assignment> {
    let mut out = Vec::new();
    for id in 1.. {
        match assignments::load(tx, id).await {
            Ok(one) => out.push(one),
            Err(_) => break,
        }
    }
    out
}

async fn a_step_writes_note_and_audit_entry(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let user = person(&mut tx, "an", Role::UnitOfficer, None).await;
    let actor = Actor { user: Some(user), at: 7, ..NOBODY };
    let ids = assigned(&mut tx, &[Some(TODAY)]).await;
    let step = Step::Report { percent: 40, note: "Đã lấy ý kiến các đơn vị".to_owned() };
    assignments::step(&mut tx, actor, ids[0], date(2026, 3, 2), step).await.expect("follows");
    let row = row(&mut tx, ids[0]).await;
    assert_eq!((row.percent, row.started_on), (40, Some(date(2026, 3, 2))));
    let notes = assignments::notes_of_task(&mut tx, row.task_id).await.expect("lists");
    let seen = (notes[0].kind.as_str(), notes[0].author.as_str(), notes[0].percent, notes[0].unit_name.as_deref());
    assert_eq!(seen, ("progress", "Nguyễn Văn An", Some(40), Some("Sở Y tế")));
    let entries = audit::of(&mut tx, "assignment", Some(ids[0])).await.expect("lists");
    assert_eq!((entries.len(), entries[0].user_id, entries[0].at), (1, Some(user), 7));
    assert!(entries[0].before_json.as_deref().is_some_and(|json| json.contains("\"percent\":0")));
    assert!(entries[0].after_json.as_deref().is_some_and(|json| json.contains("\"percent\":40")));
}

async fn a_step_that_does_not_follow_is_refused_and_leaves_nothing(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let user = person(&mut tx, "an", Role::UnitOfficer, None).await;
    let actor = Actor { user: Some(user), at: 7, ..NOBODY };
    let ids = assigned(&mut tx, &[Some(TODAY)]).await;
    let confirm = || Step::Confirm { evidence: None, note: String::new() };
    let refused = assignments::step(&mut tx, actor, ids[0], TODAY, confirm()).await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
    assignments::step(&mut tx, actor, ids[0], TODAY, Step::Submit { note: String::new() }).await.expect("follows");
    assignments::step(&mut tx, actor, ids[0], TODAY, confirm()).await.expect("follows");
    let again = assignments::step(&mut tx, actor, ids[0], TODAY, Step::Submit { note: String::new() }).await;
    assert!(matches!(again, Err(Error::Conflict(_))));
    assert_eq!(audit::of(&mut tx, "assignment", None).await.expect("lists").len(), 2);
}

async fn the_board_counts_late_over_due_and_names_the_worst_unit_first(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let past = Some(date(2026, 6, 30));
    let rows = vec![
        task("1", "Trễ", &["Sở Nội vụ"], past),
        task("2", "Của các xã", &["Các xã"], past),
        task("3", "Cuối tháng", &["Sở Y tế"], Some(date(2026, 11, 30))),
        task("4", "Trễ nữa", &["Sở Nội vụ"], past),
        task("5", "Không ai", &["Ban Chỉ đạo"], None),
    ];
    let plan = plan_of(&imported(&mut tx, &compiled("12/KH-UBND", FILE, rows, vec![]), FILE).await);
    let counts = board::counts(&mut tx, &Live::default(), Scope { plan: Some(plan), unit: None }, AS_OF).await.expect("counts");
    assert_eq!((counts.late, counts.due, counts.due_soon, counts.total(), counts.waiting_since()), (4, 4, 1, 6, None));
    let units = board::by_unit(&mut tx, &Live::default(), Scope::default(), AS_OF).await.expect("counts");
    assert_eq!((units[0].unit_id, units[0].sums.late, units[0].sums.due), (Some(province.home), 2, 2));
    assert_eq!(units.iter().map(|unit| unit.sums.total()).sum::<i64>(), 6);
    assert!(units.iter().any(|unit| unit.unit_id.is_none() && unit.unit_name.as_deref() == Some("Ban Chỉ đạo")));
    let commune =
        board::counts(&mut tx, &Live::default(), Scope { plan: None, unit: Some(province.communes[0]) }, AS_OF).await.expect("counts");
    assert_eq!((commune.total(), commune.late), (1, 1));
    let whole = board::counts(&mut tx, &Live::default(), Scope { plan: None, unit: Some(province.top) }, AS_OF).await.expect("counts");
    assert_eq!(whole.total(), 5);
    let plans = board::by_plan(&mut tx, &Live::default(), Scope::default(), AS_OF).await.expect("counts");
    assert_eq!((plans.len(), plans[0].sums.late, plans[0].sums.due, plans[0].sums.total()), (1, 4, 4, 6));
}

async fn lateness_in_the_past_is_counted_on_both_deadlines(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let user = person(&mut tx, "an", Role::UnitOfficer, None).await;
    let actor = Actor { user: Some(user), at: 7, ..NOBODY };
    let ids = assigned(&mut tx, &[Some(date(2026, 3, 31)), Some(date(2026, 3, 31)), Some(date(2026, 9, 30))]).await;
    let submitted = date(2026, 5, 10);
    assignments::step(&mut tx, actor, ids[0], submitted, Step::Submit { note: String::new() }).await.expect("follows");
    assignments::step(&mut tx, actor, ids[0], submitted, Step::Confirm { evidence: None, note: String::new() }).await.expect("follows");
    let mut seen = Vec::new();
    for day in [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31), date(2026, 10, 31)] {
        let late = board::late_on(&mut tx, &Live::default(), Scope::default(), day, AS_OF).await.expect("counts");
        assert_eq!(late.on_original, late.on_current);
        seen.push(late.on_current);
    }
    assert_eq!(seen, [0, 2, 1, 2]);
}

async fn what_a_person_reads_is_only_what_is_open_to_steps(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let user = person(&mut tx, "an", Role::UnitOfficer, None).await;
    let ids = assigned(&mut tx, &[Some(TODAY), None]).await;
    assignments::step(&mut tx, Actor { user: Some(user), at: 0, ..NOBODY }, ids[0], TODAY, Step::Stop { by: "15/TB-UBND".to_owned() })
        .await
        .expect("follows");
    let open = assignments::open(&mut tx).await.expect("lists");
    assert_eq!(open.iter().map(|one| (one.id, one.current_due)).collect::<Vec<_>>(), [(ids[1], None)]);
    let far = AsOf { today: date(2030, 1, 1), near_until: date(2030, 1, 8) };
    assert_eq!(assignments::of_task(&mut tx, open[0].task_id, far).await.expect("lists")[0].state, AssignmentState::Open);
}
