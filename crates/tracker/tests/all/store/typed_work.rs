//! Work that no plan brought, on both databases: joined to its document, told apart from others of the day.

use roviec_tracker::domain::Role;
use roviec_tracker::domain::draft::Field;
use roviec_tracker::domain::typed_work::{Texts, TypedWork};
use roviec_tracker::store::assignments::Step;
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::{Database, Tx, assignments, intakes, plans, tasks};
use roviec_tracker::typed_work::{self, Saved};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    a_document_takes_more_work_and_keeps_ids_and_progress
    documents_of_one_day_are_told_apart
    an_unknown_lead_is_kept_only_when_a_person_says_so
    a_commune_is_offered_what_it_can_reach
}

fn texts(fields: &[(Field, &str)]) -> Texts {
    fields.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
}

/// A letter of the province with one task.
fn letter(number: &str, name: &str, lead: &str) -> TypedWork {
    let head = [
        (Field::Kind, "Công văn"),
        (Field::Number, number),
        (Field::IssuedOn, "05/11/2026"),
        (Field::Issuer, PROVINCE),
        (Field::Title, "Rà soát hồ sơ tồn đọng"),
    ];
    let row = [(Field::Name, name), (Field::Lead, lead), (Field::Deadline, "30/11/2026")];
    TypedWork { head: texts(&head), rows: vec![texts(&row)], ..TypedWork::default() }
}

async fn saved(tx: &mut Tx, actor: Actor, work: &TypedWork) -> Saved {
    typed_work::save(tx, actor, work, TODAY).await.expect("is looked at").expect("nothing stands against it")
}

async fn focal_point(tx: &mut Tx) -> Actor {
    Actor { user: Some(person(tx, "daumoi", Role::FocalPoint, None).await), ..NOBODY }
}

async fn a_document_takes_more_work_and_keeps_ids_and_progress(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let first = saved(&mut tx, actor, &letter("12/UBND-VX", "Lập danh sách", "Sở Y tế")).await;
    let held = assignments::of_task(&mut tx, first.task, AS_OF).await.expect("lists");
    let report = Step::Report { percent: 60, note: "Đang làm".to_owned() };
    assignments::step(&mut tx, actor, held[0].id, TODAY, report).await.expect("is reported");
    for (name, lead) in [("Báo cáo kết quả", "Sở Nội vụ"), ("Công khai danh sách", "các xã")] {
        let next = saved(&mut tx, actor, &letter("12/UBND-VX", name, lead)).await;
        assert_eq!((next.plan, next.tasks), (first.plan, 1));
    }
    let again = saved(&mut tx, actor, &letter("12/UBND-VX", "báo cáo  kết quả", "Sở Nội vụ")).await;
    assert_eq!(again.tasks, 0, "what is there is not given twice");
    tx.commit().await.expect("commits");

    let mut tx = database.read().await.expect("reads");
    let rows = tasks::keys(&mut tx, first.plan).await.expect("lists");
    assert_eq!((rows.len(), rows[0].id), (3, first.task));
    let now = assignments::of_task(&mut tx, first.task, AS_OF).await.expect("lists");
    assert_eq!((now[0].id, now[0].percent, now.len()), (held[0].id, 60, 1));
    assert_eq!(assignments::of_task(&mut tx, rows[2].id, AS_OF).await.expect("lists").len(), 2);
    let task = tasks::find(&mut tx, first.task).await.expect("is there");
    assert_eq!((task.plan_kind.as_deref(), task.plan_origin.as_str()), (Some("Công văn"), "document"));
    assert_eq!(task.plan_issued_on, Some(jiff::civil::date(2026, 11, 5)));
    assert_eq!(intakes::open(&mut tx).await.expect("lists"), [], "nothing is left under review");
}

async fn documents_of_one_day_are_told_apart(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let first = saved(&mut tx, actor, &letter("12/UBND-VX", "Lập danh sách", "Sở Y tế")).await;
    let second = saved(&mut tx, actor, &letter("13/UBND-VX", "Lập danh sách", "Sở Y tế")).await;
    let mut spoken = letter("", "Lập danh sách", "Sở Y tế");
    spoken.head.extend(texts(&[(Field::Kind, "Chỉ đạo trực tiếp"), (Field::Issuer, "")]));
    let third = saved(&mut tx, actor, &spoken).await;
    let mut another = spoken.clone();
    another.head.extend(texts(&[(Field::Title, "Việc khác")]));
    let fourth = saved(&mut tx, actor, &another).await;
    assert_eq!(saved(&mut tx, actor, &spoken).await.plan, third.plan);
    let mut plans: Vec<i64> = [first, second, third, fourth].iter().map(|saved| saved.plan).collect();
    plans.dedup();
    assert_eq!(plans.len(), 4);
    let day = plans::of_day(&mut tx, jiff::civil::date(2026, 11, 5)).await.expect("lists");
    assert_eq!(day.iter().map(|document| document.id).collect::<Vec<_>>(), plans);
    assert_eq!(plans::of_day(&mut tx, TODAY).await.expect("lists"), []);
}

async fn an_unknown_lead_is_kept_only_when_a_person_says_so(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let mut work = letter("12/UBND-VX", "Lập danh sách", "Sở Yte");
    let refused = typed_work::save(&mut tx, actor, &work, TODAY).await.expect("is looked at").expect_err("nobody answers to it");
    assert_eq!((refused.faults.len(), refused.unknown[0].suggestions.as_slice()), (0, &["Sở Y tế".to_owned()][..]));
    work.kept.insert("Sở Yte".to_owned());
    let saved = saved(&mut tx, actor, &work).await;
    let units = tasks::units(&mut tx, saved.task).await.expect("lists");
    assert_eq!((units[0].name.as_str(), units[0].unit_id), ("Sở Yte", None));
}

async fn a_commune_is_offered_what_it_can_reach(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let actor = focal_point(&mut tx).await;
    let mut work = letter("12/UBND-VX", "Lập danh sách", "Phòng Văn hóa xã hội");
    let issuer = "Ủy ban nhân dân xã An Bình";
    work.head.insert(Field::Issuer, issuer.to_owned());
    let saved = saved(&mut tx, actor, &work).await;
    let units = tasks::units(&mut tx, saved.task).await.expect("lists");
    assert_eq!(units[0].unit_id, Some(province.offices[0]), "the office of that commune, not the other one");
}
