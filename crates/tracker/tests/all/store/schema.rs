use roviec_tracker::store::live_work::Live;
use roviec_tracker::store::{Database, plans};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    migrations_that_are_applied_are_not_applied_again
    a_transaction_that_is_dropped_leaves_nothing
}

async fn migrations_that_are_applied_are_not_applied_again(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    imported(&mut tx, &compiled("12/KH-UBND", FILE, vec![task("1", "Một", &[], None)], vec![]), FILE).await;
    tx.commit().await.expect("commits");
    database.migrate().await.expect("has nothing to do");
    let mut tx = database.read().await.expect("reads");
    assert_eq!(plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists").len(), 1);
}

async fn a_transaction_that_is_dropped_leaves_nothing(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    imported(&mut tx, &compiled("12/KH-UBND", FILE, vec![task("1", "Một", &[], None)], vec![]), FILE).await;
    drop(tx);
    let mut tx = database.read().await.expect("reads");
    assert!(plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists").is_empty());
}
