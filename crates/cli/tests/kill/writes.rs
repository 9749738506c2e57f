//! A thousand people write at once and the server, or its database, is killed in between, again and again: what was
//! answered with success is there afterwards, with its entry in the audit, and nothing stands half-done.

use std::collections::BTreeSet;
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::sync::{Arc, Barrier, Condvar, Mutex};

use roviec_tracker::store::audit::{self, Actor};
use roviec_tracker::store::{Database, Tx, intakes, word_lists};

use crate::postgres::Postgres;
use crate::server::{FORM, Server, add_person, answered, encoded, sent, serve, signed_in};

const ROUNDS: u64 = 20;
const WRITES: usize = 1_000;
/// Answers after which a kill comes, at most.
const MOST_ANSWERED: u64 = 60;
const LIST: &str = "abbreviations";

/// The client's log: which words were answered with success, and how many requests have ended in any way.
#[derive(Default)]
struct Log {
    kept: Vec<String>,
    ended: usize,
}

type Shared = Arc<(Mutex<Log>, Condvar)>;

/// Numbers that look drawn and are the same in every run.
fn drawn(round: u64) -> u64 {
    let mut x = (round + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^ (x >> 27)
}

/// All of them are connected before the first one sends; `kill` comes after a drawn number of answers.
fn burst(address: &str, (cookie, csrf): (&str, &str), round: u64, kill: impl FnOnce()) -> Vec<String> {
    let log = Shared::default();
    let ready = Arc::new(Barrier::new(WRITES + 1));
    let mut lines = Vec::new();
    let mut people = Vec::new();
    for number in 0..WRITES {
        let stream = TcpStream::connect(address).expect("is answered");
        lines.push(stream.try_clone().expect("is shared"));
        let (log, ready) = (Arc::clone(&log), Arc::clone(&ready));
        let word = word(round, number);
        let body = encoded(&[("csrf", csrf), ("o0", &word), ("o1", "Khu kinh tế ven biển")]);
        let head = format!("POST /word-lists/{LIST}/entries");
        let (address, cookie) = (address.to_owned(), cookie.to_owned());
        let person = move || {
            ready.wait();
            let kept = crate::server::send(stream, &address, &head, &cookie, FORM, body.as_bytes())
                .and_then(crate::server::read)
                .is_some_and(|answer| answer.status == 303);
            let (log, changed) = &*log;
            let mut log = log.lock().expect("nobody panics with it");
            log.ended += 1;
            if kept {
                log.kept.push(word);
            }
            changed.notify_all();
        };
        people.push(std::thread::Builder::new().stack_size(256 << 10).spawn(person).expect("a thread"));
    }
    let enough = usize::try_from(1 + drawn(round) % MOST_ANSWERED).expect("is small");
    ready.wait();
    let (shared, changed) = &*log;
    let seen = shared.lock().expect("nobody panics with it");
    drop(changed.wait_while(seen, |log| log.kept.len() < enough && log.ended < WRITES).expect("nobody panics with it"));
    kill();
    // Whoever has no answer gives up.
    for line in lines {
        let _ = line.shutdown(Shutdown::Both);
    }
    for person in people {
        person.join().expect("ends");
    }
    let kept = std::mem::take(&mut shared.lock().expect("nobody panics with it").kept);
    assert!(kept.len() >= enough, "only {} of {WRITES} were answered well", kept.len());
    kept
}

/// Capital letters only, as the list of abbreviations wants them.
fn word(round: u64, number: usize) -> String {
    let letter = |digit: u64| char::from(b'A' + u8::try_from(digit % 10).expect("a digit"));
    let digits = format!("{round:02}{number:04}");
    "K".to_owned() + &digits.bytes().map(|digit| letter(u64::from(digit - b'0'))).collect::<String>()
}

/// A plan begins to be read: the kill comes while it is, or soon after.
fn upload(address: &str, (cookie, csrf): (&str, &str)) -> TcpStream {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"ke-hoach.txt\"\r\n\r\n{}\r\n--b--\r\n",
        include_str!("../../../../samples/tan-hoa-xa.txt")
    );
    sent(address, "POST /intakes", cookie, "multipart/form-data; boundary=b", body.as_bytes())
}

/// What all rounds have shown.
#[derive(Debug, Default, PartialEq, Eq)]
struct Figures {
    rounds: u64,
    answered: usize,
    lost: usize,
    entries: u64,
}

struct Checks {
    runtime: tokio::runtime::Runtime,
    figures: Figures,
}

impl Checks {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        Self { runtime, figures: Figures::default() }
    }

    /// Holds what is in the database against the client's log, and takes the words out for the next round.
    fn look(&mut self, address: &str, kept: &[String]) {
        let Self { runtime, figures } = self;
        runtime.block_on(async {
            let database = Database::connect(address).await.expect("opens");
            assert_eq!(database.broken().await.expect("is read"), [""; 0]);
            let mut tx = database.read().await.expect("reads");
            let verified = audit::verify(&mut tx, &[]).await.expect("reads");
            assert_eq!(verified.faults, []);
            let rows = word_lists::of(&mut tx, LIST).await.expect("lists");
            let there: BTreeSet<String> = rows.iter().map(|row| row.row_text.split('\t').next().unwrap_or_default().to_owned()).collect();
            assert_eq!(there, recorded(&mut tx).await, "a word without its entry, or an entry without its word");
            drop(tx);
            figures.rounds += 1;
            figures.answered += kept.len();
            figures.lost += kept.iter().filter(|word| !there.contains(*word)).count();
            figures.entries = verified.entries;
            let mut tx = database.write().await.expect("begins");
            for row in rows {
                word_lists::remove(&mut tx, PROGRAM, LIST, row.id).await.expect("is removed");
            }
            tx.commit().await.expect("commits");
            database.close().await;
        });
    }

    /// Intakes that count as being read.
    fn reading(&self, address: &str) -> usize {
        self.runtime.block_on(async {
            let database = Database::connect(address).await.expect("opens");
            let mut tx = database.read().await.expect("reads");
            let reading = intakes::open(&mut tx).await.expect("lists").iter().filter(|intake| intake.state == "reading").count();
            drop(tx);
            database.close().await;
            reading
        })
    }

    fn end(self, what: &str) {
        println!("{what}: {:?}", self.figures);
        assert_eq!((self.figures.rounds, self.figures.lost), (ROUNDS, 0));
        assert!(self.figures.answered >= usize::try_from(ROUNDS).expect("is small"));
    }
}

const PROGRAM: Actor = Actor { user: None, post: None, source: None, at: 1_795_150_000, seed: [7; 16] };

/// Words that were put in and not taken out, by the audit.
async fn recorded(tx: &mut Tx) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for entry in audit::of(tx, "word-list", None).await.expect("lists") {
        let json = entry.after_json.or(entry.before_json).expect("says which");
        let said: serde_json::Value = serde_json::from_str(&json).expect("is JSON");
        for row in said["rows"].as_array().expect("rows") {
            let word = row.as_str().and_then(|row| row.split('\t').next()).expect("a word").to_owned();
            if entry.action == "word-list-extended" {
                out.insert(word)
            } else {
                out.remove(&word)
            };
        }
    }
    out
}

/// Starts clean: nothing counts as being read, and it answers.
fn started(address: &str, checks: &Checks) -> Server {
    let server = serve(address);
    let health = answered(sent(&server.address, "GET /healthz", "", FORM, b""));
    assert_eq!((health.status, checks.reading(address)), (200, 0), "{}", health.body);
    server
}

fn kill_the_server(database: &str, what: &str) {
    let mut checks = Checks::new();
    add_person(database);
    let mut server = started(database, &checks);
    let (cookie, csrf) = signed_in(&server.address, "/spreadsheets/new");
    for round in 0..ROUNDS {
        let line = upload(&server.address, (&cookie, &csrf));
        let address = server.address.clone();
        let kept = burst(&address, (&cookie, &csrf), round, || {
            server.child.kill().expect("is killed");
            server.child.wait().expect("ends");
        });
        drop(line);
        checks.look(database, &kept);
        server = started(database, &checks);
    }
    checks.end(what);
}

#[test]
fn no_answered_write_is_lost_when_the_server_is_killed_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |folder: &Path| format!("sqlite:{}", folder.join("roviec.sqlite").display());
    kill_the_server(&file(folder.path()), "server killed on SQLite");
}

#[test]
fn no_answered_write_is_lost_when_the_server_is_killed_on_postgresql() {
    let Some(postgres) = postgres() else { return };
    kill_the_server(&postgres.address(), "server killed on PostgreSQL");
}

#[test]
fn no_answered_write_is_lost_when_postgresql_is_killed() {
    let Some(mut postgres) = postgres() else { return };
    let address = postgres.address();
    let mut checks = Checks::new();
    add_person(&address);
    let server = started(&address, &checks);
    let (cookie, csrf) = signed_in(&server.address, "/spreadsheets/new");
    for round in 0..ROUNDS {
        let kept = burst(&server.address, (&cookie, &csrf), round, || postgres.kill());
        postgres.start();
        checks.look(&address, &kept);
        let health = answered(sent(&server.address, "GET /healthz", "", FORM, b""));
        assert_eq!(health.status, 200, "the server finds its database again: {}", health.body);
    }
    checks.end("PostgreSQL killed");
}

/// Says that it did not run where none can be made; a failure where one is required.
fn postgres() -> Option<Postgres> {
    match Postgres::new() {
        Ok(postgres) => Some(postgres),
        Err(why) => {
            let required = std::env::var("ROVIEC_REQUIRE").is_ok_and(|list| list.split(',').any(|part| part.trim() == "postgres"));
            assert!(!required, "PostgreSQL is required and cannot be started: {why}");
            println!("NOT RUN: {why}");
            None
        }
    }
}
