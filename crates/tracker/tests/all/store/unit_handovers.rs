//! What goes along when units change, and who can see it: posts, groups, open work, the audit; and what a mistake leaves hanging.

use jiff::civil::date;
use roviec_tracker::domain::Role;
use roviec_tracker::domain::observation::{Measured, Period};
use roviec_tracker::domain::org_unit::{Hierarchy, OPEN_END};
use roviec_tracker::domain::share::Share;
use roviec_tracker::domain::unit_change::{Operation, Target};
use roviec_tracker::error::Error;
use roviec_tracker::store::indicators::{self, NewObservation};
use roviec_tracker::store::unit_names::{Meant, UnitNames};
use roviec_tracker::store::units::NewGroup;
use roviec_tracker::store::{Database, Tx, audit, posts, unit_changes, unit_groups, units};
use roviec_tracker::{import_units, turn_of_day};

use crate::on_both_databases;
use crate::support::unit_ledger::*;
use crate::support::*;

on_both_databases! {
    a_founding_is_not_taken_back_while_something_hangs_on_the_unit
    a_unit_does_not_come_back_below_one_that_is_gone
    what_is_given_between_the_entry_and_the_day_goes_along
    what_was_taken_out_by_hand_does_not_come_back_on_the_day
    an_administrator_of_a_unit_that_ends_is_not_locked_out_by_a_date
    a_group_is_meant_in_the_plans_of_whoever_took_its_owner_over
    the_parts_of_a_split_are_members_beside_the_unit_that_goes_on
    everybody_whose_post_moved_and_every_unit_named_finds_it_in_the_audit
    the_preview_counts_each_indicator_once
}

async fn taken_back(tx: &mut Tx, id: i64) -> Result<i64, String> {
    match unit_changes::reverse(tx, NOBODY, id, (&correction(), "Ghi nhầm"), TODAY).await {
        Ok(reversal) => Ok(reversal),
        Err(Error::Conflict(sentence)) => Err(sentence),
        Err(other) => panic!("{other:?}"),
    }
}

async fn refused(tx: &mut Tx, id: i64, words: &str) {
    let answer = taken_back(tx, id).await;
    assert!(answer.as_ref().is_err_and(|sentence| sentence.contains(words)), "{words}: {answer:?}");
}

fn group(name: &str, owner: i64, members: &[i64]) -> NewGroup {
    let members = members.iter().map(|unit| (*unit, FIRST_DAY, OPEN_END)).collect();
    NewGroup { code: format!("{owner}/{name}"), name: name.to_owned(), owner: Some(owner), aliases: vec![], members }
}

async fn by_code(tx: &mut Tx, code: &str) -> i64 {
    units::by_code(tx, code).await.expect("asks").expect("is there").id
}

async fn a_founding_is_not_taken_back_while_something_hangs_on_the_unit(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let id = enter(&mut tx, MERGED, Operation::Creation(founded("BM.XM", "Ủy ban nhân dân xã Mới", province.top))).await;
    let new = by_code(&mut tx, "BM.XM").await;
    let row = |parent: &str| {
        format!("code,name,kind,parent_code,hierarchy,valid_from,valid_to\nBM.NV,Sở Nội vụ,department,{parent},government,2025-07-01,\n")
    };
    import_units::import(&mut tx, &row("BM.XM"), TODAY).await.expect("is put below it");
    tx.commit().await.expect("commits");
    let mut tx = writing(&database).await;
    refused(&mut tx, id, "Ủy ban nhân dân xã Mới là cấp trên của 1 đơn vị").await;
    drop(tx);
    let mut tx = writing(&database).await;
    import_units::import(&mut tx, &row("BM"), TODAY).await.expect("goes back");
    let named = unit_groups::all(&mut tx, TODAY).await.expect("lists")[0].id;
    unit_groups::add(&mut tx, NOBODY, named, (new, MERGED)).await.expect("joins");
    tx.commit().await.expect("commits");
    let mut tx = writing(&database).await;
    refused(&mut tx, id, "là thành viên của 1 nhóm đơn vị").await;
    drop(tx);
    let mut tx = writing(&database).await;
    unit_groups::remove(&mut tx, NOBODY, named, (new, MERGED)).await.expect("leaves");
    units::enter_group(&mut tx, &group("các phòng", new, &[province.health])).await.expect("is entered");
    tx.commit().await.expect("commits");
    let mut tx = writing(&database).await;
    refused(&mut tx, id, "đứng tên 1 nhóm đơn vị").await;
    drop(tx);
    let mut tx = writing(&database).await;
    units::enter_group(&mut tx, &NewGroup { owner: Some(province.top), ..group("các phòng", new, &[province.health]) })
        .await
        .expect("moves");
    taken_back(&mut tx, id).await.expect("nothing hangs on it");
}

async fn a_unit_does_not_come_back_below_one_that_is_gone(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let below = Operation::Transfer { unit: province.home, hierarchy: Hierarchy::Government, parent: Some(province.health) };
    enter(&mut tx, date(2026, 3, 1), below).await;
    let child = enter(&mut tx, MERGED, Operation::Dissolution { unit: province.home }).await;
    let parent = enter(&mut tx, date(2026, 9, 1), Operation::Dissolution { unit: province.health }).await;
    tx.commit().await.expect("commits");
    let mut tx = writing(&database).await;
    refused(&mut tx, child, "Sở Nội vụ sẽ trở về trực thuộc Sở Y tế, đơn vị đã hết hoạt động sau ngày 31/08/2026").await;
    drop(tx);
    let mut tx = writing(&database).await;
    taken_back(&mut tx, parent).await.expect("the parent first");
    taken_back(&mut tx, child).await.expect("then what stood below it");
    let path = units::path(&mut tx, province.home, TODAY).await.expect("lists");
    assert_eq!(path.iter().map(|unit| unit.id).collect::<Vec<_>>(), [province.top, province.health]);
}

async fn what_is_given_between_the_entry_and_the_day_goes_along(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let on = date(2027, 1, 1);
    let old = person(&mut tx, "an", Role::UnitHead, Some(province.home)).await;
    let id = enter(&mut tx, on, Operation::Merge { from: vec![province.home], into: Target::Known(province.health) }).await;
    let late = person(&mut tx, "binh", Role::UnitOfficer, Some(province.home)).await;
    let stand_in = person(&mut tx, "chi", Role::Leader, None).await;
    let post = posts::of_user(&mut tx, old).await.expect("lists").into_iter().find(|post| post.unit_id == Some(province.home));
    posts::delegate(&mut tx, NOBODY, &post.expect("is held"), stand_in, (TODAY, date(2027, 2, 1))).await.expect("is delegated");
    let named = unit_groups::all(&mut tx, TODAY).await.expect("lists")[0].id;
    unit_groups::add(&mut tx, NOBODY, named, (province.home, TODAY)).await.expect("joins");
    tx.commit().await.expect("commits");
    assert_eq!(turn_of_day::turn(&database, NOBODY, on).await.expect("turns"), 1);
    let mut tx = writing(&database).await;
    for user in [old, late] {
        let held = posts::held(&mut tx, user, on).await.expect("asks");
        assert_eq!(held.iter().map(|post| post.unit_id).collect::<Vec<_>>(), [Some(province.health)], "{user}");
    }
    let held = posts::held(&mut tx, stand_in, on).await.expect("asks");
    assert_eq!(held.iter().map(|post| post.unit_id).collect::<Vec<_>>(), [None, Some(province.health)], "{held:?}");
    let members = unit_groups::members(&mut tx, named).await.expect("lists");
    assert!(members.iter().any(|member| member.unit_id == province.health && member.valid_from == on), "{members:?}");
    taken_back(&mut tx, id).await.expect("is taken back");
    assert_eq!(posts::held(&mut tx, late, on).await.expect("asks")[0].unit_id, Some(province.home));
    let members = unit_groups::members(&mut tx, named).await.expect("lists");
    assert!(members.iter().all(|member| member.unit_id != province.health), "{members:?}");
}

async fn what_was_taken_out_by_hand_does_not_come_back_on_the_day(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let on = date(2027, 1, 1);
    enter(&mut tx, on, Operation::Merge { from: vec![province.communes[0]], into: Target::Known(province.home) }).await;
    let named = unit_groups::all(&mut tx, TODAY).await.expect("lists")[0].id;
    unit_groups::remove(&mut tx, NOBODY, named, (province.home, on)).await.expect("it came in with the entry");
    tx.commit().await.expect("commits");
    turn_of_day::turn(&database, NOBODY, on).await.expect("turns");
    let mut tx = database.read().await.expect("reads");
    let members = unit_groups::members(&mut tx, named).await.expect("lists");
    assert!(members.iter().all(|member| member.unit_id != province.home), "{members:?}");
}

async fn an_administrator_of_a_unit_that_ends_is_not_locked_out_by_a_date(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let on = date(2027, 1, 1);
    enter(&mut tx, on, Operation::Dissolution { unit: province.home }).await;
    let officer = person(&mut tx, "an", Role::UnitOfficer, Some(province.home)).await;
    let administrator = person(&mut tx, "quantri", Role::Administrator, Some(province.home)).await;
    tx.commit().await.expect("commits");
    assert_eq!(turn_of_day::turn(&database, NOBODY, on).await.expect("turns"), 1);
    let mut tx = database.read().await.expect("reads");
    assert!(posts::held(&mut tx, officer, on).await.expect("asks").is_empty());
    assert_eq!(posts::held(&mut tx, administrator, on).await.expect("asks").len(), 1);
}

async fn a_group_is_meant_in_the_plans_of_whoever_took_its_owner_over(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let (first, second) = (province.communes[0], province.communes[1]);
    let (own, _) = units::enter_group(&mut tx, &group("các thôn", first, &[province.offices[0]])).await.expect("is entered");
    for (owner, office) in [(first, province.offices[0]), (second, province.offices[1])] {
        units::enter_group(&mut tx, &group("các phòng", owner, &[office])).await.expect("is entered");
    }
    let into = Target::New(founded("BM.XM", "Ủy ban nhân dân xã Hòa Bình", province.top));
    let merge = Operation::Merge { from: vec![first, second], into };
    let preview = unit_changes::preview(&mut tx, &change(MERGED, merge.clone()), TODAY).await.expect("tells");
    assert_eq!(preview.owned, ["các phòng", "các thôn"]);
    let id = enter(&mut tx, MERGED, merge).await;
    let new = by_code(&mut tx, "BM.XM").await;
    assert_eq!(unit_groups::find(&mut tx, own, TODAY).await.expect("is there").owner.as_deref(), Some("Ủy ban nhân dân xã Hòa Bình"));
    assert_eq!(unit_groups::find(&mut tx, own, BEFORE).await.expect("is there").owner.as_deref(), Some("Ủy ban nhân dân xã An Bình"));
    let names = UnitNames::load(&mut tx, TODAY).await.expect("loads");
    assert_eq!(names.meant("Các thôn", Some(new)), Meant::Group(own));
    assert_eq!(names.meant("Các phòng", Some(new)), Meant::Nobody, "two of them came together");
    let names = UnitNames::load(&mut tx, BEFORE).await.expect("loads");
    assert_eq!(names.meant("Các thôn", Some(first)), Meant::Group(own));
    assert!(matches!(names.meant("Các phòng", Some(second)), Meant::Group(_)));
    taken_back(&mut tx, id).await.expect("is taken back");
    assert_eq!(UnitNames::load(&mut tx, TODAY).await.expect("loads").meant("Các thôn", Some(first)), Meant::Group(own));
}

async fn the_parts_of_a_split_are_members_beside_the_unit_that_goes_on(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let share = |thousandths| Share::per_mille(thousandths).expect("a share");
    let part = Target::New(founded("BM.XM", "Ủy ban nhân dân xã Mới", province.top));
    let split = Operation::Split {
        unit: province.communes[0],
        parts: vec![(Target::Known(province.communes[0]), share(600)), (part, share(400))],
        heir: 0,
    };
    let preview = unit_changes::preview(&mut tx, &change(MERGED, split.clone()), TODAY).await.expect("tells");
    assert_eq!(preview.groups, ["UBND các xã"]);
    let id = enter(&mut tx, MERGED, split).await;
    let new = by_code(&mut tx, "BM.XM").await;
    let named = unit_groups::all(&mut tx, TODAY).await.expect("lists")[0].id;
    for (on, expected) in [(BEFORE, province.communes.to_vec()), (MERGED, [&province.communes[..], &[new]].concat())] {
        let members = UnitNames::load(&mut tx, on).await.expect("loads").members(named).to_vec();
        assert!(expected.iter().all(|unit| members.contains(unit)) && members.len() == expected.len(), "{on}: {members:?}");
    }
    taken_back(&mut tx, id).await.expect("is taken back");
    assert_eq!(unit_groups::members(&mut tx, named).await.expect("lists").len(), 2);
}

async fn everybody_whose_post_moved_and_every_unit_named_finds_it_in_the_audit(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let moved = person(&mut tx, "an", Role::UnitOfficer, Some(province.communes[0])).await;
    let into = Target::New(founded("BM.XM", "Ủy ban nhân dân xã Hòa Bình", province.top));
    let id = enter(&mut tx, MERGED, Operation::Merge { from: province.communes.to_vec(), into }).await;
    let new = by_code(&mut tx, "BM.XM").await;
    taken_back(&mut tx, id).await.expect("is taken back");
    let ended = person(&mut tx, "binh", Role::UnitOfficer, Some(province.home)).await;
    enter(&mut tx, MERGED, Operation::Dissolution { unit: province.home }).await;
    let mut actions = async |subject: &str, id: i64| -> Vec<String> {
        audit::of(&mut tx, subject, Some(id)).await.expect("lists").into_iter().map(|entry| entry.action).collect()
    };
    for (user, expected) in [(moved, vec!["post-moved", "post-returned"]), (ended, vec!["post-ended"])] {
        let seen = actions("user", user).await;
        assert!(seen.ends_with(&expected.iter().map(|action| (*action).to_owned()).collect::<Vec<_>>()), "{seen:?}");
    }
    for unit in [province.top, province.communes[0], province.communes[1], province.offices[0], province.offices[1], new] {
        assert_eq!(actions("unit", unit).await, ["units-merged", "unit-change-reversed"], "{unit}");
    }
    assert_eq!(actions("unit", province.home).await, ["unit-dissolved"]);
}

async fn the_preview_counts_each_indicator_once(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let actor = audit::Actor { user: Some(person(&mut tx, "an", Role::UnitOfficer, None).await), ..NOBODY };
    let rows = vec![indicator("1", "Số hồ sơ", "hồ sơ", 2026, 80.0), indicator("2", "Số lớp", "lớp", 2026, 8.0)];
    let plan = plan_of(&imported(&mut tx, &compiled("12/KH-UBND", FILE, vec![], rows), FILE).await);
    let listed: Vec<i64> = indicators::list(&mut tx, Some(plan), TODAY).await.expect("lists").iter().map(|row| row.indicator.id).collect();
    for (indicator, unit) in [(listed[0], province.communes[0]), (listed[0], province.communes[1]), (listed[1], province.communes[1])] {
        let (period, measured) = (Period::Month { year: 2026, month: 5 }, Measured::Value(1.0));
        let new = NewObservation { indicator, unit, period, measured, corrects: None, noted_on: TODAY };
        indicators::submit_observation(&mut tx, actor, new).await.expect("is sent");
    }
    let merge = |from: Vec<i64>| Operation::Merge { from, into: Target::Known(province.home) };
    for (from, expected) in [(province.communes.to_vec(), (3, 2)), (vec![province.communes[0]], (1, 1))] {
        let preview = unit_changes::preview(&mut tx, &change(MERGED, merge(from)), TODAY).await.expect("tells");
        assert_eq!((preview.figures, preview.indicators), expected);
    }
    // One indicator each, and not the same one.
    let apart = vec![province.communes[0], province.health];
    let new = NewObservation {
        indicator: listed[1],
        unit: province.health,
        period: Period::Month { year: 2026, month: 5 },
        measured: Measured::Value(1.0),
        corrects: None,
        noted_on: TODAY,
    };
    indicators::submit_observation(&mut tx, actor, new).await.expect("is sent");
    let preview = unit_changes::preview(&mut tx, &change(MERGED, merge(apart)), TODAY).await.expect("tells");
    assert_eq!((preview.figures, preview.indicators), (2, 2));
}
