//! Changes of units by HTTP: the form, what moves, the entry, taking it back; groups by date; and who may.

use axum::http::{StatusCode, header};
use roviec_tracker::domain::Role;
use roviec_tracker::store::{unit_groups, units};

use crate::support::{Answer, Province, TODAY, TestApp, writing};

struct Board {
    app: TestApp,
    cookie: String,
    csrf: String,
}

async fn board(role: Role) -> Board {
    board_at(role, |_| None).await
}

async fn board_at(role: Role, unit: impl FnOnce(&Province) -> Option<i64>) -> Board {
    let app = TestApp::new().await;
    let unit = unit(&app.province);
    app.person_at("nguoi", Some(role), unit).await;
    let cookie = app.signed_in("nguoi").await;
    let csrf = app.get("/units", Some(&cookie)).await.csrf();
    Board { app, cookie, csrf }
}

const BASIS: [(&str, &str); 3] = [("so", "Nghị quyết 12/NQ-HĐND"), ("ngay_vb", "15/6/2026"), ("ngay", "01/7/2026")];

impl Board {
    async fn page(&self, path: &str) -> String {
        let answer = self.app.get(path, Some(&self.cookie)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        self.app.post(path, Some(&self.cookie), &all).await
    }

    /// One step of the form of a change.
    async fn change(&self, step: &str, kind: &str, unit: i64, fields: &[(&str, &str)]) -> Answer {
        let unit = unit.to_string();
        let mut all = vec![("buoc", step), ("viec", kind), ("don_vi", unit.as_str())];
        all.extend(BASIS);
        all.extend_from_slice(fields);
        self.send("/units/changes", &all).await
    }

    async fn entered(&self, kind: &str, unit: i64, fields: &[(&str, &str)]) -> String {
        let seen = self.change("xem", kind, unit, fields).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
        assert!(seen.text.contains("Xem trước, chưa ghi"), "{}", seen.text);
        let done = self.change("ghi", kind, unit, fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        done.header(header::LOCATION).to_owned()
    }
}

#[tokio::test]
async fn every_form_opens_and_nothing_is_written_before_it_was_seen() {
    let board = board(Role::Administrator).await;
    let home = board.app.province.home;
    for kind in ["rename", "merge", "split", "transfer", "dissolution"] {
        let link = format!("/units/changes/new?viec={kind}&amp;don_vi={home}");
        assert!(board.page(&format!("/units/{home}")).await.contains(&link), "{kind}");
        let form = board.page(&format!("/units/changes/new?viec={kind}&don_vi={home}")).await;
        assert!(form.contains("Số, ký hiệu văn bản") && form.contains("Xem trước"), "{kind}");
    }
    assert!(board.page("/units/changes/new?viec=creation").await.contains("Đơn vị mới"));
    for path in ["/units/changes/new?viec=rename", "/units/changes/new?viec=reversal", "/units/changes/new"] {
        assert_eq!(board.app.get(path, Some(&board.cookie)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let seen = board.change("xem", "rename", home, &[("ten", "Sở Tổ chức <b>")]).await;
    assert!(seen.text.contains("Đổi tên Sở Nội vụ thành Sở Tổ chức &#60;b&#62;"), "{}", seen.text);
    assert!(seen.text.contains("căn cứ Nghị quyết 12/NQ-HĐND ngày 15/06/2026"));
    let again = board.change("sua", "rename", home, &[("ten", "Sở Tổ chức")]).await;
    assert!(again.text.contains("value=\"Sở Tổ chức\""), "what was typed is still there");
    assert!(board.page(&format!("/units/{home}")).await.contains("Chưa ghi thay đổi nào"));
}

#[tokio::test]
async fn a_new_name_is_entered_told_in_the_timeline_and_taken_back() {
    let board = board(Role::Administrator).await;
    let home = board.app.province.home;
    let entry = board.entered("rename", home, &[("ten", "Sở Tổ chức")]).await;
    let page = board.page(&format!("/units/{home}")).await;
    assert!(page.contains("<h1>Sở Tổ chức</h1>") && page.contains("Đổi tên Sở Nội vụ thành Sở Tổ chức"), "{page}");
    assert!(page.contains("Tên gọi theo thời gian") && page.contains(&entry));
    assert!(board.page("/units?q=so+noi+vu&ngay=30/06/2026").await.contains("Sở Nội vụ"), "the map of an earlier day");
    assert!(board.page("/units?q=so+noi+vu").await.contains("Không có đơn vị nào khớp"));
    let missing = board.send(&format!("{entry}/reversal"), &[("so", "Công văn 9/SNV"), ("ngay_vb", "01/10/2026")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.text.contains("Chưa ghi lý do hủy") && missing.text.contains("value=\"Công văn 9/SNV\""));
    let fields = [("so", "Công văn 9/SNV"), ("ngay_vb", "01/10/2026"), ("ly_do", "Ghi sai đơn vị")];
    let back = board.send(&format!("{entry}/reversal"), &fields).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text);
    assert!(board.page(back.header(header::LOCATION)).await.contains("Lý do: Ghi sai đơn vị"));
    let page = board.page(&format!("/units/{home}")).await;
    assert!(page.contains("<h1>Sở Nội vụ</h1>") && page.contains("Ghi nhầm, đã hủy"), "{page}");
}

#[tokio::test]
async fn units_are_named_by_code_or_name_and_a_merger_shows_what_moves() {
    let board = board(Role::Administrator).await;
    let [first, second] = board.app.province.communes;
    let fields = [
        ("tu", "BM.X0\r\nUBND xã Đông Hòa"),
        ("vao", "moi"),
        ("ma", "00004"),
        ("ten", "Ủy ban nhân dân xã Hòa Bình"),
        ("loai", "commune"),
        ("nguoi", "1"),
    ];
    let seen = board.change("xem", "merge", first, &fields).await;
    assert!(seen.text.contains("2 đơn vị trực thuộc chuyển theo") && seen.text.contains("UBND các xã"), "{}", seen.text);
    board.entered("merge", first, &fields).await;
    let gone = board.page(&format!("/units/{second}")).await;
    assert!(gone.contains("Đơn vị không còn hoạt động") && gone.contains("thành đơn vị mới Ủy ban nhân dân xã Hòa Bình"), "{gone}");
    let tree = board.page("/units").await;
    assert!(tree.contains("Ủy ban nhân dân xã Hòa Bình") && !tree.contains("xã Đông Hòa"), "{tree}");
    let before = board.page("/units?ngay=30/06/2026").await;
    assert!(before.contains("xã Đông Hòa") && !before.contains("Hòa Bình"), "{before}");
    let mut tx = writing(&board.app.db).await;
    let groups = unit_groups::all(&mut tx, TODAY).await.expect("lists");
    drop(tx);
    assert!(board.page(&format!("/unit-groups/{}", groups[0].id)).await.contains("Ủy ban nhân dân xã Hòa Bình"));
}

#[tokio::test]
async fn what_is_wrong_is_said_in_a_sentence_and_nothing_is_lost() {
    let board = board(Role::Administrator).await;
    let (home, commune) = (board.app.province.home, board.app.province.communes[0]);
    let long = "a".repeat(201);
    for (kind, unit, fields, words) in [
        ("rename", home, vec![("ten", "")], "Chưa ghi tên đơn vị"),
        ("rename", home, vec![("ten", long.as_str())], "dài quá 200 ký tự"),
        ("rename", home, vec![("ten", "A"), ("ngay", "hôm qua")], "“hôm qua” không phải một ngày"),
        ("rename", home, vec![("ten", "A"), ("so", " ")], "Chưa ghi số, ký hiệu"),
        ("merge", home, vec![("tu", "Sở Nội"), ("vao", "cu"), ("nhan", "BM.YT")], "có phải: Sở Nội vụ (BM.NV)"),
        ("merge", home, vec![("tu", "Phòng Văn hóa - Xã hội"), ("vao", "cu"), ("nhan", "BM.YT")], "hãy ghi mã: BM.X0.VX"),
        ("merge", home, vec![("tu", "BM.NV"), ("vao", "cu"), ("nhan", "")], "Chưa chọn đơn vị tiếp nhận"),
        ("split", home, vec![("p1_ty_le", "một nửa")], "Phần thứ 1: tỷ lệ “một nửa”"),
        ("dissolution", commune, vec![], "còn đơn vị trực thuộc"),
        ("transfer", home, vec![("he", "government"), ("cap_tren", "BM.NV")], "không thể trực thuộc chính mình"),
    ] {
        for step in ["xem", "ghi"] {
            let answer = board.change(step, kind, unit, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
            assert!(answer.text.contains(words), "{words}: {}", answer.text);
            assert!(answer.text.contains("Nghị quyết 12/NQ-HĐND") || words.contains("số, ký hiệu"), "what was typed stays");
        }
    }
    let more = board.change("them", "split", home, &[("so_phan", "2"), ("p1_ten", "Sở Một")]).await;
    assert!(more.text.contains("Phần thứ 3") && more.text.contains("value=\"Sở Một\""));
}

#[tokio::test]
async fn a_member_comes_and_goes_from_a_day() {
    let board = board(Role::FocalPoint).await;
    let mut tx = writing(&board.app.db).await;
    let group = unit_groups::all(&mut tx, TODAY).await.expect("lists")[0].id;
    drop(tx);
    assert!(board.page("/unit-groups").await.contains("UBND các xã"));
    let path = format!("/unit-groups/{group}/members");
    let added = board.send(&path, &[("viec", "vao"), ("don_vi", "Sở Nội vụ"), ("ngay", "01/10/2026")]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    assert!(board.page(&format!("/unit-groups/{group}")).await.contains("3 thành viên hiện nay"));
    assert!(board.page(&format!("/unit-groups/{group}?ngay=30/09/2026")).await.contains("2 thành viên vào ngày 30/09/2026"));
    let home = board.app.province.home.to_string();
    let gone = board.send(&path, &[("viec", "ra"), ("don_vi", &home), ("ngay", "01/11/2026")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
    assert!(board.page(&format!("/unit-groups/{group}")).await.contains("2 thành viên hiện nay"));
    for (fields, words) in [
        ([("viec", "vao"), ("don_vi", "Sở Xưa"), ("ngay", "01/10/2026")], "Không có đơn vị nào"),
        ([("viec", "vao"), ("don_vi", "BM.X0"), ("ngay", "01/10/2026")], "đã thuộc nhóm này"),
        ([("viec", "vao"), ("don_vi", "BM.NV"), ("ngay", "mai")], "Chưa ghi từ ngày nào"),
        ([("viec", "ra"), ("don_vi", &home), ("ngay", "01/11/2026")], "không thuộc nhóm này"),
    ] {
        let answer = board.send(&path, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(answer.text.contains(words), "{words}: {}", answer.text);
    }
}

#[tokio::test]
async fn only_the_administrator_changes_units() {
    for role in [Role::FocalPoint, Role::Leader, Role::UnitOfficer, Role::Inspector] {
        let board = board(role).await;
        let home = board.app.province.home;
        assert_eq!(board.change("ghi", "rename", home, &[("ten", "Sở Tổ chức")]).await.status, StatusCode::FORBIDDEN);
        let form = format!("/units/changes/new?viec=rename&don_vi={home}");
        assert_eq!(board.app.get(&form, Some(&board.cookie)).await.status, StatusCode::FORBIDDEN);
        let fields = [("so", "9/SNV"), ("ngay_vb", "01/10/2026"), ("ly_do", "Sai")];
        assert_eq!(board.send("/units/changes/1/reversal", &fields).await.status, StatusCode::FORBIDDEN);
        let mut tx = writing(&board.app.db).await;
        assert_eq!(units::find(&mut tx, home).await.expect("is there").name, "Sở Nội vụ");
        assert!(!board.page(&format!("/units/{home}")).await.contains("/units/changes/new"));
    }
}

#[tokio::test]
async fn the_administrator_of_a_commune_changes_nothing_above_or_beside_it() {
    let board = board_at(Role::Administrator, |province| Some(province.communes[0])).await;
    let Province { top, communes, home, .. } = board.app.province;
    let code = {
        let mut tx = writing(&board.app.db).await;
        units::find(&mut tx, communes[0]).await.expect("is there").code
    };
    for hierarchy in ["front", "government", "party"] {
        let below = [("he", hierarchy), ("cap_tren", code.as_str())];
        for step in ["xem", "ghi"] {
            assert_eq!(board.change(step, "transfer", top, &below).await.status, StatusCode::FORBIDDEN, "{hierarchy} {step}");
        }
    }
    assert_eq!(board.change("ghi", "rename", communes[1], &[("ten", "Xã Khác")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(board.change("ghi", "transfer", communes[0], &[("he", "front"), ("cap_tren", "")]).await.status, StatusCode::FORBIDDEN);
    // What stands under it is its own affair.
    board.entered("rename", communes[0], &[("ten", "Xã An Bình Mới")]).await;
    let above = board_at(Role::Administrator, |province| Some(province.top)).await;
    let entry = above.entered("rename", home, &[("ten", "Sở Tổ chức")]).await;
    assert!(entry.starts_with("/units/changes/"));
}

#[tokio::test]
async fn who_reads_only_changes_no_group() {
    for role in [Role::Leader, Role::UnitOfficer, Role::Inspector] {
        let board = board(role).await;
        let mut tx = writing(&board.app.db).await;
        let group = unit_groups::all(&mut tx, TODAY).await.expect("lists")[0].id;
        let before = unit_groups::members(&mut tx, group).await.expect("lists");
        drop(tx);
        let fields = [("viec", "vao"), ("don_vi", "BM.NV"), ("ngay", "01/10/2026")];
        assert_eq!(board.send(&format!("/unit-groups/{group}/members"), &fields).await.status, StatusCode::FORBIDDEN);
        let mut tx = writing(&board.app.db).await;
        assert_eq!(unit_groups::members(&mut tx, group).await.expect("lists"), before);
    }
}

#[tokio::test]
async fn the_directory_is_saved_as_a_table() {
    let board = board(Role::Leader).await;
    let csv = board.app.get("/units/file.csv", Some(&board.cookie)).await;
    assert!(csv.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename=\"don-vi.csv\""));
    assert!(csv.text.contains("BM.YT,,Sở Y tế,Sở YT,,department,BM,government,2025-07-01,"), "{}", csv.text);
    let book = board.app.get("/units/file.xlsx", Some(&board.cookie)).await;
    assert!(book.status == StatusCode::OK && book.text.starts_with("PK"));
}
