use jiff::civil::date;
use roviec_plan::plan::BudgetLine;
use roviec_tracker::domain::{AssignmentState, Role};
use roviec_tracker::store::assignments::{self, Step};
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::live_work::Live;
use roviec_tracker::store::task_lists::{self, Slice, TaskFilter, TaskList, TaskSort};
use roviec_tracker::store::{Database, Tx, clarities, leading_units, plans, tasks};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    the_list_is_filtered_by_unit_state_plan_and_deadline
    words_are_found_in_any_order_without_diacritics
    a_group_task_shows_its_worst_state_and_how_many_are_done
    the_list_is_sorted_and_cut_into_pages
    one_task_has_everything_the_plan_says
    a_page_beyond_the_last_still_knows_how_many_there_are
    the_six_clarities_are_told_alike_by_the_page_the_list_and_the_board
    units_are_chosen_from_those_that_have_work
    plans_are_chosen_by_their_names
}

const ALL: Slice = Slice { offset: 0, limit: 100 };

async fn list(tx: &mut Tx, filter: TaskFilter) -> TaskList {
    task_lists::list(tx, &Live::default(), &filter, ALL, AS_OF).await.expect("lists")
}

fn names(list: &TaskList) -> Vec<&str> {
    list.rows.iter().map(|row| row.name.as_str()).collect()
}

async fn two_plans(tx: &mut Tx) -> (Province, i64, i64) {
    let province = province(tx).await;
    let first = vec![
        task("1", "Nâng cấp đường truyền", &["Sở Y tế"], Some(date(2026, 6, 30))),
        task("2", "Đào tạo kỹ năng số", &["Sở Nội vụ"], Some(date(2026, 11, 25))),
        task("3", "Tuyên truyền thường xuyên", &["Các xã"], None),
    ];
    let second = vec![task("1", "An toàn thông tin", &["Sở Y tế", "Sở Nội vụ"], Some(date(2026, 12, 31)))];
    let one = plan_of(&imported(tx, &compiled("12/KH-UBND", b"1", first, vec![]), b"1").await);
    let two = plan_of(&imported(tx, &compiled("13/KH-UBND", b"2", second, vec![]), b"2").await);
    (province, one, two)
}

async fn the_list_is_filtered_by_unit_state_plan_and_deadline(database: Database) {
    let mut tx = writing(&database).await;
    let (province, one, two) = two_plans(&mut tx).await;
    assert_eq!(list(&mut tx, TaskFilter::default()).await.total, 4);
    let of_health = list(&mut tx, TaskFilter { unit: Some(province.health), ..TaskFilter::default() }).await;
    assert_eq!(names(&of_health), ["Nâng cấp đường truyền", "An toàn thông tin"]);
    assert_eq!((of_health.rows[1].matching, of_health.rows[1].assignments), (1, 2));
    let overdue = list(&mut tx, TaskFilter { state: Some(AssignmentState::Overdue), ..TaskFilter::default() }).await;
    assert_eq!(names(&overdue), ["Nâng cấp đường truyền"]);
    let near = list(&mut tx, TaskFilter { state: Some(AssignmentState::NearDue), plan: Some(one), ..TaskFilter::default() }).await;
    assert_eq!(names(&near), ["Đào tạo kỹ năng số"]);
    assert_eq!(list(&mut tx, TaskFilter { plan: Some(two), ..TaskFilter::default() }).await.total, 1);
    let window = TaskFilter { due_from: Some(date(2026, 11, 1)), due_to: Some(date(2026, 11, 30)), ..TaskFilter::default() };
    assert_eq!(names(&list(&mut tx, window).await), ["Đào tạo kỹ năng số"]);
    assert_eq!(names(&list(&mut tx, TaskFilter { late: true, ..TaskFilter::default() }).await), ["Nâng cấp đường truyền"]);
    assert_eq!(list(&mut tx, TaskFilter { due: true, ..TaskFilter::default() }).await.total, 1);
    assert_eq!(list(&mut tx, TaskFilter { without_unit: true, ..TaskFilter::default() }).await.total, 0);
    let below = list(&mut tx, TaskFilter { unit: Some(province.top), ..TaskFilter::default() }).await;
    assert_eq!(below.total, 4);
}

async fn words_are_found_in_any_order_without_diacritics(database: Database) {
    let mut tx = writing(&database).await;
    two_plans(&mut tx).await;
    for text in ["dao tao", "kỹ năng ĐÀO", "ky nang dao tao", "Sở nội vụ 2"] {
        assert_eq!(
            names(&list(&mut tx, TaskFilter { text: text.to_owned(), ..TaskFilter::default() }).await)[0],
            "Đào tạo kỹ năng số",
            "{text}"
        );
    }
    for text in ["đào tạo đường truyền", "100%_"] {
        assert_eq!(list(&mut tx, TaskFilter { text: text.to_owned(), ..TaskFilter::default() }).await.total, 0, "{text}");
    }
}

async fn a_group_task_shows_its_worst_state_and_how_many_are_done(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let user = person(&mut tx, "an", Role::UnitOfficer, None).await;
    let rows = vec![task("1", "Lập tổ công nghệ số", &["Các xã"], Some(date(2026, 9, 30)))];
    let plan = plan_of(&imported(&mut tx, &compiled("12/KH-UBND", FILE, rows, vec![]), FILE).await);
    let id = plans::task_links(&mut tx, plan).await.expect("lists")[0].id;
    let first = assignments::of_task(&mut tx, id, AS_OF).await.expect("lists")[0].id;
    let actor = Actor { user: Some(user), at: 0, ..NOBODY };
    let on = date(2026, 9, 1);
    assignments::step(&mut tx, actor, first, on, Step::Submit { note: String::new() }).await.expect("follows");
    assignments::step(&mut tx, actor, first, on, Step::Confirm { evidence: None, note: String::new() }).await.expect("follows");
    let row = list(&mut tx, TaskFilter::default()).await.rows.remove(0);
    assert_eq!((row.state, row.done, row.assignments, row.late, row.percent), (AssignmentState::Overdue, 1, 2, 1, 50));
    let done = list(&mut tx, TaskFilter { state: Some(AssignmentState::DoneOnTime), ..TaskFilter::default() }).await;
    assert_eq!((done.total, done.rows[0].matching), (1, 1));
}

async fn the_list_is_sorted_and_cut_into_pages(database: Database) {
    let mut tx = writing(&database).await;
    two_plans(&mut tx).await;
    let sorted = async |tx: &mut Tx, sort| names(&list(tx, TaskFilter { sort, ..TaskFilter::default() }).await).join(" | ");
    let by_deadline = "Nâng cấp đường truyền | Đào tạo kỹ năng số | An toàn thông tin | Tuyên truyền thường xuyên";
    assert_eq!(sorted(&mut tx, TaskSort::Deadline).await, by_deadline);
    assert_eq!(
        sorted(&mut tx, TaskSort::Name).await,
        "An toàn thông tin | Đào tạo kỹ năng số | Nâng cấp đường truyền | Tuyên truyền thường xuyên"
    );
    assert!(sorted(&mut tx, TaskSort::State).await.starts_with("Nâng cấp đường truyền | Đào tạo kỹ năng số | "));
    assert!(sorted(&mut tx, TaskSort::Plan).await.ends_with(" | An toàn thông tin"));
    let page =
        task_lists::list(&mut tx, &Live::default(), &TaskFilter::default(), Slice { offset: 2, limit: 2 }, AS_OF).await.expect("lists");
    assert_eq!((page.total, names(&page)), (4, vec!["An toàn thông tin", "Tuyên truyền thường xuyên"]));
}

async fn one_task_has_everything_the_plan_says(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let mut rich = task("1", "Xây dựng phần mềm", &["Sở Y tế"], Some(date(2026, 12, 31)));
    rich.budget_million_vnd = Some(450.5);
    rich.budget_lines = vec![BudgetLine { year: Some(2026), source: Some("Ngân sách tỉnh".to_owned()), million_vnd: 450.5 }];
    rich.related_indicators = vec!["1".to_owned(), "3".to_owned()];
    let plan = plan_of(&imported(&mut tx, &compiled("12/KH-UBND", FILE, vec![rich.clone()], vec![]), FILE).await);
    let id = plans::task_links(&mut tx, plan).await.expect("lists")[0].id;
    let found = tasks::find(&mut tx, id).await.expect("is there");
    assert_eq!(
        (found.due_on, found.deadline_kind.as_deref(), found.budget_million_vnd),
        (Some(date(2026, 12, 31)), Some("by"), Some(450.5))
    );
    assert_eq!((found.related_indicators.as_str(), found.position, found.then_continuous), ("1; 3", 0, false));
    assert_eq!(serde_json::from_str::<roviec_plan::document::Span>(&found.span_json).expect("is a span"), rich.span);
    assert_eq!(tasks::budget_lines(&mut tx, id).await.expect("lists")[0].million_vnd, 450.5);
    assert!(matches!(tasks::find(&mut tx, id + 1).await, Err(roviec_tracker::Error::NotFound)));
}

async fn a_page_beyond_the_last_still_knows_how_many_there_are(database: Database) {
    let mut tx = writing(&database).await;
    two_plans(&mut tx).await;
    let beyond =
        task_lists::list(&mut tx, &Live::default(), &TaskFilter::default(), Slice { offset: 100, limit: 50 }, AS_OF).await.expect("lists");
    assert_eq!((beyond.rows.len(), beyond.total), (0, 4));
    let filter = TaskFilter { states: vec![AssignmentState::Open, AssignmentState::NearDue], ..TaskFilter::default() };
    assert_eq!(names(&list(&mut tx, filter).await), ["Đào tạo kỹ năng số", "An toàn thông tin", "Tuyên truyền thường xuyên"]);
    for state in AssignmentState::ALL {
        let only = list(&mut tx, TaskFilter { state: Some(state), ..TaskFilter::default() }).await;
        assert!(only.rows.iter().all(|row| row.state == state), "{state}");
    }
}

async fn the_six_clarities_are_told_alike_by_the_page_the_list_and_the_board(database: Database) {
    let mut tx = writing(&database).await;
    province(&mut tx).await;
    let mut unclear = task("4", "Họp", &["Sở Y tế", "Ban Lạ"], None);
    unclear.product = None;
    let rows = vec![task("1", "Nâng cấp đường truyền số liệu", &["Sở Y tế"], Some(date(2026, 12, 31))), unclear];
    let plan = plan_of(&imported(&mut tx, &compiled("12/KH-UBND", FILE, rows, vec![]), FILE).await);
    let scope = roviec_tracker::store::board::Scope { plan: Some(plan), unit: None };
    let counts = roviec_tracker::store::board::lacking(&mut tx, &Live::default(), scope, AS_OF).await.expect("counts");
    let links = plans::task_links(&mut tx, plan).await.expect("lists");
    for (clarity, count) in counts {
        let listed = list(&mut tx, TaskFilter { lacks: Some(clarity), ..TaskFilter::default() }).await;
        let mut lacking = Vec::new();
        for link in &links {
            if !clarity.is_met(&clarities::facts(&mut tx, link.id).await.expect("is there")) {
                lacking.push(link.id);
            }
        }
        assert_eq!((listed.total, listed.rows.iter().map(|row| row.id).collect::<Vec<_>>()), (count, lacking), "{clarity:?}");
        assert_eq!(count, i64::from(clarity != roviec_tracker::domain::clarity::Clarity::Authority), "{clarity:?}");
    }
}

async fn units_are_chosen_from_those_that_have_work(database: Database) {
    let mut tx = writing(&database).await;
    let (province, ..) = two_plans(&mut tx).await;
    let live = Live::default();
    let (all, nameless) = leading_units::leading(&mut tx, &live, None, TODAY).await.expect("lists");
    assert_eq!((all.len(), nameless), (4, false), "two departments, two communes");
    let (within, _) = leading_units::leading(&mut tx, &live, Some(province.communes[0]), TODAY).await.expect("lists");
    assert_eq!(within.iter().map(|unit| unit.id).collect::<Vec<_>>(), [province.communes[0]]);
    assert_eq!(leading_units::own_province(&mut tx, Some(province.health), TODAY).await.expect("asks"), None, "the only province");
    let other =
        roviec_tracker::store::units::NewUnit { kind: "province".to_owned(), ..unit("HX", "Ủy ban nhân dân tỉnh Hà Xuyên") };
    let (id, _) = roviec_tracker::store::units::enter(&mut tx, &other).await.expect("is entered");
    let hierarchy = roviec_tracker::domain::org_unit::Hierarchy::Government;
    let end = roviec_tracker::domain::org_unit::OPEN_END;
    roviec_tracker::store::units::place(&mut tx, hierarchy, id, None, FIRST_DAY, end).await.expect("is placed");
    assert_eq!(leading_units::own_province(&mut tx, Some(province.health), TODAY).await.expect("asks"), Some(province.top));
    assert_eq!(leading_units::own_province(&mut tx, None, TODAY).await.expect("asks"), None);
}

async fn plans_are_chosen_by_their_names(database: Database) {
    let mut tx = writing(&database).await;
    let (province, one, two) = two_plans(&mut tx).await;
    let ids = |names: Vec<plans::PlanName>| names.into_iter().map(|plan| plan.id).collect::<Vec<_>>();
    assert_eq!(ids(plans::names(&mut tx, None, TODAY).await.expect("lists")), [two, one]);
    assert_eq!(ids(plans::names(&mut tx, Some(province.top), TODAY).await.expect("lists")), [two, one]);
    assert!(plans::names(&mut tx, Some(province.communes[0]), TODAY).await.expect("lists").is_empty());
    assert_eq!(plans::name(&mut tx, one).await.expect("is there").number.as_deref(), Some("12/KH-UBND"));
    assert_eq!(plans::issuer_of(&mut tx, one).await.expect("is there"), Some(province.top));
}
