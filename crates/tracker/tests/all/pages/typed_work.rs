//! Work that no plan brought, typed in a form: what is saved, what is refused, what joins a document that is known.

use axum::http::StatusCode;
use roviec_tracker::domain::Role;
use roviec_tracker::store::assignments::{self, Step};
use roviec_tracker::store::audit::{self, Actor};
use roviec_tracker::store::live_work::Live;
use roviec_tracker::store::{intakes, plans, tasks};

use super::app::location;
use crate::support::{AS_OF, Answer, NOBODY, Sent, TODAY, TestApp, upload, writing};

const LETTER: [(&str, &str); 5] = [
    ("kind", "Công văn"),
    ("number", "Số 123/UBND-VX"),
    ("issued-on", "05/11/2026"),
    ("issuer", "UBND tỉnh Bình Minh"),
    ("title", "Rà soát hồ sơ <tồn đọng>"),
];
const TASK: [(&str, &str); 5] = [
    ("name-0", "Lập danh sách hồ sơ tồn đọng"),
    ("lead-0", "Sở Y tế"),
    ("coordinating-0", "Sở Nội vụ"),
    ("product-0", "Danh sách"),
    ("deadline-0", "30/11/2026"),
];

struct Desk {
    board: TestApp,
    user: i64,
    cookie: String,
    csrf: String,
}

impl Desk {
    async fn of(role: Role) -> Self {
        let board = TestApp::new().await;
        let user = board.person("nguoidung", Some(role)).await;
        let cookie = board.signed_in("nguoidung").await;
        let csrf = board.get("/tasks", Some(&cookie)).await.csrf();
        Self { board, user, cookie, csrf }
    }

    async fn send(&self, path: &str, fields: &[&[(&str, &str)]]) -> Answer {
        let csrf = [("csrf", self.csrf.as_str())];
        let all: Vec<(&str, &str)> = [&csrf[..]].into_iter().chain(fields.iter().copied()).flatten().copied().collect();
        self.board.post(path, Some(&self.cookie), &all).await
    }

    /// The page that a saved form leads to.
    async fn saved(&self, path: &str, fields: &[&[(&str, &str)]]) -> (String, String) {
        let answer = self.send(path, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let to = location(&answer).to_owned();
        let page = self.board.get(&to, Some(&self.cookie)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        (to, page.text)
    }

    async fn refused(&self, path: &str, fields: &[&[(&str, &str)]]) -> String {
        let answer = self.send(path, fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
        let mut tx = self.board.db.read().await.expect("reads");
        assert_eq!(plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists"), [], "nothing is half done");
        assert_eq!(intakes::open(&mut tx).await.expect("lists"), []);
        answer.text
    }
}

/// The fields with some of them changed.
fn with<'a>(fields: &[(&'a str, &'a str)], changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let changed = |(name, value): &(&'a str, &'a str)| changes.iter().find(|(other, _)| other == name).copied().unwrap_or((name, value));
    fields.iter().map(changed).collect()
}

#[tokio::test]
async fn a_task_of_a_letter_is_given_and_shows_its_document() {
    let desk = Desk::of(Role::FocalPoint).await;
    let (to, page) = desk.saved("/tasks/new", &[&LETTER, &TASK]).await;
    assert!(to.starts_with("/tasks/"));
    for words in ["Lập danh sách hồ sơ tồn đọng", "Công văn 123/UBND-VX ngày 05/11/2026", "Sở Y tế", "30/11/2026", "Theo văn bản"]
    {
        assert!(page.contains(words), "{words} is missing in {page}");
    }
    let list = desk.board.get("/plans", Some(&desk.cookie)).await.text;
    assert!(list.contains("Văn bản giao việc khác") && list.contains("Chưa có kế hoạch nào"));
    let source = desk.board.get("/plans/1?muc=nhiem-vu&dong=1", Some(&desk.cookie)).await.text;
    assert!(source.contains("<mark>1. Lập danh sách hồ sơ tồn đọng"), "{source}");
    let mut tx = desk.board.db.read().await.expect("reads");
    let plan = plans::find(&mut tx, 1, AS_OF).await.expect("is there");
    assert_eq!((plan.origin.as_str(), plan.state.as_str(), plan.issuer_unit_id), ("document", "issued", Some(desk.board.province.top)));
    let file = plans::file(&mut tx, 1, 0).await.expect("the typed text is kept");
    assert!(String::from_utf8_lossy(&file.bytes).contains("\n1. Lập danh sách hồ sơ tồn đọng (chủ trì: Sở Y tế, phối hợp: Sở Nội vụ"));
    let held = assignments::of_task(&mut tx, 1, AS_OF).await.expect("lists");
    assert_eq!((held.len(), held[0].unit_id), (1, Some(desk.board.province.health)));
    assert_eq!(audit::of(&mut tx, "plan", Some(1)).await.expect("lists").len(), 1);
}

#[tokio::test]
async fn a_spoken_directive_needs_no_number_and_no_issuer() {
    let desk = Desk::of(Role::Administrator).await;
    let head = [("kind", "Chỉ đạo trực tiếp"), ("issued-on", "18/11/2026"), ("title", "Chuẩn bị họp báo"), ("number", ""), ("issuer", "")];
    let (_, page) = desk.saved("/tasks/new", &[&head, &with(&TASK, &[("deadline-0", "thường xuyên")])]).await;
    assert!(page.contains("Chỉ đạo trực tiếp ngày 18/11/2026") && page.contains("thường xuyên"));
    assert!(!desk.board.get("/plans", Some(&desk.cookie)).await.text.contains("(dự thảo)"));
}

#[tokio::test]
async fn who_may_not_take_in_is_refused_and_sees_no_button() {
    let desk = Desk::of(Role::UnitHead).await;
    for path in ["/tasks/new", "/tasks/grid"] {
        assert_eq!(desk.board.get(path, Some(&desk.cookie)).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(desk.send(path, &[&LETTER, &TASK]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(!desk.board.get("/tasks", Some(&desk.cookie)).await.text.contains("/tasks/new"));
    let mut tx = desk.board.db.read().await.expect("reads");
    assert_eq!(plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists"), []);
}

#[tokio::test]
async fn a_form_without_its_token_saves_nothing() {
    let desk = Desk::of(Role::FocalPoint).await;
    let answer = desk.board.post("/tasks/new", Some(&desk.cookie), &[&LETTER[..], &TASK[..]].concat()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn every_fault_is_told_at_once_and_nothing_typed_is_lost() {
    let desk = Desk::of(Role::FocalPoint).await;
    let head = with(&LETTER, &[("number", ""), ("issued-on", "31/11/2026")]);
    let page = desk.refused("/tasks/new", &[&head, &with(&TASK, &[("deadline-0", "30/6"), ("name-0", "")])]).await;
    for words in [
        "“31/11/2026” không phải là ngày",
        "công văn phải có số",
        "Nội dung nhiệm vụ: không được để trống",
        "Thời hạn: chưa hiểu “30/6”",
        "value=\"Sở Y tế\"",
        "value=\"Danh sách\"",
        "Rà soát hồ sơ &#60;tồn đọng&#62;",
        "href=\"#deadline-0\"",
    ] {
        assert!(page.contains(words), "{words} is missing in {page}");
    }
}

#[tokio::test]
async fn a_lead_nobody_answers_to_is_refused_with_those_who_may_be_meant() {
    let desk = Desk::of(Role::FocalPoint).await;
    let wrong = with(&TASK, &[("lead-0", "Sở Yte")]);
    let page = desk.refused("/tasks/new", &[&LETTER, &wrong]).await;
    assert!(page.contains("Chưa nhận ra “Sở Yte”; có phải:") && page.contains("value=\"0|Sở Yte|Sở Y tế\""), "{page}");
    assert!(page.contains("Giữ nguyên tên “Sở Yte”, phân đơn vị sau"));
    assert!(page.contains("hiểu là: đến hết ngày 30/11/2026"));

    let chosen = desk.send("/tasks/new", &[&LETTER, &wrong, &[("choose", "0|Sở Yte|Sở Y tế")]]).await;
    assert_eq!(chosen.status, StatusCode::OK);
    assert!(chosen.text.contains("value=\"Sở Y tế\"") && chosen.text.contains("chưa lưu"), "{}", chosen.text);

    let (_, page) = desk.saved("/tasks/new", &[&LETTER, &wrong, &[("keep", "Sở Yte")]]).await;
    assert!(page.contains("Sở Yte") && page.contains("(chưa nhận ra)"));
}

#[tokio::test]
async fn the_same_document_twice_takes_the_new_task_and_keeps_the_old_ones_progress() {
    let desk = Desk::of(Role::FocalPoint).await;
    desk.saved("/tasks/new", &[&LETTER, &TASK]).await;
    let mut tx = writing(&desk.board.db).await;
    let actor = Actor { user: Some(desk.user), ..NOBODY };
    let report = Step::Report { percent: 40, note: "Đã có một nửa".to_owned() };
    let before = assignments::of_task(&mut tx, 1, AS_OF).await.expect("lists");
    assignments::step(&mut tx, actor, before[0].id, TODAY, report).await.expect("is reported");
    tx.commit().await.expect("commits");

    let second = with(&TASK, &[("name-0", "Báo cáo kết quả rà soát"), ("lead-0", "Sở Nội vụ")]);
    // The number as another person types it.
    let head = with(&LETTER, &[("number", "123/UBND-VX"), ("issuer", "Ủy ban nhân dân tỉnh Bình Minh")]);
    let (second_to, page) = desk.saved("/tasks/new", &[&head, &second]).await;
    assert!(page.contains("Báo cáo kết quả rà soát"));
    let third = with(&TASK, &[("name-0", "Công khai danh sách"), ("lead-0", "các xã")]);
    desk.saved("/tasks/new", &[&head, &third]).await;
    // Sent once more by mistake: nothing is added, the same page opens.
    assert_eq!(desk.saved("/tasks/new", &[&head, &second]).await.0, second_to);

    let mut tx = desk.board.db.read().await.expect("reads");
    assert_eq!(plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists").len(), 1);
    let rows = tasks::keys(&mut tx, 1).await.expect("lists");
    assert_eq!(rows.len(), 3);
    assert_eq!(second_to, format!("/tasks/{}", rows[1].id));
    let first = assignments::of_task(&mut tx, 1, AS_OF).await.expect("lists");
    assert_eq!((rows[0].id, first[0].id, first[0].percent), (1, before[0].id, 40));
    assert_eq!(assignments::of_task(&mut tx, rows[2].id, AS_OF).await.expect("lists").len(), 2);
}

/// A form with a file, as a browser sends it.
async fn sent_with(desk: &Desk, fields: &[&[(&str, &str)]], file: (&str, &[u8])) -> Answer {
    let mut parts = vec![Sent::Field("csrf", &desk.csrf)];
    parts.extend(fields.iter().copied().flatten().map(|(name, value)| Sent::Field(name, value)));
    parts.push(Sent::File(file.0, file.1));
    desk.board.ask(upload("/tasks/new", &desk.cookie, &parts)).await
}

#[tokio::test]
async fn the_file_of_a_document_is_kept_behind_the_typed_text() {
    let desk = Desk::of(Role::FocalPoint).await;
    let letter = "Công văn rà soát hồ sơ tồn đọng tại các cơ sở y tế.\n".as_bytes();
    let answer = sent_with(&desk, &[&LETTER, &TASK], ("cong-van.txt", letter)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    // The same document once more, with a further task and an annex.
    let second = with(&TASK, &[("name-0", "Báo cáo kết quả rà soát")]);
    let answer = sent_with(&desk, &[&LETTER, &second], ("phu-luc.txt", b"Bieu mau so 1")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(sent_with(&desk, &[&LETTER, &second], ("", b"")).await.status, StatusCode::SEE_OTHER, "no file is chosen");
    let mut tx = desk.board.db.read().await.expect("reads");
    let names: Vec<String> = plans::files(&mut tx, 1).await.expect("lists").into_iter().map(|file| file.name).collect();
    assert_eq!(names, ["noi-dung-nhap.txt", "cong-van.txt", "phu-luc.txt"]);
    assert_eq!(plans::file(&mut tx, 1, 1).await.expect("is kept").bytes, letter);
    let rows = tasks::keys(&mut tx, 1).await.expect("lists");
    assert_eq!((rows.len(), rows[0].id, plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists").len()), (2, 1, 1));
    let held = assignments::of_task(&mut tx, 1, AS_OF).await.expect("lists");
    assert_eq!((held.len(), held[0].original_due), (1, held[0].current_due));
}

#[tokio::test]
async fn a_file_that_is_not_taken_holds_the_task_back_and_loses_nothing() {
    let desk = Desk::of(Role::FocalPoint).await;
    for (file, words) in
        [(("mat.txt", "MẬT\n\nCông văn số 5".as_bytes()), "mật"), (("anh.png", b"\x89PNG\r\n\x1a\n".as_slice()), "anh.png")]
    {
        let answer = sent_with(&desk, &[&LETTER, &TASK], file).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in [words, "đề nghị chọn lại", "Lập danh sách hồ sơ tồn đọng"] {
            assert!(answer.text.contains(words), "{words} is missing in {}", answer.text);
        }
        let mut tx = desk.board.db.read().await.expect("reads");
        assert_eq!(plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists"), []);
    }
}

#[tokio::test]
async fn a_grid_gives_every_filled_row_and_ignores_the_empty_ones() {
    let desk = Desk::of(Role::FocalPoint).await;
    let second: Vec<(&str, &str)> = vec![("name-3", "Tổng hợp"), ("lead-3", "UBND các xã"), ("deadline-3", "quý I/2027"), ("name-5", " ")];
    let (to, page) = desk.saved("/tasks/grid", &[&LETTER, &TASK, &second]).await;
    assert_eq!(to, "/plans/1");
    assert!(page.contains("2 nhiệm vụ") && page.contains("Tổng hợp"));
}

#[tokio::test]
async fn a_grid_tells_each_fault_in_its_row_and_more_rows_keep_what_was_typed() {
    let desk = Desk::of(Role::FocalPoint).await;
    let second: Vec<(&str, &str)> = vec![("name-3", "Tổng hợp"), ("lead-3", "Sở Nội v"), ("deadline-3", "sớm")];
    let page = desk.refused("/tasks/grid", &[&LETTER, &TASK, &second]).await;
    assert!(page.contains("href=\"#deadline-3\">Dòng 4: Thời hạn: chưa hiểu “sớm”"), "{page}");
    assert!(page.contains("href=\"#lead-3\">Dòng 4: Chưa nhận ra đơn vị chủ trì “Sở Nội v”"));
    assert!(page.contains("id=\"name-3\"") && page.contains("Tổng hợp"));

    let more = desk.send("/tasks/grid", &[&LETTER, &TASK, &second, &[("act", "more")]]).await;
    assert_eq!(more.status, StatusCode::OK);
    assert!(more.text.contains("id=\"name-13\"") && more.text.contains("Tổng hợp") && !more.text.contains("role=\"alert\""));
}

#[tokio::test]
async fn two_hundred_rows_are_taken_and_one_more_is_refused() {
    let desk = Desk::of(Role::FocalPoint).await;
    let rows = |count: usize| -> Vec<(String, String)> {
        (0..count)
            .flat_map(|row| {
                [
                    (format!("name-{row}"), format!("Việc thứ {row}")),
                    (format!("lead-{row}"), "Sở Y tế".to_owned()),
                    (format!("deadline-{row}"), "30/12/2026".to_owned()),
                ]
            })
            .collect()
    };
    let sent = |rows: &[(String, String)]| -> Vec<(String, String)> { rows.to_vec() };
    let over = sent(&rows(201));
    let over: Vec<(&str, &str)> = over.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert!(desk.refused("/tasks/grid", &[&LETTER, &over]).await.contains("không quá 200 nhiệm vụ"));
    let full = rows(200);
    let full: Vec<(&str, &str)> = full.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (_, page) = desk.saved("/tasks/grid", &[&LETTER, &full]).await;
    assert!(page.contains("200 nhiệm vụ"));
}

#[tokio::test]
async fn a_plan_is_not_added_to_from_this_form() {
    let app = super::App::new().await;
    app.board.person("daumoi", Some(Role::FocalPoint)).await;
    let cookie = app.board.signed_in("daumoi").await;
    let csrf = app.board.get("/tasks", Some(&cookie)).await.csrf();
    let head = with(&LETTER, &[("number", "57/KH-UBND"), ("issued-on", "15/01/2026")]);
    let all = [&[("csrf", csrf.as_str())][..], &head, &TASK].concat();
    let answer = app.board.post("/tasks/new", Some(&cookie), &all).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("đã có ở mục Kế hoạch"), "{}", answer.text);
}
