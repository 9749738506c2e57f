//! Rows of a spreadsheet in both databases: loaded with their progress, whole or not at all.

use jiff::civil::date;
use roviec_plan::SourceFile;
use roviec_plan::spreadsheet::{self, Asked, Reading};
use roviec_tracker::domain::Role;
use roviec_tracker::load_sheet::{self, Days, Decided, Target};
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::live_work::Live;
use roviec_tracker::store::task_lists::{Slice, TaskFilter};
use roviec_tracker::store::{Database, Tx, audit, intakes, plans, sheet_mappings, sheet_progress, task_lists};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    rows_are_loaded_with_their_steps_and_met_again
    a_loading_that_is_dropped_midway_leaves_nothing
    columns_are_remembered_for_a_person_then_for_the_unit
    a_spreadsheet_is_kept_chosen_for_and_loaded_once
}

const SHEET: &str = "TT;Nhiệm vụ;Đơn vị chủ trì;Thời hạn;Trạng thái;Tỷ lệ (%);Ngày hoàn thành
1;Lập tổ công nghệ số;UBND các xã;30/6/2026;Hoàn thành;100%;15/6/2026
2;Rà soát thiết bị;Sở Y tế;31/12/2026;Đang thực hiện;40%;
3;Việc của ban;Ban Chỉ đạo 57;31/12/2026;Chưa thực hiện;;
";

fn file() -> SourceFile<'static> {
    SourceFile { name: "theo-doi.csv", bytes: SHEET.as_bytes() }
}

fn reading() -> Reading {
    spreadsheet::read(file(), &Asked { today: Some(TODAY), ..Asked::default() }, roviec_plan::Limits::default()).expect("is read")
}

fn decided(target: Target) -> Decided {
    Decided { target, days: Days::Open, stopped_by: None }
}

fn new_plan() -> Decided {
    decided(Target::New { title: "Theo dõi".to_owned(), issuer: Some(PROVINCE.to_owned()) })
}

async fn actor(tx: &mut Tx) -> Actor {
    Actor { user: Some(person(tx, "an", Role::FocalPoint, None).await), at: 7, ..NOBODY }
}

async fn rows_are_loaded_with_their_steps_and_met_again(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = actor(&mut tx).await;
    let first = load_sheet::load(&mut tx, actor, file(), &reading(), &new_plan(), TODAY).await.expect("is loaded");
    // Two communes: each submits and is confirmed; one report.
    assert_eq!((first.added, first.matched, first.steps, first.unrecognised), (3, 0, 5, 1));
    let standings = sheet_progress::standings(&mut tx, first.plan).await.expect("lists");
    let seen: Vec<_> = standings.iter().map(|one| (one.phase.as_str(), one.percent)).collect();
    assert_eq!(seen, [("done", 100), ("done", 100), ("open", 40), ("open", 0)]);
    assert_eq!(standings[0].current_due, Some(date(2026, 6, 30)));
    assert_eq!(standings[2].last_note.as_deref(), Some("Theo bảng theo dõi theo-doi.csv"));
    let names = sheet_progress::task_names(&mut tx, None).await.expect("lists");
    assert_eq!(load_sheet::likely_plan(&reading().rows, &names), Some(first.plan));
    assert_eq!(plans::unrecognised(&mut tx, first.plan).await.expect("lists")[0].name, "Ban Chỉ đạo 57");
    let again = load_sheet::load(&mut tx, actor, file(), &reading(), &decided(Target::Plan(first.plan)), TODAY).await.expect("is loaded");
    assert_eq!((again.plan, again.added, again.matched, again.steps), (first.plan, 0, 3, 0));
    assert_eq!(audit::of(&mut tx, "assignment", None).await.expect("lists").len(), 5);
}

async fn a_loading_that_is_dropped_midway_leaves_nothing(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = actor(&mut tx).await;
    tx.commit().await.expect("commits");
    let mut tx = writing(&database).await;
    load_sheet::load(&mut tx, actor, file(), &reading(), &new_plan(), TODAY).await.expect("is loaded");
    drop(tx);
    let mut tx = database.read().await.expect("reads");
    assert!(plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists").is_empty());
    assert!(intakes::open(&mut tx).await.expect("lists").is_empty());
    let all = Slice { offset: 0, limit: 10 };
    assert_eq!(task_lists::list(&mut tx, &Live::default(), &TaskFilter::default(), all, AS_OF).await.expect("lists").total, 0);
    assert!(audit::of(&mut tx, "assignment", None).await.expect("lists").is_empty());
    assert!(audit::of(&mut tx, "plan", None).await.expect("lists").is_empty());
}

async fn columns_are_remembered_for_a_person_then_for_the_unit(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let [an, binh, chi] = [
        person(&mut tx, "an", Role::FocalPoint, Some(province.health)).await,
        person(&mut tx, "binh", Role::FocalPoint, Some(province.health)).await,
        person(&mut tx, "chi", Role::FocalPoint, Some(province.home)).await,
    ];
    let header = "a".repeat(64);
    for (columns, at) in [("[\"name\"]", 1), ("[\"number\"]", 2)] {
        sheet_mappings::remember(&mut tx, &header, (an, Some(province.health)), columns, at).await.expect("remembers");
    }
    let own = sheet_mappings::remembered(&mut tx, &header, an, Some(province.health)).await.expect("asks");
    assert_eq!(own.as_deref(), Some("[\"number\"]"));
    assert_eq!(sheet_mappings::remembered(&mut tx, &header, binh, Some(province.health)).await.expect("asks"), own);
    assert_eq!(sheet_mappings::remembered(&mut tx, &header, chi, Some(province.home)).await.expect("asks"), None);
    assert_eq!(sheet_mappings::remembered(&mut tx, &"b".repeat(64), an, None).await.expect("asks"), None);
    sheet_mappings::remember(&mut tx, &header, (binh, Some(province.health)), "[\"lead\"]", 3).await.expect("remembers");
    let own = sheet_mappings::remembered(&mut tx, &header, binh, Some(province.health)).await.expect("asks");
    assert_eq!(own.as_deref(), Some("[\"lead\"]"));
}

async fn a_spreadsheet_is_kept_chosen_for_and_loaded_once(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let actor = actor(&mut tx).await;
    let id = sheet_mappings::receive(&mut tx, actor, ("a.csv", &"0".repeat(64)), SHEET.as_bytes(), "{}").await.expect("is kept");
    assert_eq!(sheet_mappings::bytes(&mut tx, id).await.expect("is kept"), SHEET.as_bytes());
    sheet_mappings::choose(&mut tx, actor, id, "{\"year\":2026}").await.expect("is open");
    let row = sheet_mappings::find(&mut tx, id).await.expect("is there");
    assert_eq!((row.name.as_str(), row.choices_json.as_str(), row.plan_id), ("a.csv", "{\"year\":2026}", None));
    let outcome = load_sheet::load(&mut tx, actor, file(), &reading(), &new_plan(), TODAY).await.expect("is loaded");
    sheet_mappings::loaded(&mut tx, actor, id, outcome.plan, "{}").await.expect("is open");
    for again in [
        sheet_mappings::loaded(&mut tx, actor, id, outcome.plan, "{}").await,
        sheet_mappings::choose(&mut tx, actor, id, "{}").await,
        sheet_mappings::remove(&mut tx, actor, id).await,
    ] {
        assert!(matches!(again, Err(roviec_tracker::Error::Conflict(_))));
    }
    assert_eq!(sheet_mappings::find(&mut tx, id).await.expect("is there").plan_id, Some(outcome.plan));
}
