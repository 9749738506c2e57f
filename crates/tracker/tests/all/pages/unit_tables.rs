//! Tables of units by HTTP: sent, looked at, entered as a whole or dropped; who may not.

use axum::http::{StatusCode, header};
use roviec_tracker::domain::Role;
use roviec_tracker::export_units;
use roviec_tracker::store::{audit, units};

use crate::support::{Answer, Province, Sent, TODAY, TestApp, upload, writing};

struct Board {
    app: TestApp,
    cookie: String,
    csrf: String,
}

async fn board(role: Role, unit: impl FnOnce(&Province) -> Option<i64>) -> Board {
    let app = TestApp::new().await;
    let unit = unit(&app.province);
    app.person_at("nguoi", Some(role), unit).await;
    let cookie = app.signed_in("nguoi").await;
    let csrf = app.get("/units", Some(&cookie)).await.csrf();
    Board { app, cookie, csrf }
}

impl Board {
    async fn send(&self, name: &str, bytes: &[u8]) -> Answer {
        self.app.ask(upload("/units/tables", &self.cookie, &[Sent::Field("csrf", &self.csrf), Sent::File(name, bytes)])).await
    }

    /// The address of the preview.
    async fn sent(&self, name: &str, bytes: &[u8]) -> String {
        let answer = self.send(name, bytes).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        answer.header(header::LOCATION).to_owned()
    }

    async fn post(&self, path: &str) -> Answer {
        self.app.post(path, Some(&self.cookie), &[("csrf", &self.csrf)]).await
    }

    async fn page(&self, path: &str) -> String {
        self.app.get(path, Some(&self.cookie)).await.text
    }

    async fn unit(&self, code: &str) -> Option<units::Unit> {
        units::by_code(&mut writing(&self.app.db).await, code).await.expect("asks")
    }
}

const HEAD: &str = "code,identifier,name,kind,parent_code,hierarchy,valid_from,valid_to";

#[tokio::test]
async fn a_table_is_seen_first_and_then_entered_as_a_whole() {
    let board = board(Role::Administrator, |_| None).await;
    assert!(board.page("/units").await.contains("/units/tables/new"));
    assert!(board.page("/units/tables/new").await.contains("Thả bảng đơn vị vào đây"));
    let table = format!(
        "{HEAD}\nBM.NV,H01.02,Sở Nội vụ,department,BM,government,2025-07-01,\nBM.TC,,Sở Tài chính,department,BM,government,2025-07-01,\n\
         BM.X1,,Ủy ban nhân dân xã Đông Hòa,commune,BM,government,2025-07-01,\n"
    );
    let path = board.sent("đơn vị.csv", table.as_bytes()).await;
    let seen = board.page(&path).await;
    assert!(seen.contains("1 đơn vị mới, 1 thay đổi, 1 giữ nguyên"), "{seen}");
    assert!(seen.contains("Sở Tài chính") && seen.contains("mã định danh") && seen.contains("Nhập cả bảng"), "{seen}");
    assert!(board.unit("BM.TC").await.is_none(), "nothing is written before it was seen");
    assert_eq!(board.post(&format!("{path}/entry")).await.header(header::LOCATION), "/units");
    let unit = board.unit("BM.TC").await.expect("was entered");
    assert_eq!(board.unit("BM.NV").await.and_then(|unit| unit.identifier).as_deref(), Some("H01.02"));
    let history = board.page(&format!("/history/unit/{}", unit.id)).await;
    assert!(history.contains("Thêm đơn vị từ bảng"), "{history}");
    let again = board.post(&format!("{path}/entry")).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "it is entered once");
    let entries = audit::of(&mut writing(&board.app.db).await, "unit-table", None).await.expect("lists");
    assert_eq!(entries.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["unit-table-received", "unit-table-entered"]);
}

#[tokio::test]
async fn what_is_wrong_is_told_line_by_line_and_nothing_is_kept() {
    let board = board(Role::Administrator, |_| None).await;
    let table = format!(
        "{HEAD}\nBM.TC,,Sở Tài chính,department,BM,government,2025-07-01,\nBM.XD,,Sở Xây dựng,department,BN,government,2025-07-01,\n\
         BM.CT,,Sở <b>,department,BM,government,1/7/2025,\n"
    );
    let path = board.sent("don-vi.csv", table.as_bytes()).await;
    let seen = board.page(&path).await;
    for words in ["2 dòng có lỗi", "không có đơn vị cấp trên mã BN", "valid_from không phải ngày năm-tháng-ngày", "Bảng còn lỗi"]
    {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert!(!seen.contains("Nhập cả bảng"));
    let forced = board.post(&format!("{path}/entry")).await;
    assert!(forced.text.contains("Bảng còn lỗi"), "{}", forced.text);
    assert!(board.unit("BM.TC").await.is_none(), "not a row of it");
    assert_eq!(board.post(&format!("{path}/removal")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(board.app.get(&path, Some(&board.cookie)).await.status, StatusCode::NOT_FOUND);
    for (name, bytes, words) in [
        ("a.csv", "code,name\n\"BM".as_bytes(), "dấu nháy kép chưa đóng"),
        ("a.csv", &[0xff, 0xfe, 0xfd][..], "cần tệp CSV mã UTF-8"),
        ("a.xlsx", b"PK\x03\x04 no workbook".as_slice(), "a.xlsx: "),
    ] {
        let answer = board.send(name, bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(answer.text.contains(words), "{words}: {}", answer.text);
    }
    let path = board.sent("a.csv", b"so,ten\n1,A\n").await;
    assert!(board.page(&path).await.contains("dòng đầu phải nêu tên cột"));
}

#[tokio::test]
async fn the_workbook_of_the_directory_and_a_table_of_groups_are_understood() {
    let board = board(Role::Administrator, |_| None).await;
    let rows = export_units::rows(&mut writing(&board.app.db).await, TODAY).await.expect("lists");
    let path = board.sent("don-vi.xlsx", &export_units::workbook(&rows).expect("is written")).await;
    assert!(board.page(&path).await.contains("không có gì khác với danh mục hiện nay"));
    let groups = "group,owner_code,member_code,valid_from,valid_to\ncác sở,BM,BM.NV,2025-07-01,\ncác sở,BM,BM.YT,2025-07-01,\n";
    let path = board.sent("nhom.csv", groups.as_bytes()).await;
    assert!(board.page(&path).await.contains("1 nhóm đơn vị mới, 0 thay đổi, 0 giữ nguyên"));
    assert_eq!(board.post(&format!("{path}/entry")).await.header(header::LOCATION), "/unit-groups");
    assert!(board.page("/unit-groups").await.contains("các sở"));
}

#[tokio::test]
async fn a_table_is_for_administrators_alone() {
    for role in [Role::FocalPoint, Role::Leader, Role::UnitHead, Role::UnitOfficer, Role::Inspector] {
        let board = board(role, |_| None).await;
        assert!(!board.page("/units").await.contains("/units/tables/new"));
        let table = format!("{HEAD}\nBM.TC,,Sở Tài chính,department,BM,government,2025-07-01,\n");
        assert_eq!(board.send("a.csv", table.as_bytes()).await.status, StatusCode::FORBIDDEN, "{role:?}");
        for path in ["/units/tables/1/entry", "/units/tables/1/removal"] {
            assert_eq!(board.post(path).await.status, StatusCode::FORBIDDEN, "{role:?} {path}");
        }
        for path in ["/units/tables/new", "/units/tables/1"] {
            assert_eq!(board.app.get(path, Some(&board.cookie)).await.status, StatusCode::FORBIDDEN, "{role:?} {path}");
        }
        assert!(board.unit("BM.TC").await.is_none());
    }
}

#[tokio::test]
async fn the_administrator_of_a_commune_enters_what_stands_below_it_and_nothing_else() {
    let board = board(Role::Administrator, |province| Some(province.communes[0])).await;
    let row = |code: &str, name: &str, parent: &str| format!("{HEAD}\n{code},,{name},department,{parent},government,2025-07-01,\n");
    for table in [
        row("BM.TC", "Sở Tài chính", "BM"),
        row("BM.TC", "Sở Tài chính", ""),
        row("BM.NV", "Sở Nội vụ", "BM.X0"),
        row("BM.NV", "Sở Tổ chức", "BM"),
    ] {
        let path = board.sent("a.csv", table.as_bytes()).await;
        let forced = board.post(&format!("{path}/entry")).await;
        assert!(forced.text.contains("ngoài phạm vi đồng chí quản lý"), "{table}: {}", forced.text);
        assert_eq!(board.unit("BM.NV").await.map(|unit| unit.name).as_deref(), Some("Sở Nội vụ"));
        assert!(board.unit("BM.TC").await.is_none());
    }
    for groups in ["BM", ""] {
        let table = format!("group,owner_code,member_code,valid_from,valid_to\ncác sở,{groups},BM.NV,2025-07-01,\n");
        let path = board.sent("a.csv", table.as_bytes()).await;
        assert!(board.post(&format!("{path}/entry")).await.text.contains("ngoài phạm vi"), "{groups}");
    }
    let path = board.sent("a.csv", row("BM.X0.KT", "Phòng Kinh tế", "BM.X0").as_bytes()).await;
    assert_eq!(board.post(&format!("{path}/entry")).await.status, StatusCode::SEE_OTHER);
    assert!(board.unit("BM.X0.KT").await.is_some());
}
