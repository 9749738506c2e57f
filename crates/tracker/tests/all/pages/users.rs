//! People and their rights: who may look, who may change what, and where.

use axum::http::{StatusCode, header};
use roviec_tracker::domain::Role;
use roviec_tracker::store::users::{self, Contact};
use roviec_tracker::store::{audit, posts};

use crate::support::*;

/// Somebody signed in, and the token of that session.
struct Desk<'a> {
    app: &'a TestApp,
    cookie: String,
    csrf: String,
}

impl<'a> Desk<'a> {
    async fn of(app: &'a TestApp, login: &str) -> Desk<'a> {
        let cookie = app.signed_in(login).await;
        let csrf = app.get("/account", Some(&cookie)).await.csrf();
        Self { app, cookie, csrf }
    }

    async fn get(&self, path: &str) -> Answer {
        self.app.get(path, Some(&self.cookie)).await
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        self.app.post(path, Some(&self.cookie), &all).await
    }
}

/// A person at a unit, who can sign in.
async fn at(app: &TestApp, login: &str, role: Role, unit: Option<i64>) -> i64 {
    let id = app.person(login, None).await;
    let mut tx = writing(&app.db).await;
    users::add_post(&mut tx, NOBODY, id, unit, role, FIRST_DAY).await.expect("is given");
    tx.commit().await.expect("commits");
    if role == Role::Administrator {
        app.with_second_factor(id).await;
    }
    id
}

const NEW: [(&str, &str); 6] = [
    ("ho_ten", "Lò Thị Mai"),
    ("dang_nhap", "Mai.LT"),
    ("vai_tro", "unit-officer"),
    ("don_vi", "BM.YT"),
    ("tu", "20/11/2026"),
    ("den", ""),
];

/// The link on the page that shows it once.
fn link(answer: &Answer) -> String {
    let (_, rest) = answer.text.split_once("http://board.test").expect("a link");
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_person_is_invited_sets_a_password_by_the_link_and_signs_in() {
    let app = TestApp::new().await;
    at(&app, "quantri", Role::Administrator, None).await;
    let desk = Desk::of(&app, "quantri").await;
    let invited = desk.send("/users", &NEW).await;
    assert_eq!(invited.status, StatusCode::OK, "{}", invited.text);
    let link = link(&invited);
    let page = app.get(&link, None).await;
    assert!(page.text.contains("Lò Thị Mai") && page.text.contains("mai.lt"), "{}", page.text);
    let (cookie, csrf) = (page.cookie().expect("a session"), page.csrf());
    let set = async |new: &str, again: &str| app.post(&link, Some(&cookie), &[("csrf", &csrf), ("moi", new), ("lai", again)]).await;
    let weak = set("mật khẩu yếu", "mật khẩu yếu").await;
    assert!(weak.status == StatusCode::UNPROCESSABLE_ENTITY && weak.text.contains("ít nhất 14 ký tự"), "{}", weak.text);
    assert!(set("Sáng nay 7 giờ họp", "Sáng nay 8 giờ họp").await.text.contains("không giống nhau"));
    let done = set("Sáng nay 7 giờ họp", "Sáng nay 7 giờ họp").await;
    assert_eq!((done.status, done.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/sign-in?xong=mat-khau"));
    assert_eq!(app.try_password("mai.lt", "Sáng nay 7 giờ họp").await.header(header::LOCATION), "/");
    let again = app.get(&link, None).await;
    assert!(again.status == StatusCode::CONFLICT && again.text.contains("Liên kết này đã được dùng"), "{}", again.text);
    assert_eq!(set("Sáng nay 9 giờ họp", "Sáng nay 9 giờ họp").await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn an_invited_person_has_no_password_before_the_link_is_used() {
    let app = TestApp::new().await;
    at(&app, "quantri", Role::Administrator, None).await;
    Desk::of(&app, "quantri").await.send("/users", &NEW).await;
    assert_eq!(app.try_password("mai.lt", "-").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_and_nothing_typed_is_lost() {
    let app = TestApp::new().await;
    at(&app, "quantri", Role::Administrator, None).await;
    let desk = Desk::of(&app, "quantri").await;
    for (field, value, sentence) in [
        ("ho_ten", " ", "Họ và tên phải có"),
        ("dang_nhap", "lò mai", "Tên đăng nhập gồm chữ không dấu"),
        ("dang_nhap", "quantri", "Tên đăng nhập quantri đã có"),
        ("vai_tro", "vua", "Chưa chọn chức trách"),
        ("don_vi", "BM.XX", "Không có đơn vị nào mang mã BM.XX"),
        ("tu", "hôm nay", "không đọc được"),
        ("den", "1/1/2026", "Ngày kết thúc phải từ ngày bắt đầu"),
    ] {
        let fields: Vec<(&str, &str)> = NEW.map(|(name, kept)| (name, if name == field { value } else { kept })).to_vec();
        let answer = desk.send("/users", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{value}");
        assert!(
            answer.text.contains(sentence) && answer.text.contains("value=\"20/11/2026\"") != (field == "tu"),
            "{value}: {}",
            answer.text
        );
    }
    assert!(!desk.get("/users?q=mai").await.text.contains("mai.lt"), "nothing is half-done");
}

#[tokio::test]
async fn the_list_is_searched_and_filtered() {
    let app = TestApp::new().await;
    at(&app, "quantri", Role::Administrator, None).await;
    at(&app, "an", Role::Leader, Some(app.province.health)).await;
    at(&app, "binh", Role::UnitHead, Some(app.province.communes[0])).await;
    let desk = Desk::of(&app, "quantri").await;
    let listed = async |query: &str| {
        let text = desk.get(&format!("/users?{query}")).await.text;
        ["quantri", "an", "binh"].into_iter().filter(|login| text.contains(&format!("muted\">{login}</span>"))).collect::<Vec<_>>()
    };
    assert_eq!(listed("").await, ["quantri", "an", "binh"]);
    assert_eq!(listed("q=nguyen+van").await, ["quantri", "an", "binh"]);
    assert_eq!(listed("q=binh").await, ["binh"]);
    assert_eq!(listed("don_vi=BM.X0").await, ["binh"]);
    assert_eq!(listed("vai_tro=leader").await, ["an"]);
    assert_eq!(listed("tinh_trang=locked").await, Vec::<&str>::new());
    assert!(desk.get("/users?don_vi=XX").await.text.contains("Không có đơn vị nào mang mã"));
}

#[tokio::test]
async fn only_administrators_and_inspectors_look_and_only_administrators_write() {
    let app = TestApp::new().await;
    let somebody = at(&app, "somebody", Role::UnitOfficer, Some(app.province.health)).await;
    let writes = [
        "/users".to_owned(),
        format!("/users/{somebody}/contact"),
        format!("/users/{somebody}/posts"),
        format!("/users/{somebody}/post-ends"),
        format!("/users/{somebody}/invitations"),
        format!("/users/{somebody}/unlocking"),
        format!("/users/{somebody}/disabling"),
        format!("/users/{somebody}/enabling"),
        format!("/users/{somebody}/second-factor-removal"),
        format!("/users/{somebody}/provider-unbinding"),
        format!("/users/{somebody}/session-endings"),
        "/access-review".to_owned(),
    ];
    let reads = ["/users".to_owned(), format!("/users/{somebody}"), format!("/users/{somebody}/contact"), "/access-review".to_owned()];
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Administrator) {
        let login = role.name();
        at(&app, login, role, None).await;
        let desk = Desk::of(&app, login).await;
        for path in &writes {
            assert_eq!(desk.send(path, &NEW).await.status, StatusCode::FORBIDDEN, "{login} {path}");
        }
        let seen = if role == Role::Inspector { StatusCode::OK } else { StatusCode::FORBIDDEN };
        for path in &reads {
            assert_eq!(desk.get(path).await.status, seen, "{login} {path}");
        }
        assert_eq!(desk.get("/users/new").await.status, StatusCode::FORBIDDEN, "{login}");
    }
}

#[tokio::test]
async fn an_administrator_of_a_commune_stays_within_it() {
    let app = TestApp::new().await;
    let [commune, other] = app.province.communes;
    at(&app, "quantri", Role::Administrator, Some(commune)).await;
    let inside = at(&app, "inside", Role::UnitOfficer, Some(app.province.offices[0])).await;
    let outside = at(&app, "outside", Role::UnitOfficer, Some(other)).await;
    let both = at(&app, "both", Role::UnitOfficer, Some(commune)).await;
    let mut tx = writing(&app.db).await;
    users::add_post(&mut tx, NOBODY, both, Some(app.province.top), Role::Leader, FIRST_DAY).await.expect("is given");
    tx.commit().await.expect("commits");
    let desk = Desk::of(&app, "quantri").await;
    let list = desk.get("/users").await.text;
    assert!(list.contains("muted\">inside<") && list.contains("muted\">both<") && !list.contains("muted\">outside<"));
    assert_eq!(desk.get(&format!("/users/{outside}")).await.status, StatusCode::FORBIDDEN);
    for (id, status) in [(inside, StatusCode::SEE_OTHER), (outside, StatusCode::FORBIDDEN), (both, StatusCode::FORBIDDEN)] {
        assert_eq!(desk.send(&format!("/users/{id}/disabling"), &[]).await.status, status, "{id}");
    }
    assert_eq!(
        desk.send(&format!("/users/{both}/invitations"), &[]).await.status,
        StatusCode::FORBIDDEN,
        "nobody's password is reached this way"
    );
    assert_eq!(desk.get(&format!("/users/{both}")).await.status, StatusCode::OK);
    for (code, status) in
        [("BM.X0.VX", StatusCode::OK), ("BM.X1", StatusCode::FORBIDDEN), ("BM", StatusCode::FORBIDDEN), ("", StatusCode::FORBIDDEN)]
    {
        let login = format!("moi{}", code.to_lowercase());
        let fields: Vec<(&str, &str)> = NEW
            .map(|(name, kept)| {
                (
                    name,
                    match name {
                        "don_vi" => code,
                        "dang_nhap" => login.as_str(),
                        _ => kept,
                    },
                )
            })
            .to_vec();
        assert_eq!(desk.send("/users", &fields).await.status, status, "{code:?}");
    }
}

#[tokio::test]
async fn a_post_is_given_and_ended() {
    let app = TestApp::new().await;
    at(&app, "quantri", Role::Administrator, None).await;
    let an = at(&app, "an", Role::Leader, Some(app.province.health)).await;
    let desk = Desk::of(&app, "quantri").await;
    let fields = [("vai_tro", "unit-head"), ("don_vi", "BM.NV"), ("tu", "20/11/2026"), ("den", "31/12/2026")];
    assert_eq!(desk.send(&format!("/users/{an}/posts"), &fields).await.status, StatusCode::SEE_OTHER);
    let twice = desk.send(&format!("/users/{an}/posts"), &fields).await;
    assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && twice.text.contains("đã có chức trách đó"), "{}", twice.text);
    let page = desk.get(&format!("/users/{an}")).await.text;
    assert!(page.contains("Thủ trưởng đơn vị, Sở Nội vụ") && page.contains("từ 20/11/2026 đến 31/12/2026"), "{page}");
    let mut tx = app.db.read().await.expect("reads");
    let given = posts::of_user(&mut tx, an).await.expect("lists");
    drop(tx);
    let old = given.iter().find(|post| post.role == Role::Leader).expect("is there").id.to_string();
    let early = desk.send(&format!("/users/{an}/post-ends"), &[("post", &old), ("den", "1/1/2026")]).await;
    assert!(early.text.contains("Ngày cuối sớm nhất là hôm qua"), "{}", early.text);
    assert_eq!(desk.send(&format!("/users/{an}/post-ends"), &[("post", &old), ("den", "19/11/2026")]).await.status, StatusCode::SEE_OTHER);
    assert!(desk.get(&format!("/users/{an}")).await.text.contains("đã kết thúc"));
    let own = posts_of(&app, "quantri").await;
    let refused = desk.send(&format!("/users/{}/post-ends", own.0), &[("post", &own.1.to_string())]).await;
    assert!(refused.text.contains("Không tự kết thúc chức trách"), "{}", refused.text);
}

async fn posts_of(app: &TestApp, login: &str) -> (i64, i64) {
    let mut tx = app.db.read().await.expect("reads");
    let (id, _) = users::by_login(&mut tx, login).await.expect("asks").expect("is there");
    (id, posts::of_user(&mut tx, id).await.expect("lists")[0].id)
}

#[tokio::test]
async fn disabling_ends_what_is_open_and_enabling_lets_in_again() {
    let app = TestApp::new().await;
    at(&app, "quantri", Role::Administrator, None).await;
    let an = at(&app, "an", Role::Leader, Some(app.province.health)).await;
    let desk = Desk::of(&app, "quantri").await;
    let of_an = Desk::of(&app, "an").await;
    assert_eq!(of_an.get("/").await.status, StatusCode::OK);
    desk.send(&format!("/users/{an}/disabling"), &[]).await;
    assert_eq!(of_an.get("/").await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.try_password("an", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = desk.send(&format!("/users/{an}/invitations"), &[]).await;
    assert!(refused.status == StatusCode::CONFLICT && refused.text.contains("vô hiệu hóa"));
    desk.send(&format!("/users/{an}/enabling"), &[]).await;
    assert_eq!(app.try_password("an", PASSWORD).await.status, StatusCode::SEE_OTHER);
    let (own, _) = posts_of(&app, "quantri").await;
    assert_eq!(desk.send(&format!("/users/{own}/disabling"), &[]).await.status, StatusCode::CONFLICT, "nobody locks themselves out");
}

#[tokio::test]
async fn who_is_locked_out_is_unlocked_and_sessions_are_ended_from_afar() {
    let app = TestApp::new().await;
    at(&app, "quantri", Role::Administrator, None).await;
    let an = at(&app, "an", Role::Leader, Some(app.province.health)).await;
    let desk = Desk::of(&app, "quantri").await;
    let of_an = Desk::of(&app, "an").await;
    for _ in 0..5 {
        app.try_password("an", "sai hoàn toàn").await;
    }
    assert_eq!(app.try_password("an", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(desk.get(&format!("/users/{an}")).await.text.contains("vì nhập sai nhiều lần"));
    desk.send(&format!("/users/{an}/unlocking"), &[]).await;
    assert_eq!(app.try_password("an", PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert_eq!(of_an.get("/").await.status, StatusCode::OK);
    desk.send(&format!("/users/{an}/session-endings"), &[]).await;
    assert_eq!(of_an.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn phone_and_address_are_shown_on_a_page_of_their_own_that_is_noted() {
    let app = TestApp::new().await;
    at(&app, "quantri", Role::Administrator, None).await;
    let an = at(&app, "an", Role::Leader, Some(app.province.health)).await;
    let desk = Desk::of(&app, "quantri").await;
    let path = format!("/users/{an}/contact");
    let wrong = desk.send(&path, &[("dien_thoai", "số nhà"), ("thu", "")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("value=\"số nhà\""), "{}", wrong.text);
    assert_eq!(desk.send(&path, &[("dien_thoai", "0912 345 678"), ("thu", "an@tinh.gov.vn")]).await.status, StatusCode::SEE_OTHER);
    assert!(!desk.get(&format!("/users/{an}")).await.text.contains("0912"), "not without being noted");
    assert!(desk.get(&path).await.text.contains("0912 345 678"));
    let mut tx = writing(&app.db).await;
    let entries = audit::of(&mut tx, "user", Some(an)).await.expect("lists");
    let read: Vec<_> = entries.iter().filter(|entry| entry.action == "personal-data-read").collect();
    assert_eq!(read.len(), 1);
    let kept = users::contact(&mut tx, NOBODY, an).await.expect("reads");
    assert_eq!(kept, Contact { phone: Some("0912 345 678".to_owned()), email: Some("an@tinh.gov.vn".to_owned()) });
}

#[tokio::test]
async fn a_review_keeps_or_ends_and_tells_what_waits() {
    let app = TestApp::new().await;
    at(&app, "quantri", Role::Administrator, None).await;
    at(&app, "an", Role::Leader, Some(app.province.health)).await;
    at(&app, "binh", Role::Leader, Some(app.province.home)).await;
    let desk = Desk::of(&app, "quantri").await;
    assert!(desk.get("/access-review").await.text.contains("<b>3</b> chức trách chưa được rà soát"));
    assert!(desk.get("/users").await.text.contains("Rà soát chức trách (3)"));
    let (an, binh) = (posts_of(&app, "an").await, posts_of(&app, "binh").await);
    let (keep, end) = (format!("p{}", an.1), format!("p{}", binh.1));
    assert_eq!(desk.send("/access-review", &[(&keep, "giu"), (&end, "het")]).await.status, StatusCode::SEE_OTHER);
    assert!(desk.get("/access-review").await.text.contains("<b>2</b> chức trách"), "what ends today is still in force today");
    assert!(desk.get("/access-review?loc=tat-ca").await.text.contains("20/11/2026, Nguyễn Văn An"));
    let nothing = desk.send("/access-review", &[]).await;
    assert!(nothing.status == StatusCode::UNPROCESSABLE_ENTITY && nothing.text.contains("Chưa chọn giữ hay kết thúc"));
    let own = posts_of(&app, "quantri").await;
    for choice in ["giu", "het"] {
        let refused = desk.send("/access-review", &[(&format!("p{}", own.1), choice)]).await;
        assert!(refused.text.contains("Không tự rà soát chức trách"), "{}", refused.text);
    }
}
