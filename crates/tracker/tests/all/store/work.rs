//! The life of an assignment: results with what proves them, and extensions.

use jiff::civil::{Date, date};
use roviec_tracker::Error;
use roviec_tracker::domain::assignment::Phase;
use roviec_tracker::domain::completion::CompletionState;
use roviec_tracker::domain::extension::ExtensionState;
use roviec_tracker::domain::product::Proof;
use roviec_tracker::domain::unit_change::LegalBasis;
use roviec_tracker::domain::working_days::Exception;
use roviec_tracker::domain::{AssignmentState, Role};
use roviec_tracker::store::assignments::{self, Report, Step};
use roviec_tracker::store::audit::{self, Actor};
use roviec_tracker::store::completions::{self, NewFile, Route};
use roviec_tracker::store::extensions::{self, Answer};
use roviec_tracker::store::live_work::Live;
use roviec_tracker::store::{Database, Tx, calendar_days, my_work, posts, taken_forms, units, users};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    a_result_goes_from_the_officer_by_the_head_to_the_assigner_and_is_confirmed
    a_result_without_its_proof_is_refused_and_leaves_nothing
    what_is_returned_or_taken_back_can_be_sent_again_and_every_file_stays
    an_extension_moves_the_current_deadline_only_when_it_is_granted
    stopping_closes_the_result_that_waits
    a_form_that_comes_twice_is_taken_once
    the_calendar_of_the_board_says_when_an_answer_is_due
    a_unit_has_a_head_while_somebody_holds_the_post
    each_list_of_my_work_has_what_waits_for_that_person
}

const DUE: Date = date(2026, 11, 30);
const ANSWER_DUE: Date = date(2026, 11, 27);

struct Work {
    assignment: i64,
    task: i64,
    unit: i64,
    officer: Actor,
    head: Actor,
    assigner: Actor,
}

/// One task of Sở Y tế whose product is a decision.
async fn work(tx: &mut Tx) -> Work {
    let province = province(tx).await;
    let mut actors = Vec::new();
    for (login, role, unit) in
        [("an", Role::UnitOfficer, province.health), ("binh", Role::UnitHead, province.health), ("chi", Role::FocalPoint, province.home)]
    {
        actors.push(Actor { user: Some(person(tx, login, role, Some(unit)).await), ..NOBODY });
    }
    let tasks = vec![task("1", "Ban hành quy chế dữ liệu", &["Sở Y tế"], Some(DUE))];
    imported(tx, &compiled("12/KH-UBND", FILE, tasks, vec![]), FILE).await;
    let open = assignments::open(tx).await.expect("lists").remove(0);
    Work { assignment: open.id, task: open.task_id, unit: province.health, officer: actors[0], head: actors[1], assigner: actors[2] }
}

async fn own_due(tx: &mut Tx, unit: i64, days: (Date, Date)) -> Result<my_work::WorkList, Error> {
    let own = my_work::own_units(tx, unit, TODAY).await?;
    my_work::due(tx, &own, AS_OF, days).await
}

async fn own_later(tx: &mut Tx, unit: i64) -> Result<i64, Error> {
    let own = my_work::own_units(tx, unit, TODAY).await?;
    my_work::later(tx, &own, TODAY).await
}

async fn own_asked(tx: &mut Tx, unit: i64) -> Result<my_work::WorkList, Error> {
    let own = my_work::own_units(tx, unit, TODAY).await?;
    my_work::asked(tx, &own, AS_OF).await
}

async fn own_sent(tx: &mut Tx, unit: i64) -> Result<my_work::WorkList, Error> {
    let own = my_work::own_units(tx, unit, TODAY).await?;
    my_work::sent(tx, &own, AS_OF).await
}

fn decision() -> Proof {
    Proof {
        number: Some("57/QĐ-SYT".to_owned()),
        on: Some(date(2026, 11, 18)),
        words: "Đã ban hành quy chế".to_owned(),
        ..Proof::default()
    }
}

fn file(letter: char) -> NewFile {
    let sha256 = letter.to_string().repeat(64);
    NewFile { sha256, name: format!("{letter}.pdf"), media_type: "application/pdf", byte_count: 12 }
}

async fn ask(tx: &mut Tx, work: &Work, files: &[NewFile]) -> i64 {
    completions::ask(tx, work.officer, work.assignment, TODAY, &decision(), files, Route::ToHead).await.expect("is asked")
}

async fn state(tx: &mut Tx, work: &Work) -> AssignmentState {
    assignments::find(tx, work.assignment, AS_OF).await.expect("is there").state
}

async fn a_result_goes_from_the_officer_by_the_head_to_the_assigner_and_is_confirmed(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    let report =
        Report {
            percent: 60, note: "Đã lấy ý kiến".to_owned(), difficulties: Some("Thiếu hướng dẫn".to_owned()), proposals: None
        };
    assignments::report(&mut tx, work.officer, work.assignment, TODAY, report).await.expect("is taken");
    let note = assignments::notes_of_task(&mut tx, work.task).await.expect("lists").remove(0);
    assert_eq!((note.percent, note.difficulties.as_deref(), note.proposals), (Some(60), Some("Thiếu hướng dẫn"), None));
    let id = ask(&mut tx, &work, &[file('a')]).await;
    assert_eq!(state(&mut tx, &work).await, AssignmentState::Open, "the assigner sees nothing before the head approves");
    assert!(matches!(completions::confirm(&mut tx, work.assigner, id, TODAY, String::new()).await, Err(Error::Conflict(_))));
    completions::approve(&mut tx, work.head, id, TODAY, ANSWER_DUE).await.expect("is approved");
    assert_eq!(state(&mut tx, &work).await, AssignmentState::Waiting);
    let sent = completions::find(&mut tx, id).await.expect("is there");
    assert_eq!((sent.state, sent.answer_due, sent.sender.is_some()), (CompletionState::Sent, Some(ANSWER_DUE), true));
    assert!(sent.is_of(work.officer.user.expect("somebody")) && sent.is_of(work.head.user.expect("somebody")));
    assert!(!sent.is_of(work.assigner.user.expect("somebody")));
    completions::confirm(&mut tx, work.assigner, id, TODAY, "Đạt".to_owned()).await.expect("is confirmed");
    let done = assignments::load(&mut tx, work.assignment).await.expect("is there");
    let evidence = Some("57/QĐ-SYT ngày 18/11/2026. Đã ban hành quy chế".to_owned());
    assert_eq!((done.phase, done.percent), (Phase::Done { on: TODAY, evidence }, 100));
    let (entries, _) = audit::history(&mut tx, (audit::Thing::Task, work.task), (0, 20)).await.expect("is read");
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["confirmed", "submitted", "completion-asked", "progress"]);
}

async fn a_result_without_its_proof_is_refused_and_leaves_nothing(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    let refused = completions::ask(&mut tx, work.officer, work.assignment, TODAY, &decision(), &[], Route::ToHead).await;
    let Err(Error::Invalid(sentence)) = refused else { panic!("{refused:?}") };
    assert_eq!(sentence, "Chưa đủ minh chứng để kết thúc nhiệm vụ: còn thiếu tệp văn bản");
    let proof = Proof { observation: Some(999), ..decision() };
    let refused = completions::ask(&mut tx, work.officer, work.assignment, TODAY, &proof, &[file('a')], Route::ToHead).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert!(completions::of_task(&mut tx, work.task).await.expect("lists").is_empty());
    ask(&mut tx, &work, &[file('a')]).await;
    let again = completions::ask(&mut tx, work.officer, work.assignment, TODAY, &decision(), &[file('b')], Route::ToHead).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
}

async fn what_is_returned_or_taken_back_can_be_sent_again_and_every_file_stays(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    let declined = ask(&mut tx, &work, &[file('a')]).await;
    completions::decline(&mut tx, work.head, declined, TODAY, "Chưa đúng thể thức").await.expect("is declined");
    assert_eq!(state(&mut tx, &work).await, AssignmentState::Open);
    let withdrawn = ask(&mut tx, &work, &[file('b'), file('a')]).await;
    completions::approve(&mut tx, work.head, withdrawn, TODAY, ANSWER_DUE).await.expect("is approved");
    completions::withdraw(&mut tx, work.officer, withdrawn, TODAY).await.expect("is taken back");
    assert_eq!(state(&mut tx, &work).await, AssignmentState::Open);
    let route = Route::ToAssigner { answer_due: ANSWER_DUE };
    let files = [file('c')];
    let returned = completions::ask(&mut tx, work.head, work.assignment, TODAY, &decision(), &files, route).await.expect("is sent");
    completions::send_back(&mut tx, work.assigner, returned, TODAY, "Thiếu phụ lục".to_owned()).await.expect("is returned");
    assert_eq!(state(&mut tx, &work).await, AssignmentState::Returned);
    let states: Vec<CompletionState> =
        completions::of_task(&mut tx, work.task).await.expect("lists").into_iter().map(|completion| completion.state).collect();
    assert_eq!(states, [CompletionState::Returned, CompletionState::Withdrawn, CompletionState::Declined]);
    for id in [declined, withdrawn, returned] {
        assert!(matches!(completions::approve(&mut tx, work.head, id, TODAY, ANSWER_DUE).await, Err(Error::Conflict(_))));
    }
    let files = completions::files(&mut tx, work.assignment).await.expect("lists");
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["a.pdf", "b.pdf", "a.pdf", "c.pdf"]);
    assert_eq!(completions::hashes(&mut tx).await.expect("lists").len(), 3, "one content is one file");
    assert_eq!(completions::file(&mut tx, files[1].id).await.expect("is there"), files[1]);
}

async fn an_extension_moves_the_current_deadline_only_when_it_is_granted(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    let basis = LegalBasis { number: "102/UBND-VX".to_owned(), on: TODAY };
    let later = date(2026, 12, 31);
    let early = extensions::ask(&mut tx, work.officer, work.assignment, TODAY, (DUE, "Chậm vốn")).await;
    assert!(matches!(early, Err(Error::Conflict(_))), "{early:?}");
    let first = extensions::ask(&mut tx, work.officer, work.assignment, TODAY, (later, "Chậm vốn")).await.expect("is asked");
    let second = extensions::ask(&mut tx, work.officer, work.assignment, TODAY, (later, "Chậm vốn")).await;
    assert!(matches!(second, Err(Error::Conflict(_))), "one at a time");
    let refused = Answer::Refused { basis: basis.clone(), words: "Không đủ lý do".to_owned() };
    extensions::answer(&mut tx, work.assigner, first, TODAY, &refused).await.expect("is refused");
    assert!(matches!(extensions::answer(&mut tx, work.assigner, first, TODAY, &refused).await, Err(Error::Conflict(_))));
    assert_eq!(assignments::load(&mut tx, work.assignment).await.expect("is there").current_due, Some(DUE));
    let taken_back = extensions::ask(&mut tx, work.officer, work.assignment, TODAY, (later, "Chậm vốn")).await.expect("is asked");
    extensions::answer(&mut tx, work.officer, taken_back, TODAY, &Answer::Withdrawn).await.expect("is taken back");
    extensions::ask(&mut tx, work.officer, work.assignment, TODAY, (later, "Chậm vốn")).await.expect("is asked");
    let asked = extensions::asked_of(&mut tx, work.assignment).await.expect("asks").expect("waits");
    let less = date(2026, 12, 15);
    let granted = Answer::Granted { due: less, basis, words: String::new() };
    extensions::answer(&mut tx, work.assigner, asked.id, TODAY, &granted).await.expect("is granted");
    let moved = assignments::load(&mut tx, work.assignment).await.expect("is there");
    assert_eq!((moved.original_due, moved.current_due), (Some(DUE), Some(less)));
    let all = extensions::of_task(&mut tx, work.task).await.expect("lists");
    let states: Vec<ExtensionState> = all.iter().map(|extension| extension.state).collect();
    assert_eq!(states, [ExtensionState::Granted, ExtensionState::Withdrawn, ExtensionState::Refused]);
    assert_eq!((all[0].due_granted, all[0].basis_number.as_deref()), (Some(less), Some("102/UBND-VX")));
    assert_eq!(extensions::find(&mut tx, asked.id).await.expect("is there"), all[0]);
}

async fn stopping_closes_the_result_that_waits(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    let id = ask(&mut tx, &work, &[file('a')]).await;
    completions::close_open(&mut tx, work.assigner, work.assignment, TODAY).await.expect("is closed");
    let by = "15/TB-UBND ngày 20/11/2026".to_owned();
    assignments::step(&mut tx, work.assigner, work.assignment, TODAY, Step::Stop { by }).await.expect("is stopped");
    assert_eq!(completions::find(&mut tx, id).await.expect("is there").state, CompletionState::Withdrawn);
    assert_eq!(completions::open_of(&mut tx, work.assignment).await.expect("asks"), None);
    assert_eq!(assignments::unit_of(&mut tx, work.assignment).await.expect("asks"), Some(work.unit));
}

async fn a_form_that_comes_twice_is_taken_once(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    let key = "0123456789abcdef0123456789abcdeft";
    let taken = [
        taken_forms::take(&mut tx, work.officer, key).await.expect("asks"),
        taken_forms::take(&mut tx, work.officer, key).await.expect("asks"),
        taken_forms::take(&mut tx, work.head, key).await.expect("asks"),
        taken_forms::take(&mut tx, work.head, "").await.expect("asks"),
    ];
    assert_eq!(taken, [true, false, true, true]);
    assert!(matches!(taken_forms::take(&mut tx, work.head, "a' OR 1=1").await, Err(Error::Invalid(_))));
    assert_eq!(taken_forms::forget(&mut tx, NOBODY.at + 1).await.expect("forgets"), 2);
}

async fn the_calendar_of_the_board_says_when_an_answer_is_due(database: Database) {
    let mut tx = writing(&database).await;
    let monday = date(2026, 11, 23);
    calendar_days::set(&mut tx, NOBODY, monday, Some((Exception::Worked, "nhầm"))).await.expect("is set");
    calendar_days::set(&mut tx, NOBODY, monday, Some((Exception::Off, "Nghỉ bù"))).await.expect("is set");
    calendar_days::set(&mut tx, NOBODY, date(2026, 11, 28), Some((Exception::Worked, "Làm bù"))).await.expect("is set");
    let days = calendar_days::working_days(&mut tx).await.expect("is read");
    assert_eq!((days.after(TODAY, 1), days.after(TODAY, 5)), (date(2026, 11, 24), date(2026, 11, 28)));
    calendar_days::set(&mut tx, NOBODY, monday, None).await.expect("is cleared");
    assert_eq!(calendar_days::all(&mut tx).await.expect("lists").len(), 1);
}

async fn a_unit_has_a_head_while_somebody_holds_the_post(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    assert!(completions::has_head(&mut tx, work.unit, TODAY).await.expect("asks"));
    assert!(!completions::has_head(&mut tx, work.unit, date(2025, 6, 30)).await.expect("asks"));
}

async fn each_list_of_my_work_has_what_waits_for_that_person(database: Database) {
    let mut tx = writing(&database).await;
    let work = work(&mut tx).await;
    let (top, later) = (units::by_code(&mut tx, "BM").await.expect("asks").expect("is there").id, date(2026, 12, 31));
    let assigner = work.assigner.user.expect("somebody");
    let post = users::find(&mut tx, assigner, TODAY).await.expect("is there").posts.remove(0);
    assert_eq!(posts::desk(&mut tx, &post, TODAY).await.expect("asks").last(), Some(&top), "its superior");
    let due = own_due(&mut tx, work.unit, (TODAY, DUE)).await.expect("lists");
    assert_eq!((due.total, due.rows[0].assignment_id, due.rows[0].current_due), (1, work.assignment, Some(DUE)));
    assert_eq!(own_due(&mut tx, work.unit, (TODAY, TODAY)).await.expect("lists").total, 0);
    let above = own_due(&mut tx, top, (TODAY, DUE)).await.expect("lists");
    assert_eq!(above.total, 0, "Sở Y tế has people of its own");
    for post in [work.officer, work.head] {
        let user = users::find(&mut tx, post.user.expect("somebody"), TODAY).await.expect("is there");
        let listed = posts::find(&mut tx, user.posts[0].id).await.expect("is there");
        posts::end(&mut tx, NOBODY, &listed, (date(2026, 11, 19), TODAY)).await.expect("ends");
    }
    assert_eq!(own_due(&mut tx, top, (TODAY, DUE)).await.expect("lists").total, 1, "nobody else would see it");
    assert_eq!(own_later(&mut tx, work.unit).await.expect("counts"), 1);
    extensions::ask(&mut tx, work.officer, work.assignment, TODAY, (later, "Chậm vốn")).await.expect("is asked");
    let extension = my_work::to_extend(&mut tx, &Live::default(), Some(top), assigner, AS_OF).await.expect("lists");
    assert_eq!((extension.total, extension.rows[0].day, extension.rows[0].words.as_deref()), (1, Some(later), Some("Chậm vốn")));
    let asker = work.officer.user.expect("somebody");
    assert_eq!(my_work::to_extend(&mut tx, &Live::default(), None, asker, AS_OF).await.expect("lists").total, 0, "not of one's own");
    assert_eq!(own_asked(&mut tx, work.unit).await.expect("lists").total, 1);
    let id = ask(&mut tx, &work, &[file('a')]).await;
    for (within, count) in [(Some(work.unit), 1), (Some(top), 1), (None, 1), (Some(post.unit_id.expect("a unit")), 0)] {
        assert_eq!(my_work::to_approve(&mut tx, &Live::default(), within, AS_OF).await.expect("lists").total, count, "{within:?}");
    }
    assert_eq!(my_work::to_answer(&mut tx, &Live::default(), Some(top), assigner, AS_OF).await.expect("lists").total, 0);
    completions::approve(&mut tx, work.head, id, TODAY, ANSWER_DUE).await.expect("is approved");
    let sent = my_work::to_answer(&mut tx, &Live::default(), Some(top), assigner, AS_OF).await.expect("lists");
    assert_eq!((sent.total, sent.rows[0].day, sent.rows[0].state), (1, Some(ANSWER_DUE), AssignmentState::Waiting));
    assert_eq!(
        my_work::to_answer(&mut tx, &Live::default(), None, asker, AS_OF).await.expect("lists").total,
        0,
        "who sent it does not answer it"
    );
    assert_eq!(own_sent(&mut tx, work.unit).await.expect("lists").total, 1);
    completions::send_back(&mut tx, work.assigner, id, TODAY, "Thiếu phụ lục".to_owned()).await.expect("is returned");
    let returned = own_due(&mut tx, work.unit, (TODAY, TODAY)).await.expect("lists");
    assert_eq!(returned.rows[0].words.as_deref(), Some("Thiếu phụ lục"), "what was returned is there whenever it is due");
}
