//! Taking files in: what is kept, what is refused with which sentence, and who may.

use axum::http::StatusCode;
use roviec_tracker::domain::Role;
use roviec_tracker::reader::Limits;
use roviec_tracker::store::audit;
use roviec_tracker::store::intakes::{self, IntakeFile, IntakeRow, NewIntake};
use roviec_tracker::{Config, reading};

use super::app::location;
use crate::support::reader::faulty;
use crate::support::*;

/// A file with its name.
type Named<'a> = (&'a str, &'a [u8]);

/// A board with one focal point, signed in.
struct Desk {
    app: TestApp,
    cookie: String,
    csrf: String,
}

impl Desk {
    async fn new() -> Self {
        Self::on(TestApp::new().await, Role::FocalPoint).await
    }

    async fn on(app: TestApp, role: Role) -> Self {
        app.person("daumoi", Some(role)).await;
        let cookie = app.signed_in("daumoi").await;
        let csrf = app.get("/plans", Some(&cookie)).await.csrf();
        Self { app, cookie, csrf }
    }

    async fn send(&self, parts: &[Sent<'_>]) -> Answer {
        let answer = self.app.ask(upload("/intakes", &self.cookie, parts)).await;
        self.app.state.readings.ended(1).await;
        answer
    }

    /// The token first, as the page has it.
    async fn take_in(&self, files: &[(&str, &[u8])]) -> Answer {
        let mut parts = vec![Sent::Field("csrf", &self.csrf)];
        parts.extend(files.iter().map(|(name, bytes)| Sent::File(name, bytes)));
        self.send(&parts).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.app.get(path, Some(&self.cookie)).await
    }

    async fn intake(&self) -> (IntakeRow, Vec<IntakeFile>) {
        let mut tx = self.app.db.read().await.expect("a transaction");
        let row = intakes::find(&mut tx, 1).await.expect("an intake");
        (row, intakes::files(&mut tx, 1).await.expect("its files"))
    }

    async fn nothing_is_taken_in(&self) {
        let mut tx = self.app.db.read().await.expect("a transaction");
        assert!(intakes::open(&mut tx).await.expect("intakes").is_empty());
    }

    /// The sentence of an intake that failed, as its page shows it; nothing of its files is kept.
    async fn failure(&self, files: &[(&str, &[u8])]) -> String {
        assert_eq!(location(&self.take_in(files).await), "/intakes/1");
        let (row, kept) = self.intake().await;
        assert_eq!((row.state.as_str(), kept.len()), ("failed", 0));
        let page = self.get("/intakes/1").await;
        let sentence = row.failure.expect("a failed intake has a sentence");
        assert!(page.status == StatusCode::OK && page.text.contains(&sentence) && page.text.contains("/intakes/new"), "{}", page.text);
        sentence
    }
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../samples/{name}", env!("CARGO_MANIFEST_DIR"))).expect("a sample")
}

#[tokio::test]
async fn a_plan_that_is_read_goes_to_review_with_its_bytes() {
    let desk = Desk::new().await;
    let bytes = sample("dong-phu-xa.docx");
    assert_eq!(location(&desk.take_in(&[("Kế hoạch 12.docx", &bytes)]).await), "/intakes/1");
    let (row, _) = desk.intake().await;
    assert_eq!((row.state.as_str(), row.title.as_str()), ("review", "Kế hoạch 12.docx"));
    let mut tx = desk.app.db.read().await.expect("a transaction");
    assert!(intakes::file(&mut tx, 1, 0).await.expect("the file").bytes == bytes);
    assert!(!intakes::base(&mut tx, 1).await.expect("a plan").plan.tasks.is_empty());
    drop(tx);
    assert_eq!(desk.get("/intakes/1").await.status, StatusCode::OK);
    assert!(desk.get("/plans").await.text.contains("Kế hoạch 12.docx"), "it can be found again");
}

#[tokio::test]
async fn several_files_are_one_plan_in_the_order_they_were_chosen() {
    let desk = Desk::new().await;
    let (body, annex) = (sample("dong-phu-xa.pdf"), sample("tan-hoa-xa.txt"));
    desk.take_in(&[("thân.pdf", &body), ("", b""), ("../phụ lục.txt", &annex)]).await;
    let (row, files) = desk.intake().await;
    assert_eq!((row.state.as_str(), row.title.as_str()), ("review", "thân.pdf, phụ lục.txt"));
    let names: Vec<(&str, i64)> = files.iter().map(|file| (file.name.as_str(), file.size)).collect();
    assert_eq!(names, [("thân.pdf", body.len() as i64), ("phụ lục.txt", annex.len() as i64)]);
}

#[tokio::test]
async fn only_who_may_take_in_is_let_near() {
    let desk = Desk::on(TestApp::new().await, Role::Leader).await;
    assert!(!desk.get("/plans").await.text.contains("/intakes/new"));
    for page in ["/intakes/new", "/intakes/1"] {
        assert_eq!(desk.get(page).await.status, StatusCode::FORBIDDEN, "{page}");
    }
    assert_eq!(desk.take_in(&[("a.docx", &sample("dong-phu-xa.docx"))]).await.status, StatusCode::FORBIDDEN);
    let cancelled = desk.app.post("/intakes/1/cancellation", Some(&desk.cookie), &[("csrf", &desk.csrf)]).await;
    assert_eq!(cancelled.status, StatusCode::FORBIDDEN);
    desk.nothing_is_taken_in().await;
}

#[tokio::test]
async fn without_the_token_in_front_no_file_is_taken() {
    let desk = Desk::new().await;
    let file = || Sent::File("a.txt", b"KE HOACH");
    let attempts = [
        vec![file()],
        vec![Sent::Field("csrf", "x"), file()],
        vec![file(), Sent::Field("csrf", &desk.csrf)],
        vec![Sent::Field("draft", "1"), Sent::Field("csrf", &desk.csrf), file()],
    ];
    for parts in attempts {
        assert_eq!(desk.send(&parts).await.status, StatusCode::FORBIDDEN);
    }
    desk.nothing_is_taken_in().await;
}

#[tokio::test]
async fn too_much_too_many_and_nothing_get_their_sentence_beside_the_form() {
    let desk = Desk::on(TestApp::with(Config { upload_bytes: 1 << 20, ..Config::default() }).await, Role::FocalPoint).await;
    let large = vec![b'a'; (1 << 20) + 1];
    let many: Vec<Named<'_>> = (0..21).map(|_| ("a.txt", b"x".as_slice())).collect();
    let one: &[Named<'_>] = &[("a.txt", &large)];
    for (files, says) in [(one, "lớn hơn 1 MB"), (&many, "tối đa 20 tệp"), (&[("", b"")], "Chưa chọn tệp nào")] {
        let answer = desk.take_in(files).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text.contains(says), "{says}: {}", answer.text);
        assert!(answer.text.contains("action=\"/intakes\""), "the form is there again");
    }
    desk.nothing_is_taken_in().await;
}

#[tokio::test]
async fn a_form_that_breaks_off_is_refused() {
    let desk = Desk::new().await;
    let whole = upload("/intakes", &desk.cookie, &[Sent::Field("csrf", &desk.csrf), Sent::File("a.txt", &[b'a'; 5_000])]);
    let (parts, body) = whole.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
    let cut = axum::http::Request::from_parts(parts, axum::body::Body::from(bytes.slice(..2_000)));
    let answer = desk.app.ask(cut).await;
    assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text.contains("Không nhận được đủ"), "{}", answer.text);
    desk.nothing_is_taken_in().await;
}

#[tokio::test]
async fn a_damaged_file_fails_with_what_to_do() {
    let desk = Desk::new().await;
    let bytes = sample("dong-phu-xa.docx");
    let sentence = desk.failure(&[("a.docx", &bytes[..bytes.len() / 2])]).await;
    assert!(sentence.starts_with("Tệp bị hỏng") && sentence.contains("hãy "), "{sentence}");
}

#[tokio::test]
async fn of_several_files_the_bad_one_is_named() {
    let desk = Desk::new().await;
    let sentence = desk.failure(&[("thân.txt", &sample("tan-hoa-xa.txt")), ("phụ lục.pdf", b"%PDF-1.7\n%%EOF")]).await;
    assert!(sentence.starts_with("Tệp phụ lục.pdf: "), "{sentence}");
}

#[tokio::test]
async fn a_document_with_a_secrecy_mark_is_refused_and_not_kept() {
    let desk = Desk::new().await;
    let text = format!("MẬT\n\n{}", String::from_utf8_lossy(&sample("tan-hoa-xa.txt")));
    let sentence = desk.failure(&[("ke-hoach-dac-biet.txt", text.as_bytes())]).await;
    assert!(sentence.contains("MẬT") && sentence.contains("không có gì được lưu lại"), "{sentence}");
    let mut tx = desk.app.db.read().await.expect("a transaction");
    assert!(intakes::base(&mut tx, 1).await.is_err());
    assert_eq!(intakes::find(&mut tx, 1).await.expect("is there").title, "Văn bản có dấu chỉ độ mật");
    let entries = audit::of(&mut tx, "intake", Some(1)).await.expect("lists");
    assert!(!format!("{entries:?}").contains("ke-hoach-dac-biet"), "{entries:?}");
}

#[tokio::test]
async fn a_text_that_is_no_plan_is_told_apart() {
    let sentence = Desk::new().await.failure(&[("a.txt", "Danh sách đi ăn trưa\n\nAn, Bình, Chi\n".as_bytes())]).await;
    assert!(sentence.contains("Không tìm thấy") && sentence.contains("Hãy "), "{sentence}");
}

#[tokio::test]
async fn a_reader_that_breaks_fails_the_intake_and_nothing_else() {
    let app = TestApp::reading_by(Config::default(), faulty("panic", Limits::default())).await;
    let desk = Desk::on(app, Role::FocalPoint).await;
    let sentence = desk.failure(&[("a.docx", &sample("dong-phu-xa.docx"))]).await;
    assert!(sentence.contains("chương trình gặp lỗi") || sentence.contains("Chương trình gặp lỗi"), "{sentence}");
    assert_eq!(desk.get("/plans").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_reading_shows_that_it_goes_on_and_can_be_cancelled() {
    let app = TestApp::reading_by(Config::default(), faulty("hang", Limits::default())).await;
    let desk = Desk::on(app, Role::FocalPoint).await;
    let parts = [Sent::Field("csrf", &desk.csrf), Sent::File("a.docx", b"PK\x03\x04")];
    assert_eq!(location(&desk.app.ask(upload("/intakes", &desk.cookie, &parts)).await), "/intakes/1");
    let page = desk.get("/intakes/1").await;
    assert!(page.text.contains("Đang bắt đầu đọc") && page.text.contains("http-equiv=\"refresh\""), "{}", page.text);
    let forged = desk.app.post("/intakes/1/cancellation", Some(&desk.cookie), &[("csrf", "x")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let cancelled = desk.app.post("/intakes/1/cancellation", Some(&desk.cookie), &[("csrf", &desk.csrf)]).await;
    assert_eq!(location(&cancelled), "/intakes/1");
    desk.app.state.readings.ended(1).await;
    assert_eq!(desk.intake().await.0.state, "cancelled");
    assert!(desk.get("/intakes/1").await.text.contains("Đã hủy việc đọc"));
}

#[tokio::test]
async fn what_a_stop_of_the_program_cut_off_is_failed_when_it_starts_again() {
    let desk = Desk::new().await;
    let mut tx = writing(&desk.app.db).await;
    intakes::create(&mut tx, NOBODY, NewIntake { origin: "plan", title: "a.docx", files_of: None }).await.expect("an intake");
    tx.commit().await.expect("commits");
    assert!(desk.get("/intakes/1").await.text.contains("đã dừng giữa chừng"), "nobody reads it");
    assert_eq!(reading::end_cut_off(&desk.app.db, NOBODY, desk.app.state.tries()).await.expect("the database answers"), 1);
    assert!(desk.get("/intakes/1").await.text.contains("đề nghị tải tệp lên lại"));
}
