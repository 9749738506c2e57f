use std::path::Path;

use roviec_tracker::backup;
use roviec_tracker::error::Error;
use roviec_tracker::store::{Database, copying, users};
use sqlx::ConnectOptions;

use super::copying::filled;
use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    a_backup_is_the_whole_board_and_is_never_written_over_a_file
    what_is_there_is_replaced_only_when_asked_for_and_is_kept
}

fn address(database: &Database) -> String {
    match database {
        Database::Sqlite(pool) => format!("sqlite:{}", pool.connect_options().get_filename().display()),
        Database::Postgres(pool) => pool.connect_options().to_url_lossy().to_string(),
    }
}

fn sqlite(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

async fn counts(address: &str) -> Vec<(String, i64)> {
    let database = Database::open(address).await.expect("opens");
    let counts = copying::counts(&database).await.expect("counts");
    database.close().await;
    counts
}

async fn a_backup_is_the_whole_board_and_is_never_written_over_a_file(database: Database) {
    filled(&database).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (file, new) = (folder.path().join("sao-luu.roviec"), folder.path().join("moi.sqlite"));
    // Taken while somebody writes: what is not committed is not in it.
    let mut open = writing(&database).await;
    users::add(&mut open, NOBODY, "dang-ghi", "Đang ghi", "x").await.expect("is added");
    let content = backup::write(&database, &file).await.expect("is written");
    drop(open);
    let audit = content.audit.expect("the schema is ours");
    assert!(audit.faults.is_empty() && audit.entries > 5, "{audit:?}");
    assert!(matches!(backup::write(&database, &file).await, Err(Error::Conflict(sentence)) if sentence.contains("đã có")));
    let restored = backup::restore(&file, &sqlite(&new), false, "x").await.expect("is restored");
    assert_eq!(restored.former, None);
    assert_eq!(counts(&sqlite(&new)).await, copying::counts(&database).await.expect("counts"));
    let names: Vec<_> = std::fs::read_dir(folder.path()).expect("is read").map(|entry| entry.expect("is read").file_name()).collect();
    assert_eq!(names.len(), 2, "nothing else is left: {names:?}");
}

async fn what_is_there_is_replaced_only_when_asked_for_and_is_kept(database: Database) {
    filled(&database).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sao-luu.roviec");
    backup::write(&database, &file).await.expect("is written");
    let backed_up = copying::counts(&database).await.expect("counts");
    let mut tx = writing(&database).await;
    users::add(&mut tx, NOBODY, "sau", "Sau sao lưu", "x").await.expect("is added");
    tx.commit().await.expect("commits");
    let address = address(&database);
    let refused = |done: Result<backup::Restored, Error>| match done {
        Err(Error::Conflict(sentence)) => sentence,
        other => panic!("{other:?}"),
    };
    let sentence = refused(backup::restore(&file, &address, true, "20261120-120000").await);
    assert!(sentence.contains("dừng máy chủ"), "{sentence}");
    database.close().await;
    let sentence = refused(backup::restore(&file, &address, false, "20261120-120000").await);
    assert!(sentence.contains("--replace"), "{sentence}");
    let restored = backup::restore(&file, &address, true, "20261120-120000").await.expect("is restored");
    assert_eq!(counts(&address).await, backed_up);
    let former = restored.former.expect("is kept");
    assert!(former.contains("truoc"), "{former}");
    if address.starts_with("sqlite:") {
        let users = |counts: Vec<(String, i64)>| counts.into_iter().find(|(table, _)| table == "users").map(|(_, rows)| rows);
        assert_eq!(users(counts(&sqlite(Path::new(&former))).await), users(backed_up).map(|rows| rows + 1));
    } else {
        let again = Database::connect(&address).await.expect("opens");
        let Database::Postgres(pool) = &again else { unreachable!("it is PostgreSQL") };
        let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {former}.users WHERE login = 'sau'"));
        let (kept,): (i64,) = sqlx::query_as(sql).fetch_one(pool).await.expect("is there");
        assert_eq!(kept, 1);
        // The board goes on: keys are free, references hold.
        let mut tx = writing(&again).await;
        person(&mut tx, "mới", roviec_tracker::domain::Role::Leader, None).await;
        tx.commit().await.expect("commits");
        again.close().await;
    }
}

#[tokio::test]
async fn a_file_that_is_no_whole_backup_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = folder.path().join("whole");
    let database = Database::open(&sqlite(&folder.path().join("board.sqlite"))).await.expect("opens");
    filled(&database).await;
    backup::write(&database, &whole).await.expect("is written");
    let bytes = std::fs::read(&whole).expect("is read");
    let mut broken = bytes.clone();
    // A page in the middle, as a bad disk leaves it.
    let middle = broken.len() / 2;
    broken[middle..middle + 4096].fill(0xff);
    for (name, bytes) in
        [("words", b"khong phai".to_vec()), ("empty", Vec::new()), ("cut", bytes[..bytes.len() / 2].to_vec()), ("broken", broken)]
    {
        let (file, target) = (folder.path().join(name), folder.path().join(format!("{name}.sqlite")));
        std::fs::write(&file, bytes).expect("is written");
        let refused = backup::restore(&file, &sqlite(&target), true, "x").await;
        assert!(refused.is_err(), "{name}: {refused:?}");
        assert!(!target.exists(), "{name}");
    }
}
