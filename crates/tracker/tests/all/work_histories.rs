//! Whatever people of every role try in whatever order, the board does what the plain model says, and loses no evidence.

use std::collections::HashMap;

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use roviec_tracker::Config;
use roviec_tracker::domain::{AsOf, AssignmentState, Role};
use roviec_tracker::store::task_lists::{self, Slice, TaskFilter};
use roviec_tracker::store::{assignments, audit, completions, live_work, parts};

use crate::support::work_model::{Act, EVERYBODY, Model, Outcome, Step, Who, steps};
use crate::support::{Sent, TODAY, TestApp, compiled, imported, live_tasks, plan_of, task, upload, writing};

const DUE: Date = date(2026, 11, 30);
const CASES: u32 = 32;

struct Board {
    app: TestApp,
    /// Cookie and token of everybody.
    people: HashMap<Who, (String, String)>,
    plans: usize,
}

/// The work of one case.
struct Work {
    plan: i64,
    task: i64,
    assignments: [i64; 2],
    /// What each unit has sent, in order.
    files: [Vec<Vec<u8>>; 2],
    done: usize,
}

impl Board {
    async fn new() -> Self {
        let mut config = Config::default();
        // The days of the cases go to and fro.
        config.security.idle_minutes.value = 10_000_000;
        config.security.administrator_idle_minutes.value = 10_000_000;
        let app = TestApp::with(config).await;
        let province = &app.province;
        let place = |who| match who {
            Who::Officer => (Role::UnitOfficer, province.health),
            Who::Head => (Role::UnitHead, province.health),
            Who::OtherOfficer => (Role::UnitOfficer, province.home),
            Who::FocalPoint => (Role::FocalPoint, province.home),
            Who::Leader => (Role::Leader, province.top),
            Who::Administrator => (Role::Administrator, province.top),
            Who::Inspector => (Role::Inspector, province.top),
            Who::Commune => (Role::UnitOfficer, province.communes[0]),
        };
        let mut people = HashMap::new();
        for (who, login) in EVERYBODY {
            let (role, unit) = place(who);
            app.person_at(login, Some(role), Some(unit)).await;
            let cookie = app.signed_in(login).await;
            let csrf = app.get("/", Some(&cookie)).await.csrf();
            people.insert(who, (cookie, csrf));
        }
        Self { app, people, plans: 0 }
    }

    async fn work(&mut self) -> Work {
        self.app.on(TODAY);
        self.plans += 1;
        let mut tx = writing(&self.app.db).await;
        let rows = vec![task("1", "Ban hành quy chế dữ liệu", &["Sở Y tế", "Sở Nội vụ"], Some(DUE))];
        let number = format!("{}/KH-UBND", self.plans);
        let plan = plan_of(&imported(&mut tx, &compiled(&number, number.as_bytes(), rows, vec![]), number.as_bytes()).await);
        tx.commit().await.expect("commits");
        let mut tx = writing(&self.app.db).await;
        let filter = TaskFilter { plan: Some(plan), ..TaskFilter::default() };
        let as_of = AsOf::new(TODAY, 7);
        let task = task_lists::list(&mut tx, &self.app.state.live, &filter, Slice { offset: 0, limit: 2 }, as_of)
            .await
            .expect("lists")
            .rows
            .remove(0)
            .id;
        let rows = assignments::of_task(&mut tx, task, as_of).await.expect("lists");
        let of = |unit: i64| rows.iter().find(|row| row.unit_id == Some(unit)).expect("is led by it").id;
        let assignments = [of(self.app.province.health), of(self.app.province.home)];
        Work { plan, task, assignments, files: [vec![], vec![]], done: 0 }
    }

    async fn tries(&self, work: &mut Work, model: &Model, (who, unit, act): (Who, usize, &Act)) -> StatusCode {
        let (cookie, csrf) = &self.people[&who];
        let path = |noun: &str| format!("/assignments/{}/{noun}", work.assignments[unit]);
        let day = |days: i64| {
            let day = model.day(days);
            format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
        };
        let basis = [("can_cu", "13/UBND-VX".to_owned()), ("ngay_can_cu", "20/11/2026".to_owned())];
        let with = |more: Vec<(&'static str, String)>| [more, basis.to_vec()].concat();
        let viec = |name: &str| ("viec", name.to_owned());
        let (noun, fields) = match act {
            Act::Report { percent, says } => {
                let said = if *says { "Đã lấy ý kiến" } else { " " };
                ("progress", vec![("phan_tram", percent.to_string()), ("ghi", said.to_owned())])
            }
            Act::Send { with_number, with_file } => {
                let bytes = format!("%PDF-1.7 {}-{unit}-{}", work.task, work.done).into_bytes();
                let mut parts = vec![Sent::Field("csrf", csrf), Sent::Field("ngay", "18/11/2026"), Sent::Field("ghi", "Đã ban hành")];
                if *with_number {
                    parts.push(Sent::Field("so", "57/QĐ-SYT"));
                }
                if *with_file {
                    parts.push(Sent::File("quyet-dinh.pdf", &bytes));
                }
                let status = self.app.ask(upload(&path("results"), cookie, &parts)).await.status;
                if status == StatusCode::SEE_OTHER {
                    work.files[unit].push(bytes);
                }
                return status;
            }
            Act::Approve => ("approvals", vec![]),
            Act::Decline => ("approvals", vec![viec("khong-duyet"), ("ly_do", "Chưa đủ".to_owned())]),
            Act::TakeBack => ("withdrawals", vec![]),
            Act::Confirm => ("answers", vec![viec("xac-nhan")]),
            Act::SendBack { says } => {
                let reason = if *says { "Thiếu phụ lục" } else { "" };
                ("answers", vec![viec("tra-lai"), ("ly_do", reason.to_owned())])
            }
            Act::AskTime { days } => ("extensions", vec![("ngay_moi", day(*days)), ("ly_do", "Chậm vốn".to_owned())]),
            Act::Grant { days } => ("extension-answers", with(vec![viec("dong-y"), ("ngay_moi", day(*days))])),
            Act::Refuse => ("extension-answers", with(vec![viec("khong")])),
            Act::TakeBackTime => ("extension-answers", vec![viec("rut")]),
            Act::Stop { by_document } => ("stops", if *by_document { with(vec![]) } else { vec![] }),
            Act::MoveDue { days } => ("amendments", with(vec![viec("doi-han"), ("ngay_moi", day(*days))])),
            Act::GivePart { days } => {
                let commune = self.app.province.communes[0].to_string();
                ("parts", vec![("don_vi", commune), ("ghi", "Gửi số liệu của xã".to_owned()), ("ngay_moi", day(*days))])
            }
        };
        let mut sent = vec![("csrf", csrf.as_str())];
        sent.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
        self.app.post(&path(noun), Some(cookie), &sent).await.status
    }

    /// Everything that is shown of the work, as the model has it.
    async fn is_as_in(&self, work: &Work, model: &Model) -> Result<(), TestCaseError> {
        let as_of = AsOf::new(model.today, 7);
        let mut tx = writing(&self.app.db).await;
        for (at, id) in work.assignments.into_iter().enumerate() {
            let row = assignments::find(&mut tx, id, as_of).await.expect("is there");
            let unit = &model.units[at];
            prop_assert_eq!(
                (row.state, row.late, row.percent, row.current_due, row.original_due),
                (model.state(at), model.is_late(at), i64::from(unit.percent), Some(unit.due), Some(model.original))
            );
            let given = parts::of_assignment(&mut tx, id, as_of).await.expect("lists");
            let open = given.iter().filter(|part| part.state != AssignmentState::Stopped).count();
            prop_assert_eq!((given.len(), open), (unit.parts, unit.open_parts));
        }
        let filter = TaskFilter { plan: Some(work.plan), ..TaskFilter::default() };
        let list = task_lists::list(&mut tx, &self.app.state.live, &filter, Slice { offset: 0, limit: 9 }, as_of).await.expect("lists");
        let worst = (0..2).map(|at| model.state(at)).min().expect("two units");
        let late = (0..2).filter(|at| model.is_late(*at)).count() as i64;
        prop_assert_eq!((list.total, list.rows[0].state, list.rows[0].late), (1, worst, late), "parts are not counted beside the whole");
        let kept = self.app.state.live.ask(&mut tx, live_tasks).await.expect("is asked");
        let read = live_work::read(&mut tx).await.expect("is read");
        prop_assert_eq!(kept, live_tasks(&read), "what was kept up is what is there");
        Ok(())
    }

    /// Every file that was ever taken is there, byte for byte, and every step that was taken stands in the audit.
    async fn keeps_everything(&self, work: &Work, model: &Model) -> Result<(), TestCaseError> {
        let (cookie, _) = &self.people[&Who::Inspector];
        for (at, id) in work.assignments.into_iter().enumerate() {
            let mut tx = writing(&self.app.db).await;
            let files = completions::files(&mut tx, id).await.expect("lists");
            drop(tx);
            prop_assert_eq!(files.len(), model.units[at].files);
            for (file, bytes) in files.iter().zip(&work.files[at]) {
                let answer = self.app.get(&format!("/evidence/{}", file.id), Some(cookie)).await;
                prop_assert_eq!((answer.status, answer.text.as_bytes()), (StatusCode::OK, bytes.as_slice()));
            }
        }
        let mut tx = writing(&self.app.db).await;
        let (entries, _) = audit::history(&mut tx, (audit::Thing::Task, work.task), (0, 500)).await.expect("is read");
        let told = entries.iter().filter(|entry| entry.user_id.is_some()).count();
        prop_assert!(told >= work.done, "{told} entries of {} steps", work.done);
        Ok(())
    }
}

async fn tried(board: &mut Board, steps: Vec<Step>) -> Result<usize, TestCaseError> {
    let mut work = board.work().await;
    let mut model = Model::new(DUE);
    for step in steps {
        match step {
            Step::Wait(days) => {
                model.today = model.day(days);
                board.app.on(model.today);
            }
            Step::Try { who, unit, act } => {
                let expected = model.clone().takes(who, unit, &act);
                let status = board.tries(&mut work, &model, (who, unit, &act)).await;
                let outcome = match status {
                    StatusCode::SEE_OTHER => Outcome::Done,
                    StatusCode::FORBIDDEN => Outcome::Forbidden,
                    StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY => Outcome::Refused,
                    other => return Err(TestCaseError::fail(format!("{who:?} {act:?}: {other}"))),
                };
                prop_assert_eq!(outcome, expected, "{:?} tries {:?} at unit {} on {}", who, act, unit, model.today);
                if model.takes(who, unit, &act) == Outcome::Done {
                    work.done += 1;
                }
            }
        }
        board.is_as_in(&work, &model).await?;
    }
    board.keeps_everything(&work, &model).await?;
    Ok(work.done)
}

#[test]
fn whatever_people_try_the_board_does_what_the_plain_model_says() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let board = std::cell::RefCell::new(runtime.block_on(Board::new()));
    let done = std::cell::Cell::new(0);
    let config = ProptestConfig { cases: CASES, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
        .run(&steps(), |steps| {
            let taken = runtime.block_on(tried(&mut board.borrow_mut(), steps))?;
            done.set(done.get() + taken);
            Ok(())
        })
        .expect("the board and the model agree");
    assert!(done.get() > CASES as usize, "little was tried that could be done: {}", done.get());
}
