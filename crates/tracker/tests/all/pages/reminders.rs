//! Reminders on the board: the digest, the rules of a plan, texts, calls, letters, mails that are stuck, one's own calendar.

use axum::http::{StatusCode, header};
use roviec_tracker::domain::Role;
use roviec_tracker::domain::as_of::days_after;
use roviec_tracker::reminding::{self, Reminding};
use roviec_tracker::store::audit;
use roviec_tracker::store::users::{self, Contact};

use crate::support::*;

struct Board {
    app: TestApp,
    plan: i64,
    late: i64,
}

struct Person<'a> {
    board: &'a Board,
    cookie: String,
    csrf: String,
}

impl Board {
    /// Work of Sở Y tế that is seven days late; its officer and head, a focal point of the province, others elsewhere.
    async fn new() -> Self {
        let app = TestApp::new().await;
        let province = &app.province;
        for (login, role, unit) in [
            ("an", Role::UnitOfficer, province.health),
            ("binh", Role::UnitHead, province.health),
            ("chi", Role::FocalPoint, province.home),
            ("hoa", Role::FocalPoint, province.offices[0]),
            ("quan", Role::Administrator, province.top),
        ] {
            let id = app.person_at(login, Some(role), Some(unit)).await;
            let contact = Contact { phone: Some("0900 000 001".to_owned()), email: Some(format!("{login}@tinh.example")) };
            let mut tx = writing(&app.db).await;
            users::set_contact(&mut tx, NOBODY, id, &contact).await.expect("is set");
            tx.commit().await.expect("commits");
        }
        let mut tx = writing(&app.db).await;
        let tasks = vec![task("1", "Ban hành quy chế dữ liệu", &["Sở Y tế"], Some(days_after(TODAY, -7)))];
        let plan = plan_of(&imported(&mut tx, &compiled("12/KH-UBND", FILE, tasks, vec![]), FILE).await);
        tx.commit().await.expect("commits");
        let reminding = Reminding { mail_domain: Some("board.example".to_owned()), ..Reminding::by(&app.state.config) };
        reminding::run(&app.db, NOBODY, TODAY, &reminding).await.expect("runs");
        let late = app.province.health;
        Self { app, plan, late }
    }

    async fn person(&self, login: &str) -> Person<'_> {
        let cookie = self.app.signed_in(login).await;
        let csrf = self.app.get("/", Some(&cookie)).await.csrf();
        Person { board: self, cookie, csrf }
    }

    /// Entries of an action.
    async fn noted(&self, subject: &str, action: &str) -> usize {
        let mut tx = writing(&self.app.db).await;
        audit::of(&mut tx, subject, None).await.expect("is read").iter().filter(|entry| entry.action == action).count()
    }
}

impl Person<'_> {
    async fn sees(&self, path: &str) -> Answer {
        self.board.app.get(path, Some(&self.cookie)).await
    }

    async fn page(&self, path: &str) -> String {
        let answer = self.sees(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    async fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        self.board.app.post(path, Some(&self.cookie), &all).await
    }
}

#[tokio::test]
async fn a_digest_waits_on_my_work_until_it_is_opened() {
    let board = Board::new().await;
    let an = board.person("an").await;
    assert!(an.page("/my-work").await.contains("Bản đôn đốc hôm nay có 1 việc"));
    let page = an.page("/reminders").await;
    for words in ["Đôn đốc ngày 20/11/2026", "Ban hành quy chế dữ liệu", "thời hạn 13/11/2026, trễ 7 ngày", "Nhiệm vụ đến hạn, quá hạn"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(!an.page("/my-work").await.contains("Bản đôn đốc hôm nay"));
    assert!(an.page("/reminders?ngay=20/11/2026").await.contains("trễ 7 ngày"));
    assert!(an.page("/reminders?ngay=19/11/2026").await.contains("Chưa có bản đôn đốc nào"));
    assert!(board.person("binh").await.page("/reminders").await.contains("Chưa có bản đôn đốc nào"));
    assert!(board.person("chi").await.page("/reminders").await.contains("Nhiệm vụ của đơn vị cấp dưới"));
}

#[tokio::test]
async fn the_focal_point_of_a_plan_changes_its_rules_and_nobody_else() {
    let board = Board::new().await;
    let path = format!("/plans/{}/reminders", board.plan);
    let rules = [("truoc-officer", "10, 5"), ("dung-officer", "1"), ("tu-officer", "2"), ("cu-officer", "4")];
    let (chi, an, hoa) = (board.person("chi").await, board.person("an").await, board.person("hoa").await);
    let page = chi.page(&path).await;
    assert!(page.contains("theo quy định chung") && page.contains("Lưu quy định riêng"));
    assert!(!an.page(&path).await.contains("Lưu quy định riêng"));
    assert_eq!(an.sends(&path, &rules).await.status, StatusCode::FORBIDDEN);
    assert_eq!(hoa.sends(&path, &rules).await.status, StatusCode::FORBIDDEN, "consolidates for a commune");
    assert_eq!(board.noted("plan", "reminder-rules-changed").await, 0);
    let wrong = chi.sends(&path, &[("truoc-officer", "bảy"), ("cu-officer", "4")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("số ngày trước hạn chưa đúng: bảy") && wrong.text.contains("value=\"bảy\""), "what was typed stays");
    assert_eq!(chi.sends(&path, &rules).await.status, StatusCode::SEE_OTHER);
    let page = chi.page(&path).await;
    assert!(page.contains("có quy định riêng") && page.contains("value=\"10, 5\""));
    assert_eq!(board.noted("plan", "reminder-rules-changed").await, 1);
    assert_eq!(chi.sends(&path, &[("viec", "mac-dinh")]).await.status, StatusCode::SEE_OTHER);
    assert!(chi.page(&path).await.contains("theo quy định chung"));
}

#[tokio::test]
async fn the_text_for_a_unit_is_there_for_everybody_and_the_letter_for_who_oversees_it() {
    let board = Board::new().await;
    let path = format!("/reminders/units/{}", board.late);
    let (an, chi, hoa) = (board.person("an").await, board.person("chi").await, board.person("hoa").await);
    let page = an.page(&path).await;
    assert!(page.contains("Sở Y tế còn 1 nhiệm vụ quá hạn") && page.contains("hạn 13/11/2026, trễ 7 ngày"));
    assert!(!page.contains("Tạo công văn") && !page.contains("0900 000 001"));
    assert!(chi.page(&path).await.contains("Tạo công văn"));
    let unit = board.late.to_string();
    for (person, status) in [(&an, StatusCode::FORBIDDEN), (&hoa, StatusCode::FORBIDDEN), (&chi, StatusCode::OK)] {
        assert_eq!(person.sends("/reminders/letters", &[("don_vi", &unit)]).await.status, status);
    }
    assert_eq!(board.noted("unit", "reminder-letter-made").await, 1);
    let letter = chi.sends("/reminders/letters", &[("don_vi", &unit)]).await;
    assert!(letter.header(header::CONTENT_DISPOSITION).contains("cong-van-don-doc") && letter.text.starts_with("PK"));
    let nothing = chi.sends("/reminders/letters", &[]).await;
    assert!(nothing.status == StatusCode::UNPROCESSABLE_ENTITY && nothing.text.contains("Đề nghị chọn từ 1 đến 100 đơn vị"));
}

#[tokio::test]
async fn the_call_list_has_numbers_and_says_who_read_them() {
    let board = Board::new().await;
    let (an, chi, hoa) = (board.person("an").await, board.person("chi").await, board.person("hoa").await);
    for path in ["/reminders/calls", "/reminders/calls.csv"] {
        assert_eq!(an.sees(path).await.status, StatusCode::FORBIDDEN);
    }
    assert!(hoa.page("/reminders/calls").await.contains("Không có đơn vị nào chậm"), "of another place");
    assert_eq!(board.noted("user", "personal-data-read").await, 0);
    let page = chi.page("/reminders/calls").await;
    assert!(page.contains("Sở Y tế") && page.contains("tel:0900000001") && page.contains("7 ngày"), "{page}");
    assert_eq!(board.noted("user", "personal-data-read").await, 2);
    let table = chi.page("/reminders/calls.csv").await;
    assert!(table.contains("Sở Y tế,1,7,Nguyễn Văn An,Thủ trưởng đơn vị,0900 000 001\r\n"), "{table}");
    assert_eq!(board.noted("user", "personal-data-read").await, 4);
}

#[tokio::test]
async fn administrators_see_mails_that_did_not_go_and_send_them_again() {
    let board = Board::new().await;
    let (an, quan) = (board.person("an").await, board.person("quan").await);
    assert_eq!(an.sees("/reminders/mail").await.status, StatusCode::FORBIDDEN);
    let roviec_tracker::store::Database::Sqlite(pool) = &board.app.db else { panic!("the board of the tests is on SQLite") };
    sqlx::query("UPDATE mails SET state = 'failed', tries = 1, reason = 'Máy chủ thư trả lời 550: không có người nhận'")
        .execute(pool)
        .await
        .expect("they fail");
    let page = quan.page("/reminders/mail").await;
    assert!(page.contains("Không gửi được") && page.contains("trả lời 550") && !page.contains("an@tinh.example"), "{page}");
    assert_eq!(an.sends("/reminders/mail/1", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(quan.sends("/reminders/mail/1", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(quan.sends("/reminders/mail/1", &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(board.noted("mail", "mail-sent-again").await, 1);
}

#[tokio::test]
async fn a_calendar_has_a_secret_address_that_is_shown_once() {
    let board = Board::new().await;
    let an = board.person("an").await;
    assert_eq!(board.app.get("/calendar/khong-co.ics", None).await.status, StatusCode::NOT_FOUND);
    let page = an.sends("/account/calendar", &[]).await.text;
    let (_, rest) = page.split_once("http://board.test").expect("a link");
    let path = rest.split('"').next().expect("ends").to_owned();
    assert!(path.starts_with("/calendar/") && path.len() == "/calendar/".len() + 64 + ".ics".len());
    let answer = board.app.get(&path, None).await;
    assert_eq!((answer.status, answer.header(header::CONTENT_TYPE)), (StatusCode::OK, "text/calendar; charset=utf-8"));
    assert!(answer.text.contains("DTSTART;VALUE=DATE:20261113") && answer.text.contains("SUMMARY:Đến hạn: Ban hành quy chế dữ liệu"));
    assert!(!an.page("/account").await.contains(&path));
    assert_eq!(an.sends("/account/calendar-ends", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(board.app.get(&path, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!((board.noted("user", "calendar-feed-made").await, board.noted("user", "calendar-feed-ended").await), (1, 1));
}

#[tokio::test]
async fn a_person_keeps_phone_and_address_without_an_entry_for_reading() {
    let board = Board::new().await;
    let an = board.person("an").await;
    assert!(an.page("/account/contact").await.contains("an@tinh.example"));
    let wrong = an.sends("/account/contact", &[("dien_thoai", ""), ("thu", "an@")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("value=\"an@\""));
    assert_eq!(an.sends("/account/contact", &[("dien_thoai", ""), ("thu", "moi@tinh.example")]).await.status, StatusCode::SEE_OTHER);
    assert!(an.page("/account/contact").await.contains("moi@tinh.example"));
    assert_eq!(board.noted("user", "personal-data-read").await, 0);
}
