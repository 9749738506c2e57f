//! Digests by e-mail, over a mail server that is slow, refuses and dies: every person gets each digest once.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use data_encoding::BASE64;
use jiff::civil::Date;
use roviec_tracker::Config;
use roviec_tracker::config::{ConfigFile, Mail};
use roviec_tracker::domain::Role;
use roviec_tracker::domain::as_of::days_after;
use roviec_tracker::mailing::{Sending, Waits};
use roviec_tracker::reminding::{self, Reminding, Running};
use roviec_tracker::retrying::Retries;
use roviec_tracker::store::users::{self, Contact};
use roviec_tracker::store::{Database, mails, reminders};

use crate::on_both_databases;
use crate::support::mail_server::{MailServer, Order};
use crate::support::*;

on_both_databases! {
    every_person_with_an_address_gets_one_mail
    a_server_that_is_slow_holds_nobody_up_and_gets_each_mail_once
    who_is_not_taken_now_is_tried_again_later_and_who_is_refused_is_not
    a_server_that_dies_in_the_text_gets_the_mail_again_and_one_that_has_taken_it_does_not
    a_server_that_is_not_there_is_asked_again_and_given_up_in_the_end
    whoever_is_stopped_before_the_text_sends_again
    whoever_is_stopped_after_the_text_does_not
    a_run_that_is_cut_off_anywhere_tells_everybody_once
}

/// People of a board whose work is late, and a server for their mails.
struct Post {
    db: Database,
    server: MailServer,
    mail: Mail,
    now: Arc<AtomicI64>,
}

const PEOPLE: [(&str, Role); 4] =
    [("an", Role::UnitOfficer), ("binh", Role::UnitHead), ("chi", Role::FocalPoint), ("dung", Role::UnitOfficer)];

fn address(login: &str) -> String {
    format!("{login}@tinh.example")
}

fn reminding() -> Reminding {
    Reminding { stretch: 2, mail_domain: Some("board.example".to_owned()), ..Reminding::by(&Config::default()) }
}

/// An officer, a head and a focal point with an address and an officer without one; work that is due in three days and work that is
/// seven days late.
async fn people(db: &Database) {
    let mut tx = writing(db).await;
    let province = province(&mut tx).await;
    for (login, role) in PEOPLE {
        let unit = if role == Role::FocalPoint { province.home } else { province.health };
        let id = person(&mut tx, login, role, Some(unit)).await;
        let email = (login != "dung").then(|| address(login));
        users::set_contact(&mut tx, NOBODY, id, &Contact { phone: None, email }).await.expect("is set");
    }
    let due = |days| Some(days_after(TODAY, days));
    let tasks = vec![
        task("1", "Ban hành quy chế dữ liệu", &["Sở Y tế"], due(3)),
        task("2", "Lập danh mục dữ liệu", &["Sở Y tế"], due(-7)),
        task("3", "Tập huấn", &["Sở Y tế"], due(100)),
    ];
    imported(&mut tx, &compiled("12/KH-UBND", FILE, tasks, vec![]), FILE).await;
    tx.commit().await.expect("commits");
}

impl Post {
    async fn new(db: Database) -> Self {
        people(&db).await;
        let server = MailServer::new().await;
        let text = format!(
            "[mail]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"roviec@board.example\"\nboard = \"https://board.example\"\nseconds = 600",
            server.port
        );
        let mail = ConfigFile::read(&text).expect("is read").mail.expect("is there");
        Self { db, server, mail, now: Arc::new(AtomicI64::new(NOBODY.at)) }
    }

    async fn remind(&self, day: Date) {
        reminding::run(&self.db, NOBODY, day, &reminding()).await.expect("runs");
    }

    fn later(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    async fn send(&self) -> u32 {
        let now = || self.now.load(Ordering::SeqCst);
        let waits = Waits { first: 60, longest: 60, most_tries: 3, hold: 3600 };
        let sending = Sending { db: &self.db, mail: &self.mail, waits, retries: Retries::default(), now: &now };
        sending.send_due().await.expect("the database answers")
    }

    /// Sends until the queue has nothing that can be sent now or later.
    async fn send_all(&self) {
        for _ in 0..12 {
            self.send().await;
            self.later(61);
        }
    }

    /// A sender that is stopped at an answer the server holds back.
    async fn stopped_at(&self, order: Order) {
        self.server.order(&[order]);
        let own = Self { db: self.db.clone(), server: self.server.clone(), mail: self.mail.clone(), now: self.now.clone() };
        let sending = tokio::spawn(async move { own.send().await });
        self.server.holds.acquire().await.expect("is open").forget();
        sending.abort();
        assert!(sending.await.is_err(), "is stopped");
        self.server.may_answer.add_permits(1);
    }

    async fn states(&self) -> Vec<(String, i64)> {
        let mut tx = self.db.read().await.expect("a transaction begins");
        mails::counts(&mut tx, None, TODAY).await.expect("counts")
    }

    fn everybody_once(&self) {
        assert_eq!(self.server.counts(), ["an", "binh", "chi"].map(|login| (address(login), 1)));
    }
}

async fn every_person_with_an_address_gets_one_mail(db: Database) {
    let post = Post::new(db).await;
    post.remind(TODAY).await;
    post.remind(TODAY).await;
    assert_eq!(post.send().await, 3);
    assert_eq!(post.send().await, 0);
    post.everybody_once();
    let text = post.server.text(&address("an"));
    let (head, body) = text.split_once("\n\n").expect("a head");
    assert!(
        head.contains("Message-ID: <") && head.contains("@board.example>") && head.contains("Auto-Submitted: auto-generated"),
        "{head}"
    );
    let body = BASE64.decode(body.replace('\n', "").as_bytes()).expect("is Base64");
    let body = String::from_utf8(body).expect("is text");
    for words in ["có 2 việc", "Ban hành quy chế dữ liệu", "thời hạn 13/11/2026, trễ 7 ngày", "https://board.example/reminders"]
    {
        assert!(body.contains(words), "{words} in {body}");
    }
    assert!(!body.contains("Tập huấn"));
    // Nothing on Saturday; on Monday what has come since.
    post.remind(days_after(TODAY, 1)).await;
    assert_eq!(post.send().await, 0);
    post.remind(days_after(TODAY, 3)).await;
    post.send().await;
    assert!(post.server.counts().iter().all(|(_, count)| *count <= 2));
    assert_eq!(post.server.counts()[0], (address("an"), 2), "the day of the first task, and the second one is ten days late");
}

async fn a_server_that_is_slow_holds_nobody_up_and_gets_each_mail_once(db: Database) {
    let post = Post::new(db.clone()).await;
    post.remind(TODAY).await;
    post.server.order(&[Order::HoldTaken]);
    let read = async {
        post.server.holds.acquire().await.expect("is open").forget();
        // Reading and writing go on while the server thinks.
        let mut tx = writing(&db).await;
        let user = users::id_of(&mut tx, "an").await.expect("is read").expect("is there");
        let digest = reminders::digest(&mut tx, user, TODAY).await.expect("is read").expect("is there");
        reminders::mark_read(&mut tx, digest.id, 1).await.expect("is marked");
        tx.commit().await.expect("commits");
        // Another sender finds the mail in good hands.
        assert_eq!(post.send().await, 2);
        post.server.may_answer.add_permits(1);
    };
    let (taken, ()) = tokio::join!(post.send(), read);
    assert_eq!(taken, 1);
    post.send_all().await;
    post.everybody_once();
    assert_eq!(post.states().await, [("sent".to_owned(), 3)]);
}

async fn who_is_not_taken_now_is_tried_again_later_and_who_is_refused_is_not(db: Database) {
    let post = Post::new(db).await;
    post.remind(TODAY).await;
    post.server.refuse(&address("an"), Some(451));
    post.server.refuse(&address("binh"), Some(550));
    assert_eq!(post.send().await, 3);
    assert_eq!(post.server.counts(), [(address("chi"), 1)], "the others do not wait for them");
    assert_eq!(post.states().await, [("failed".to_owned(), 1), ("queued".to_owned(), 1), ("sent".to_owned(), 1)]);
    assert_eq!(post.send().await, 0, "not before its time");
    post.server.refuse(&address("an"), None);
    post.send_all().await;
    assert_eq!(post.server.counts(), [(address("an"), 1), (address("chi"), 1)]);
    let mut tx = writing(&post.db).await;
    let stuck = mails::stuck(&mut tx, None, TODAY, 10).await.expect("lists").remove(0);
    assert_eq!((stuck.state.as_str(), stuck.tries), ("failed", 1));
    assert!(stuck.reason.as_ref().is_some_and(|reason| reason.contains("550")), "{:?}", stuck.reason);
    // An administrator has had the address mended.
    post.server.refuse(&address("binh"), None);
    let at = roviec_tracker::store::audit::Actor { at: post.now.load(Ordering::SeqCst), ..NOBODY };
    assert!(mails::again(&mut tx, at, stuck.id).await.expect("is queued"));
    assert!(!mails::again(&mut tx, at, stuck.id).await.expect("is not"));
    tx.commit().await.expect("commits");
    post.send_all().await;
    post.everybody_once();
}

async fn a_server_that_dies_in_the_text_gets_the_mail_again_and_one_that_has_taken_it_does_not(db: Database) {
    let post = Post::new(db).await;
    post.remind(TODAY).await;
    post.server.order(&[Order::CloseInText, Order::CloseAfterTaking, Order::CloseInText, Order::Take, Order::CloseAfterTaking]);
    post.send_all().await;
    post.everybody_once();
    assert_eq!(post.states().await, [("sent".to_owned(), 3)]);
}

async fn a_server_that_is_not_there_is_asked_again_and_given_up_in_the_end(db: Database) {
    let mut post = Post::new(db).await;
    post.remind(TODAY).await;
    // Nobody listens at a port that was given back.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    post.mail.port = listener.local_addr().expect("an address").port();
    drop(listener);
    assert_eq!(post.send().await, 1, "a server that does not answer is not asked for each mail");
    assert_eq!(post.states().await, [("queued".to_owned(), 3)]);
    post.send_all().await;
    post.send_all().await;
    assert_eq!(post.states().await, [("failed".to_owned(), 3)]);
    let mut tx = post.db.read().await.expect("a transaction begins");
    let stuck = mails::stuck(&mut tx, None, TODAY, 10).await.expect("lists");
    assert!(stuck.iter().all(|mail| mail.tries == 3 && mail.reason.is_some()), "{stuck:?}");
}

async fn whoever_is_stopped_before_the_text_sends_again(db: Database) {
    let post = Post::new(db).await;
    post.remind(TODAY).await;
    post.stopped_at(Order::HoldRecipient).await;
    assert!(post.states().await.contains(&("sending".to_owned(), 1)));
    post.send_all().await;
    assert_eq!(post.server.counts().len(), 2, "the third is held until its time is over");
    post.later(3600);
    post.send_all().await;
    post.everybody_once();
}

async fn whoever_is_stopped_after_the_text_does_not(db: Database) {
    let post = Post::new(db).await;
    post.remind(TODAY).await;
    post.stopped_at(Order::HoldTaken).await;
    post.later(3600);
    post.send_all().await;
    post.everybody_once();
    assert_eq!(post.states().await, [("doubtful".to_owned(), 1), ("sent".to_owned(), 2)], "and an administrator sees it");
}

async fn a_run_that_is_cut_off_anywhere_tells_everybody_once(db: Database) {
    let post = Post::new(db).await;
    // A run of its own on each of these days, cut off after one step more each time.
    let reminding = reminding();
    let mut day = TODAY;
    for steps in 0..8 {
        let mut running = Running::begin(&post.db, NOBODY, day, &reminding).await.expect("begins").expect("is a working day");
        for _ in 0..steps {
            running.step().await.expect("goes on");
        }
        drop(running);
        post.remind(day).await;
        post.remind(day).await;
        let mut tx = post.db.read().await.expect("a transaction begins");
        for (login, _) in PEOPLE {
            let user = users::id_of(&mut tx, login).await.expect("is read").expect("is there");
            let Some(digest) = reminders::digest(&mut tx, user, day).await.expect("is read") else { continue };
            let items = reminders::items(&mut tx, digest.id, AS_OF, 10).await.expect("is read");
            let mut once: Vec<i64> = items.iter().map(|item| item.assignment_id).collect();
            once.dedup();
            assert_eq!((once.len(), items.len() as i64), (items.len(), digest.count), "{login} after {steps} steps");
        }
        if day == TODAY {
            let user = users::id_of(&mut tx, "an").await.expect("is read").expect("is there");
            assert_eq!(reminders::digest(&mut tx, user, day).await.expect("is read").map(|digest| digest.count), Some(2));
        }
        drop(tx);
        post.send_all().await;
        day = days_after(day, 7);
    }
    let counts = post.server.counts();
    let mut tx = post.db.read().await.expect("a transaction begins");
    for (login, count) in counts {
        let login = login.split('@').next().expect("a name").to_owned();
        let user = users::id_of(&mut tx, &login).await.expect("is read").expect("is there");
        assert_eq!(reminders::of_user(&mut tx, user, 100).await.expect("is read").len(), count, "{login}");
    }
}
