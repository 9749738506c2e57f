//! Work of a whole nation for `cargo xtask bench work`: `fill_work ADDRESS TASKS TODAY` on a database that has its units (the
//! directory of the bench of units): plans of every province whose tasks are led by five communes each, in every state, with
//! people at every commune. TODAY is YYYY-MM-DD: deadlines lie around it.

use std::error::Error;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use roviec_plan::document::{Place, Span};
use roviec_plan::plan::{Confidence, Deadline, DeadlineKind, DocumentBlock, Task};
use roviec_tracker::domain::Role;
use roviec_tracker::store::assignments::{self, NewAssignment};
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::intakes::{self, NewIntake};
use roviec_tracker::store::plans::{self, NewPlan};
use roviec_tracker::store::tasks::{self, AcceptedTask, NamedAgency};
use roviec_tracker::store::unit_names::Meant;
use roviec_tracker::store::units::{self, Unit};
use roviec_tracker::store::{Database, users};
use sqlx::{AssertSqlSafe, Executor};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const TASKS_PER_PLAN: i64 = 200;
const LEADS: usize = 5;
const ACTOR: Actor = Actor { user: None, post: None, source: None, at: 1_764_000_000, seed: [1; 16] };
const ISSUED: Date = date(2026, 1, 15);

const VERBS: [&str; 8] = ["Xây dựng", "Ban hành", "Tổ chức", "Triển khai", "Rà soát", "Nâng cấp", "Hoàn thiện", "Đánh giá"];
const THINGS: [&str; 10] = [
    "quy chế quản lý dữ liệu dùng chung",
    "lớp tập huấn kỹ năng số cho cán bộ",
    "danh mục dịch vụ công trực tuyến",
    "hệ thống họp không giấy tờ",
    "hồ sơ sức khỏe điện tử của người dân",
    "kế hoạch bảo đảm an toàn thông tin",
    "báo cáo kết quả cải cách hành chính",
    "đường truyền số liệu chuyên dùng",
    "tổ công nghệ số cộng đồng ở thôn, xóm",
    "nền tảng thanh toán không dùng tiền mặt",
];
const PRODUCTS: [&str; 5] = ["Quyết định", "Báo cáo", "Danh mục", "Lớp tập huấn", "Hệ thống vận hành"];

#[tokio::main]
async fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [address, tasks, today] = args.as_slice() else { return Err("fill_work ADDRESS TASKS TODAY".into()) };
    let (tasks, today): (i64, Date) = (tasks.parse()?, today.parse()?);
    let database = Database::open(address).await?;
    let directory = Directory::of(&database, today).await?;
    let people = directory.people(&database).await?;
    for plan in 0..tasks / TASKS_PER_PLAN {
        directory.plan(&database, plan, today).await?;
    }
    for sql in phases(today) {
        execute(&database, sql).await?;
    }
    match &database {
        Database::Sqlite(pool) => pool.execute("ANALYZE").await.map(drop)?,
        Database::Postgres(pool) => pool.execute("VACUUM ANALYZE").await.map(drop)?,
    }
    database.close().await;
    println!("{people} users, {tasks} tasks, {} assignments", tasks * i64::try_from(LEADS)?);
    Ok(())
}

async fn execute(database: &Database, sql: String) -> Result<()> {
    // Texts of this file and days.
    match database {
        Database::Sqlite(pool) => pool.execute(AssertSqlSafe(sql)).await.map(drop)?,
        Database::Postgres(pool) => pool.execute(AssertSqlSafe(sql)).await.map(drop)?,
    }
    Ok(())
}

/// Provinces, each with its communes.
struct Directory {
    provinces: Vec<(Unit, Vec<Unit>)>,
}

impl Directory {
    async fn of(database: &Database, today: Date) -> Result<Self> {
        let mut tx = database.read().await?;
        let all = units::all(&mut tx, today).await?;
        let mut provinces: Vec<(Unit, Vec<Unit>)> =
            all.iter().filter(|unit| unit.kind == "province").map(|unit| (unit.clone(), vec![])).collect();
        let count = provinces.len();
        for unit in all.into_iter().filter(|unit| unit.kind == "commune") {
            // As the directory of the bench deals communes out.
            let number: usize = unit.code.parse()?;
            if let Some((_, communes)) = provinces.get_mut((number - 1) % count) {
                communes.push(unit);
            }
        }
        Ok(Self { provinces })
    }

    /// An officer and a head in every commune, a focal point and a leader in every province; nobody can sign in as one of them.
    async fn people(&self, database: &Database) -> Result<i64> {
        let mut tx = database.write().await?;
        let mut count = 0;
        for (province, communes) in &self.provinces {
            let above = [(Role::FocalPoint, province), (Role::Leader, province)];
            let below = communes.iter().flat_map(|unit| [(Role::UnitOfficer, unit), (Role::UnitHead, unit)]);
            for (role, unit) in above.into_iter().chain(below) {
                let user = users::add(&mut tx, ACTOR, &format!("viec{count}"), "Nguyễn Văn An", "không có mật khẩu").await?;
                users::add_post(&mut tx, ACTOR, user, Some(unit.id), role, date(2025, 7, 1)).await?;
                count += 1;
            }
        }
        tx.commit().await?;
        Ok(count)
    }

    async fn plan(&self, database: &Database, number: i64, today: Date) -> Result<()> {
        let (province, communes) = &self.provinces[usize::try_from(number)? % self.provinces.len()];
        let mut tx = database.write().await?;
        let intake = intakes::create(&mut tx, ACTOR, NewIntake { origin: "plan", title: "Kế hoạch", files_of: None }).await?;
        let document = DocumentBlock {
            kind: Some("Kế hoạch".to_owned()),
            number: Some(format!("{}/KH-UBND", number + 1)),
            issuer: Some(province.name.clone()),
            issued_on: Some(ISSUED),
            ..DocumentBlock::default()
        };
        let plan = NewPlan {
            document: &document,
            title: "Chuyển đổi số năm 2026",
            issuer_unit_id: Some(province.id),
            state: "issued",
            origin: "plan",
            intake,
            sha256: &format!("{number:064x}"),
            compiled_json: "{}".to_owned(),
        };
        let plan = plans::insert(&mut tx, ACTOR, plan).await?;
        let rows: Vec<(String, Task, Vec<usize>)> = (0..TASKS_PER_PLAN).map(|at| drawn(number, at, communes.len(), today)).collect();
        let accepted: Vec<AcceptedTask<'_>> =
            (0_i64..).zip(&rows).map(|(position, (key, task, _))| AcceptedTask { position, key, task }).collect();
        tasks::insert_all(&mut tx, plan, &accepted).await?;
        let keys = tasks::keys(&mut tx, plan).await?;
        let (mut agencies, mut new) = (Vec::new(), Vec::new());
        for (key, (_, task, leads)) in keys.iter().zip(&rows) {
            let leads: Vec<&Unit> = leads.iter().map(|at| &communes[*at]).collect();
            agencies.push((
                key.id,
                leads.iter().map(|unit| NamedAgency { role: "lead", name: &unit.name, meant: Meant::Unit(unit.id) }).collect(),
            ));
            let due = task.deadline.as_ref().and_then(|deadline| deadline.due);
            new.extend(leads.iter().map(|unit| NewAssignment {
                task_id: key.id,
                unit_id: Some(unit.id),
                unit_name: Some(unit.name.clone()),
                due,
            }));
        }
        tasks::insert_units(&mut tx, &agencies).await?;
        assignments::insert_all(&mut tx, &new).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// A task with the places of its leads among the communes.
fn drawn(plan: i64, at: i64, communes: usize, today: Date) -> (String, Task, Vec<usize>) {
    let drawn = usize::try_from(plan * TASKS_PER_PLAN + at).unwrap_or_default().wrapping_mul(2_654_435_761) >> 7;
    let due = today.saturating_add((i64::try_from(drawn % 400).unwrap_or_default() - 200).days());
    let deadline = (!drawn.is_multiple_of(33)).then(|| Deadline {
        text: Some(format!("{}/{}", due.month(), due.year())),
        kind: Some(DeadlineKind::By),
        start: None,
        due: Some(due),
        then_continuous: false,
        every_months: None,
        in_month: None,
    });
    let name = format!("{} {} số {}", VERBS[drawn % VERBS.len()], THINGS[drawn / 8 % THINGS.len()], at + 1);
    let task = Task {
        no: Some((at + 1).to_string()),
        section: Some("I".to_owned()),
        section_title: Some("Hạ tầng số".to_owned()),
        name,
        lead: vec!["Ủy ban nhân dân các xã".to_owned()],
        coordinating: vec![],
        product: Some(PRODUCTS[drawn / 80 % PRODUCTS.len()].to_owned()),
        deadline,
        budget_million_vnd: None,
        budget_lines: vec![],
        related_indicators: vec![],
        note: None,
        confidence: Confidence::new(),
        span: Span { file: 0, text: String::new(), place: Place::Lines { line: 1, column: 1, end_line: 1, end_column: 1 } },
    };
    let leads = (0..LEADS).map(|step| (drawn + step * 7) % communes).collect();
    (format!("{at:032x}"), task, leads)
}

/// What has been done of it by today: most of what was due, some of it late; results that wait, were returned or stopped.
fn phases(today: Date) -> Vec<String> {
    let week = today.saturating_add((-7_i64).days());
    let day = |days: i64| today.saturating_add(days.days());
    vec![
        format!(
            "UPDATE assignments SET phase = 'done', percent = 100, completed_on = original_due, started_on = '2026-02-01', submitted_on = original_due, evidence = '57/QĐ-UBND' WHERE original_due < '{today}' AND id % 10 < 7"
        ),
        format!(
            "UPDATE assignments SET phase = 'done', percent = 100, completed_on = '{week}', started_on = '2026-02-01', submitted_on = '{week}' WHERE original_due < '{}' AND id % 10 = 7",
            day(-20)
        ),
        format!(
            "UPDATE assignments SET phase = 'waiting', percent = 90, submitted_on = '{week}', started_on = '2026-02-01' WHERE phase = 'open' AND id % 50 = 9"
        ),
        format!(
            "UPDATE assignments SET phase = 'returned', percent = 90, submitted_on = '{week}', returned_on = '{week}', return_reason = 'Thiếu phụ lục' WHERE phase = 'open' AND id % 90 = 8"
        ),
        format!(
            "UPDATE assignments SET phase = 'stopped', stopped_on = '{week}', stopped_by = '15/UBND-VX' WHERE phase = 'open' AND id % 97 = 3"
        ),
        "UPDATE assignments SET percent = id % 90, started_on = '2026-02-01' WHERE phase = 'open' AND id % 3 = 0".to_owned(),
        format!(
            "INSERT INTO completions (assignment_id, state, words, asked_on, asked_by, sent_on, sent_by, answer_due) SELECT a.id, 'sent', 'Đã làm xong', '{week}', (SELECT MIN(p.user_id) FROM posts p WHERE p.unit_id = a.unit_id), '{week}', (SELECT MAX(p.user_id) FROM posts p WHERE p.unit_id = a.unit_id), '{}' FROM assignments a WHERE a.phase = 'waiting'",
            day(1)
        ),
        format!(
            "INSERT INTO completions (assignment_id, state, words, asked_on, asked_by) SELECT a.id, 'asked', 'Đã làm xong', '{week}', (SELECT MIN(p.user_id) FROM posts p WHERE p.unit_id = a.unit_id) FROM assignments a WHERE a.phase = 'open' AND a.id % 61 = 5"
        ),
        format!(
            "INSERT INTO extensions (assignment_id, state, due_before, due_asked, reason, asked_on, asked_by) SELECT a.id, 'asked', a.current_due, '2027-12-31', 'Chậm vốn', '{week}', (SELECT MIN(p.user_id) FROM posts p WHERE p.unit_id = a.unit_id) FROM assignments a WHERE a.phase = 'open' AND a.current_due BETWEEN '{today}' AND '{}' AND a.id % 71 = 5",
            day(60)
        ),
    ]
}
