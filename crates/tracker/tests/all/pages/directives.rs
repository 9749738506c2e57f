//! Directives in the browser's forms: proposed from what they are about, given, refused to who may not, said otherwise.

use axum::http::{StatusCode, header};
use jiff::civil::date;
use roviec_tracker::domain::Role;
use roviec_tracker::store::plans;

use crate::support::{Answer, FILE, TestApp, compiled, imported, indicator, plan_of, task, writing};

struct Board {
    app: TestApp,
    task: i64,
    indicator: i64,
}

struct Person<'a> {
    app: &'a TestApp,
    cookie: String,
    csrf: String,
}

impl Board {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let province = &app.province;
        for (login, role, unit) in [
            ("an", Role::UnitOfficer, province.health),
            ("binh", Role::UnitHead, province.health),
            ("chi", Role::FocalPoint, province.home),
            ("dung", Role::Leader, province.top),
            ("giang", Role::Leader, province.communes[0]),
            ("kiem", Role::Inspector, province.top),
        ] {
            app.person_at(login, Some(role), Some(unit)).await;
        }
        let mut tx = writing(&app.db).await;
        let tasks = vec![task("1", "Ban hành quy chế dữ liệu", &["Sở Y tế"], Some(date(2026, 10, 30)))];
        let indicators = vec![indicator("1", "Tỷ lệ hồ sơ trực tuyến", "%", 2026, 90.0)];
        let plan = plan_of(&imported(&mut tx, &compiled("12/KH-UBND", FILE, tasks, indicators), FILE).await);
        let task = plans::task_links(&mut tx, plan).await.expect("lists")[0].id;
        let indicator = plans::indicator_links(&mut tx, plan).await.expect("lists")[0].id;
        tx.commit().await.expect("commits");
        Self { app, task, indicator }
    }

    async fn person(&self, login: &str) -> Person<'_> {
        let cookie = self.app.signed_in(login).await;
        let csrf = self.app.get("/", Some(&cookie)).await.csrf();
        Person { app: &self.app, cookie, csrf }
    }
}

impl Person<'_> {
    async fn reads(&self, path: &str) -> String {
        let answer = self.app.get(path, Some(&self.cookie)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    async fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        self.app.post(path, Some(&self.cookie), &all).await
    }

    /// The task that the directive has become.
    async fn gives(&self, fields: &[(&str, &str)]) -> String {
        let answer = self.sends("/directives", fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        answer.header(header::LOCATION).to_owned()
    }
}

#[tokio::test]
async fn a_leader_finds_unit_day_and_words_proposed_and_gives_with_one_button() {
    let board = Board::new().await;
    let (dung, an) = (board.person("dung").await, board.person("an").await);
    let subject = format!("/tasks/{}", board.task);
    assert!(dung.reads(&subject).await.contains(&format!("/directives/new?task={}", board.task)));
    let form = dung.reads(&format!("/directives/new?task={}", board.task)).await;
    let unit = board.app.province.health.to_string();
    for words in
        ["Khẩn trương hoàn thành", &format!("value=\"{unit}\" checked"), "value=\"2026-11-25\" checked", "Ban hành quy chế dữ liệu"]
    {
        assert!(form.contains(words), "{words}: {form}");
    }
    let id = board.task.to_string();
    let fields = [
        ("khoa", "0123456789abcdef0123456789abcdef"),
        ("task", &*id),
        ("y", "Hoàn thành trong tuần"),
        ("dv", &*unit),
        ("han", "2026-11-25"),
    ];
    let given = dung.gives(&fields).await;
    assert_eq!(dung.gives(&fields).await, "/directives", "sent twice, it is given once");
    let page = dung.reads(&given).await;
    assert!(page.contains("Hoàn thành trong tuần (về: Ban hành quy chế dữ liệu)") && page.contains("Sửa ý kiến"));
    let told = an.reads(&subject).await;
    assert!(told.contains("Ý kiến chỉ đạo") && told.contains("Giao Sở Y tế, hạn 25/11/2026."), "the course of the task tells it");
    assert!(an.reads("/my-work").await.contains("Hoàn thành trong tuần"), "it is work like any other");
    assert!(!an.reads(&given).await.contains("Sửa ý kiến"));
    let list = an.reads("/directives?q=trong+tuan&about=task").await;
    assert!(list.contains(&given) && list.contains("Nguyễn Văn An (Lãnh đạo") && !list.contains("href=\"/directives/new\""));
    assert!(an.reads("/directives?about=unit").await.contains("Không có ý kiến nào khớp"));
}

#[tokio::test]
async fn a_directive_stands_on_the_page_of_its_indicator_and_unit() {
    let board = Board::new().await;
    let dung = board.person("dung").await;
    let (unit, indicator) = (board.app.province.health.to_string(), board.indicator.to_string());
    let form = dung.reads(&format!("/directives/new?indicator={indicator}")).await;
    assert!(form.contains(&format!("value=\"{unit}\" checked")), "whose indicator it is");
    for (field, id, path) in [("indicator", &indicator, format!("/indicators/{indicator}")), ("unit", &unit, format!("/units/{unit}"))] {
        let given = dung.gives(&[(field, id), ("y", "Rà soát số liệu"), ("dv", &unit), ("han", "2026-11-30")]).await;
        let page = dung.reads(&path).await;
        assert!(page.contains(&given) && page.contains("Rà soát số liệu"), "{path}");
        assert!(dung.reads(&given).await.contains(&path));
    }
}

#[tokio::test]
async fn what_is_missing_is_said_and_what_was_typed_stays() {
    let board = Board::new().await;
    let dung = board.person("dung").await;
    let unit = board.app.province.health.to_string();
    let whole = [("y", "Báo cáo"), ("dv", &*unit), ("han", "khac"), ("ngay_khac", "30/11/2026"), ("cuoc_hop", "Giao ban")];
    for (field, value, sentence) in [
        ("y", " ", "Chưa ghi nội dung chỉ đạo"),
        ("dv", "", "Chưa chọn đơn vị thực hiện"),
        ("ngay_khac", "", "Chưa ghi thời hạn"),
        ("ngay_khac", "31/11/2026", "không đọc được"),
        ("ngay_khac", "19/11/2026", "Thời hạn 19/11/2026 đã qua"),
        ("ngay_hop", "21/11/2026", "sau ngày hôm nay"),
        ("y", &"a".repeat(1_001), "dài quá 1.000 ký tự"),
    ] {
        let mut fields: Vec<(&str, &str)> = whole.iter().filter(|(name, _)| *name != field).copied().collect();
        fields.push((field, value));
        let answer = dung.sends("/directives", &fields).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text.contains(sentence), "{field}: {}", answer.text);
        assert!(answer.text.contains("value=\"Giao ban\""), "what was typed stays");
    }
    let found = dung.sends("/directives", &[("y", "Báo cáo"), ("tim", "van hoa"), ("viec", "tim")]).await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.text.contains("Phòng Văn hóa - Xã hội xã An Bình") && found.text.contains(">Báo cáo</textarea>"), "{}", found.text);
    dung.gives(&whole).await;
    assert!(dung.reads("/directives").await.contains("Giao ban, ngày 20/11/2026"));
}

#[tokio::test]
async fn only_who_oversees_a_unit_directs_it() {
    let board = Board::new().await;
    let province = &board.app.province;
    let (health, commune, office) = (province.health.to_string(), province.communes[0].to_string(), province.offices[0].to_string());
    let to = |unit: &'static str, id: &str| (unit, id.to_owned());
    let fields = |unit: &str| vec![to("y", "Báo cáo"), to("dv", unit), to("han", "2026-11-30")];
    let statuses = async |login: &str, unit: &str| {
        let person = board.person(login).await;
        let fields = fields(unit);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        person.sends("/directives", &fields).await.status
    };
    for login in ["an", "binh", "kiem"] {
        assert_eq!(statuses(login, &health).await, StatusCode::FORBIDDEN, "{login}");
        let person = board.person(login).await;
        assert!(!person.reads(&format!("/tasks/{}", board.task)).await.contains("/directives/new"));
    }
    assert_eq!(statuses("giang", &health).await, StatusCode::FORBIDDEN, "a commune does not direct an office of the province");
    assert_eq!(statuses("giang", &office).await, StatusCode::SEE_OTHER);
    assert_eq!(statuses("dung", &commune).await, StatusCode::SEE_OTHER);
    assert_eq!(statuses("chi", &health).await, StatusCode::UNPROCESSABLE_ENTITY, "a focal point says in whose name");
}

#[tokio::test]
async fn a_focal_point_writes_in_the_name_of_a_leader() {
    let board = Board::new().await;
    let chi = board.person("chi").await;
    let unit = board.app.province.health.to_string();
    let form = chi.reads(&format!("/directives/new?task={}", board.task)).await;
    let (_, rest) = form.split_once("name=\"lanh_dao\"").expect("leaders to choose from");
    let (_, rest) = rest.split_once("value=\"").expect("a leader");
    let leader = rest.split('"').next().unwrap_or_default().to_owned();
    let given = chi.gives(&[("y", "Báo cáo"), ("dv", &unit), ("han", "2026-11-30"), ("lanh_dao", &leader)]).await;
    let page = chi.reads(&given).await;
    assert!(page.contains("Lãnh đạo, Ủy ban nhân dân tỉnh Bình Minh); Nguyễn Văn An ghi"), "{page}");
    assert!(
        page.contains("Sửa ý kiến") && board.person("dung").await.reads(&given).await.contains("Sửa ý kiến"),
        "the writer and the giver"
    );
}

#[tokio::test]
async fn a_directive_is_said_otherwise_and_taken_back_by_its_giver_alone() {
    let board = Board::new().await;
    let (dung, giang, an) = (board.person("dung").await, board.person("giang").await, board.person("an").await);
    let (health, home) = (board.app.province.health.to_string(), board.app.province.home.to_string());
    let given = dung.gives(&[("y", "Báo cáo"), ("dv", &health), ("han", "2026-11-30")]).await;
    let page = dung.reads(&given).await;
    let (_, rest) =
        page.split_once("/directives/").and_then(|(_, rest)| rest.split_once("href=\"/directives/")).expect("a link to change it");
    let id: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let (amend, withdraw) = (format!("/directives/{id}/amendments"), format!("/directives/{id}/withdrawals"));
    let fields = [("y", "Báo cáo bằng văn bản"), ("dv", &*home), ("han", "khac"), ("ngay_khac", "04/12/2026")];
    for person in [&giang, &an] {
        assert_eq!(person.sends(&amend, &fields).await.status, StatusCode::FORBIDDEN);
        assert_eq!(person.sends(&withdraw, &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(board.app.get(&amend, Some(&person.cookie)).await.status, StatusCode::FORBIDDEN);
    }
    assert!(dung.reads(&amend).await.contains("value=\"30/11/2026\""));
    let wrong = dung.sends(&amend, &[("y", ""), ("dv", &*home)]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains(&format!("action=\"{amend}\"")));
    assert_eq!(dung.sends(&amend, &fields).await.status, StatusCode::SEE_OTHER);
    let page = dung.reads(&given).await;
    assert!(page.contains("Báo cáo bằng văn bản") && page.contains("sửa ngày 20/11/2026") && page.contains("04/12/2026"));
    assert_eq!(dung.sends(&withdraw, &[]).await.status, StatusCode::SEE_OTHER);
    let page = dung.reads(&given).await;
    assert!(page.contains("Người giao đã rút ý kiến này ngày 20/11/2026") && !page.contains("Sửa ý kiến"));
    assert_eq!(dung.sends(&withdraw, &[]).await.status, StatusCode::CONFLICT);
    let chi = board.person("chi").await;
    let plan = page.split_once("href=\"/plans/").map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    let plan = page
        .match_indices("href=\"/plans/")
        .nth(1)
        .map_or(plan, |(at, _)| Some(page[at + 13..].chars().take_while(char::is_ascii_digit).collect::<String>()));
    let reviews = format!("/plans/{}/reviews", plan.unwrap_or_default());
    let answer = chi.sends(&reviews, &[]).await;
    assert!(answer.status == StatusCode::CONFLICT && answer.text.contains("do người giao sửa"), "{reviews}: {}", answer.text);
}

#[tokio::test]
async fn a_meeting_has_its_list_as_a_word_file() {
    let board = Board::new().await;
    let (dung, kiem) = (board.person("dung").await, board.person("kiem").await);
    let unit = board.app.province.health.to_string();
    let fields =
        [("y", "Rà soát dữ liệu"), ("dv", &*unit), ("han", "2026-11-30"), ("cuoc_hop", "Giao ban tháng 11"), ("ngay_hop", "18/11/2026")];
    let given = dung.gives(&fields).await;
    let page = kiem.reads("/directives?meeting=1").await;
    assert!(page.contains("/meetings/1/directives.docx") && page.contains(&given) && !page.contains("Thêm ý kiến của cuộc họp"));
    let file = board.app.get("/meetings/1/directives.docx", Some(&kiem.cookie)).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header(header::CONTENT_TYPE).contains("wordprocessingml") && file.text.starts_with("PK"));
    assert!(file.header(header::CONTENT_DISPOSITION).contains("18-11-2026.docx"), "{}", file.header(header::CONTENT_DISPOSITION));
    assert_eq!(board.app.get("/meetings/2/directives.docx", Some(&kiem.cookie)).await.status, StatusCode::NOT_FOUND);
}
