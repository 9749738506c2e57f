//! What guards an account beside its password: wrong tries told to the audit, sign-ins that end with a change, passwords that do
//! not come back, accounts at the provider.

use roviec_tracker::Error;
use roviec_tracker::domain::Role;
use roviec_tracker::store::audit::{self, Actor, AuditEntry};
use roviec_tracker::store::provider_accounts::{self, ProviderAccount};
use roviec_tracker::store::sign_in_failures::{self as failures, WrongTry};
use roviec_tracker::store::{Database, Tx, password_history, posts, sessions, unknown_sign_ins, users};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    a_wrong_try_and_the_lock_it_brings_are_entries
    names_nobody_has_are_told_once_an_hour_by_where_they_come_from
    whatever_ends_sign_ins_changes_the_stamp
    the_last_passwords_are_known_by_their_hashes
    an_account_at_the_provider_belongs_to_one_person
    only_a_unit_that_stands_below_no_other_is_topmost
}

async fn entries(tx: &mut Tx, subject: &str, action: &str) -> Vec<AuditEntry> {
    let all = audit::of(tx, subject, None).await.expect("lists");
    all.into_iter().filter(|entry| entry.action == action).collect()
}

async fn a_wrong_try_and_the_lock_it_brings_are_entries(database: Database) {
    let mut tx = writing(&database).await;
    let an = person(&mut tx, "an", Role::Leader, None).await;
    for (number, lock_minutes) in [(1, None), (2, Some(720))] {
        failures::tell(&mut tx, NOBODY, an, WrongTry { step: "code", number, lock_minutes }).await.expect("is told");
    }
    let wrong = entries(&mut tx, "user", "sign-in-failed").await;
    assert_eq!((wrong.len(), wrong[0].subject_id), (2, Some(an)));
    assert_eq!(wrong[1].after_json.as_deref(), Some("{\"failures\":2,\"step\":\"code\"}"));
    let locked = entries(&mut tx, "user", "user-locked").await;
    assert_eq!(locked.iter().map(|entry| entry.after_json.as_deref()).collect::<Vec<_>>(), [Some("{\"lock_minutes\":720}")]);
}

async fn names_nobody_has_are_told_once_an_hour_by_where_they_come_from(database: Database) {
    let mut tx = writing(&database).await;
    let from = |last| Actor { source: Some([10, 0, 0, last].into()), ..NOBODY };
    for (source, now) in [(1, 10_000), (1, 10_001), (2, 10_002), (1, 13_599)] {
        unknown_sign_ins::count(&mut tx, from(source), now).await.expect("is counted");
    }
    assert_eq!(entries(&mut tx, "sign-in", "unknown-sign-ins").await.len(), 2, "each source at once, and no more within the hour");
    // Whoever comes next brings out what was counted meanwhile.
    unknown_sign_ins::count(&mut tx, from(3), 13_602).await.expect("is counted");
    let filter = audit::Filter { subject: Some("sign-in".to_owned()), ..Default::default() };
    let listed = audit::list(&mut tx, &filter, audit::Start::Newest, 9);
    let mut told: Vec<(String, String)> = listed
        .await
        .expect("lists")
        .entries
        .into_iter()
        .map(|entry| (entry.source.unwrap_or_default(), entry.after_json.unwrap_or_default()))
        .collect();
    told.sort();
    let expected = [("10.0.0.1", 1), ("10.0.0.1", 2), ("10.0.0.2", 1), ("10.0.0.3", 1)];
    assert_eq!(told, expected.map(|(source, tries)| (source.to_owned(), format!("{{\"tries\":{tries}}}"))));
}

async fn whatever_ends_sign_ins_changes_the_stamp(database: Database) {
    let mut tx = writing(&database).await;
    let an = person(&mut tx, "an", Role::Leader, None).await;
    let mut stamps = vec![users::find(&mut tx, an, TODAY).await.expect("is there").security_stamp];
    sessions::end(&mut tx, NOBODY, an, None, None).await.expect("ends");
    stamps.push(users::find(&mut tx, an, TODAY).await.expect("is there").security_stamp);
    users::set_password(&mut tx, NOBODY, "an", "$băm").await.expect("is set");
    stamps.push(users::find(&mut tx, an, TODAY).await.expect("is there").security_stamp);
    users::disable(&mut tx, NOBODY, an).await.expect("is disabled");
    users::enable(&mut tx, NOBODY, an, 0).await.expect("is enabled");
    stamps.push(users::credentials(&mut tx, "an").await.expect("asks").expect("is there").security_stamp);
    let all = stamps.clone();
    sessions::end(&mut tx, NOBODY, an, Some("một phiên"), None).await.expect("asks");
    assert_eq!(users::find(&mut tx, an, TODAY).await.expect("is there").security_stamp, all[3], "one session is no more than one");
    stamps.dedup();
    assert_eq!(stamps.len(), 4, "{all:?}");
}

async fn the_last_passwords_are_known_by_their_hashes(database: Database) {
    let mut tx = writing(&database).await;
    let an = users::add(&mut tx, NOBODY, "an", "An", "$0").await.expect("is added");
    assert_eq!(password_history::recent(&mut tx, an, 10).await.expect("asks"), ["$0"], "before there is a history");
    for number in 1..=30 {
        users::set_password(&mut tx, NOBODY, "an", &format!("${number}")).await.expect("is set");
    }
    users::rehash(&mut tx, NOBODY, an, ("$30", "$30 mới")).await.expect("is hashed again");
    assert_eq!(password_history::recent(&mut tx, an, 3).await.expect("asks"), ["$30 mới", "$29", "$28"]);
    assert_eq!(password_history::recent(&mut tx, an, 100).await.expect("asks").len(), 24, "no more than any rule asks for");
    let invited = users::add(&mut tx, NOBODY, "binh", "Bình", users::NO_PASSWORD).await.expect("is added");
    users::set_password(&mut tx, NOBODY, "binh", "$1").await.expect("is set");
    assert_eq!(password_history::recent(&mut tx, invited, 10).await.expect("asks"), ["$1"], "no password is none");
    // The age of a password nobody knows is counted from the first sign-in.
    let set_at = async |tx: &mut Tx| users::find(tx, invited, TODAY).await.expect("is there").password_set_at;
    assert_eq!(set_at(&mut tx).await, None);
    for (now, at) in [(5, 5), (9, 5)] {
        users::signed_in(&mut tx, NOBODY, invited, now).await.expect("is noted");
        assert_eq!(set_at(&mut tx).await, Some(at));
    }
    users::note_password(&mut tx, invited, false, 12).await.expect("is noted");
    assert_eq!(set_at(&mut tx).await, Some(12));
}

async fn an_account_at_the_provider_belongs_to_one_person(database: Database) {
    let mut tx = writing(&database).await;
    let an = person(&mut tx, "an", Role::Leader, None).await;
    let binh = person(&mut tx, "binh", Role::Leader, None).await;
    let account = |subject| ProviderAccount { issuer: "https://a", subject };
    assert!(provider_accounts::owner(&mut tx, account("7")).await.expect("asks").is_none());
    for _ in 0..2 {
        provider_accounts::bind(&mut tx, NOBODY, an, account("7"), 10).await.expect("is bound, and stays so");
    }
    assert_eq!(provider_accounts::owner(&mut tx, account("7")).await.expect("asks").map(|known| known.id), Some(an));
    assert_eq!(provider_accounts::subject(&mut tx, an, "https://a").await.expect("asks").as_deref(), Some("7"));
    for (user, subject) in [(an, "8"), (binh, "7")] {
        let other = provider_accounts::bind(&mut tx, NOBODY, user, account(subject), 11).await;
        assert!(matches!(other, Err(Error::Conflict(_))), "{user} {subject}");
    }
    provider_accounts::tell_refusal(&mut tx, NOBODY, an, "https://a").await.expect("is told");
    assert_eq!(provider_accounts::of_user(&mut tx, an).await.expect("lists"), [("https://a".to_owned(), 10)]);
    provider_accounts::unbind(&mut tx, NOBODY, an).await.expect("is unbound");
    assert!(matches!(provider_accounts::unbind(&mut tx, NOBODY, an).await, Err(Error::Conflict(_))));
    provider_accounts::bind(&mut tx, NOBODY, an, account("8"), 12).await.expect("is bound anew");
    users::disable(&mut tx, NOBODY, an).await.expect("is disabled");
    assert!(provider_accounts::owner(&mut tx, account("8")).await.expect("asks").is_none(), "signs in no more");
    for (action, count) in [("provider-account-bound", 2), ("provider-account-refused", 1), ("provider-account-unbound", 1)] {
        assert_eq!(entries(&mut tx, "user", action).await.len(), count, "{action}");
    }
}

async fn only_a_unit_that_stands_below_no_other_is_topmost(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    for (unit, on, expected) in
        [(province.top, TODAY, true), (province.communes[0], TODAY, false), (province.top, FIRST_DAY.yesterday().expect("a day"), false)]
    {
        assert_eq!(posts::is_topmost(&mut tx, unit, on).await.expect("asks"), expected, "{unit} {on}");
    }
}
