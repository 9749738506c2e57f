//! Plans, units and people with defaults, so that a test names only what it is about.

use jiff::civil::{Date, date};
use roviec_plan::diagnostic::{Diagnostic, Severity};
use roviec_plan::document::{Format, Place, Span};
use roviec_plan::plan::{
    Cadence, Comparison, Confidence, Deadline, DeadlineKind, DocumentBlock, Indicator, Plan, ReportingDuty, Source, Target, Task,
};
use roviec_plan::{Compiled, SourceFile};
use roviec_tracker::domain::live_work::{LiveTask, LiveWork};
use roviec_tracker::domain::org_unit::{Hierarchy, OPEN_END};
use roviec_tracker::domain::{AsOf, Role};
use roviec_tracker::import_plan::{self, Imported};
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::units::{NewGroup, NewUnit};
use roviec_tracker::store::{Database, Tx, units, users};
use sha2::{Digest, Sha256};

pub const TODAY: Date = date(2026, 11, 20);
pub const AS_OF: AsOf = AsOf { today: TODAY, near_until: date(2026, 11, 27) };
pub const FIRST_DAY: Date = date(2025, 7, 1);
pub const PROVINCE: &str = "Ủy ban nhân dân tỉnh Bình Minh";

/// The program itself, at a fixed second.
pub const NOBODY: Actor = Actor { user: None, post: None, source: None, at: 1_795_150_000, seed: [7; 16] };

/// Our own bytes of a plan: only their digest matters.
pub const FILE: &[u8] = "Kế hoạch mẫu".as_bytes();

pub fn span(line: u32) -> Span {
    Span { file: 0, text: format!("dòng {line}"), place: Place::Lines { line, column: 1, end_line: line, end_column: 9 } }
}

pub fn task(no: &str, name: &str, lead: &[&str], due: Option<Date>) -> Task {
    Task {
        no: Some(no.to_owned()),
        section: Some("I".to_owned()),
        section_title: Some("Hạ tầng số".to_owned()),
        name: name.to_owned(),
        lead: lead.iter().map(|name| (*name).to_owned()).collect(),
        coordinating: vec!["Các cơ quan liên quan".to_owned()],
        product: Some("Quyết định".to_owned()),
        deadline: due.map(|due| Deadline {
            text: Some(format!("{}/{}", due.month(), due.year())),
            kind: Some(DeadlineKind::By),
            start: None,
            due: Some(due),
            then_continuous: false,
            every_months: None,
            in_month: None,
        }),
        budget_million_vnd: None,
        budget_lines: vec![],
        related_indicators: vec![],
        note: None,
        confidence: Confidence::new(),
        span: span(10),
    }
}

pub fn indicator(no: &str, name: &str, unit: &str, horizon: i16, value: f64) -> Indicator {
    Indicator {
        no: Some(no.to_owned()),
        section: None,
        section_title: None,
        horizon: Some(horizon),
        name: name.to_owned(),
        unit: Some(unit.to_owned()),
        target: Some(Target { text: Some(format!("≥ {value}")), op: Comparison::AtLeast, value: Some(value), high: None }),
        lead: vec!["Sở Y tế".to_owned()],
        coordinating: vec![],
        data_source: None,
        note: None,
        confidence: Confidence::new(),
        span: span(20),
    }
}

pub fn duty() -> ReportingDuty {
    ReportingDuty {
        from: Some("Các sở, ban, ngành".to_owned()),
        to: Some("Sở Khoa học và Công nghệ".to_owned()),
        cadence: Cadence::Quarterly,
        due: Some("trước ngày 10 tháng cuối quý".to_owned()),
        day: Some(10),
        month: None,
        month_of_period: Some(roviec_plan::plan::MonthOfPeriod::Last),
        span: span(30),
    }
}

/// A compiled plan of the province; `bytes` make it a different file.
pub fn compiled(number: &str, bytes: &[u8], tasks: Vec<Task>, indicators: Vec<Indicator>) -> Compiled {
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Compiled {
        sources: vec![Source { file: "ke-hoach.txt".to_owned(), sha256, format: Format::Text, pages: None }],
        plan: Plan {
            document: DocumentBlock {
                kind: Some("Kế hoạch".to_owned()),
                number: Some(number.to_owned()),
                issuer: Some(PROVINCE.to_owned()),
                issued_on: Some(date(2026, 1, 15)),
                title: Some("Chuyển đổi số năm 2026".to_owned()),
                ..DocumentBlock::default()
            },
            tasks,
            indicators,
            reporting_duties: vec![duty()],
            ..Plan::default()
        },
        diagnostics: vec![Diagnostic {
            rule: "task-without-deadline".to_owned(),
            severity: Severity::Error,
            message: "Nhiệm vụ 2 không có thời hạn".to_owned(),
            help: None,
            quote: None,
            span: span(11),
            related: vec![],
        }],
        ..Compiled::default()
    }
}

pub fn unit(code: &str, name: &str) -> NewUnit {
    NewUnit {
        code: code.to_owned(),
        identifier: None,
        name: name.to_owned(),
        short_name: None,
        kind: "department".to_owned(),
        hierarchy: Hierarchy::Government,
        valid_from: FIRST_DAY,
        valid_to: OPEN_END,
        aliases: vec![],
    }
}

/// A province with three departments and two communes, each with an office of the same name; groups of both.
pub struct Province {
    pub top: i64,
    pub health: i64,
    pub home: i64,
    pub communes: [i64; 2],
    pub offices: [i64; 2],
}

pub async fn province(tx: &mut Tx) -> Province {
    let kind = |kind: &str, new: NewUnit| NewUnit { kind: kind.to_owned(), ..new };
    let top = placed(tx, kind("province", unit("BM", PROVINCE)), None).await;
    let health = placed(tx, NewUnit { short_name: Some("Sở YT".to_owned()), ..unit("BM.YT", "Sở Y tế") }, Some(top)).await;
    let home = placed(tx, unit("BM.NV", "Sở Nội vụ"), Some(top)).await;
    let mut communes = [0; 2];
    let mut offices = [0; 2];
    for (at, name) in ["An Bình", "Đông Hòa"].into_iter().enumerate() {
        let code = format!("BM.X{at}");
        communes[at] = placed(tx, kind("commune", unit(&code, &format!("Ủy ban nhân dân xã {name}"))), Some(top)).await;
        offices[at] = placed(tx, unit(&format!("{code}.VX"), "Phòng Văn hóa - Xã hội"), Some(communes[at])).await;
    }
    let members = communes.map(|id| (id, FIRST_DAY, OPEN_END)).to_vec();
    let group =
        NewGroup {
            code: "xa".to_owned(), name: "UBND các xã".to_owned(), owner: Some(top), aliases: vec!["các xã".to_owned()], members
        };
    units::enter_group(tx, &group).await.expect("the group is entered");
    Province { top, health, home, communes, offices }
}

async fn placed(tx: &mut Tx, new: NewUnit, parent: Option<i64>) -> i64 {
    let (id, _) = units::enter(tx, &new).await.expect("the unit is entered");
    units::place(tx, Hierarchy::Government, id, parent, FIRST_DAY, OPEN_END).await.expect("the unit is placed");
    id
}

/// A person with one post from the first day on; the hash opens nothing.
pub async fn person(tx: &mut Tx, login: &str, role: Role, unit: Option<i64>) -> i64 {
    let id = users::add(tx, NOBODY, login, "Nguyễn Văn An", "không có mật khẩu").await.expect("the user is added");
    users::add_post(tx, NOBODY, id, unit, role, FIRST_DAY).await.expect("the post is added");
    id
}

pub async fn imported(tx: &mut Tx, compiled: &Compiled, bytes: &[u8]) -> Imported {
    let file = SourceFile { name: "ke-hoach.txt", bytes };
    import_plan::import(tx, NOBODY, compiled, &[file], TODAY).await.expect("the plan is imported")
}

/// The plan's id, whether it was added now or known.
pub fn plan_of(imported: &Imported) -> i64 {
    match imported {
        Imported::Added { plan, .. } | Imported::Known { plan } => *plan,
    }
}

pub async fn writing(database: &Database) -> Tx {
    database.write().await.expect("a transaction begins")
}

/// Every task of the work in memory, by id.
pub fn live_tasks(work: &LiveWork) -> Vec<LiveTask> {
    let mut tasks: Vec<LiveTask> = work.tasks().cloned().collect();
    tasks.sort_by_key(|task| task.id);
    tasks
}
