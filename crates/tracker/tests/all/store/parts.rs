//! Parts of the work given to coordinating units, amendments by a document, and what has to be done before.

use jiff::civil::{Date, date};
use roviec_tracker::Error;
use roviec_tracker::domain::assignment::Phase;
use roviec_tracker::domain::product::Proof;
use roviec_tracker::domain::unit_change::LegalBasis;
use roviec_tracker::domain::{AssignmentState, Role};
use roviec_tracker::store::audit::{self, Actor};
use roviec_tracker::store::completions::{self, Route};
use roviec_tracker::store::live_work::Live;
use roviec_tracker::store::parts::{self, NewPart};
use roviec_tracker::store::{Database, Tx, amendments, assignments, board, extensions, my_work, plans, prerequisites, tasks, users};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    a_part_is_work_of_its_own_and_is_not_counted_beside_the_whole
    what_cannot_be_given_is_refused_in_a_sentence
    parts_wait_for_the_lead_and_end_with_the_whole
    work_is_handed_over_and_moved_by_a_document_only
    new_words_stay_over_a_later_reading
    what_has_to_be_done_before_is_never_a_circle
}

const DUE: Date = date(2026, 11, 30);

struct Work {
    province: Province,
    plan: i64,
    assignment: i64,
    task: i64,
    officer: Actor,
    other: Actor,
}

async fn work(tx: &mut Tx) -> Work {
    let province = province(tx).await;
    let officer = Actor { user: Some(person(tx, "an", Role::UnitOfficer, Some(province.health)).await), ..NOBODY };
    let other = Actor { user: Some(person(tx, "binh", Role::UnitOfficer, Some(province.home)).await), ..NOBODY };
    let mut first = task("1", "Ban hành quy chế dữ liệu", &["Sở Y tế"], Some(DUE));
    first.coordinating = vec!["Sở Nội vụ".to_owned(), "Các xã".to_owned()];
    let rows = vec![first, task("2", "Tổng kết việc thực hiện quy chế", &["Sở Y tế"], Some(date(2026, 12, 31)))];
    let plan = plan_of(&imported(tx, &compiled("12/KH-UBND", FILE, rows, vec![]), FILE).await);
    let open = assignments::open(tx).await.expect("lists").remove(0);
    Work { province, plan, assignment: open.id, task: open.task_id, officer, other }
}

async fn own_due(tx: &mut Tx, unit: i64, days: (Date, Date)) -> Result<my_work::WorkList, Error> {
    let own = my_work::own_units(tx, unit, TODAY).await?;
    my_work::due(tx, &own, AS_OF, days).await
}

fn part(unit: i64) -> NewPart<'static> {
    NewPart { unit, words: "Cung cấp danh sách cán bộ", deliverable: Some("Danh sách"), due: date(2026, 11, 25) }
}

fn basis() -> LegalBasis {
    LegalBasis { number: "15/UBND-VX".to_owned(), on: date(2026, 11, 19) }
}

async fn give(tx: &mut Tx, work: &Work) -> i64 {
    let task = parts::give(tx, work.officer, work.assignment, TODAY, part(work.province.home)).await.expect("is given");
    assignments::of_task(tx, task, AS_OF).await.expect("lists")[0].id
}

async fn a_part_is_work_of_its_own_and_is_not_counted_beside_the_whole(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    let offered = parts::offered(&mut tx, work.task, TODAY).await.expect("lists");
    assert_eq!(offered.len(), 3, "Sở Nội vụ and the two communes: {offered:?}");
    let before = board::counts(&mut tx, &Live::default(), board::Scope::default(), AS_OF).await.expect("counts").total();
    let id = give(&mut tx, &work).await;
    assert_eq!(board::counts(&mut tx, &Live::default(), board::Scope::default(), AS_OF).await.expect("counts").total(), before);
    let listed = parts::of_assignment(&mut tx, work.assignment, AS_OF).await.expect("lists");
    assert_eq!(
        (listed[0].assignment_id, listed[0].unit_name.as_deref(), listed[0].state),
        (id, Some("Sở Nội vụ"), AssignmentState::NearDue)
    );
    assert_eq!(parts::of_task(&mut tx, work.task, AS_OF).await.expect("lists"), listed);
    let told = parts::given_of_task(&mut tx, work.task).await.expect("lists");
    assert_eq!((told[0].assignment_id, told[0].due, told[0].given_on), (work.assignment, Some(date(2026, 11, 25)), TODAY));
    let whole = parts::whole_of(&mut tx, listed[0].task_id).await.expect("asks").expect("is a part");
    assert_eq!((whole.assignment_id, whole.unit_id), (work.assignment, Some(work.province.health)));
    assert_eq!(parts::lead_of(&mut tx, id).await.expect("asks"), Some(Some(work.province.health)));
    assert_eq!(parts::lead_of(&mut tx, work.assignment).await.expect("asks"), None);
    let due = own_due(&mut tx, work.province.home, (TODAY, DUE)).await.expect("lists");
    assert_eq!((due.total, due.rows[0].assignment_id), (1, id), "the other unit sees it among its own work");
    let (entries, _) = audit::history(&mut tx, (audit::Thing::Task, work.task), (0, 20)).await.expect("is read");
    assert_eq!(entries[0].action, "part-given");
}

async fn what_cannot_be_given_is_refused_in_a_sentence(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    let id = give(&mut tx, &work).await;
    for (assignment, part, sentence) in [
        (work.assignment, part(work.province.health), "chính mình"),
        (work.assignment, NewPart { due: date(2026, 12, 1), ..part(work.province.home) }, "sau hạn của nhiệm vụ"),
        (work.assignment, NewPart { due: date(2026, 11, 1), ..part(work.province.home) }, "đã qua"),
        (id, part(work.province.communes[0]), "không chia nhỏ tiếp"),
    ] {
        let refused = parts::give(&mut tx, work.officer, assignment, TODAY, part).await;
        assert!(matches!(&refused, Err(Error::Conflict(said)) if said.contains(sentence)), "{refused:?}");
    }
}

async fn parts_wait_for_the_lead_and_end_with_the_whole(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    let id = give(&mut tx, &work).await;
    let (lead, user, other) = (work.province.health, work.officer.user.expect("somebody"), work.other.user.expect("somebody"));
    assert_eq!(my_work::parts_given(&mut tx, lead, AS_OF).await.expect("lists").total, 1);
    extensions::ask(&mut tx, work.other, id, TODAY, (date(2026, 11, 28), "Chậm")).await.expect("is asked");
    assert_eq!(my_work::parts_to_extend(&mut tx, lead, user, AS_OF).await.expect("lists").total, 1);
    assert_eq!(my_work::parts_to_extend(&mut tx, lead, other, AS_OF).await.expect("lists").total, 0, "not one's own");
    assert_eq!(
        my_work::to_extend(&mut tx, &Live::default(), None, user, AS_OF).await.expect("lists").total,
        0,
        "the assigner of the whole is not asked"
    );
    let proof = Proof { count: Some(12), words: "Đã gửi".to_owned(), ..Proof::default() };
    let file = completions::NewFile { sha256: "a".repeat(64), name: "ds.xlsx".to_owned(), media_type: "application/zip", byte_count: 9 };
    let route = Route::ToAssigner { answer_due: DUE };
    completions::ask(&mut tx, work.other, id, TODAY, &proof, &[file], route).await.expect("is sent");
    assert_eq!(my_work::parts_to_answer(&mut tx, lead, user, AS_OF).await.expect("lists").total, 1);
    assert_eq!(my_work::to_answer(&mut tx, &Live::default(), None, user, AS_OF).await.expect("lists").total, 0);
    parts::stop_open(&mut tx, work.officer, work.assignment, TODAY, "nhiệm vụ chính đã xong").await.expect("is stopped");
    let part = assignments::load(&mut tx, id).await.expect("is there");
    assert!(matches!(part.phase, Phase::Stopped { .. }), "{part:?}");
    assert!(completions::open_of(&mut tx, id).await.expect("asks").is_none());
}

async fn work_is_handed_over_and_moved_by_a_document_only(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    let (id, home) = (work.assignment, work.province.home);
    amendments::move_due(&mut tx, work.other, id, TODAY, date(2026, 12, 15), &basis()).await.expect("is moved");
    let moved = assignments::load(&mut tx, id).await.expect("is there");
    assert_eq!((moved.original_due, moved.current_due), (Some(DUE), Some(date(2026, 12, 15))));
    let again = amendments::move_due(&mut tx, work.other, id, TODAY, date(2026, 12, 15), &basis()).await;
    assert!(matches!(again, Err(Error::Conflict(_))));
    amendments::hand_over(&mut tx, work.other, id, TODAY, home, &basis()).await.expect("is handed over");
    assert_eq!(assignments::unit_of(&mut tx, id).await.expect("is there"), Some(home));
    let same = amendments::hand_over(&mut tx, work.other, id, TODAY, home, &basis()).await;
    assert!(matches!(&same, Err(Error::Conflict(said)) if said.contains("đang thực hiện")), "{same:?}");
    let ledger = amendments::of_task(&mut tx, work.task).await.expect("lists");
    let told: Vec<(&str, Option<&str>, Option<&str>)> =
        ledger.iter().map(|row| (row.field.as_str(), row.before.as_deref(), row.after.as_deref())).collect();
    assert_eq!(told, [("unit", Some("Sở Y tế"), Some("Sở Nội vụ")), ("due", Some("30/11/2026"), Some("15/12/2026"))]);
    assert_eq!((ledger[0].basis_number.as_str(), ledger[0].basis_on), ("15/UBND-VX", date(2026, 11, 19)));
    assert_eq!(assignments::name_of(&mut tx, id).await.expect("is there").as_deref(), Some("Sở Nội vụ"));
    let stop = assignments::Step::Stop { by: "16/UBND-VX".to_owned() };
    assignments::step(&mut tx, work.other, id, TODAY, stop).await.expect("is stopped");
    let over = amendments::hand_over(&mut tx, work.other, id, TODAY, work.province.health, &basis()).await;
    assert!(matches!(&over, Err(Error::Conflict(said)) if said.contains("đã dừng")), "{over:?}");
}

async fn new_words_stay_over_a_later_reading(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    let same = amendments::reword(&mut tx, work.other, work.task, TODAY, (Some("Ban hành quy chế dữ liệu"), None), &basis()).await;
    assert!(matches!(same, Err(Error::Invalid(_))));
    let words = (Some("Ban hành quy chế dữ liệu mở"), Some("Quyết định của tỉnh"));
    amendments::reword(&mut tx, work.other, work.task, TODAY, words, &basis()).await.expect("is amended");
    let key = tasks::keys(&mut tx, work.plan).await.expect("lists").remove(0);
    let read = task("1", "Ban hành quy chế dữ liệu", &["Sở Y tế"], Some(DUE));
    tasks::update(&mut tx, work.task, &tasks::AcceptedTask { position: 0, key: &key.row_key, task: &read }).await.expect("is read again");
    let found = tasks::find(&mut tx, work.task).await.expect("is there");
    assert_eq!((found.name.as_str(), found.deliverable.as_deref()), (words.0.expect("words"), words.1));
    let ledger = amendments::of_task(&mut tx, work.task).await.expect("lists");
    assert_eq!(ledger.iter().map(|row| row.field.as_str()).collect::<Vec<_>>(), ["deliverable", "name"]);
    assert!(assignments::held(&mut tx, work.plan).await.expect("lists")[0].has_progress, "it does not vanish");
}

async fn what_has_to_be_done_before_is_never_a_circle(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    let second = prerequisites::named(&mut tx, work.task, "2").await.expect("finds");
    let [second] = second.as_slice() else { panic!("{second:?}") };
    prerequisites::add(&mut tx, work.other, *second, work.task, TODAY).await.expect("is added");
    prerequisites::add(&mut tx, work.other, *second, work.task, TODAY).await.expect("is there already");
    for (task, needs) in [(work.task, *second), (work.task, work.task)] {
        let circle = prerequisites::add(&mut tx, work.other, task, needs, TODAY).await;
        assert!(matches!(&circle, Err(Error::Conflict(said)) if said.contains("chờ nhau")), "{circle:?}");
    }
    let needs = prerequisites::needs(&mut tx, *second, AS_OF).await.expect("lists");
    assert_eq!((needs.len(), needs[0].task_id, needs[0].due, needs[0].is_done()), (1, work.task, Some(DUE), false));
    assert_eq!(prerequisites::needed_by(&mut tx, work.task, AS_OF).await.expect("lists")[0].task_id, *second);
    prerequisites::remove(&mut tx, work.other, *second, work.task).await.expect("is removed");
    assert!(prerequisites::needs(&mut tx, *second, AS_OF).await.expect("lists").is_empty());
    assert_eq!(plans::task_links(&mut tx, work.plan).await.expect("lists").len(), 2);
    assert!(users::find(&mut tx, work.other.user.expect("somebody"), TODAY).await.is_ok());
}
