//! The tracking spreadsheet: received, its columns decided, loaded whole or not at all, and never twice.

use axum::http::{StatusCode, header};
use roviec_plan::SourceFile;
use roviec_plan::spreadsheet::{self, Asked};
use roviec_tracker::domain::{AssignmentState, Role};
use roviec_tracker::load_sheet::Outcome;
use roviec_tracker::store::live_work::Live;
use roviec_tracker::store::task_lists::{Slice, TaskFilter, TaskRow};
use roviec_tracker::store::{assignments, audit, plans, sheet_mappings, task_lists};

use super::app::location;
use crate::support::*;

/// A board with one focal point, signed in.
struct Desk {
    app: TestApp,
    cookie: String,
    csrf: String,
}

const ALL: Slice = Slice { offset: 0, limit: 500 };

impl Desk {
    async fn new() -> Self {
        Self::of(Role::FocalPoint).await
    }

    async fn of(role: Role) -> Self {
        let app = TestApp::new().await;
        app.person("daumoi", Some(role)).await;
        let cookie = app.signed_in("daumoi").await;
        let csrf = app.get("/plans", Some(&cookie)).await.csrf();
        Self { app, cookie, csrf }
    }

    async fn send(&self, name: &str, bytes: &[u8]) -> Answer {
        let parts = [Sent::Field("csrf", &self.csrf), Sent::File(name, bytes)];
        self.app.ask(upload("/spreadsheets", &self.cookie, &parts)).await
    }

    /// The address of the page on which the sheet is decided.
    async fn received(&self, name: &str, bytes: &[u8]) -> String {
        location(&self.send(name, bytes).await).to_owned()
    }

    async fn get(&self, path: &str) -> Answer {
        self.app.get(path, Some(&self.cookie)).await
    }

    /// Sends the form of a page as it stands, with some fields changed.
    async fn post(&self, path: &str, page: &str, changed: &[(&str, &str)]) -> Answer {
        let mut fields = form_fields(&self.get(page).await.text);
        for (name, value) in changed {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.app.post(path, Some(&self.cookie), &fields).await
    }

    async fn load(&self, page: &str, changed: &[(&str, &str)]) -> Answer {
        self.post(&format!("{page}/loading"), page, changed).await
    }

    async fn outcome(&self, page: &str) -> Outcome {
        let id = page.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        let mut tx = self.app.db.read().await.expect("a transaction");
        let row = sheet_mappings::find(&mut tx, id).await.expect("is there");
        serde_json::from_str(&row.outcome_json.expect("is loaded")).expect("an outcome")
    }

    async fn tasks(&self) -> Vec<TaskRow> {
        let mut tx = self.app.db.read().await.expect("a transaction");
        task_lists::list(&mut tx, &Live::default(), &TaskFilter { sort: task_lists::TaskSort::Plan, ..TaskFilter::default() }, ALL, AS_OF)
            .await
            .expect("lists")
            .rows
    }

    async fn plans(&self) -> usize {
        let mut tx = self.app.db.read().await.expect("a transaction");
        plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists").len()
    }
}

/// Names and values as a browser would send the page's largest form.
fn form_fields(html: &str) -> Vec<(String, String)> {
    let form = html.split("id=\"bang\"").nth(1).and_then(|rest| rest.split("</form>").next()).expect("the form");
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        rest.split('"').next().map(|value| value.replace("&quot;", "\"").replace("&#38;", "&").replace("&amp;", "&"))
    };
    let mut out = Vec::new();
    for part in form.split('<').skip(1) {
        let tag = part.split('>').next().unwrap_or_default();
        let checked = !tag.contains("type=\"radio\"") || tag.contains(" checked");
        if tag.starts_with("input") && checked {
            out.extend(attribute(tag, "name").map(|name| (name, attribute(tag, "value").unwrap_or_default())));
        } else if tag.starts_with("select") {
            out.extend(attribute(tag, "name").map(|name| (name, String::new())));
        } else if tag.starts_with("option") && tag.contains(" selected") {
            let last = out.last_mut().expect("an option stands in a select");
            last.1 = attribute(tag, "value").unwrap_or_default();
        }
    }
    out
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../samples/{name}", env!("CARGO_MANIFEST_DIR"))).expect("a sample")
}

const DIRTY: &str = "theo-doi-nhiem-vu.xlsx";
const CHOSEN: [(&str, &str); 2] = [("days", "deadline"), ("stopped_by", "15/TB-UBND ngày 02/11/2026")];

#[tokio::test]
async fn a_dirty_sheet_is_shown_as_it_would_be_loaded_with_the_cells_to_mend() {
    let desk = Desk::new().await;
    let at = desk.received("Theo dõi 2026.xlsx", &sample(DIRTY)).await;
    assert_eq!(at, "/spreadsheets/1");
    let page = desk.get(&at).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in
        ["trang ẩn", "Rà soát vùng lõm sóng", "31/4/2026", "B20", "Cơ bản xong", "thời hạn lấy 30/06/2026", "2 tiêu đề nhóm", "dòng cộng"]
    {
        assert!(page.text.contains(words), "{words}");
    }
    let fields = form_fields(&page.text);
    let of = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!((of("column0"), of("column7"), of("column12"), of("year")), (Some("number"), Some("deadline"), Some(""), Some("2026")));
    assert_eq!(of("title"), Some("BẢNG THEO DÕI NHIỆM VỤ CHUYỂN ĐỔI SỐ NĂM 2026"));
    assert!(page.text.contains("chắc chắn") && !page.text.contains("(1) ·"));
    assert_eq!((desk.plans().await, desk.tasks().await.len()), (0, 0));
}

#[tokio::test]
async fn nothing_is_loaded_until_a_person_says_which_day_counts() {
    let desk = Desk::new().await;
    let at = desk.received("a.xlsx", &sample(DIRTY)).await;
    let refused = desk.load(&at, &[]).await;
    assert!(
        refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("nhiệm vụ ghi đã hoàn thành nhưng không có ngày"),
        "{}",
        refused.text
    );
    let refused = desk.load(&at, &[("days", "deadline")]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("văn bản cho dừng"));
    let refused = desk.load(&at, &[("days", "day"), ("day", "31/4/2026"), ("stopped_by", "15/TB-UBND")]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("chưa đúng"));
    assert_eq!((desk.plans().await, desk.tasks().await.len()), (0, 0));
}

#[tokio::test]
async fn good_rows_become_tasks_with_their_progress() {
    let desk = Desk::new().await;
    let at = desk.received("a.xlsx", &sample(DIRTY)).await;
    assert_eq!(location(&desk.load(&at, &CHOSEN).await), at);
    let tasks = desk.tasks().await;
    assert_eq!(tasks.len(), 14);
    let state = |number: &str| tasks.iter().find(|task| task.number.as_deref() == Some(number)).map(|task| (task.state, task.percent));
    assert_eq!(state("1"), Some((AssignmentState::DoneOnTime, 100)));
    assert_eq!(state("2"), Some((AssignmentState::Overdue, 80)));
    assert_eq!(state("3"), Some((AssignmentState::DoneLate, 100)));
    assert_eq!(state("7"), Some((AssignmentState::DoneOnTime, 100)));
    assert_eq!(state("9"), Some((AssignmentState::Stopped, 0)));
    assert_eq!(state("15"), Some((AssignmentState::Open, 0)));
    let mut tx = desk.app.db.read().await.expect("a transaction");
    let plan = plans::find(&mut tx, tasks[0].plan_id, AS_OF).await.expect("is there");
    assert_eq!(plan.title, "BẢNG THEO DÕI NHIỆM VỤ CHUYỂN ĐỔI SỐ NĂM 2026");
    let notes = assignments::notes_of_task(&mut tx, tasks[1].id).await.expect("lists");
    assert_eq!((notes[0].note.as_str(), notes[0].written_on), ("Đã xong 9 trên 12 xã", TODAY));
    assert_eq!(
        audit::of(&mut tx, "spreadsheet", Some(1)).await.expect("lists").last().map(|entry| entry.action.clone()).as_deref(),
        Some("spreadsheet-loaded")
    );
    drop(tx);
    let page = desk.get(&at).await;
    let source = desk.get(&format!("/plans/{}?muc=nhiem-vu&dong=1", tasks[0].plan_id)).await;
    assert!(!source.text.contains("Không hiện được văn bản") && source.text.contains("Lãnh đạo theo dõi"), "{}", source.text);
    assert!(!source.text.contains("Không tìm lại được chỗ này"));
    assert!(page.text.contains("14 nhiệm vụ mới") && page.text.contains("/agencies"), "{}", page.text);
}

#[tokio::test]
async fn the_same_sheet_again_doubles_nothing() {
    let desk = Desk::new().await;
    let bytes = sample(DIRTY);
    let first = desk.received("a.xlsx", &bytes).await;
    assert_eq!(location(&desk.load(&first, &CHOSEN).await), first);
    let before = desk.tasks().await;
    let again = desk.received("b.xlsx", &bytes).await;
    let fields = form_fields(&desk.get(&again).await.text);
    assert!(fields.contains(&("plan".to_owned(), before[0].plan_id.to_string())), "{fields:?}");
    assert_eq!(location(&desk.load(&again, &CHOSEN).await), again);
    let outcome = desk.outcome(&again).await;
    assert_eq!((outcome.added, outcome.matched, outcome.steps, outcome.differing.len()), (0, 14, 0, 0), "{outcome:?}");
    let as_new = desk.received("c.xlsx", &bytes).await;
    assert_eq!(location(&desk.load(&as_new, &[CHOSEN[0], CHOSEN[1], ("plan", "")]).await), as_new);
    assert_eq!((desk.tasks().await, desk.plans().await), (before, 1));
}

#[tokio::test]
async fn a_sheet_of_next_month_updates_progress_and_adds_its_new_rows() {
    let head = "TT;Nhiệm vụ;Đơn vị chủ trì;Thời hạn;Trạng thái;Tỷ lệ (%);Ngày hoàn thành;Ghi chú\n";
    let june = format!(
        "{head}1;Lập tổ công nghệ số;Sở Y tế;31/12/2026;Đang thực hiện;40%;;Đã có 3 tổ\n2;Rà soát thiết bị;Sở Nội vụ;31/12/2026;Chưa thực hiện;;;\n"
    );
    let july = format!(
        "{head}1;Lập tổ công nghệ số;Sở Y tế;31/12/2026;Hoàn thành;100%;10/11/2026;Đủ 9 tổ\n2;Rà soát thiết bị;Sở Nội vụ;30/6/2027;Đang thực hiện;20%;;\n3;Tập huấn;Sở Y tế;31/12/2026;Đang thực hiện;10%;;\n"
    );
    let desk = Desk::new().await;
    let first = desk.received("thang-10.csv", june.as_bytes()).await;
    desk.load(&first, &[]).await;
    assert_eq!(desk.tasks().await.len(), 2);
    let next = desk.received("thang-11.csv", july.as_bytes()).await;
    let page = desk.get(&next).await;
    assert!(page.text.contains("2 dòng khớp") && page.text.contains("3. Tập huấn"), "{}", page.text);
    assert_eq!(location(&desk.load(&next, &[]).await), next);
    let outcome = desk.outcome(&next).await;
    assert_eq!((outcome.added, outcome.matched, outcome.left_out.len()), (1, 2, 0));
    let tasks = desk.tasks().await;
    let seen: Vec<_> = tasks.iter().map(|task| (task.number.as_deref(), task.state, task.percent)).collect();
    let (done, open) = (AssignmentState::DoneOnTime, AssignmentState::Open);
    assert_eq!(seen, [(Some("1"), done, 100), (Some("2"), open, 20), (Some("3"), open, 10)]);
    // A deadline moves only with a document, not with a cell.
    assert_eq!(tasks[1].due, Some(jiff::civil::date(2026, 12, 31)));
    // The first file once more: nothing goes back.
    let back = desk.received("thang-10.csv", june.as_bytes()).await;
    desk.load(&back, &[]).await;
    let outcome = desk.outcome(&back).await;
    assert_eq!((outcome.added, outcome.differing.len(), desk.tasks().await.len()), (0, 1, 3), "{outcome:?}");
}

#[tokio::test]
async fn progress_goes_to_the_tasks_of_a_plan_that_was_issued() {
    let desk = Desk::new().await;
    let mut tx = writing(&desk.app.db).await;
    let rows = vec![task("1", "Lập tổ công nghệ số", &["Sở Y tế"], Some(TODAY)), task("2", "Rà soát", &["Sở Nội vụ"], Some(TODAY))];
    let plan = plan_of(&imported(&mut tx, &compiled("12/KH-UBND", FILE, rows, vec![]), FILE).await);
    tx.commit().await.expect("commits");
    let sheet = "TT;Nhiệm vụ;Đơn vị chủ trì;Trạng thái;Tỷ lệ (%)\n1;Lập tổ công nghệ số;Sở Y tế;Đang thực hiện;70%\n9;Việc ngoài kế hoạch;Sở Y tế;Đang thực hiện;5%\n";
    let at = desk.received("a.csv", sheet.as_bytes()).await;
    let page = desk.get(&at).await;
    assert!(page.text.contains("1 dòng khớp") && page.text.contains("không đưa vào"), "{}", page.text);
    desk.load(&at, &[]).await;
    let outcome = desk.outcome(&at).await;
    assert_eq!(
        (outcome.plan, outcome.matched, outcome.steps, outcome.left_out.as_slice()),
        (plan, 1, 1, ["9. Việc ngoài kế hoạch".to_owned()].as_slice())
    );
    assert_eq!(desk.tasks().await.iter().map(|task| task.percent).collect::<Vec<_>>(), [70, 0]);
}

#[tokio::test]
async fn columns_decided_once_are_remembered_for_the_same_header() {
    let desk = Desk::new().await;
    let sheet = |name: &str| format!("Mã;Việc gì;Ai;Bao giờ\n1;{name};Sở Y tế;30/6/2027\n");
    let first = desk.received("a.csv", sheet("Lập tổ công nghệ số").as_bytes()).await;
    let columns = [("column0", "number"), ("column1", "name"), ("column2", "lead"), ("column3", "deadline")];
    let header = [("header_first", "1"), ("header_last", "1")];
    desk.post(&format!("{first}/mapping"), &first, &header).await;
    desk.post(&format!("{first}/mapping"), &first, &columns).await;
    assert_eq!(location(&desk.load(&first, &[]).await), first);
    assert_eq!(desk.tasks().await.len(), 1);
    let next = desk.received("b.csv", sheet("Rà soát thiết bị của trạm y tế").as_bytes()).await;
    desk.post(&format!("{next}/mapping"), &next, &header).await;
    let fields = form_fields(&desk.get(&next).await.text);
    assert!(fields.contains(&("column1".to_owned(), "name".to_owned())), "{fields:?}");
}

#[tokio::test]
async fn what_was_not_seen_is_not_loaded() {
    let desk = Desk::new().await;
    let at = desk.received("a.csv", &sample("theo-doi-xa.csv")).await;
    let refused = desk.load(&at, &[("column9", "")]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("vừa được đổi"), "{}", refused.text);
    assert_eq!(desk.plans().await, 0);
    assert_eq!(location(&desk.load(&at, &[]).await), at);
    assert_eq!(desk.tasks().await.len(), 5);
}

#[tokio::test]
async fn the_file_comes_back_with_its_bad_cells_marked() {
    let desk = Desk::new().await;
    let at = desk.received("Theo dõi.xlsx", &sample(DIRTY)).await;
    let parts = self::marked(&desk, &at).await;
    assert!(parts.0.contains("filename*=UTF-8''Theo%20d%C3%B5i%20%28c%E1%BA%A7n%20s%E1%BB%ADa%29.xlsx"), "{}", parts.0);
    let csv = desk.received("xa.csv", &sample("theo-doi-xa.csv")).await;
    let answer = desk.get(&format!("{csv}/marked")).await;
    assert!(answer.text.contains("Rõ Việc: cần sửa") && answer.header(header::CONTENT_TYPE) == "text/csv");
}

async fn marked(desk: &Desk, at: &str) -> (String, StatusCode) {
    let answer = desk.get(&format!("{at}/marked")).await;
    assert!(answer.text.starts_with("PK"), "a workbook");
    (answer.header(header::CONTENT_DISPOSITION).to_owned(), answer.status)
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_with_its_sentence_and_not_kept() {
    let desk = Desk::new().await;
    for (name, bytes, says) in [
        ("kh.xlsx", sample("dong-phu-xa.docx"), "không phải bảng tính"),
        ("cut.xlsx", sample(DIRTY)[..3000].to_vec(), "hỏng"),
        ("mat.csv", "TỐI MẬT;;\nTT;Nhiệm vụ;Chủ trì\n".into(), "độ mật"),
        ("rong.csv", vec![], "trống"),
    ] {
        let refused = desk.send(name, &bytes).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains(says), "{name}: {}", refused.text);
    }
    let mut tx = desk.app.db.read().await.expect("a transaction");
    assert!(sheet_mappings::find(&mut tx, 1).await.is_err());
}

#[tokio::test]
async fn a_sheet_that_is_dropped_is_gone() {
    let desk = Desk::new().await;
    let at = desk.received("xa.csv", &sample("theo-doi-xa.csv")).await;
    let answer = desk.app.post(&format!("{at}/removal"), Some(&desk.cookie), &[("csrf", &desk.csrf)]).await;
    assert_eq!(location(&answer), "/spreadsheets/new");
    assert_eq!(desk.get(&at).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_those_who_take_documents_in_load_spreadsheets() {
    let desk = Desk::of(Role::UnitOfficer).await;
    let mut tx = writing(&desk.app.db).await;
    let user = person(&mut tx, "khac", Role::FocalPoint, None).await;
    let actor = roviec_tracker::store::audit::Actor { user: Some(user), at: 1, ..NOBODY };
    sheet_mappings::receive(&mut tx, actor, ("a.csv", &"0".repeat(64)), b"TT;Nhi", "{}").await.expect("is kept");
    tx.commit().await.expect("commits");
    for path in ["/spreadsheets/new", "/spreadsheets/1", "/spreadsheets/1/marked"] {
        assert_eq!(desk.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(desk.send("a.csv", &sample("theo-doi-xa.csv")).await.status, StatusCode::FORBIDDEN);
    for path in ["/spreadsheets/1/mapping", "/spreadsheets/1/loading", "/spreadsheets/1/removal"] {
        let answer = desk.app.post(path, Some(&desk.cookie), &[("csrf", &desk.csrf), ("days", "deadline")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let other = Desk::new().await;
    let at = other.received("xa.csv", &sample("theo-doi-xa.csv")).await;
    let forged = other.app.post(&format!("{at}/loading"), Some(&other.cookie), &[("csrf", "khác")]).await;
    assert_eq!((forged.status, other.plans().await), (StatusCode::FORBIDDEN, 0));
}

/// What the page reads is what the compiler's own function reads.
#[tokio::test]
async fn the_reading_process_answers_as_the_compiler_does() {
    let desk = Desk::new().await;
    let bytes = sample(DIRTY);
    let asked = Asked { today: Some(TODAY), ..Asked::default() };
    let there = desk.app.state.reader.sheet(&bytes, "a.xlsx", asked.clone()).await.expect("is read");
    let here = spreadsheet::read(SourceFile { name: "a.xlsx", bytes: &bytes }, &asked, roviec_plan::Limits::default()).expect("is read");
    assert_eq!(there, here);
}
