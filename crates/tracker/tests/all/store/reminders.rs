//! Rules of plans, requests that wait, the call list, the calendar.

use jiff::civil::date;
use roviec_tracker::Config;
use roviec_tracker::domain::Role;
use roviec_tracker::domain::as_of::days_after;
use roviec_tracker::domain::product::Proof;
use roviec_tracker::domain::reminder::{Line, Occasion};
use roviec_tracker::reminding::{self, Reminding};
use roviec_tracker::store::audit::{self, Actor};
use roviec_tracker::store::completions::{self, NewFile, Route};
use roviec_tracker::store::users::{self, Contact};
use roviec_tracker::store::{Database, Tx, assignments, calendar_feeds, extensions, late_work, reminders};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    a_plan_reminds_by_rules_of_its_own_until_they_are_cleared
    whoever_is_waited_for_is_reminded_and_who_asked_is_not
    what_was_told_is_kept_with_who_and_when
    late_units_are_listed_worst_first_and_reading_numbers_is_noted
    a_calendar_shows_what_its_owner_answers_for_and_ends_when_told
}

struct Board {
    plan: i64,
    province: Province,
    /// An officer and a head of Sở Y tế, a focal point of Sở Nội vụ.
    people: [i64; 3],
    assignments: Vec<i64>,
}

async fn board(tx: &mut Tx) -> Board {
    let province = province(tx).await;
    let (health, home) = (Some(province.health), Some(province.home));
    let people = [
        person(tx, "an", Role::UnitOfficer, health).await,
        person(tx, "binh", Role::UnitHead, health).await,
        person(tx, "chi", Role::FocalPoint, home).await,
    ];
    let due = |days| Some(days_after(TODAY, days));
    let tasks = vec![
        task("1", "Ban hành quy chế dữ liệu", &["Sở Y tế"], due(5)),
        task("2", "Lập danh mục dữ liệu", &["Sở Y tế"], due(-20)),
        task("3", "Tập huấn", &["Sở Nội vụ"], due(-2)),
    ];
    let plan = plan_of(&imported(tx, &compiled("12/KH-UBND", FILE, tasks, vec![]), FILE).await);
    let assignments = assignments::open(tx).await.expect("lists").into_iter().map(|open| open.id).collect();
    Board { plan, province, people, assignments }
}

async fn run(db: &Database) {
    reminding::run(db, NOBODY, TODAY, &Reminding::by(&Config::default())).await.expect("runs");
}

/// What a person is told today.
async fn told(db: &Database, user: i64) -> Vec<(i64, Occasion)> {
    let mut tx = db.read().await.expect("a transaction begins");
    let Some(digest) = reminders::digest(&mut tx, user, TODAY).await.expect("is read") else { return Vec::new() };
    let items = reminders::items(&mut tx, digest.id, AS_OF, 100).await.expect("is read");
    items.into_iter().map(|item| (item.assignment_id, item.occasion)).collect()
}

async fn a_plan_reminds_by_rules_of_its_own_until_they_are_cleared(db: Database) {
    let mut tx = writing(&db).await;
    let board = board(&mut tx).await;
    let mut rules = Config::default().reminder_rules;
    rules.officer = Line { before: vec![30, 5], on_day: false, from: 0, every: 0 };
    reminders::set_rules(&mut tx, NOBODY, board.plan, &rules).await.expect("are set");
    assert_eq!(reminders::rules_of_plan(&mut tx, board.plan).await.expect("are read"), Some(rules.clone()));
    assert_eq!(reminders::all_rules(&mut tx).await.expect("are read").get(&board.plan), Some(&rules));
    tx.commit().await.expect("commits");
    run(&db).await;
    assert_eq!(told(&db, board.people[0]).await, [(board.assignments[0], Occasion::Officer)], "five days before, and nothing late");
    let mut tx = writing(&db).await;
    reminders::clear_rules(&mut tx, NOBODY, board.plan).await.expect("are cleared");
    assert_eq!(reminders::rules_of_plan(&mut tx, board.plan).await.expect("are read"), None);
    let actions: Vec<String> =
        audit::of(&mut tx, "plan", Some(board.plan)).await.expect("is read").into_iter().map(|entry| entry.action).collect();
    assert!(actions.ends_with(&["reminder-rules-changed".to_owned(), "reminder-rules-cleared".to_owned()]), "{actions:?}");
}

async fn whoever_is_waited_for_is_reminded_and_who_asked_is_not(db: Database) {
    let mut tx = writing(&db).await;
    let board = board(&mut tx).await;
    let by = |user: i64| Actor { user: Some(user), ..NOBODY };
    let yesterday = days_after(TODAY, -1);
    let proof =
        Proof {
            number: Some("57/QĐ-SYT".to_owned()), on: Some(date(2026, 11, 18)), words: "Đã ban hành".to_owned(), ..Proof::default()
        };
    let file = NewFile { sha256: "a".repeat(64), name: "a.pdf".to_owned(), media_type: "application/pdf", byte_count: 1 };
    let [late, home] = [board.assignments[1], board.assignments[2]];
    completions::ask(&mut tx, by(board.people[0]), late, yesterday, &proof, std::slice::from_ref(&file), Route::ToHead)
        .await
        .expect("is asked");
    extensions::ask(&mut tx, by(board.people[0]), board.assignments[0], yesterday, (days_after(TODAY, 30), "Thiếu người"))
        .await
        .expect("is asked");
    let sent = completions::ask(&mut tx, by(board.people[2]), home, yesterday, &proof, &[file], Route::ToHead).await.expect("is asked");
    completions::approve(&mut tx, by(board.people[1]), sent, yesterday, TODAY).await.expect("is approved");
    let leader = person(&mut tx, "dung", Role::FocalPoint, Some(board.province.top)).await;
    tx.commit().await.expect("commits");
    run(&db).await;
    assert!(told(&db, board.people[1]).await.contains(&(late, Occasion::Approval)));
    assert!(told(&db, board.people[2]).await.contains(&(board.assignments[0], Occasion::Extension)));
    let asked = told(&db, board.people[2]).await;
    assert!(!asked.contains(&(home, Occasion::Answer)), "the one who asked");
    assert!(told(&db, leader).await.contains(&(home, Occasion::Answer)), "due today");
}

async fn what_was_told_is_kept_with_who_and_when(db: Database) {
    let mut tx = writing(&db).await;
    let board = board(&mut tx).await;
    tx.commit().await.expect("commits");
    run(&db).await;
    let mut tx = writing(&db).await;
    // Twenty days late: head by 3 + 7k no, officer by 1 + 3k no, focal point by 7 + 7k no.
    assert!(reminders::of_assignment(&mut tx, board.assignments[1], 9).await.expect("is read").is_empty());
    let unread = reminders::unread(&mut tx, board.people[0], TODAY).await.expect("is read");
    assert!(unread.is_none(), "{unread:?}");
    tx.commit().await.expect("commits");
    let monday = days_after(TODAY, 3);
    reminding::run(&db, NOBODY, monday, &Reminding::by(&Config::default())).await.expect("runs");
    let mut tx = writing(&db).await;
    let given = reminders::of_assignment(&mut tx, board.assignments[1], 9).await.expect("is read");
    let who: Vec<Occasion> = given.iter().map(|given| given.occasion).collect();
    assert!(who.contains(&Occasion::Officer) && who.contains(&Occasion::FocalPoint), "22 and 21 days late on the weekend: {who:?}");
    assert!(given.iter().all(|given| given.day == monday && given.mail.is_none() && given.handed_at.is_none() && given.read_at.is_none()));
    let digest = reminders::unread(&mut tx, board.people[0], monday).await.expect("is read").expect("is there");
    reminders::mark_read(&mut tx, digest.id, 7).await.expect("is marked");
    assert_eq!(reminders::unread(&mut tx, board.people[0], monday).await.expect("is read"), None);
    assert_eq!(reminders::of_user(&mut tx, board.people[0], 9).await.expect("is read")[0].read_at, Some(7));
}

async fn late_units_are_listed_worst_first_and_reading_numbers_is_noted(db: Database) {
    let mut tx = writing(&db).await;
    let board = board(&mut tx).await;
    let reader = Actor { user: Some(board.people[2]), ..NOBODY };
    let contact = Contact { phone: Some("0900 000 001".to_owned()), email: None };
    users::set_contact(&mut tx, NOBODY, board.people[1], &contact).await.expect("is set");
    let units = late_work::units(&mut tx, Some(board.province.top), TODAY, (0, 10)).await.expect("lists");
    let names: Vec<(&str, i64, i64)> = units.iter().map(|unit| (unit.name.as_str(), unit.count, unit.total)).collect();
    assert_eq!(names, [("Sở Y tế", 1, 2), ("Sở Nội vụ", 1, 2)], "as many, but later");
    assert!(late_work::units(&mut tx, Some(board.province.communes[0]), TODAY, (0, 10)).await.expect("lists").is_empty());
    let rows = late_work::of_unit(&mut tx, board.province.health, TODAY, 10).await.expect("lists");
    assert_eq!(rows.iter().map(|row| row.task_name.as_str()).collect::<Vec<_>>(), ["Lập danh mục dữ liệu"]);
    let people = late_work::people(&mut tx, reader, &[board.province.health], TODAY, 5).await.expect("lists");
    let people: Vec<(Role, Option<&str>)> = people.iter().map(|person| (person.role, person.phone.as_deref())).collect();
    assert_eq!(people, [(Role::UnitHead, Some("0900 000 001")), (Role::UnitOfficer, None)]);
    let read = |entries: Vec<audit::AuditEntry>| entries.iter().filter(|entry| entry.action == "personal-data-read").count();
    assert_eq!(read(audit::of(&mut tx, "user", Some(board.people[1])).await.expect("is read")), 1);
    assert_eq!(read(audit::of(&mut tx, "user", Some(board.people[0])).await.expect("is read")), 0, "there was nothing to read");
    assert_eq!(late_work::names(&mut tx, board.province.health, TODAY).await.expect("lists").len(), 2);
    late_work::letter_made(&mut tx, reader, &[board.province.health], 1).await.expect("is noted");
}

async fn a_calendar_shows_what_its_owner_answers_for_and_ends_when_told(db: Database) {
    let mut tx = writing(&db).await;
    let board = board(&mut tx).await;
    let (user, digest) = (board.people[0], "d".repeat(64));
    assert_eq!(calendar_feeds::owner(&mut tx, &digest).await.expect("is read"), None);
    calendar_feeds::make(&mut tx, NOBODY, user, &"c".repeat(64)).await.expect("is made");
    calendar_feeds::make(&mut tx, NOBODY, user, &digest).await.expect("is made anew");
    assert_eq!(calendar_feeds::owner(&mut tx, &"c".repeat(64)).await.expect("is read"), None, "the one before opens nothing");
    assert_eq!(calendar_feeds::owner(&mut tx, &digest).await.expect("is read"), Some((user, None)));
    assert!(calendar_feeds::asked(&mut tx, &digest, 100, 80).await.expect("is noted"));
    assert!(!calendar_feeds::asked(&mut tx, &digest, 110, 90).await.expect("is noted"), "too often");
    assert!(calendar_feeds::asked(&mut tx, &digest, 120, 100).await.expect("is noted"));
    assert_eq!(calendar_feeds::of_user(&mut tx, user).await.expect("is read").and_then(|feed| feed.asked_at), Some(120));
    let days = calendar_feeds::due_days(&mut tx, user, TODAY, days_after(TODAY, -30), 10).await.expect("lists");
    assert_eq!(days.iter().map(|day| day.due).collect::<Vec<_>>(), [days_after(TODAY, -20), days_after(TODAY, 5)]);
    calendar_feeds::end(&mut tx, NOBODY, user).await.expect("ends");
    assert_eq!(calendar_feeds::owner(&mut tx, &digest).await.expect("is read"), None);
}
