use jiff::civil::date;
use roviec_tracker::Error;
use roviec_tracker::domain::Role;
use roviec_tracker::store::sign_in_failures::{self as failures, Failures};
use roviec_tracker::store::{Database, audit, users};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    a_person_has_the_posts_of_the_day
    a_login_is_given_once
    a_new_password_takes_the_place_of_the_old_and_is_not_written_to_the_audit
    a_person_who_is_only_named_cannot_sign_in
    wrong_passwords_are_counted_and_forgotten
}

async fn a_person_has_the_posts_of_the_day(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let id = person(&mut tx, "an", Role::UnitOfficer, Some(province.health)).await;
    let user = users::find(&mut tx, id, TODAY).await.expect("is there");
    assert_eq!((user.posts.len(), user.posts[0].role, user.posts[0].unit_name.as_deref()), (1, Role::UnitOfficer, Some("Sở Y tế")));
    assert!(users::find(&mut tx, id, date(2025, 6, 30)).await.expect("is there").posts.is_empty());
    assert!(matches!(users::find(&mut tx, id + 1, TODAY).await, Err(Error::NotFound)));
    assert_eq!(users::name(&mut tx, id).await.expect("is there"), "Nguyễn Văn An");
    assert!(matches!(users::name(&mut tx, id + 1).await, Err(Error::NotFound)));
}

async fn a_login_is_given_once(database: Database) {
    let mut tx = writing(&database).await;
    person(&mut tx, "an", Role::Leader, None).await;
    let again = users::add(&mut tx, NOBODY, "an", "Trần Thị An", "x").await;
    assert!(matches!(again, Err(Error::Conflict(_))));
}

async fn a_new_password_takes_the_place_of_the_old_and_is_not_written_to_the_audit(database: Database) {
    let mut tx = writing(&database).await;
    let id = person(&mut tx, "an", Role::Leader, None).await;
    users::set_password(&mut tx, NOBODY, "an", "băm mới").await.expect("is set");
    let stored = users::credentials(&mut tx, "an").await.expect("asks").expect("is there");
    assert_eq!((stored.id, stored.password_hash.as_str()), (id, "băm mới"));
    assert!(users::credentials(&mut tx, "bình").await.expect("asks").is_none());
    let entries = audit::of(&mut tx, "user", Some(id)).await.expect("lists");
    assert_eq!(entries.last().map(|entry| entry.action.as_str()), Some("password-changed"));
    assert!(entries.iter().all(|entry| !format!("{entry:?}").contains("băm mới")));
    assert!(matches!(users::set_password(&mut tx, NOBODY, "bình", "x").await, Err(Error::NotFound)));
}

async fn a_person_who_is_only_named_cannot_sign_in(database: Database) {
    let mut tx = writing(&database).await;
    let id = users::add_without_sign_in(&mut tx, NOBODY, "cv.1", "Lê Thị Bình").await.expect("the user is added");
    assert!(users::credentials(&mut tx, "cv.1").await.expect("asks").is_none());
    assert!(matches!(users::find(&mut tx, id, TODAY).await, Err(Error::NotFound)));
}

async fn wrong_passwords_are_counted_and_forgotten(database: Database) {
    let mut tx = writing(&database).await;
    let wrong = |failures| Failures { failures, last_at: 100, locked_until: 0 };
    for count in 1..=2 {
        failures::set(&mut tx, "an", wrong(count)).await.expect("is set");
    }
    failures::set(&mut tx, "bình", Failures { locked_until: 900, ..wrong(5) }).await.expect("is set");
    assert_eq!(failures::of(&mut tx, "an").await.expect("asks"), Some(wrong(2)));
    assert_eq!(failures::forget_before(&mut tx, 500).await.expect("forgets"), 1);
    assert!(failures::of(&mut tx, "an").await.expect("asks").is_none());
    failures::take_back(&mut tx, "bình").await.expect("takes back");
    assert_eq!(failures::of(&mut tx, "bình").await.expect("asks"), Some(wrong(4)));
    failures::set(&mut tx, "bình", wrong(1)).await.expect("is set");
    failures::take_back(&mut tx, "bình").await.expect("takes back");
    assert!(failures::of(&mut tx, "bình").await.expect("asks").is_none());
}
