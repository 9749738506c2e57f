use jiff::civil::date;
use roviec_plan::plan::Replaced;
use roviec_tracker::import_plan::{self, Imported};
use roviec_tracker::store::live_work::Live;
use roviec_tracker::store::task_lists::{Slice, TaskFilter};
use roviec_tracker::store::{Database, assignments, audit, board, indicators, plans, task_lists, tasks};

use crate::on_both_databases;
use crate::support::*;

const ALL: Slice = Slice { offset: 0, limit: 100 };

on_both_databases! {
    a_plan_is_loaded_with_its_files_rows_and_diagnostics
    the_same_file_twice_changes_nothing
    the_same_document_in_another_file_is_not_counted_twice
    a_group_lead_gives_one_assignment_per_member
    an_unrecognised_lead_keeps_its_name_and_a_task_without_lead_is_still_counted
    an_office_of_the_issuing_commune_is_told_from_its_neighbours
    a_plan_that_replaces_another_takes_its_tasks_off_the_board
    rows_of_one_indicator_for_several_years_become_one_indicator
    an_empty_compilation_is_refused_and_leaves_nothing
    a_plan_of_six_hundred_tasks_is_loaded
}

async fn a_plan_is_loaded_with_its_files_rows_and_diagnostics(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let plan = compiled("12/KH-UBND", FILE, vec![task("1", "Nâng cấp mạng", &["Sở YT"], Some(date(2026, 6, 30)))], vec![]);
    let id = plan_of(&imported(&mut tx, &plan, FILE).await);
    tx.commit().await.expect("commits");

    let mut tx = database.read().await.expect("reads");
    let row = plans::find(&mut tx, id, AS_OF).await.expect("is there");
    assert_eq!((row.tasks, row.indicators, row.duties, row.errors, row.assignments), (1, 0, 1, 1, 1));
    assert_eq!((row.late, row.due, row.state.as_str(), row.unrecognised), (1, 1, "issued", 1));
    assert_eq!(plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists"), vec![row]);
    assert_eq!(plans::file(&mut tx, id, 0).await.expect("is kept").bytes, FILE);
    let files = plans::files(&mut tx, id).await.expect("lists");
    assert_eq!((files.len(), files[0].size, files[0].format.as_str()), (1, FILE.len() as i64, "text"));
    assert_eq!(plans::compiled(&mut tx, id).await.expect("is kept"), plan);
    assert_eq!(plans::diagnostics(&mut tx, id).await.expect("lists")[0].rule, "task-without-deadline");
    let duties = plans::duties(&mut tx, id).await.expect("lists");
    assert_eq!((duties[0].cadence.as_str(), duties[0].day, duties[0].month_of_period.as_deref()), ("quarterly", Some(10), Some("last")));
    assert_eq!(plans::unrecognised(&mut tx, id).await.expect("lists")[0].name, "Các cơ quan liên quan");
    let entries = audit::of(&mut tx, "plan", Some(id)).await.expect("lists");
    assert_eq!(entries.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["plan-imported"]);
}

async fn the_same_file_twice_changes_nothing(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let plan = compiled("12/KH-UBND", FILE, vec![task("1", "Nâng cấp mạng", &["Sở Y tế"], None)], vec![]);
    let first = imported(&mut tx, &plan, FILE).await;
    let second = imported(&mut tx, &plan, FILE).await;
    assert_eq!(second, Imported::Known { plan: plan_of(&first) });
    assert_eq!(plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists").len(), 1);
    assert_eq!(task_lists::list(&mut tx, &Live::default(), &TaskFilter::default(), ALL, AS_OF).await.expect("lists").total, 1);
    assert_eq!(audit::of(&mut tx, "plan", None).await.expect("lists").len(), 1);
}

async fn the_same_document_in_another_file_is_not_counted_twice(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let rows = || vec![task("1", "Nâng cấp mạng", &["Sở Y tế"], None)];
    imported(&mut tx, &compiled("12/KH-UBND", b"docx", rows(), vec![]), b"docx").await;
    let file = roviec_plan::SourceFile { name: "ke-hoach.pdf", bytes: b"pdf" };
    let refused = import_plan::import(&mut tx, NOBODY, &compiled("12/KH-UBND", b"pdf", rows(), vec![]), &[file], TODAY).await;
    assert!(matches!(refused, Err(roviec_tracker::Error::Conflict(sentence)) if sentence.contains("12/KH-UBND")));
    assert_eq!(plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists").len(), 1);
}

async fn a_group_lead_gives_one_assignment_per_member(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let plan = compiled("12/KH-UBND", FILE, vec![task("1", "Lập tổ công nghệ số", &["Các xã", "UBND xã An Bình"], None)], vec![]);
    let id = plan_of(&imported(&mut tx, &plan, FILE).await);
    let links = plans::task_links(&mut tx, id).await.expect("lists");
    let rows = assignments::of_task(&mut tx, links[0].id, AS_OF).await.expect("lists");
    assert_eq!(rows.iter().map(|row| row.unit_id).collect::<Vec<_>>(), province.communes.map(Some));
    let units = tasks::units(&mut tx, links[0].id).await.expect("lists");
    assert_eq!(units.iter().map(|unit| unit.role.as_str()).collect::<Vec<_>>(), ["lead", "lead", "coordinating"]);
    assert!(units[0].group_id.is_some() && units[0].unit_id.is_none());
}

async fn an_unrecognised_lead_keeps_its_name_and_a_task_without_lead_is_still_counted(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let rows = vec![task("1", "Việc của ai", &["Ban Chỉ đạo 57"], None), task("2", "Việc chưa giao", &[], None)];
    let outcome = imported(&mut tx, &compiled("12/KH-UBND", FILE, rows, vec![]), FILE).await;
    let Imported::Added { plan, assignments: made, unrecognised, .. } = outcome else { panic!("is new") };
    assert_eq!((made, unrecognised.contains(&"Ban Chỉ đạo 57".to_owned())), (2, true));
    let counts = board::counts(&mut tx, &Live::default(), board::Scope::default(), AS_OF).await.expect("counts");
    assert_eq!((counts.total(), counts.without_unit, counts.of(roviec_tracker::domain::AssignmentState::Open)), (2, 2, 2));
    let links = plans::task_links(&mut tx, plan).await.expect("lists");
    let names = assignments::of_task(&mut tx, links[0].id, AS_OF).await.expect("lists");
    assert_eq!((names[0].unit_id, names[0].unit_name.as_deref()), (None, Some("Ban Chỉ đạo 57")));
    let nobody = assignments::of_task(&mut tx, links[1].id, AS_OF).await.expect("lists");
    assert_eq!((nobody[0].unit_id, nobody[0].unit_name.as_deref()), (None, None));
}

async fn an_office_of_the_issuing_commune_is_told_from_its_neighbours(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let mut plan = compiled("03/KH-UBND", FILE, vec![task("1", "Tập huấn", &["Phòng VH-XH", "UBND xã", "Sở Y tế"], None)], vec![]);
    plan.plan.document.issuer = Some("Ủy ban nhân dân xã Đông Hoà".to_owned());
    let id = plan_of(&imported(&mut tx, &plan, FILE).await);
    let links = plans::task_links(&mut tx, id).await.expect("lists");
    let units = tasks::units(&mut tx, links[0].id).await.expect("lists");
    let found: Vec<_> = units.iter().filter(|unit| unit.role == "lead").map(|unit| unit.unit_id).collect();
    assert_eq!(found, [Some(province.offices[1]), Some(province.communes[1]), Some(province.health)]);
}

async fn a_plan_that_replaces_another_takes_its_tasks_off_the_board(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let old = compiled("12/KH-UBND", b"old", vec![task("1", "Cũ", &["Sở Y tế"], None)], vec![]);
    let old_id = plan_of(&imported(&mut tx, &old, b"old").await);
    let mut new = compiled("40/KH-UBND", b"new", vec![task("1", "Mới", &["Sở Y tế"], None)], vec![]);
    new.plan.document.replaces = vec![Replaced { number: "12/KH-UBND".to_owned(), date: Some(date(2026, 1, 15)) }];
    imported(&mut tx, &new, b"new").await;
    assert_eq!(plans::find(&mut tx, old_id, AS_OF).await.expect("is there").state, "replaced");
    let list = task_lists::list(&mut tx, &Live::default(), &TaskFilter::default(), ALL, AS_OF).await.expect("lists");
    assert_eq!(list.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Mới"]);
    assert_eq!(audit::of(&mut tx, "plan", Some(old_id)).await.expect("lists").len(), 2);
}

async fn rows_of_one_indicator_for_several_years_become_one_indicator(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let rows = vec![
        indicator("1", "Tỷ lệ hồ sơ trực tuyến", "%", 2026, 80.0),
        indicator("1", "Tỷ lệ hồ sơ trực tuyến", "%", 2030, 95.0),
        indicator("2", "Số doanh nghiệp số", "doanh nghiệp", 2026, 120.0),
    ];
    let id = plan_of(&imported(&mut tx, &compiled("12/KH-UBND", FILE, vec![], rows), FILE).await);
    let list = indicators::list(&mut tx, Some(id), TODAY).await.expect("lists");
    let seen: Vec<_> = list.iter().map(|row| (row.indicator.kind.as_str(), row.targets.len(), row.indicator.leads.as_deref())).collect();
    assert_eq!(seen, [("ratio", 2, Some("Sở Y tế")), ("number", 1, Some("Sở Y tế"))]);
    assert_eq!(list[0].targets.iter().map(|target| target.horizon).collect::<Vec<_>>(), [Some(2026), Some(2030)]);
    let links = plans::indicator_links(&mut tx, id).await.expect("lists");
    assert_eq!(links.iter().map(|link| link.position).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(links[0].id == links[1].id && links[1].id != links[2].id);
}

async fn an_empty_compilation_is_refused_and_leaves_nothing(database: Database) {
    let mut tx = writing(&database).await;
    let file = roviec_plan::SourceFile { name: "trong.txt", bytes: FILE };
    let empty = compiled("12/KH-UBND", FILE, vec![], vec![]);
    let refused = import_plan::import(&mut tx, NOBODY, &empty, &[file], TODAY).await;
    assert!(matches!(refused, Err(roviec_tracker::Error::Invalid(_))));
    assert!(plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists").is_empty());
}

async fn a_plan_of_six_hundred_tasks_is_loaded(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let rows = (1..=600).map(|no| task(&no.to_string(), &format!("Nhiệm vụ {no}"), &["Các xã"], Some(date(2026, 12, 31)))).collect();
    imported(&mut tx, &compiled("12/KH-UBND", FILE, rows, vec![]), FILE).await;
    let list =
        task_lists::list(&mut tx, &Live::default(), &TaskFilter::default(), Slice { offset: 590, limit: 50 }, AS_OF).await.expect("lists");
    assert_eq!((list.total, list.rows.len(), list.rows[9].assignments), (600, 10, 2));
}
