//! What happens to units: names, places, work, posts and groups by date, what is refused, and what is taken back.

use jiff::civil::{Date, date};
use roviec_tracker::domain::Role;
use roviec_tracker::domain::org_unit::{Hierarchy, OPEN_END};
use roviec_tracker::domain::share::Share;
use roviec_tracker::domain::unit_change::{Change, LegalBasis, Operation, Target};
use roviec_tracker::error::Error;
use roviec_tracker::store::assignments::{self, AssignmentRow};
use roviec_tracker::store::unit_names::{Meant, UnitNames};
use roviec_tracker::store::{Database, Tx, plans, unit_branches, unit_changes, unit_groups, unit_search, units, users};
use roviec_tracker::{import_units, turn_of_day};

use crate::on_both_databases;
use crate::support::unit_ledger::*;
use crate::support::*;

on_both_databases! {
    a_new_name_holds_from_its_day_and_the_former_one_is_still_understood
    a_merger_takes_work_people_groups_and_what_stands_below_along
    of_one_task_given_to_both_the_one_that_stands_worse_goes_on
    what_was_entered_by_mistake_is_taken_back_as_if_it_had_not_been
    what_rests_on_a_change_holds_it_in_place
    a_change_ahead_of_its_day_happens_when_the_day_comes
    a_dissolved_unit_keeps_its_open_work_and_is_shown
    a_transfer_moves_all_below_and_never_in_a_circle
    what_contradicts_the_units_as_they_are_is_refused_with_a_sentence
    a_code_is_given_once_and_free_again_only_after_a_mistake
    a_file_of_units_does_not_overwrite_what_a_document_says
    a_plan_from_before_a_merger_gives_its_work_to_whoever_took_it_over
    people_stay_behind_only_while_somebody_administers
}

async fn refused(tx: &mut Tx, on: Date, operation: Operation) -> String {
    match unit_changes::enter(tx, NOBODY, &change(on, operation), TODAY).await {
        Err(Error::Invalid(sentence) | Error::Conflict(sentence)) => sentence,
        other => panic!("{other:?}"),
    }
}

/// Names below a unit in the government on a day.
async fn below(tx: &mut Tx, unit: i64, on: Date) -> Vec<String> {
    unit_branches::branch(tx, Hierarchy::Government, Some(unit), on).await.expect("lists").into_iter().map(|row| row.name).collect()
}

/// A plan whose tasks are led as given; the tasks' ids in order.
async fn tasks_led_by(tx: &mut Tx, leads: &[&[&str]]) -> Vec<i64> {
    let rows = leads.iter().zip(1..).map(|(lead, no)| task(&no.to_string(), &format!("Việc {no}"), lead, Some(date(2026, 12, 1))));
    let plan = plan_of(&imported(tx, &compiled("12/KH-UBND", FILE, rows.collect(), vec![]), FILE).await);
    plans::task_links(tx, plan).await.expect("lists").into_iter().map(|link| link.id).collect()
}

async fn assigned(tx: &mut Tx, task: i64) -> Vec<AssignmentRow> {
    assignments::of_task(tx, task, AS_OF).await.expect("lists")
}

async fn a_new_name_holds_from_its_day_and_the_former_one_is_still_understood(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let rename = |name: &str| Operation::Rename { unit: province.health, name: name.to_owned(), short_name: None };
    enter(&mut tx, date(2026, 9, 1), rename("Sở Y tế và Dân số")).await;
    enter(&mut tx, date(2026, 3, 1), rename("Sở Y tế và Trẻ em")).await;
    let names: Vec<String> =
        unit_changes::names(&mut tx, province.health).await.expect("lists").into_iter().map(|name| name.name).collect();
    assert_eq!(names, ["Sở Y tế", "Sở Y tế và Trẻ em", "Sở Y tế và Dân số"]);
    assert_eq!(units::find(&mut tx, province.health).await.expect("is there").name, "Sở Y tế và Dân số");
    for (on, name) in [(date(2026, 2, 28), "Sở Y tế"), (date(2026, 3, 1), "Sở Y tế và Trẻ em"), (TODAY, "Sở Y tế và Dân số")]
    {
        assert!(below(&mut tx, province.top, on).await.contains(&name.to_owned()), "{name}");
    }
    let known = UnitNames::load(&mut tx, TODAY).await.expect("loads");
    for name in ["Sở Y tế", "Sở YT", "Sở Y tế và Dân số"] {
        assert_eq!(known.meant(name, Some(province.top)), Meant::Unit(province.health), "{name}");
    }
    assert!(refused(&mut tx, date(2026, 9, 1), rename("Tên khác")).await.contains("01/09/2026"));
    assert!(refused(&mut tx, TODAY, rename(" ")).await.contains("Chưa ghi tên"));
}

async fn a_merger_takes_work_people_groups_and_what_stands_below_along(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let user = person(&mut tx, "an", Role::UnitOfficer, Some(province.communes[0])).await;
    let tasks = tasks_led_by(&mut tx, &[&["UBND xã An Bình"], &["Các xã"]]).await;
    let merge = Operation::Merge {
        from: province.communes.to_vec(),
        into: Target::New(founded("BM.XM", "Ủy ban nhân dân xã Hòa Bình", province.top)),
    };
    let preview = unit_changes::preview(&mut tx, &change(MERGED, merge.clone()), TODAY).await.expect("tells");
    assert_eq!((preview.task_count, preview.doubled, preview.posts.len()), (3, 1, 1));
    assert_eq!((preview.children.len(), preview.groups), (2, vec!["UBND các xã".to_owned()]));
    enter(&mut tx, MERGED, merge).await;
    let new = units::by_code(&mut tx, "BM.XM").await.expect("asks").expect("was founded").id;
    for task in tasks {
        let rows = assigned(&mut tx, task).await;
        assert!(rows.iter().any(|row| row.unit_id == Some(new) && row.stopped_on.is_none()), "{rows:?}");
        let handed = unit_changes::handovers_of_task(&mut tx, task).await.expect("lists");
        assert!(handed.iter().any(|row| !row.is_stopped && row.to_name == "Ủy ban nhân dân xã Hòa Bình"), "{handed:?}");
    }
    let post = users::find(&mut tx, user, TODAY).await.expect("is there").posts[0].unit_id;
    assert_eq!(post, Some(new));
    assert_eq!(users::find(&mut tx, user, BEFORE).await.expect("is there").posts[0].unit_id, Some(province.communes[0]));
    assert_eq!(below(&mut tx, new, TODAY).await.len(), 2, "the offices");
    assert_eq!(below(&mut tx, province.communes[0], BEFORE).await.len(), 1);
    assert!(below(&mut tx, province.communes[0], MERGED).await.is_empty());
    assert_eq!(below(&mut tx, province.top, BEFORE).await.len(), 4);
    assert_eq!(below(&mut tx, province.top, TODAY).await, ["Sở Nội vụ", "Sở Y tế", "Ủy ban nhân dân xã Hòa Bình"]);
    let groups = units::groups(&mut tx, TODAY).await.expect("lists");
    assert_eq!((groups[0].members, units::groups(&mut tx, BEFORE).await.expect("lists")[0].members), (1, 2));
    let names = UnitNames::load(&mut tx, TODAY).await.expect("loads");
    assert_eq!(names.members(groups[0].id), [new]);
}

async fn of_one_task_given_to_both_the_one_that_stands_worse_goes_on(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let user = person(&mut tx, "an", Role::UnitOfficer, None).await;
    let actor = roviec_tracker::store::audit::Actor { user: Some(user), ..NOBODY };
    let tasks = tasks_led_by(&mut tx, &[&["Các xã"]]).await;
    let rows = assigned(&mut tx, tasks[0]).await;
    let ahead = rows.iter().find(|row| row.unit_id == Some(province.communes[0])).expect("is assigned").id;
    let step = assignments::Step::Report { percent: 60, note: String::new() };
    assignments::step(&mut tx, actor, ahead, BEFORE, step).await.expect("is taken");
    let into = Target::New(founded("BM.XM", "Ủy ban nhân dân xã Hòa Bình", province.top));
    let id = enter(&mut tx, MERGED, Operation::Merge { from: province.communes.to_vec(), into }).await;
    let rows = assigned(&mut tx, tasks[0]).await;
    let (stopped, goes_on) = rows.iter().partition::<Vec<_>, _>(|row| row.stopped_on.is_some());
    assert_eq!((goes_on[0].percent, stopped[0].percent, stopped[0].unit_id), (0, 60, Some(province.communes[0])));
    assert!(stopped[0].stopped_by.as_deref().is_some_and(|by| by.starts_with("Nghị quyết 12/NQ-HĐND ngày 15/06/2026")));
    unit_changes::reverse(&mut tx, NOBODY, id, (&correction(), "Ghi nhầm"), TODAY).await.expect("is taken back");
    let rows = assigned(&mut tx, tasks[0]).await;
    assert!(
        rows.iter().all(|row| row.stopped_on.is_none() && row.unit_id.is_some_and(|unit| province.communes.contains(&unit))),
        "{rows:?}"
    );
}

async fn what_was_entered_by_mistake_is_taken_back_as_if_it_had_not_been(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let user = person(&mut tx, "an", Role::Administrator, Some(province.communes[0])).await;
    let tasks = tasks_led_by(&mut tx, &[&["UBND xã An Bình"]]).await;
    let into = Target::New(founded("BM.XM", "Ủy ban nhân dân xã Hòa Bình", province.top));
    let id = enter(&mut tx, MERGED, Operation::Merge { from: province.communes.to_vec(), into }).await;
    let new = units::by_code(&mut tx, "BM.XM").await.expect("asks").expect("was founded");
    let reversal = unit_changes::reverse(&mut tx, NOBODY, id, (&correction(), "Ghi nhầm xã"), TODAY).await.expect("is taken back");
    assert_eq!(below(&mut tx, province.top, TODAY).await.len(), 4);
    assert_eq!(below(&mut tx, province.communes[0], TODAY).await, ["Phòng Văn hóa - Xã hội"]);
    assert_eq!(units::find(&mut tx, province.communes[0]).await.expect("is there").valid_to, OPEN_END);
    assert!(units::all(&mut tx, TODAY).await.expect("lists").iter().all(|unit| unit.id != new.id));
    assert_eq!(assigned(&mut tx, tasks[0]).await[0].unit_id, Some(province.communes[0]));
    let posts = users::find(&mut tx, user, TODAY).await.expect("is there").posts;
    assert_eq!(posts.iter().map(|post| post.unit_id).collect::<Vec<_>>(), [Some(province.communes[0])]);
    assert_eq!(units::groups(&mut tx, TODAY).await.expect("lists")[0].members, 2);
    let history = unit_changes::history(&mut tx, province.communes[0]).await.expect("lists");
    assert_eq!(
        history.iter().map(|row| (row.id, row.reverses_id, row.reversed_by)).collect::<Vec<_>>(),
        [(reversal, Some(id), None), (id, None, Some(reversal))]
    );
    let again = unit_changes::reverse(&mut tx, NOBODY, id, (&correction(), "Lần nữa"), TODAY).await;
    assert!(matches!(again, Err(Error::Conflict(sentence)) if sentence.contains("đã được hủy")));
}

async fn what_rests_on_a_change_holds_it_in_place(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let id = enter(&mut tx, MERGED, Operation::Creation(founded("BM.XM", "Ủy ban nhân dân xã Mới", province.top))).await;
    let new = units::by_code(&mut tx, "BM.XM").await.expect("asks").expect("was founded").id;
    let later = enter(&mut tx, date(2026, 9, 1), Operation::Dissolution { unit: new }).await;
    let reverse = async |tx: &mut Tx, id| unit_changes::reverse(tx, NOBODY, id, (&correction(), "Ghi nhầm"), TODAY).await;
    let refused = reverse(&mut tx, id).await;
    assert!(
        matches!(&refused, Err(Error::Conflict(sentence)) if sentence.contains("giải thể") && sentence.contains("01/09/2026")),
        "{refused:?}"
    );
    reverse(&mut tx, later).await.expect("the later one first");
    person(&mut tx, "an", Role::UnitHead, Some(new)).await;
    let refused = reverse(&mut tx, id).await;
    assert!(matches!(&refused, Err(Error::Conflict(sentence)) if sentence.contains("người giữ chức trách")), "{refused:?}");
}

async fn a_change_ahead_of_its_day_happens_when_the_day_comes(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let tasks = tasks_led_by(&mut tx, &[&["Sở Nội vụ"]]).await;
    let on = date(2027, 1, 1);
    enter(&mut tx, on, Operation::Rename { unit: province.health, name: "Sở Sức khỏe".to_owned(), short_name: None }).await;
    enter(&mut tx, on, Operation::Merge { from: vec![province.home], into: Target::Known(province.communes[1]) }).await;
    assert_eq!(units::find(&mut tx, province.health).await.expect("is there").name, "Sở Y tế");
    assert_eq!(assigned(&mut tx, tasks[0]).await[0].unit_id, Some(province.home));
    assert!(!below(&mut tx, province.top, on).await.contains(&"Sở Nội vụ".to_owned()), "the map of that day is known");
    tx.commit().await.expect("commits");
    assert_eq!(turn_of_day::turn(&database, NOBODY, date(2026, 12, 31)).await.expect("turns"), 0);
    assert_eq!(turn_of_day::turn(&database, NOBODY, on).await.expect("turns"), 2);
    assert_eq!(turn_of_day::turn(&database, NOBODY, on).await.expect("turns"), 0);
    let mut tx = database.read().await.expect("reads");
    assert_eq!(units::find(&mut tx, province.health).await.expect("is there").name, "Sở Sức khỏe");
    assert_eq!(assigned(&mut tx, tasks[0]).await[0].unit_id, Some(province.communes[1]));
}

async fn a_dissolved_unit_keeps_its_open_work_and_is_shown(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let tasks = tasks_led_by(&mut tx, &[&["Sở Nội vụ"]]).await;
    enter(&mut tx, MERGED, Operation::Dissolution { unit: province.home }).await;
    assert_eq!(assigned(&mut tx, tasks[0]).await[0].unit_id, Some(province.home));
    let open = unit_changes::undecided(&mut tx, None, TODAY).await.expect("lists");
    assert_eq!(open.iter().map(|row| (row.task_id, row.unit_id, row.ended_on)).collect::<Vec<_>>(), [(tasks[0], province.home, BEFORE)]);
    assert!(unit_changes::undecided(&mut tx, Some(province.health), TODAY).await.expect("lists").is_empty());
}

async fn a_transfer_moves_all_below_and_never_in_a_circle(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let to = |unit, parent| Operation::Transfer { unit, hierarchy: Hierarchy::Government, parent };
    enter(&mut tx, MERGED, to(province.communes[0], Some(province.home))).await;
    let path = units::path(&mut tx, province.offices[0], TODAY).await.expect("lists");
    assert_eq!(path.iter().map(|unit| unit.id).collect::<Vec<_>>(), [province.top, province.home, province.communes[0]]);
    let path = units::path(&mut tx, province.offices[0], BEFORE).await.expect("lists");
    assert_eq!(path.iter().map(|unit| unit.id).collect::<Vec<_>>(), [province.top, province.communes[0]]);
    let circle = refused(&mut tx, TODAY, to(province.home, Some(province.offices[0]))).await;
    assert!(circle.contains("không thể trực thuộc"), "{circle}");
    // On an earlier day nothing stood below it yet, but it does later.
    let circle = refused(&mut tx, date(2026, 1, 1), to(province.home, Some(province.communes[0]))).await;
    assert!(circle.contains("không thể trực thuộc"), "{circle}");
    let same = refused(&mut tx, TODAY, to(province.communes[0], Some(province.home))).await;
    assert!(same.contains("đã trực thuộc"), "{same}");
    assert_eq!(unit_branches::count(&mut tx, Hierarchy::Government, TODAY).await.expect("counts"), 7);
    enter(&mut tx, TODAY, Operation::Transfer { unit: province.home, hierarchy: Hierarchy::Party, parent: None }).await;
    assert_eq!(unit_branches::hierarchies(&mut tx, TODAY).await.expect("lists"), [Hierarchy::Government, Hierarchy::Party]);
}

async fn what_contradicts_the_units_as_they_are_is_refused_with_a_sentence(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let share = |thousandths| Share::per_mille(thousandths).expect("a share");
    let new = |code: &str| Target::New(founded(code, "Ủy ban nhân dân xã Mới", province.top));
    let into = || Target::Known(province.communes[1]);
    let split = |first, second| Operation::Split {
        unit: province.home,
        parts: vec![(new("BM.P1"), share(first)), (new("BM.P2"), share(second))],
        heir: 0,
    };
    for (on, operation, words) in [
        (date(2025, 1, 1), Operation::Dissolution { unit: province.home }, "chưa có vào ngày 01/01/2025"),
        (MERGED, Operation::Dissolution { unit: province.communes[0] }, "còn đơn vị trực thuộc: Phòng Văn hóa - Xã hội"),
        (MERGED, Operation::Dissolution { unit: 999_999 }, "Không tìm thấy"),
        (MERGED, Operation::Merge { from: vec![], into: into() }, "Chưa chọn đủ đơn vị"),
        (MERGED, Operation::Merge { from: vec![province.communes[1]], into: into() }, "hai lần"),
        (MERGED, Operation::Merge { from: vec![province.top], into: into() }, "không thể trực thuộc"),
        (MERGED, split(400, 500), "cộng lại là 90 %"),
        (MERGED, Operation::Split { unit: province.home, parts: vec![(new("BM.P1"), share(1000))], heir: 0 }, "ít nhất hai đơn vị"),
        (MERGED, Operation::Creation(founded("BM.YT", "Sở Khác", province.top)), "đã cấp cho Sở Y tế"),
        (MERGED, Operation::Creation(founded("123", "Sở Khác", province.top)), "2 chữ số"),
        (MERGED, Operation::Creation(founded("BM.K", " ", province.top)), "Chưa ghi tên"),
    ] {
        let sentence = refused(&mut tx, on, operation.clone()).await;
        assert!(sentence.contains(words), "{words}: {sentence}");
        assert!(matches!(unit_changes::preview(&mut tx, &change(on, operation), TODAY).await, Err(Error::Invalid(_))));
    }
    let ahead = Change { basis: LegalBasis { number: "1/QĐ".to_owned(), on: date(2027, 1, 1) }, ..change(MERGED, split(400, 600)) };
    assert!(
        matches!(unit_changes::enter(&mut tx, NOBODY, &ahead, TODAY).await, Err(Error::Invalid(sentence)) if sentence.contains("sau ngày hôm nay"))
    );
    enter(&mut tx, date(2026, 9, 1), Operation::Merge { from: vec![province.home], into: into() }).await;
    let sentence = refused(&mut tx, MERGED, Operation::Dissolution { unit: province.home }).await;
    assert!(sentence.contains("01/09/2026"), "{sentence}");
    let sentence = refused(&mut tx, TODAY, split(500, 500)).await;
    assert!(sentence.contains("đã hết hoạt động sau ngày 31/08/2026"), "{sentence}");
    assert_eq!(below(&mut tx, province.top, TODAY).await.len(), 3, "nothing of what was refused is left");
}

async fn a_code_is_given_once_and_free_again_only_after_a_mistake(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let create = |name: &str| Operation::Creation(founded("00004", name, province.top));
    let id = enter(&mut tx, MERGED, create("Ủy ban nhân dân phường Ba Đinh")).await;
    let first = units::by_code(&mut tx, "00004").await.expect("asks").expect("was founded").id;
    assert!(refused(&mut tx, MERGED, create("Khác")).await.contains("mã đơn vị không dùng lại"));
    unit_changes::reverse(&mut tx, NOBODY, id, (&correction(), "Sai tên"), TODAY).await.expect("is taken back");
    enter(&mut tx, date(2026, 8, 1), create("Ủy ban nhân dân phường Ba Đình")).await;
    let unit = units::by_code(&mut tx, "00004").await.expect("asks").expect("was founded");
    assert_eq!((unit.id, unit.name.as_str(), unit.valid_from), (first, "Ủy ban nhân dân phường Ba Đình", date(2026, 8, 1)));
    assert_eq!(unit_search::named(&mut tx, "UBND phường Ba Đình", TODAY).await.expect("finds").len(), 1);
    assert!(unit_search::named(&mut tx, "UBND phường Ba Đinh", TODAY).await.expect("finds").is_empty());
    assert!(unit_search::like(&mut tx, "phuong ba", TODAY).await.expect("finds").iter().any(|found| found.code == "00004"));
}

async fn a_file_of_units_does_not_overwrite_what_a_document_says(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    enter(&mut tx, MERGED, Operation::Rename { unit: province.home, name: "Sở Tổ chức".to_owned(), short_name: None }).await;
    let head = "code,name,kind,parent_code,hierarchy,valid_from,valid_to";
    let said = |name: &str| format!("{head}\nBM.NV,{name},department,BM,government,2025-07-01,\n");
    let same = import_units::import(&mut tx, &said("Sở Tổ chức"), TODAY).await.expect("says the same");
    assert_eq!((same.same, same.changed), (1, 0));
    let refused = import_units::import(&mut tx, &said("Sở Nội vụ"), TODAY).await;
    assert!(matches!(&refused, Err(Error::Invalid(sentence)) if sentence.starts_with("dòng 2: name khác")), "{refused:?}");
    let groups = unit_groups::all(&mut tx, TODAY).await.expect("lists");
    let refused = unit_groups::add(&mut tx, NOBODY, groups[0].id, (province.communes[0], TODAY)).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
    unit_groups::remove(&mut tx, NOBODY, groups[0].id, (province.communes[0], MERGED)).await.expect("leaves");
    unit_groups::add(&mut tx, NOBODY, groups[0].id, (province.home, MERGED)).await.expect("joins");
    let members = |on| (groups[0].id, on);
    for (on, names) in [(BEFORE, 2), (MERGED, 2)] {
        let (id, day) = members(on);
        let now = unit_groups::members(&mut tx, id).await.expect("lists").into_iter().filter(|m| m.valid_from <= day && day <= m.valid_to);
        assert_eq!(now.count(), names);
    }
}

async fn a_plan_from_before_a_merger_gives_its_work_to_whoever_took_it_over(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    enter(&mut tx, MERGED, Operation::Merge { from: vec![province.communes[0]], into: Target::Known(province.communes[1]) }).await;
    // The plan is of January; the group had both members then.
    let tasks = tasks_led_by(&mut tx, &[&["UBND xã An Bình"], &["Các xã"]]).await;
    for task in tasks {
        let units: Vec<Option<i64>> = assigned(&mut tx, task).await.into_iter().map(|row| row.unit_id).collect();
        assert_eq!(units, [Some(province.communes[1])]);
    }
}

async fn people_stay_behind_only_while_somebody_administers(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    person(&mut tx, "quantri", Role::Administrator, Some(province.home)).await;
    let alone = |unit| Change {
        moves_posts: false,
        ..change(MERGED, Operation::Merge { from: vec![unit], into: Target::Known(province.communes[0]) })
    };
    let refused = unit_changes::enter(&mut tx, NOBODY, &alone(province.home), TODAY).await;
    assert!(matches!(&refused, Err(Error::Invalid(sentence)) if sentence.contains("quyền quản trị")), "{refused:?}");
    drop(tx);
    let mut tx = writing(&database).await;
    assert!(units::by_code(&mut tx, "BM").await.expect("asks").is_none(), "what was begun is gone with its transaction");
    let province = self::province(&mut tx).await;
    let officer = person(&mut tx, "an", Role::UnitOfficer, Some(province.health)).await;
    let into = Target::Known(province.communes[0]);
    let alone = Change { moves_posts: false, ..change(MERGED, Operation::Merge { from: vec![province.health], into }) };
    unit_changes::enter(&mut tx, NOBODY, &alone, TODAY).await.expect("is entered");
    assert!(users::find(&mut tx, officer, TODAY).await.expect("is there").posts.is_empty());
    assert_eq!(users::find(&mut tx, officer, BEFORE).await.expect("is there").posts.len(), 1);
}
