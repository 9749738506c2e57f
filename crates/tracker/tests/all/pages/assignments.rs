//! The life of an assignment in the browser's forms: who sees which form, who is refused, what happens.

use axum::http::StatusCode;
use jiff::civil::date;
use roviec_tracker::domain::Role;
use roviec_tracker::store::assignments;

use crate::support::{Answer, FILE, PASSWORD, Sent, TestApp, compiled, imported, task, upload, writing};

const PDF: &[u8] = b"%PDF-1.7 quyet dinh 57";

struct Board {
    app: TestApp,
    assignment: i64,
    task: i64,
}

struct Person<'a> {
    board: &'a Board,
    cookie: String,
    csrf: String,
}

impl Board {
    /// One task of Sở Y tế whose product is a decision; an officer and a head there, a focal point and a leader of the province.
    async fn new() -> Self {
        let app = TestApp::new().await;
        let province = &app.province;
        for (login, role, unit) in [
            ("an", Role::UnitOfficer, province.health),
            ("binh", Role::UnitHead, province.health),
            ("chi", Role::FocalPoint, province.home),
            ("dung", Role::Leader, province.top),
            ("giang", Role::UnitOfficer, province.communes[0]),
            ("hoa", Role::FocalPoint, province.offices[0]),
            ("kiem", Role::Inspector, province.top),
        ] {
            app.person_at(login, Some(role), Some(unit)).await;
        }
        let mut tx = writing(&app.db).await;
        let tasks = vec![task("1", "Ban hành quy chế dữ liệu", &["Sở Y tế"], Some(date(2026, 11, 30)))];
        imported(&mut tx, &compiled("12/KH-UBND", FILE, tasks, vec![]), FILE).await;
        let open = assignments::open(&mut tx).await.expect("lists").remove(0);
        tx.commit().await.expect("commits");
        Self { app, assignment: open.id, task: open.task_id }
    }

    async fn person(&self, login: &str) -> Person<'_> {
        let cookie = self.app.signed_in(login).await;
        let csrf = self.app.get("/", Some(&cookie)).await.csrf();
        Person { board: self, cookie, csrf }
    }

    /// What the page of the assignment says to somebody.
    async fn page(&self, person: &Person<'_>) -> String {
        let answer = self.app.get(&format!("/assignments/{}", self.assignment), Some(&person.cookie)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.text
    }
}

impl Person<'_> {
    async fn sends(&self, noun: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        self.board.app.post(&format!("/assignments/{}/{noun}", self.board.assignment), Some(&self.cookie), &all).await
    }

    async fn does(&self, noun: &str, fields: &[(&str, &str)]) {
        let answer = self.sends(noun, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{noun}: {}", answer.text);
    }

    async fn is_refused(&self, noun: &str, fields: &[(&str, &str)], status: StatusCode, sentence: &str) {
        let answer = self.sends(noun, fields).await;
        assert!(answer.status == status && answer.text.contains(sentence), "{noun}: {} {}", answer.status, answer.text);
    }

    async fn result(&self, number: &str, name: &str, bytes: &[u8]) -> Answer {
        let parts = [
            Sent::Field("csrf", &self.csrf),
            Sent::Field("so", number),
            Sent::Field("ngay", "18/11/2026"),
            Sent::Field("ghi", "Đã ban hành quy chế"),
            Sent::File(name, bytes),
        ];
        let path = format!("/assignments/{}/results", self.board.assignment);
        self.board.app.ask(upload(&path, &self.cookie, &parts)).await
    }
}

#[tokio::test]
async fn work_goes_from_progress_to_a_confirmed_decision() {
    assert!(PASSWORD.len() > 8);
    let board = Board::new().await;
    let (an, binh, chi) = (board.person("an").await, board.person("binh").await, board.person("chi").await);
    an.does("progress", &[("phan_tram", "60 %"), ("ghi", "Đã lấy ý kiến"), ("kho_khan", "Thiếu hướng dẫn"), ("de_xuat", "Sớm hướng dẫn")])
        .await;
    let page = board.page(&an).await;
    for words in ["60 %", "Đã lấy ý kiến", "Khó khăn, vướng mắc: Thiếu hướng dẫn", "Gửi kết quả", "Xin gia hạn"]
    {
        assert!(page.contains(words), "{words}");
    }
    let missing = an.result("", "qd.pdf", PDF).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.text.contains("còn thiếu số, ký hiệu văn bản") && missing.text.contains("Đã ban hành quy chế"), "what was typed stays");
    assert_eq!(an.result("57/QĐ-SYT", "Quyết định 57.pdf", PDF).await.status, StatusCode::SEE_OTHER);
    let page = board.page(&binh).await;
    assert!(page.contains("Chờ thủ trưởng duyệt") && page.contains("Duyệt, gửi đi") && page.contains("Quyết định 57.pdf"));
    assert!(!board.page(&chi).await.contains("Xác nhận hoàn thành"));
    binh.does("approvals", &[]).await;
    assert!(board.page(&chi).await.contains("Hạn trả lời: 27/11/2026"), "five working days");
    chi.is_refused("answers", &[("viec", "tra-lai")], StatusCode::UNPROCESSABLE_ENTITY, "Chưa ghi lý do trả lại").await;
    chi.does("answers", &[("viec", "tra-lai"), ("ly_do", "Thiếu phụ lục")]).await;
    assert!(board.page(&an).await.contains("Thiếu phụ lục"));
    assert_eq!(binh.result("57/QĐ-SYT", "Quyết định 57.pdf", PDF).await.status, StatusCode::SEE_OTHER);
    chi.does("answers", &[("viec", "xac-nhan"), ("ghi", "Đạt")]).await;
    let page = board.page(&an).await;
    assert!(page.contains("Hoàn thành đúng hạn") && page.contains("57/QĐ-SYT ngày 18/11/2026") && page.contains("100 %"));
    let task = board.app.get(&format!("/tasks/{}", board.task), Some(&an.cookie)).await.text;
    assert!(task.contains("Trình thủ trưởng duyệt kết quả") && task.contains(&format!("/assignments/{}", board.assignment)));
}

#[tokio::test]
async fn evidence_is_shown_in_place_and_nothing_runs_in_it() {
    let board = Board::new().await;
    let an = board.person("an").await;
    let wrong = an.result("57/QĐ-SYT", "trang.pdf", b"<html><script>alert(1)</script>").await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("không phải loại được nhận"), "{}", wrong.text);
    assert_eq!(an.result("57/QĐ-SYT", "Quyết định.pdf", PDF).await.status, StatusCode::SEE_OTHER);
    let answer = board.app.get("/evidence/1", Some(&an.cookie)).await;
    assert_eq!((answer.status, answer.text.as_bytes()), (StatusCode::OK, PDF));
    let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    assert_eq!((header("content-type").as_str(), header("x-content-type-options").as_str()), ("application/pdf", "nosniff"));
    assert!(header("content-disposition").starts_with("inline;") && header("content-security-policy").contains("default-src 'none'"));
    assert_eq!(board.app.get("/evidence/2", Some(&an.cookie)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_extension_is_asked_for_refused_and_granted_by_a_document() {
    let board = Board::new().await;
    let (an, chi) = (board.person("an").await, board.person("chi").await);
    let asks = [("viec", "gia-han"), ("ngay_moi", "31/12/2026"), ("ly_do", "Chậm vốn")];
    an.is_refused("extensions", &[("ngay_moi", "30/11/2026"), ("ly_do", "x")], StatusCode::CONFLICT, "Ngày mới phải sau thời hạn").await;
    an.is_refused("extensions", &[("ngay_moi", "mai"), ("ly_do", "x")], StatusCode::UNPROCESSABLE_ENTITY, "không đọc được").await;
    an.does("extensions", &asks).await;
    chi.is_refused("extension-answers", &[("viec", "khong")], StatusCode::UNPROCESSABLE_ENTITY, "văn bản làm căn cứ").await;
    chi.does("extension-answers", &[("viec", "khong"), ("can_cu", "12/UBND-VX"), ("ngay_can_cu", "20/11/2026")]).await;
    assert!(board.page(&an).await.contains("Không được gia hạn"));
    an.does("extensions", &asks).await;
    an.does("extension-answers", &[("viec", "rut")]).await;
    an.does("extensions", &asks).await;
    chi.does(
        "extension-answers",
        &[("viec", "dong-y"), ("ngay_moi", "15/12/2026"), ("can_cu", "13/UBND-VX"), ("ngay_can_cu", "20/11/2026")],
    )
    .await;
    let page = board.page(&an).await;
    assert!(page.contains("Gia hạn đến 15/12/2026") && page.contains("Hạn ban đầu") && page.contains("30/11/2026"));
}

#[tokio::test]
async fn everybody_does_only_what_is_theirs() {
    let board = Board::new().await;
    let an = board.person("an").await;
    an.does("extensions", &[("ngay_moi", "31/12/2026"), ("ly_do", "Chậm vốn")]).await;
    assert_eq!(an.result("57/QĐ-SYT", "qd.pdf", PDF).await.status, StatusCode::SEE_OTHER);
    let basis = [("can_cu", "13/UBND-VX"), ("ngay_can_cu", "20/11/2026")];
    // The officer does not approve, the head does not confirm, another unit and another commune do nothing, the inspector looks.
    for (login, refused) in [
        ("an", &["approvals", "answers", "stops"][..]),
        ("binh", &["answers", "stops"]),
        ("chi", &["approvals", "progress", "withdrawals", "extensions"]),
        ("giang", &["progress", "approvals", "withdrawals", "answers", "stops", "extensions", "extension-answers"]),
        ("hoa", &["progress", "approvals", "answers", "stops", "extension-answers"]),
        ("kiem", &["progress", "approvals", "withdrawals", "answers", "stops", "extensions", "extension-answers"]),
    ] {
        let person = board.person(login).await;
        for noun in refused {
            let answer = person.sends(noun, &basis).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{login} {noun}: {}", answer.text);
        }
        if !["an", "binh"].contains(&login) {
            assert_eq!(person.result("1", "qd.pdf", PDF).await.status, StatusCode::FORBIDDEN, "{login}");
        }
    }
    let page = board.page(&board.person("giang").await).await;
    assert!(!page.contains("<form class=\"sheet pad person-form\"") && !page.contains("Duyệt, gửi đi"));
    let dung = board.person("dung").await;
    dung.does("stops", &basis).await;
    assert!(board.page(&an).await.contains("13/UBND-VX ngày 20/11/2026"));
}

#[tokio::test]
async fn who_sent_a_result_does_not_confirm_it() {
    let board = Board::new().await;
    board.app.person_at("vua", Some(Role::Administrator), Some(board.app.province.top)).await;
    let vua = board.person("vua").await;
    assert_eq!(vua.result("57/QĐ-SYT", "qd.pdf", PDF).await.status, StatusCode::SEE_OTHER);
    board.person("binh").await.does("approvals", &[]).await;
    vua.is_refused("answers", &[("viec", "xac-nhan")], StatusCode::CONFLICT, "không tự xác nhận").await;
    assert!(board.page(&vua).await.contains("người khác xác nhận"));
}

#[tokio::test]
async fn a_form_sent_twice_over_a_bad_line_is_done_once() {
    let board = Board::new().await;
    let an = board.person("an").await;
    let fields = [("khoa", "0123456789abcdef0123456789abcdeft"), ("phan_tram", "20"), ("ghi", "Đã khảo sát 12 xã")];
    an.does("progress", &fields).await;
    an.does("progress", &fields).await;
    assert_eq!(board.page(&an).await.matches("<p>Đã khảo sát 12 xã</p>").count(), 1);
    an.is_refused("progress", &[("phan_tram", "100"), ("ghi", "Xong")], StatusCode::UNPROCESSABLE_ENTITY, "Tiến độ là một số từ 0 đến 99")
        .await;
}

#[tokio::test]
async fn my_work_shows_what_waits_for_me_and_what_i_wait_for() {
    let board = Board::new().await;
    let (an, binh, chi, giang) =
        (board.person("an").await, board.person("binh").await, board.person("chi").await, board.person("giang").await);
    let page = async |person: &Person<'_>| board.app.get("/my-work", Some(&person.cookie)).await.text;
    assert!(page(&giang).await.contains("Không có việc nào đến hạn hoặc đang chờ"));
    assert!(page(&an).await.contains("Đơn vị còn 1 việc đến hạn sau đó"));
    assert_eq!(an.result("57/QĐ-SYT", "qd.pdf", PDF).await.status, StatusCode::SEE_OTHER);
    let link = format!("/assignments/{}", board.assignment);
    let (mine, head) = (page(&an).await, page(&binh).await);
    assert!(mine.contains("Kết quả đang chờ trả lời") && mine.contains(&link));
    assert!(head.contains("Chờ tôi duyệt") && head.contains(&link));
    assert!(!page(&chi).await.contains(&link));
    binh.does("approvals", &[]).await;
    let answering = page(&chi).await;
    assert!(answering.contains("Chờ tôi xác nhận") && answering.contains("27/11/2026"));
    chi.does("answers", &[("viec", "tra-lai"), ("ly_do", "Thiếu phụ lục")]).await;
    let back = page(&an).await;
    assert!(back.contains("Quá hạn, hôm nay và bị trả lại") && back.contains("Thiếu phụ lục") && !back.contains("Kết quả đang chờ"));
    let kiem = board.person("kiem").await;
    let inspector = board.app.get("/", Some(&kiem.cookie)).await.text;
    assert!(!inspector.contains("href=\"/my-work\""), "who only looks has no work");
}

#[tokio::test]
async fn an_update_from_my_work_leads_back_there_and_nowhere_else() {
    let board = Board::new().await;
    let an = board.person("an").await;
    for (from, to) in [("/my-work", "/my-work".to_owned()), ("https://example.org/", format!("/assignments/{}", board.assignment))] {
        let answer = an.sends("progress", &[("phan_tram", "20"), ("ghi", "Đã khảo sát"), ("ve", from)]).await;
        assert_eq!((answer.status, answer.header(axum::http::header::LOCATION)), (StatusCode::SEE_OTHER, to.as_str()));
    }
}

#[tokio::test]
async fn the_lead_gives_a_part_and_answers_what_comes_of_it() {
    let board = Board::new().await;
    board.app.person_at("mai", Some(Role::UnitOfficer), Some(board.app.province.home)).await;
    let (an, mai, giang, chi) =
        (board.person("an").await, board.person("mai").await, board.person("giang").await, board.person("chi").await);
    let part = [("viec", "phan-viec"), ("don_vi_khac", "Sở Nội vụ"), ("ghi", "Cung cấp danh sách cán bộ"), ("ngay_moi", "25/11/2026")];
    for person in [&mai, &giang] {
        assert_eq!(person.sends("parts", &part).await.status, StatusCode::FORBIDDEN);
    }
    an.is_refused(
        "parts",
        &[("viec", "phan-viec"), ("don_vi_khac", "Sở Lạ"), ("ghi", "x"), ("ngay_moi", "25/11/2026")],
        StatusCode::UNPROCESSABLE_ENTITY,
        "Không có đơn vị nào",
    )
    .await;
    an.does("parts", &part).await;
    let page = board.page(&an).await;
    assert!(page.contains("Phần việc giao phối hợp") && page.contains("Giao phần việc cho Sở Nội vụ"), "{page}");
    let mut tx = writing(&board.app.db).await;
    let given = roviec_tracker::store::parts::of_task(&mut tx, board.task, crate::support::AS_OF).await.expect("lists").remove(0);
    drop(tx);
    let part = async |person: &Person<'_>, noun: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("csrf", person.csrf.as_str())];
        all.extend_from_slice(fields);
        board.app.post(&format!("/assignments/{}/{noun}", given.assignment_id), Some(&person.cookie), &all).await.status
    };
    assert_eq!(part(&mai, "progress", &[("phan_tram", "50"), ("ghi", "Đã rà soát")]).await, StatusCode::SEE_OTHER);
    assert_eq!(part(&mai, "extensions", &[("ngay_moi", "28/11/2026"), ("ly_do", "Chờ xã gửi")]).await, StatusCode::SEE_OTHER);
    let basis = [("viec", "khong"), ("can_cu", "13/SYT-VP"), ("ngay_can_cu", "20/11/2026")];
    assert_eq!(part(&chi, "extension-answers", &basis).await, StatusCode::FORBIDDEN, "the lead answers, not the assigner of the whole");
    assert_eq!(part(&an, "extension-answers", &basis).await, StatusCode::SEE_OTHER);
    assert_eq!(part(&mai, "stops", &[("ly_do", "x")]).await, StatusCode::FORBIDDEN);
    let work = board.app.get("/my-work", Some(&an.cookie)).await.text;
    assert!(work.contains("Phần việc đã giao phối hợp"), "{work}");
    assert_eq!(part(&an, "stops", &[("ly_do", "Đã có số liệu")]).await, StatusCode::SEE_OTHER);
    let task = board.app.get(&format!("/tasks/{}", given.task_id), Some(&an.cookie)).await.text;
    assert!(task.contains("Phần việc phối hợp của nhiệm vụ") && task.contains("đơn vị chủ trì: Đã có số liệu"), "{task}");
}

#[tokio::test]
async fn the_assigner_hands_over_moves_and_rewords_by_a_document() {
    let board = Board::new().await;
    let (an, chi, kiem) = (board.person("an").await, board.person("chi").await, board.person("kiem").await);
    let basis = [("can_cu", "13/UBND-VX"), ("ngay_can_cu", "20/11/2026")];
    let with = |fields: &[(&'static str, &'static str)]| [fields, &basis].concat();
    for person in [&an, &kiem] {
        assert_eq!(
            person.sends("amendments", &with(&[("viec", "doi-han"), ("ngay_moi", "15/12/2026")])).await.status,
            StatusCode::FORBIDDEN
        );
    }
    chi.is_refused(
        "amendments",
        &[("viec", "doi-han"), ("ngay_moi", "15/12/2026")],
        StatusCode::UNPROCESSABLE_ENTITY,
        "văn bản làm căn cứ",
    )
    .await;
    chi.does("amendments", &with(&[("viec", "doi-han"), ("ngay_moi", "15/12/2026")])).await;
    chi.does("amendments", &with(&[("viec", "chuyen"), ("don_vi_khac", "BM.NV")])).await;
    let page = board.page(&chi).await;
    assert!(page.contains("Chuyển từ Sở Y tế sang Sở Nội vụ") && page.contains("chưa trễ"), "{page}");
    assert_eq!(
        an.sends("progress", &[("phan_tram", "5"), ("ghi", "x")]).await.status,
        StatusCode::FORBIDDEN,
        "the work is another unit's now"
    );
    let task = async |person: &Person<'_>, noun: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("csrf", person.csrf.as_str())];
        all.extend_from_slice(fields);
        board.app.post(&format!("/tasks/{}/{noun}", board.task), Some(&person.cookie), &all).await
    };
    let words = with(&[("ten", "Ban hành quy chế dữ liệu mở"), ("san_pham", "Quyết định")]);
    for person in [&an, &kiem] {
        assert_eq!(task(person, "amendments", &words).await.status, StatusCode::FORBIDDEN);
        assert_eq!(task(person, "prerequisites", &[("nhiem_vu", "2")]).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(task(&chi, "amendments", &words).await.status, StatusCode::SEE_OTHER);
    let same = task(&chi, "amendments", &words).await;
    assert!(same.status == StatusCode::UNPROCESSABLE_ENTITY && same.text.contains("không có gì thay đổi"), "{}", same.text);
    let none = task(&chi, "prerequisites", &[("nhiem_vu", "99")]).await;
    assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.text.contains("không có nhiệm vụ nào khác"), "{}", none.text);
    let ledger = board.app.get(&format!("/tasks/{}/ledger", board.task), Some(&kiem.cookie)).await.text;
    for said in ["30/11/2026", "15/12/2026", "Sở Nội vụ", "13/UBND-VX ngày 20/11/2026", "Ban hành quy chế dữ liệu mở", "còn 10 ngày"]
    {
        assert!(ledger.contains(said), "{said}: {ledger}");
    }
    assert!(!ledger.contains("<form class=\"sheet pad person-form"), "who looks changes nothing");
}

#[tokio::test]
async fn several_are_changed_at_once_after_a_look_all_of_them_or_none() {
    let board = Board::new().await;
    let (chi, an) = (board.person("chi").await, board.person("an").await);
    let post = async |person: &Person<'_>, fields: &[(&str, &str)]| {
        let mut all = vec![("csrf", person.csrf.as_str())];
        all.extend_from_slice(fields);
        board.app.post("/tasks/bulk/changes", Some(&person.cookie), &all).await
    };
    assert_eq!(board.app.get("/tasks/bulk", Some(&an.cookie)).await.status, StatusCode::FORBIDDEN);
    let list = board.app.get("/tasks/bulk?state=unfinished", Some(&chi.cookie)).await.text;
    let id = board.assignment.to_string();
    assert!(list.contains(&format!("name=\"chon\" value=\"{id}\"")), "{list}");
    let change =
        [("viec", "han"), ("chon", id.as_str()), ("ngay_moi", "15/12/2026"), ("can_cu", "13/UBND-VX"), ("ngay_can_cu", "20/11/2026")];
    assert_eq!(post(&an, &change).await.status, StatusCode::FORBIDDEN);
    let nothing = post(&chi, &[("viec", "han"), ("buoc", "xem")]).await;
    assert!(nothing.status == StatusCode::UNPROCESSABLE_ENTITY && nothing.text.contains("Chưa chọn việc nào"));
    let bare = post(&chi, &[("viec", "han"), ("chon", &id), ("ngay_moi", "15/12/2026"), ("buoc", "xem")]).await;
    assert!(
        bare.status == StatusCode::UNPROCESSABLE_ENTITY && bare.text.contains("làm căn cứ") && bare.text.contains("checked"),
        "{}",
        bare.text
    );
    let seen = post(&chi, &[&change[..], &[("buoc", "xem")]].concat()).await;
    assert!(seen.status == StatusCode::OK && seen.text.contains("Ghi 1 việc"), "{}", seen.text);
    assert!(!board.page(&chi).await.contains("15/12/2026"), "nothing is written before it was seen");
    let done = post(&chi, &[&change[..], &[("buoc", "lam")]].concat()).await;
    assert!(done.status == StatusCode::OK && done.text.contains("Đã ghi 1 việc"), "{}", done.text);
    assert!(board.page(&chi).await.contains("15/12/2026"));
    let again = post(&chi, &[&change[..], &[("buoc", "lam")]].concat()).await;
    assert!(again.status == StatusCode::CONFLICT && again.text.contains("Thời hạn hiện nay đã là"), "{}", again.text);
    let confirm = post(&chi, &[("viec", "xac-nhan"), ("chon", &id), ("buoc", "xem")]).await;
    assert!(confirm.text.contains("chưa có gì để xác nhận"), "{}", confirm.text);
    let stop = post(&chi, &[("viec", "dung"), ("chon", &id), ("can_cu", "14/UBND"), ("ngay_can_cu", "20/11/2026"), ("buoc", "lam")]).await;
    assert!(stop.text.contains("Đã ghi 1 việc") && board.page(&chi).await.contains("14/UBND ngày 20/11/2026"));
}
