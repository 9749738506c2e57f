use roviec_tracker::domain::Role;
use roviec_tracker::store::assignments::{self, Step};
use roviec_tracker::store::audit::{self, Actor, Fault, Filter, Head, Known, Listed, Mark, NewEntry, Start, Thing, Verified, Within};
use roviec_tracker::store::{Database, Tx, users};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    each_province_has_a_chain_of_its_own_and_an_untouched_one_holds
    what_is_altered_taken_out_or_put_in_is_named
    a_chain_written_anew_is_told_by_a_head_that_was_noted
    a_transaction_that_is_given_up_leaves_no_gap
    entries_are_found_by_person_action_thing_and_day
    the_history_of_a_thing_has_what_belongs_to_it
    pages_go_on_from_an_entry_both_ways_and_none_is_left_out
    entries_appended_together_stand_in_their_chains_as_one_by_one
    a_unit_reaches_what_is_done_in_it_and_to_it
}

async fn append(tx: &mut Tx, actor: Actor, text: &str) {
    audit::append(tx, actor, "progress", ("assignment", Some(1)), (None::<&()>, Some(&text))).await.expect("appends");
}

async fn verified(tx: &mut Tx) -> Verified {
    audit::verify(tx, &[]).await.expect("reads")
}

/// Somebody of the province's health department and somebody of the first commune, in their posts.
async fn two_people(tx: &mut Tx) -> [Actor; 2] {
    let province = province(tx).await;
    let mut out = Vec::new();
    for (login, unit) in [("an", province.health), ("binh", province.communes[0])] {
        let user = person(tx, login, Role::UnitOfficer, Some(unit)).await;
        let post = users::find(tx, user, TODAY).await.expect("is there").posts[0].id;
        out.push(Actor { user: Some(user), post: Some(post), source: Some([10, 0, 0, 1].into()), ..NOBODY });
    }
    [out[0], out[1]]
}

async fn each_province_has_a_chain_of_its_own_and_an_untouched_one_holds(database: Database) {
    let mut tx = writing(&database).await;
    let [an, binh] = two_people(&mut tx).await;
    append(&mut tx, an, "một").await;
    append(&mut tx, binh, "hai").await;
    append(&mut tx, an, "ba").await;
    tx.commit().await.expect("commits");
    let mut tx = writing(&database).await;
    append(&mut tx, binh, "bốn").await;
    tx.commit().await.expect("commits");
    let mut tx = database.read().await.expect("reads");
    let found = verified(&mut tx).await;
    assert_eq!(found.faults, []);
    // Both work below the same topmost unit; what the test itself did is the program's.
    let lengths: Vec<(&str, i64)> = found.chains.iter().map(|(name, head)| (name.as_str(), head.number)).collect();
    assert_eq!(lengths.len(), 2, "{lengths:?}");
    assert_eq!((lengths[0].0, lengths[1].1), ("-", 4), "{lengths:?}");
    assert_eq!(found.entries as i64, lengths[0].1 + 4);
    assert_eq!(found.older, 0);
}

/// A change behind the program's back.
async fn tampered(database: &Database, sql: &'static str) {
    match database {
        Database::Sqlite(pool) => {
            sqlx::query(sql).execute(pool).await.expect("is changed");
        }
        Database::Postgres(pool) => {
            sqlx::query(sql).execute(pool).await.expect("is changed");
        }
    }
}

async fn what_is_altered_taken_out_or_put_in_is_named(database: Database) {
    let mut tx = writing(&database).await;
    for text in ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy"] {
        append(&mut tx, NOBODY, text).await;
    }
    tx.commit().await.expect("commits");
    tampered(&database, "UPDATE audit_entries SET at = at + 60 WHERE number = 1").await;
    tampered(&database, "UPDATE audit_entries SET after_json = '\"khác\"' WHERE number = 2").await;
    tampered(&database, "DELETE FROM audit_entries WHERE number IN (4, 5)").await;
    tampered(&database, "DELETE FROM audit_entries WHERE number = 7").await;
    tampered(&database, "INSERT INTO audit_entries (at, action, subject) VALUES (1, 'progress', 'assignment')").await;
    let mut tx = database.read().await.expect("reads");
    let found = verified(&mut tx).await;
    let told: Vec<String> = found.faults.iter().map(ToString::to_string).collect();
    assert_eq!(found.faults.len(), 5, "{told:?}");
    assert!(matches!(&found.faults[0], Fault::Outside { .. }), "{told:?}");
    assert!(matches!(&found.faults[1], Fault::Altered { number: 1, .. }), "{told:?}");
    assert!(matches!(&found.faults[2], Fault::Rewritten { number: 2, .. }), "{told:?}");
    assert_eq!(found.faults[3], Fault::Missing { chain: "-".to_owned(), from: 4, to: 5 });
    assert_eq!(found.faults[4], Fault::Head { chain: "-".to_owned(), head: 7, last: 6 });
    assert_eq!(told[3], "chuỗi -: thiếu các mục 4–5");
    drop(tx);
    for parts in 1..=5 {
        let mut transactions = Vec::new();
        for _ in 0..parts {
            transactions.push(database.read().await.expect("reads"));
        }
        assert_eq!(audit::verify_in_parts(transactions, &[]).await.expect("reads"), found, "in {parts} parts");
    }
    tampered(&database, "UPDATE audit_heads SET number = 99 WHERE chain = '*'").await;
    let hidden = verified(&mut database.read().await.expect("reads")).await;
    assert!(matches!(hidden.faults[0], Fault::Mark { mark: 99, .. }), "the entry put in is not passed off as an old one");
}

async fn a_chain_written_anew_is_told_by_a_head_that_was_noted(database: Database) {
    let mut tx = writing(&database).await;
    append(&mut tx, NOBODY, "một").await;
    append(&mut tx, NOBODY, "hai").await;
    tx.commit().await.expect("commits");
    let mut tx = database.read().await.expect("reads");
    let (chain, head) = verified(&mut tx).await.chains.remove(0);
    drop(tx);
    let known = [Known { chain, head }];
    // Both entries go, and others are written by the same rules.
    tampered(&database, "DELETE FROM audit_entries").await;
    tampered(&database, "DELETE FROM audit_heads WHERE chain = '-'").await;
    let mut tx = writing(&database).await;
    append(&mut tx, NOBODY, "một").await;
    append(&mut tx, NOBODY, "ba").await;
    assert_eq!(verified(&mut writing_over(tx, &database).await).await.faults, []);
    let mut tx = database.read().await.expect("reads");
    let found = audit::verify(&mut tx, &known).await.expect("reads");
    assert_eq!(found.faults, [Fault::Noted { chain: "-".to_owned(), number: 2 }]);
    let gone = [Known { chain: "khác".to_owned(), head: Head { number: 1, hash: "0".repeat(64) } }];
    assert_eq!(audit::verify(&mut tx, &gone).await.expect("reads").faults, [Fault::Noted { chain: "khác".to_owned(), number: 1 }]);
}

/// Ends the one transaction and begins another.
async fn writing_over(tx: Tx, database: &Database) -> Tx {
    tx.commit().await.expect("commits");
    database.read().await.expect("reads")
}

async fn a_transaction_that_is_given_up_leaves_no_gap(database: Database) {
    let mut tx = writing(&database).await;
    append(&mut tx, NOBODY, "một").await;
    tx.commit().await.expect("commits");
    let mut tx = writing(&database).await;
    append(&mut tx, NOBODY, "bỏ").await;
    drop(tx);
    let mut tx = writing(&database).await;
    append(&mut tx, NOBODY, "hai").await;
    let mut tx = writing_over(tx, &database).await;
    let found = verified(&mut tx).await;
    assert_eq!((found.faults.len(), found.chains[0].1.number), (0, 2));
}

async fn entries_are_found_by_person_action_thing_and_day(database: Database) {
    let mut tx = writing(&database).await;
    let [an, binh] = two_people(&mut tx).await;
    append(&mut tx, an, "một").await;
    append(&mut tx, Actor { at: NOBODY.at + 86_400, ..binh }, "hai").await;
    let all = audit::list(&mut tx, &Filter::default(), Start::Newest, 100).await.expect("lists").entries;
    assert_eq!(all.len() as i64, audit::count(&mut tx, &Filter::default(), 100).await.expect("counts"));
    assert_eq!((all[0].person.as_deref(), all[0].role.as_deref()), (Some("Nguyễn Văn An"), Some("unit-officer")));
    assert_eq!((all[0].source.as_deref(), all[0].after_json.as_deref()), (Some("10.0.0.1"), Some("\"hai\"")));
    for (filter, count) in [
        (Filter { user: an.user, ..Filter::default() }, 1),
        (Filter { action: Some("progress".to_owned()), ..Filter::default() }, 2),
        (Filter { subject: Some("assignment".to_owned()), subject_id: Some(1), ..Filter::default() }, 2),
        (Filter { subject: Some("assignment".to_owned()), subject_id: Some(2), ..Filter::default() }, 0),
        (Filter { from: Some(NOBODY.at + 1), ..Filter::default() }, 1),
        (Filter { action: Some("progress".to_owned()), before: Some(NOBODY.at + 1), ..Filter::default() }, 1),
    ] {
        assert_eq!(audit::count(&mut tx, &filter, 100).await.expect("counts"), count, "{filter:?}");
        let listed = audit::list(&mut tx, &filter, Start::Newest, 100).await.expect("lists");
        assert_eq!(listed.entries.len() as i64, count, "{filter:?}");
    }
    assert_eq!(audit::count(&mut tx, &Filter::default(), 2).await.expect("counts"), 2, "no further than asked for");
    let recorded = audit::actions(&mut tx).await.expect("lists");
    assert!(recorded.contains(&"user-added".to_owned()) && recorded.is_sorted(), "{recorded:?}");
    assert_eq!(audit::people(&mut tx, None).await.expect("lists").len(), 2);
}

async fn the_history_of_a_thing_has_what_belongs_to_it(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let user = person(&mut tx, "an", Role::UnitOfficer, None).await;
    let an = Actor { user: Some(user), ..NOBODY };
    let tasks = vec![task("1", "Số hóa hồ sơ", &["Sở Y tế"], None), task("2", "Chuẩn hóa dữ liệu", &["Sở Y tế"], None)];
    let bytes = "KẾ HOẠCH".as_bytes();
    let plan = plan_of(&imported(&mut tx, &compiled("57/KH-UBND", bytes, tasks, vec![]), bytes).await);
    let open = assignments::open(&mut tx).await.expect("are read");
    for (assignment, percent) in [(&open[0], 40), (&open[1], 10), (&open[0], 60)] {
        let step = Step::Report { percent, note: "Đang làm".to_owned() };
        assignments::step(&mut tx, an, assignment.id, TODAY, step).await.expect("is reported");
    }
    let (entries, total) = audit::history(&mut tx, (Thing::Task, open[0].task_id), (0, 10)).await.expect("is read");
    let percents: Vec<bool> = entries.iter().map(|entry| entry.after_json.as_deref().is_some_and(|json| json.contains("60"))).collect();
    assert_eq!((total, percents), (2, vec![true, false]), "newest first, of this task only");
    let (second, total) = audit::history(&mut tx, (Thing::Task, open[0].task_id), (1, 10)).await.expect("is read");
    assert_eq!((second.len(), total), (1, 2));
    let (of_plan, _) = audit::history(&mut tx, (Thing::Plan, plan), (0, 10)).await.expect("is read");
    assert!(of_plan.iter().any(|entry| entry.action == "plan-imported") && of_plan.iter().any(|entry| entry.subject == "intake"));
    for thing in Thing::ALL {
        assert_eq!(audit::history(&mut tx, (thing, 999), (0, 10)).await.expect("is read"), (vec![], 0), "{thing:?}");
    }
}

async fn pages_go_on_from_an_entry_both_ways_and_none_is_left_out(database: Database) {
    let mut tx = writing(&database).await;
    let [an, binh] = two_people(&mut tx).await;
    for number in 0..25 {
        // Several within one second: the time alone does not tell them apart.
        append(&mut tx, Actor { at: NOBODY.at + number / 4, ..if number % 5 == 0 { binh } else { an } }, "mục").await;
    }
    for filter in [Filter::default(), Filter { user: an.user, action: Some("progress".to_owned()), ..Filter::default() }] {
        let all: Vec<i64> = ids(&audit::list(&mut tx, &filter, Start::Newest, 1_000).await.expect("lists"));
        let (mut down, mut start) = (Vec::new(), Start::Newest);
        let last = loop {
            let page = audit::list(&mut tx, &filter, start, 4).await.expect("lists");
            assert_eq!(page.newer, !down.is_empty());
            down.extend(ids(&page));
            let end = page.entries.last().expect("a page has entries");
            start = Start::OlderThan(Mark { at: end.at, id: end.id });
            if !page.older {
                break page;
            }
        };
        assert_eq!(down, all);
        let first = &last.entries[0];
        let back = audit::list(&mut tx, &filter, Start::NewerThan(Mark { at: first.at, id: first.id }), 4).await.expect("lists");
        let before = all.len() - last.entries.len();
        assert_eq!((ids(&back), back.newer, back.older), (all[before - 4..before].to_vec(), true, true));
    }
}

fn ids(page: &Listed) -> Vec<i64> {
    page.entries.iter().map(|entry| entry.id).collect()
}

async fn entries_appended_together_stand_in_their_chains_as_one_by_one(database: Database) {
    let mut tx = writing(&database).await;
    let [an, _] = two_people(&mut tx).await;
    let new = |actor, number: i64| NewEntry {
        actor,
        action: "progress",
        subject: ("assignment", Some(number)),
        before: None,
        after: (number % 2 == 0).then(|| number.to_string()),
    };
    let many = (0..500).map(|number| new(if number % 3 == 0 { NOBODY } else { an }, number)).collect();
    audit::append_all(&mut tx, many).await.expect("appends");
    append(&mut tx, an, "sau").await;
    let mut tx = writing_over(tx, &database).await;
    let found = verified(&mut tx).await;
    assert_eq!(found.faults, []);
    assert!(found.entries > 500, "{}", found.entries);
}

async fn a_unit_reaches_what_is_done_in_it_and_to_it(database: Database) {
    let mut tx = writing(&database).await;
    let [an, binh] = two_people(&mut tx).await;
    let unit = users::find(&mut tx, binh.user.expect("is somebody"), TODAY).await.expect("is there").posts[0].unit_id.expect("a unit");
    append(&mut tx, an, "một").await;
    append(&mut tx, binh, "hai").await;
    audit::append(&mut tx, an, "user-disabled", ("user", binh.user), (None::<&()>, None::<&()>)).await.expect("appends");
    audit::append(&mut tx, binh, "user-disabled", ("user", an.user), (None::<&()>, None::<&()>)).await.expect("appends");
    let within = Within { unit, on: TODAY };
    let filter = Filter { within: Some(within), ..Filter::default() };
    let listed = audit::list(&mut tx, &filter, Start::Newest, 100).await.expect("lists");
    // Added and given a post by the program; what Bình did, twice; what An did to Bình.
    assert_eq!(listed.entries.len(), 5, "{listed:?}");
    assert_eq!(audit::count(&mut tx, &filter, 100).await.expect("counts"), 5);
    let by_an = audit::list(&mut tx, &Filter { user: an.user, ..filter.clone() }, Start::Newest, 100).await.expect("lists");
    assert_eq!(by_an.entries.iter().map(|entry| entry.subject_id).collect::<Vec<_>>(), [binh.user]);
    let first = audit::list(&mut tx, &filter, Start::Newest, 2).await.expect("lists");
    let mark = first.entries.last().map(|entry| Mark { at: entry.at, id: entry.id }).expect("is there");
    let rest = audit::list(&mut tx, &filter, Start::OlderThan(mark), 100).await.expect("lists");
    assert_eq!([ids(&first), ids(&rest)].concat(), ids(&listed));
    let all: Vec<i64> = ids(&audit::list(&mut tx, &Filter::default(), Start::Newest, 100).await.expect("lists"));
    let mut reached = audit::reached(&mut tx, within, &all).await.expect("asks");
    reached.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(reached, ids(&listed));
    let names = audit::people(&mut tx, Some(within)).await.expect("lists");
    assert_eq!(names.iter().map(|person| Some(person.id)).collect::<Vec<_>>(), [binh.user]);
    let before = Filter { within: Some(Within { on: FIRST_DAY.yesterday().expect("a day"), ..within }), ..Filter::default() };
    assert_eq!(audit::count(&mut tx, &before, 100).await.expect("counts"), 0, "the unit stood nowhere");
}
