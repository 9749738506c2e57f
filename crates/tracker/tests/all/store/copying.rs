use std::collections::BTreeSet;

use roviec_tracker::domain::Role;
use roviec_tracker::store::copying::{self, Copied};
use roviec_tracker::store::live_work::Live;
use roviec_tracker::store::{Database, audit, plans, users};

use crate::support::databases::on_postgres;
use crate::support::*;

/// Numbers with a fraction, yes and no, bytes, letters that no two orders sort alike, and entries of the audit.
pub async fn filled(database: &Database) {
    let mut tx = writing(database).await;
    let province = province(&mut tx).await;
    let tasks = vec![task("1", "Một", &["Sở Y tế"], Some(TODAY)), task("2", "Hai", &["UBND các xã"], None)];
    imported(&mut tx, &compiled("12/KH-UBND", FILE, tasks, vec![indicator("1", "Tỷ lệ", "%", 2030, 99.5)]), FILE).await;
    for login in ["an", "Đào", "ánh", "Zung", "e\u{302}"] {
        person(&mut tx, login, Role::UnitOfficer, Some(province.health)).await;
    }
    tx.commit().await.expect("commits");
}

async fn copied(from: &Database, to: &Database) -> Vec<Copied> {
    let (mut source, mut target) = (from.read().await.expect("reads"), writing(to).await);
    let copied = copying::copy(&mut source, &mut target, |_| ()).await.expect("copies");
    target.commit().await.expect("commits");
    copied
}

/// Names after CREATE TABLE in the migrations, without those that are dropped later.
fn tables_of_migrations() -> BTreeSet<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
    let files: BTreeSet<_> = std::fs::read_dir(folder).expect("is there").map(|entry| entry.expect("is read").path()).collect();
    let mut out = BTreeSet::new();
    for file in files {
        for line in std::fs::read_to_string(file).expect("is read").lines() {
            let named = |start: &str| Some(line.strip_prefix(start)?.split([' ', ';', '(']).next()?.to_owned());
            out.extend(named("CREATE TABLE "));
            named("DROP TABLE ").map(|table| out.remove(&table));
            if let Some((old, new)) =
                line.strip_prefix("ALTER TABLE ").and_then(|rest| rest.trim_end_matches(';').split_once(" RENAME TO "))
            {
                out.remove(old);
                out.insert(new.to_owned());
            }
        }
    }
    out
}

#[tokio::test]
async fn everything_goes_from_sqlite_to_postgresql_and_back_byte_for_byte() {
    on_postgres(|postgres| async move {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
        let first = Database::open(&file("first.sqlite")).await.expect("opens");
        filled(&first).await;
        assert!(copying::is_blank(&postgres).await.expect("counts") && !copying::is_blank(&first).await.expect("counts"));
        let there = copied(&first, &postgres).await;
        assert!(!copying::is_blank(&postgres).await.expect("counts"));
        let last = Database::open(&file("last.sqlite")).await.expect("opens");
        let back = copied(&postgres, &last).await;
        assert_eq!(there, back);
        let names: BTreeSet<String> = there.iter().map(|table| table.table.clone()).collect();
        assert_eq!(names, tables_of_migrations(), "no table is forgotten");
        for table in ["users", "tasks", "intake_files", "indicator_targets", "audit_entries"] {
            assert!(there.iter().any(|copied| copied.table == table && copied.rows > 0), "{table}");
        }
        for database in [&postgres, &last] {
            // Keys go on after the last one, and the chains hold.
            let mut tx = writing(database).await;
            person(&mut tx, "mới", Role::Leader, None).await;
            tx.commit().await.expect("commits");
            let mut tx = database.read().await.expect("reads");
            assert_eq!(audit::verify(&mut tx, &[]).await.expect("reads").faults, []);
            assert_eq!(plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists").len(), 1);
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_that_refers_to_nothing_is_not_copied() {
    on_postgres(|postgres| async move {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Database::open(&format!("sqlite:{}", folder.path().join("first.sqlite").display())).await.expect("opens");
        filled(&first).await;
        let Database::Sqlite(pool) = &first else { unreachable!("it is SQLite") };
        let mut connection = pool.acquire().await.expect("a connection");
        for sql in ["PRAGMA foreign_keys = OFF", "UPDATE posts SET user_id = 99999 WHERE id = 1", "PRAGMA foreign_keys = ON"] {
            sqlx::query(sql).execute(&mut *connection).await.expect("is changed");
        }
        drop(connection);
        let (mut source, mut target) = (first.read().await.expect("reads"), writing(&postgres).await);
        let refused = copying::copy(&mut source, &mut target, |_| ()).await;
        assert!(refused.is_err());
        drop(target);
        assert!(copying::is_blank(&postgres).await.expect("counts"));
        let mut tx = writing(&postgres).await;
        users::add(&mut tx, NOBODY, "an", "An", "x").await.expect("what was suspended stands again");
        assert!(users::add_post(&mut tx, NOBODY, 99_999, None, Role::Leader, TODAY).await.is_err());
    })
    .await;
}
