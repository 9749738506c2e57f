use jiff::civil::date;
use roviec_tracker::accept;
use roviec_tracker::agencies::AgencyNames;
use roviec_tracker::domain::Role;
use roviec_tracker::store::assignments::Step;
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::unit_names::{self, Meant};
use roviec_tracker::store::{Database, assignments, audit, plans, tasks};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    a_name_decided_once_is_known_to_every_plan
    a_name_left_open_is_not_asked_again_until_it_is_decided
    a_group_stays_a_group_with_its_members_at_the_plans_date
    work_begun_under_an_unknown_name_passes_to_its_unit
    another_communes_alias_is_not_taken_for_ours
}

fn rows(lead: &str) -> Vec<roviec_plan::plan::Task> {
    vec![task("1", "Nâng cấp mạng", &[lead], Some(date(2026, 12, 10))), task("2", "Tập huấn", &["Sở Y tế", lead], None)]
}

async fn a_name_decided_once_is_known_to_every_plan(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let actor = Actor { user: Some(person(&mut tx, "daumoi", Role::FocalPoint, None).await), ..NOBODY };
    let plan = compiled("12/KH-UBND", b"first", rows("Sở Yte tỉnh nhà"), vec![indicator("1", "Tỷ lệ", "%", 2026, 80.0)]);
    let id = plan_of(&imported(&mut tx, &plan, b"first").await);
    let names = AgencyNames::of(&mut tx, &plan.plan, TODAY).await.expect("resolves");
    assert_eq!((names.open(), names.names[0].name.as_str(), names.names[0].leads), (2, "Sở Yte tỉnh nhà", 2));
    assert!(names.names[0].suggestions.contains(&(Meant::Unit(province.health), "Sở Y tế".to_owned())), "{:?}", names.names[0]);

    unit_names::decide(&mut tx, actor, "Sở Yte tỉnh nhà", Meant::Unit(province.health)).await.expect("is decided");
    assert_eq!(accept::recognise(&mut tx, actor, TODAY).await.expect("looks again"), 2);
    let links = plans::task_links(&mut tx, id).await.expect("lists");
    for link in &links {
        let held = assignments::of_task(&mut tx, link.id, AS_OF).await.expect("lists");
        assert_eq!(held.iter().map(|row| row.unit_id).collect::<Vec<_>>(), [Some(province.health)]);
    }
    assert_eq!(tasks::units(&mut tx, links[0].id).await.expect("lists")[0].unit_id, Some(province.health));
    assert_eq!(AgencyNames::of(&mut tx, &plan.plan, TODAY).await.expect("resolves").open(), 1);
    let later = compiled("13/KH-UBND", b"later", rows("Sở Yte tỉnh nhà"), vec![]);
    assert_eq!(AgencyNames::of(&mut tx, &later.plan, TODAY).await.expect("resolves").open(), 1);
    assert_eq!(audit::of(&mut tx, "unit", Some(province.health)).await.expect("lists").last().map(|entry| entry.user_id), Some(actor.user));
}

async fn a_name_left_open_is_not_asked_again_until_it_is_decided(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let plan = compiled("12/KH-UBND", FILE, rows("Ban Chỉ đạo 57"), vec![]);
    for _ in 0..2 {
        unit_names::decide(&mut tx, NOBODY, "Ban Chỉ đạo 57", Meant::Nobody).await.expect("is left open");
    }
    let names = AgencyNames::of(&mut tx, &plan.plan, TODAY).await.expect("resolves");
    assert_eq!((names.open(), names.names.iter().filter(|name| name.left_open).count()), (1, 1));
    unit_names::decide(&mut tx, NOBODY, "Ban chỉ đạo 57", Meant::Unit(province.home)).await.expect("is decided");
    assert!(unit_names::left_open(&mut tx).await.expect("lists").is_empty());
    let names = AgencyNames::of(&mut tx, &plan.plan, TODAY).await.expect("resolves");
    assert_eq!(names.meant("Ban Chỉ đạo 57"), Meant::Unit(province.home));
}

async fn a_group_stays_a_group_with_its_members_at_the_plans_date(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let plan = compiled("12/KH-UBND", FILE, rows("Ủy ban nhân dân các xã trong tỉnh"), vec![]);
    let id = plan_of(&imported(&mut tx, &plan, FILE).await);
    let names = AgencyNames::of(&mut tx, &plan.plan, TODAY).await.expect("resolves");
    let group = names.meant("UBND các xã");
    assert!(matches!(group, Meant::Group(_)));
    unit_names::decide(&mut tx, NOBODY, "Ủy ban nhân dân các xã trong tỉnh", group).await.expect("is decided");
    accept::recognise(&mut tx, NOBODY, TODAY).await.expect("looks again");
    let names = AgencyNames::of(&mut tx, &plan.plan, TODAY).await.expect("resolves");
    let known = names.names.iter().find(|name| name.meant == group).expect("is known");
    assert_eq!((known.called.as_deref(), known.members.len()), (Some("UBND các xã"), 2));
    let first = plans::task_links(&mut tx, id).await.expect("lists")[0].id;
    assert_eq!(assignments::of_task(&mut tx, first, AS_OF).await.expect("lists").len(), 2);
    assert!(tasks::units(&mut tx, first).await.expect("lists")[0].group_id.is_some());
}

async fn work_begun_under_an_unknown_name_passes_to_its_unit(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let actor = Actor { user: Some(person(&mut tx, "daumoi", Role::FocalPoint, None).await), ..NOBODY };
    let id = plan_of(&imported(&mut tx, &compiled("12/KH-UBND", FILE, rows("Ban Chỉ đạo 57"), vec![]), FILE).await);
    let first = plans::task_links(&mut tx, id).await.expect("lists")[0].id;
    let before = assignments::of_task(&mut tx, first, AS_OF).await.expect("lists")[0].id;
    let step = Step::Report { percent: 40, note: "Đã làm".to_owned() };
    assignments::step(&mut tx, actor, before, TODAY, step).await.expect("is reported");
    unit_names::decide(&mut tx, actor, "Ban Chỉ đạo 57", Meant::Unit(province.home)).await.expect("is decided");
    accept::recognise(&mut tx, actor, TODAY).await.expect("looks again");
    let held = assignments::of_task(&mut tx, first, AS_OF).await.expect("lists");
    assert_eq!(held.iter().map(|row| (row.id, row.unit_id, row.percent)).collect::<Vec<_>>(), [(before, Some(province.home), 40)]);
}

async fn another_communes_alias_is_not_taken_for_ours(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let mut plan = compiled("03/KH-UBND", FILE, rows("Bộ phận một cửa"), vec![]);
    plan.plan.document.issuer = Some("Ủy ban nhân dân xã An Bình".to_owned());
    unit_names::decide(&mut tx, NOBODY, "Bộ phận một cửa", Meant::Unit(province.offices[0])).await.expect("is decided");
    let ours = AgencyNames::of(&mut tx, &plan.plan, TODAY).await.expect("resolves");
    assert_eq!(ours.meant("Bộ phận một cửa"), Meant::Unit(province.offices[0]));
    plan.plan.document.issuer = Some("Ủy ban nhân dân xã Đông Hòa".to_owned());
    let theirs = AgencyNames::of(&mut tx, &plan.plan, TODAY).await.expect("resolves");
    assert_eq!(theirs.meant("Bộ phận một cửa"), Meant::Nobody);
}
