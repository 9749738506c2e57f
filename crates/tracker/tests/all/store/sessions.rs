use roviec_tracker::store::{Database, sessions};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    a_session_is_found_until_it_expires
}

async fn a_session_is_found_until_it_expires(database: Database) {
    let mut tx = writing(&database).await;
    assert!(sessions::create(&mut tx, "a", "{}", 100).await.expect("is made"));
    assert!(!sessions::create(&mut tx, "a", "{1}", 100).await.expect("asks"));
    sessions::save(&mut tx, "a", "{2}", 200).await.expect("is saved");
    assert_eq!(sessions::load(&mut tx, "a", 199).await.expect("asks").as_deref(), Some("{2}"));
    assert_eq!(sessions::load(&mut tx, "a", 200).await.expect("asks"), None);
    assert_eq!(sessions::delete_expired(&mut tx, 199).await.expect("deletes"), 0);
    assert_eq!(sessions::delete_expired(&mut tx, 200).await.expect("deletes"), 1);
    sessions::save(&mut tx, "b", "{}", 100).await.expect("is saved");
    sessions::delete(&mut tx, "b").await.expect("deletes");
    assert_eq!(sessions::load(&mut tx, "b", 0).await.expect("asks"), None);
}
