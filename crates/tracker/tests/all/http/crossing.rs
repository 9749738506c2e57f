//! Requests that write at the same time: what crosses in the database is done again, what cannot be done is said.

use std::time::Duration;

use axum::http::StatusCode;
use roviec_tracker::Config;
use roviec_tracker::domain::Role;
use roviec_tracker::retrying::Retries;
use roviec_tracker::store::{Database, audit, word_lists};

use crate::support::databases::on_postgres;
use crate::support::reader::reader;
use crate::support::*;

const LIST: &str = "/word-lists/abbreviations";

struct Board {
    app: TestApp,
    cookie: String,
    csrf: String,
}

async fn board(database: Database, most: u32) -> Board {
    let config = Config { retries: Retries { most, pause: Duration::ZERO }, ..Config::default() };
    let app = TestApp::over(database, config, reader()).await;
    app.person("nguoi", Some(Role::FocalPoint)).await;
    let cookie = app.signed_in("nguoi").await;
    let csrf = app.get(LIST, Some(&cookie)).await.csrf();
    Board { app, cookie, csrf }
}

impl Board {
    async fn add(&self, word: &str) -> Answer {
        let fields = [("csrf", self.csrf.as_str()), ("o0", word), ("o1", "Khu kinh tế ven biển")];
        self.app.post(&format!("{LIST}/entries"), Some(&self.cookie), &fields).await
    }

    async fn entries(&self) -> usize {
        let mut tx = self.app.db.read().await.expect("reads");
        assert_eq!(audit::verify(&mut tx, &[]).await.expect("reads").faults, []);
        word_lists::of(&mut tx, "abbreviations").await.expect("lists").len()
    }

    /// Adds a word while another transaction moves the head of every chain, and commits once the request waits for it.
    async fn add_crossing(&self, word: &str) -> Answer {
        let Database::Postgres(pool) = &self.app.db else { unreachable!("on PostgreSQL only") };
        let mut other = pool.begin_with("BEGIN ISOLATION LEVEL SERIALIZABLE").await.expect("begins");
        sqlx::query("UPDATE audit_heads SET number = number").execute(&mut *other).await.expect("is changed");
        let waits = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let release = async {
            while sqlx::query_as::<_, (i64,)>(waits).fetch_one(pool).await.expect("answers").0 == 0 {}
            other.commit().await.expect("commits");
        };
        tokio::join!(self.add(word), release).0
    }
}

#[tokio::test]
async fn a_request_that_crosses_with_another_transaction_is_done_again() {
    on_postgres(|database| async {
        let board = board(database, 3).await;
        let answer = board.add_crossing("KKTVB").await;
        assert_eq!((answer.status, answer.attempts), (StatusCode::SEE_OTHER, Some(2)), "{}", answer.text);
        assert_eq!(board.entries().await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_request_that_crosses_too_often_is_answered_with_what_to_do_and_leaves_nothing() {
    on_postgres(|database| async {
        let board = board(database, 1).await;
        let answer = board.add_crossing("KKTVB").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.text.contains("Hệ thống đang bận") && answer.text.contains("thử lại sau ít phút"), "{}", answer.text);
        assert_eq!(board.entries().await, 0);
        assert_eq!(board.add("KKTVB").await.status, StatusCode::SEE_OTHER);
        assert_eq!(board.entries().await, 1);
    })
    .await;
}

#[tokio::test]
async fn people_of_one_province_who_write_at_once_wait_for_each_other_instead_of_crossing() {
    on_postgres(|database| async {
        let board = board(database, 3).await;
        let words = ["AAB", "AAC", "AAD", "AAE", "AAG", "AAH"];
        let answers = tokio::join!(
            board.add(words[0]),
            board.add(words[1]),
            board.add(words[2]),
            board.add(words[3]),
            board.add(words[4]),
            board.add(words[5])
        );
        for answer in [answers.0, answers.1, answers.2, answers.3, answers.4, answers.5] {
            assert_eq!((answer.status, answer.attempts), (StatusCode::SEE_OTHER, Some(1)), "{}", answer.text);
        }
        assert_eq!(board.entries().await, words.len());
    })
    .await;
}

#[tokio::test]
async fn a_sqlite_that_somebody_else_holds_is_answered_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = format!("sqlite:{}", folder.path().join("board.sqlite").display());
    let database = Database::connect_within(&address, Duration::from_millis(20)).await.expect("opens");
    database.migrate().await.expect("migrates");
    let other = Database::connect(&address).await.expect("opens");
    let board = board(database, 3).await;
    let held = writing(&other).await;
    let answer = board.add("KKTVB").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text);
    assert!(answer.text.contains("Hệ thống đang bận"), "{}", answer.text);
    drop(held);
    assert_eq!(board.add("KKTVB").await.status, StatusCode::SEE_OTHER);
    assert_eq!(board.entries().await, 1);
}
