use roviec_tracker::store::sessions::{self, Owner};
use roviec_tracker::store::{Database, audit};

use crate::on_both_databases;
use crate::support::*;
use roviec_tracker::domain::Role;

on_both_databases! {
    a_session_is_found_until_it_expires
    an_ended_session_does_not_come_back_by_being_saved
    a_person_sees_the_sessions_and_ends_one_or_all_but_one
}

async fn a_session_is_found_until_it_expires(database: Database) {
    let mut tx = writing(&database).await;
    let nobody = Owner::default();
    assert!(sessions::create(&mut tx, "a", "{}", &nobody, (50, 100)).await.expect("is made"));
    assert!(!sessions::create(&mut tx, "a", "{1}", &nobody, (50, 100)).await.expect("asks"));
    sessions::save(&mut tx, "a", "{2}", 200).await.expect("is saved");
    assert_eq!(sessions::load(&mut tx, "a", (199, -1)).await.expect("asks").as_deref(), Some("{2}"));
    assert_eq!(sessions::load(&mut tx, "a", (199, 100)).await.expect("asks"), None, "it began too long ago, however busy it is");
    assert_eq!(sessions::load(&mut tx, "a", (200, -1)).await.expect("asks"), None);
    assert_eq!(sessions::delete_expired(&mut tx, 199).await.expect("deletes"), 0);
    assert_eq!(sessions::delete_expired(&mut tx, 200).await.expect("deletes"), 1);
}

async fn an_ended_session_does_not_come_back_by_being_saved(database: Database) {
    let mut tx = writing(&database).await;
    sessions::create(&mut tx, "b", "{}", &Owner::default(), (0, 100)).await.expect("is made");
    sessions::delete(&mut tx, "b").await.expect("deletes");
    sessions::save(&mut tx, "b", "{}", 100).await.expect("asks");
    assert_eq!(sessions::load(&mut tx, "b", (0, -1)).await.expect("asks"), None);
}

async fn a_person_sees_the_sessions_and_ends_one_or_all_but_one(database: Database) {
    let mut tx = writing(&database).await;
    let id = person(&mut tx, "an", Role::Leader, None).await;
    let of = |user| Owner { user: Some(user), source: Some("10.1.2.3".to_owned()), agent: Some("Firefox".to_owned()) };
    let other = person(&mut tx, "binh", Role::Leader, None).await;
    for (digest, user) in [("a", id), ("b", id), ("c", id), ("d", other)] {
        sessions::create(&mut tx, digest, "{}", &of(user), (10, 100)).await.expect("is made");
    }
    sessions::touch(&mut tx, "b", 40).await.expect("is noted");
    assert_eq!(sessions::times(&mut tx, "b").await.expect("asks"), (10, 40));
    let rows = sessions::of_user(&mut tx, id, 50).await.expect("lists");
    assert_eq!(rows.iter().map(|row| (row.id_digest.as_str(), row.seen_at)).collect::<Vec<_>>(), [("b", 40), ("a", 10), ("c", 10)]);
    assert_eq!((rows[0].source.as_deref(), rows[0].began_at), (Some("10.1.2.3"), 10));
    assert_eq!(sessions::end(&mut tx, NOBODY, id, Some("d"), None).await.expect("asks"), 0, "somebody else's");
    assert_eq!(sessions::end(&mut tx, NOBODY, id, Some("a"), None).await.expect("ends"), 1);
    assert_eq!(sessions::end(&mut tx, NOBODY, id, None, Some("b")).await.expect("ends"), 1);
    assert_eq!(sessions::of_user(&mut tx, id, 50).await.expect("lists").len(), 1);
    assert_eq!(sessions::of_user(&mut tx, other, 50).await.expect("lists").len(), 1);
    let entries = audit::of(&mut tx, "user", Some(id)).await.expect("lists");
    assert_eq!(entries.iter().filter(|entry| entry.action == "sessions-ended").count(), 2);
}
