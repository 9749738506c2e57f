//! People as they are listed, their invitations, second factors, personal data and what the provider sends back.

use roviec_tracker::Error;
use roviec_tracker::domain::Role;
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::provider_sign_ins::{self, ProviderSignIn};
use roviec_tracker::store::sign_in_failures::{self as failures, Failures};
use roviec_tracker::store::users::{self, Contact, Filter, Reading, Standing};
use roviec_tracker::store::{Database, Tx, audit, invitations, posts, second_factors};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    people_are_found_by_words_unit_role_and_standing
    a_page_of_people_has_their_posts_and_the_count_of_all
    an_invitation_works_once_and_until_it_expires
    a_code_and_a_recovery_code_are_taken_once
    reading_personal_data_is_an_entry_and_what_they_are_is_in_none
    an_answer_of_the_provider_is_taken_once
    people_from_before_the_search_are_found
}

const AT: Reading = Reading { on: TODAY, now: 1_000_000, active_since: 500_000 };

async fn named(tx: &mut Tx, login: &str, name: &str, place: (Role, Option<i64>)) -> i64 {
    let id = users::add(tx, NOBODY, login, name, "$argon2id$").await.expect("is added");
    users::add_post(tx, NOBODY, id, place.1, place.0, FIRST_DAY).await.expect("is given");
    id
}

async fn logins(tx: &mut Tx, filter: Filter) -> Vec<String> {
    users::list(tx, &filter, AT, (0, 50)).await.expect("lists").0.into_iter().map(|user| user.login).collect()
}

async fn people_are_found_by_words_unit_role_and_standing(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let anh = named(&mut tx, "anh.dt", "Đặng Thị Ánh", (Role::UnitOfficer, Some(province.offices[0]))).await;
    let binh = named(&mut tx, "binh", "Trần Văn Bình", (Role::UnitHead, Some(province.communes[0]))).await;
    let chi = named(&mut tx, "chi", "Lê Chi", (Role::UnitOfficer, Some(province.health))).await;
    let dung = named(&mut tx, "dung", "Vũ Dũng", (Role::Inspector, None)).await;
    let moi = users::add(&mut tx, NOBODY, "moi", "Phạm Mới", users::NO_PASSWORD).await.expect("is added");
    assert_eq!(logins(&mut tx, Filter::default()).await, ["anh.dt", "binh", "chi", "dung", "moi"], "by given name");
    let words = |words: &str| Filter { words: words.to_owned(), ..Filter::default() };
    assert_eq!(logins(&mut tx, words("anh dang")).await, ["anh.dt"]);
    assert_eq!(logins(&mut tx, words("ÁNH.DT")).await, ["anh.dt"]);
    assert_eq!(logins(&mut tx, words("bình trần xa")).await, Vec::<String>::new());
    let unit = |unit| Filter { unit: Some(unit), ..Filter::default() };
    assert_eq!(logins(&mut tx, unit(province.communes[0])).await, ["anh.dt", "binh"]);
    assert_eq!(logins(&mut tx, Filter { role: Some(Role::UnitOfficer), ..unit(province.top) }).await, ["anh.dt", "chi"]);
    assert_eq!(logins(&mut tx, Filter { within: Some(province.communes[0]), ..Filter::default() }).await, ["anh.dt", "binh"]);
    users::disable(&mut tx, NOBODY, anh).await.expect("is disabled");
    failures::set(&mut tx, "binh", Failures { failures: 5, last_at: 1, locked_until: AT.now + 1 }).await.expect("is set");
    users::note_password(&mut tx, chi, false, AT.active_since - 1).await.expect("is noted");
    users::signed_in(&mut tx, NOBODY, dung, AT.active_since).await.expect("is noted");
    for (standing, login) in [
        (Standing::Disabled, "anh.dt"),
        (Standing::Locked, "binh"),
        (Standing::Inactive, "chi"),
        (Standing::Active, "dung"),
        (Standing::Invited, "moi"),
    ] {
        let filter = Filter { standing: Some(standing), ..Filter::default() };
        assert_eq!(logins(&mut tx, filter).await, [login], "{standing:?}");
    }
    let account = users::account(&mut tx, binh, AT).await.expect("is there");
    assert_eq!((account.standing, account.locked_until, account.disabled), (Standing::Locked, Some(AT.now + 1), false));
    assert!(matches!(users::account(&mut tx, moi + 1, AT).await, Err(Error::NotFound)));
}

async fn a_page_of_people_has_their_posts_and_the_count_of_all(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    for index in 0..7 {
        named(&mut tx, &format!("n{index}"), &format!("Nguyễn Văn A{index}"), (Role::Leader, Some(province.health))).await;
    }
    let first = users::by_login(&mut tx, "n3").await.expect("asks").expect("is there").0;
    posts::add(&mut tx, NOBODY, first, (None, Role::Inspector), (TODAY, None)).await.expect("is given");
    let (page, total) = users::list(&mut tx, &Filter::default(), AT, (3, 2)).await.expect("lists");
    assert_eq!((total, page.len(), page[0].login.as_str()), (7, 2, "n3"));
    assert_eq!(page[0].posts.iter().map(|post| post.role).collect::<Vec<_>>(), [Role::Leader, Role::Inspector]);
    assert_eq!(page[1].posts[0].unit_name.as_deref(), Some("Sở Y tế"));
}

async fn an_invitation_works_once_and_until_it_expires(database: Database) {
    let mut tx = writing(&database).await;
    let id = users::add(&mut tx, NOBODY, "an", "Nguyễn An", users::NO_PASSWORD).await.expect("is added");
    let digests = ["a".repeat(64), "b".repeat(64)];
    invitations::invite(&mut tx, NOBODY, id, &digests[0], (10, 100)).await.expect("is invited");
    invitations::invite(&mut tx, NOBODY, id, &digests[1], (20, 100)).await.expect("is invited");
    assert!(invitations::find(&mut tx, &digests[0], 50).await.expect("asks").is_none(), "another link took its place");
    assert_eq!(invitations::find(&mut tx, &digests[1], 99).await.expect("asks").map(|open| open.user_id), Some(id));
    assert!(invitations::find(&mut tx, &digests[1], 100).await.expect("asks").is_none());
    assert_eq!(invitations::use_up(&mut tx, &digests[1], 100).await.expect("asks"), None);
    assert_eq!(invitations::use_up(&mut tx, &digests[1], 99).await.expect("asks"), Some(id));
    assert_eq!(invitations::use_up(&mut tx, &digests[1], 99).await.expect("asks"), None);
    invitations::invite(&mut tx, NOBODY, id, &digests[0], (10, 100)).await.expect("is invited");
    users::disable(&mut tx, NOBODY, id).await.expect("is disabled");
    assert!(invitations::find(&mut tx, &digests[0], 50).await.expect("asks").is_none(), "who is disabled sets no password");
}

async fn a_code_and_a_recovery_code_are_taken_once(database: Database) {
    let mut tx = writing(&database).await;
    let id = users::add(&mut tx, NOBODY, "an", "Nguyễn An", "$").await.expect("is added");
    assert!(!second_factors::take_step(&mut tx, id, 5).await.expect("asks"), "there is no secret");
    let codes = ["c".repeat(64), "d".repeat(64)];
    second_factors::set(&mut tx, NOBODY, id, ("GEZDGNBVGY3TQOJQ", 10), &codes).await.expect("is set");
    for (step, taken) in [(10, false), (9, false), (11, true), (11, false), (10, false), (13, true)] {
        assert_eq!(second_factors::take_step(&mut tx, id, step).await.expect("asks"), taken, "{step}");
    }
    assert!(second_factors::take_code(&mut tx, NOBODY, id, &codes[0]).await.expect("asks"));
    assert!(!second_factors::take_code(&mut tx, NOBODY, id, &codes[0]).await.expect("asks"));
    assert_eq!(second_factors::codes_left(&mut tx, id).await.expect("counts"), 1);
    second_factors::renew_codes(&mut tx, NOBODY, id, &["e".repeat(64)]).await.expect("are renewed");
    assert!(!second_factors::take_code(&mut tx, NOBODY, id, &codes[1]).await.expect("asks"));
    second_factors::remove(&mut tx, NOBODY, id).await.expect("is removed");
    assert_eq!(
        (second_factors::secret(&mut tx, id).await.expect("asks"), second_factors::codes_left(&mut tx, id).await.expect("counts")),
        (None, 0)
    );
    assert!(matches!(second_factors::remove(&mut tx, NOBODY, id).await, Err(Error::Conflict(_))));
    let entries = audit::of(&mut tx, "user", Some(id)).await.expect("lists");
    assert!(entries.iter().all(|entry| !format!("{entry:?}").contains("GEZDGNBVGY3TQOJQ")));
}

async fn reading_personal_data_is_an_entry_and_what_they_are_is_in_none(database: Database) {
    let mut tx = writing(&database).await;
    let an = users::add(&mut tx, NOBODY, "an", "Nguyễn An", "$").await.expect("is added");
    let reader = Actor { user: Some(users::add(&mut tx, NOBODY, "binh", "Lê Bình", "$").await.expect("is added")), ..NOBODY };
    let reads = async |tx: &mut Tx| {
        let entries = audit::of(tx, "user", Some(an)).await.expect("lists");
        assert!(entries.iter().all(|entry| !format!("{entry:?}").contains("0912")));
        entries.iter().filter(|entry| entry.action == "personal-data-read").count()
    };
    users::contact(&mut tx, reader, an).await.expect("is read");
    assert_eq!(reads(&mut tx).await, 0, "nothing was there to be read");
    let contact = Contact { phone: Some("0912 345 678".to_owned()), email: None };
    users::set_contact(&mut tx, reader, an, &contact).await.expect("is set");
    assert_eq!(users::contact(&mut tx, reader, an).await.expect("is read"), contact);
    users::contact(&mut tx, Actor { user: Some(an), ..NOBODY }, an).await.expect("is read");
    assert_eq!(reads(&mut tx).await, 1);
}

async fn an_answer_of_the_provider_is_taken_once(database: Database) {
    let mut tx = writing(&database).await;
    let sent = ProviderSignIn { nonce: "n".to_owned(), verifier: "v".to_owned(), next: "/tasks".to_owned() };
    let digest = "f".repeat(64);
    provider_sign_ins::begin(&mut tx, &digest, &sent, (10, 100)).await.expect("begins");
    assert_eq!(provider_sign_ins::take(&mut tx, &digest, 100).await.expect("asks"), None);
    assert_eq!(provider_sign_ins::take(&mut tx, &digest, 99).await.expect("asks"), Some(sent));
    assert_eq!(provider_sign_ins::take(&mut tx, &digest, 99).await.expect("asks"), None);
}

async fn people_from_before_the_search_are_found(database: Database) {
    let mut tx = writing(&database).await;
    named(&mut tx, "an", "Nguyễn Văn Ân", (Role::Leader, None)).await;
    tx.commit().await.expect("commits");
    let forget = "UPDATE users SET search_text = '', sort_key = ''";
    match &database {
        Database::Sqlite(pool) => drop(sqlx::query(forget).execute(pool).await.expect("forgets")),
        Database::Postgres(pool) => drop(sqlx::query(forget).execute(pool).await.expect("forgets")),
    }
    let mut tx = writing(&database).await;
    let filter = Filter { words: "van an".to_owned(), ..Filter::default() };
    assert_eq!(logins(&mut tx, filter.clone()).await, Vec::<String>::new());
    users::fill_in_search(&mut tx).await.expect("is filled in");
    assert_eq!(logins(&mut tx, filter).await, ["an"]);
}
