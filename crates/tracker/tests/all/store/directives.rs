//! Directives: given, listed, said otherwise, taken back.

use jiff::civil::{Date, date};
use roviec_tracker::Error;
use roviec_tracker::directives::{self as acts, Given, Giver, Said};
use roviec_tracker::domain::directive::About;
use roviec_tracker::domain::{AssignmentState, Role};
use roviec_tracker::store::assignments::{self, Report};
use roviec_tracker::store::audit::{self, Actor};
use roviec_tracker::store::directives::{self, DirectiveFilter, DirectiveRow};
use roviec_tracker::store::live_work::Live;
use roviec_tracker::store::task_lists::Slice;
use roviec_tracker::store::{Database, Tx, indicators, plans, tasks};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    a_directive_becomes_a_task_with_an_assignment_for_each_unit
    each_filter_of_the_list_finds_its_own
    a_directive_is_told_where_it_is_about
    the_same_words_to_the_same_units_are_given_once_a_day
    a_directive_is_said_otherwise_only_while_nobody_has_begun
    a_withdrawn_directive_has_stopped_at_every_unit
    a_meeting_gathers_what_was_said_there
    units_are_offered_and_found_only_within_reach
}

const DUE: Date = date(2026, 11, 25);
const ALL: Slice = Slice { offset: 0, limit: 50 };

struct Desk {
    province: Province,
    task: i64,
    indicator: i64,
    giver: Giver,
    actor: Actor,
}

async fn desk(tx: &mut Tx) -> Desk {
    let province = province(tx).await;
    let user = person(tx, "dung", Role::Leader, Some(province.top)).await;
    let rows = (vec![task("1", "Ban hành quy chế dữ liệu", &["Sở Y tế"], Some(DUE))], vec![indicator("1", "Tỷ lệ hồ sơ", "%", 2026, 90.0)]);
    let plan = plan_of(&imported(tx, &compiled("12/KH-UBND", FILE, rows.0, rows.1), FILE).await);
    let task = plans::task_links(tx, plan).await.expect("lists")[0].id;
    let indicator = plans::indicator_links(tx, plan).await.expect("lists")[0].id;
    let title = format!("Lãnh đạo, {PROVINCE}");
    let giver = Giver { user, name: "Nguyễn Văn An".to_owned(), title, unit: Some(province.top), unit_name: Some(PROVINCE.to_owned()) };
    Desk { province, task, indicator, giver, actor: Actor { user: Some(user), ..NOBODY } }
}

impl Desk {
    fn said(&self, words: &str) -> Said {
        Said {
            words: words.to_owned(),
            leads: vec![(self.province.health, "Sở Y tế".to_owned()), (self.province.home, "Sở Nội vụ".to_owned())],
            coordinating: vec!["Các xã".to_owned(), "Hội Người cao tuổi".to_owned()],
            product: Some("Báo cáo".to_owned()),
            due: DUE,
            basis: Some("Thông báo 12/TB-VP".to_owned()),
            meeting: None,
        }
    }

    async fn give(&self, tx: &mut Tx, said: &Said, about: About) -> Given {
        acts::give(tx, self.actor, &self.giver, said, (about, TODAY)).await.expect("is given")
    }

    async fn amend(&self, tx: &mut Tx, given: Given, said: &Said) -> Result<(), Error> {
        let row = find(tx, given).await;
        acts::amend(tx, self.actor, &row, &self.giver, (said, TODAY)).await
    }
}

async fn find(tx: &mut Tx, given: Given) -> DirectiveRow {
    directives::find(tx, given.directive, AS_OF).await.expect("is there")
}

async fn actions(tx: &mut Tx, task: i64) -> Vec<String> {
    audit::of(tx, "task", Some(task)).await.expect("reads").into_iter().map(|entry| entry.action).collect()
}

async fn report(tx: &mut Tx, actor: Actor, given: Given) {
    let row = assignments::of_task(tx, given.task, AS_OF).await.expect("lists").remove(0);
    let report = Report { percent: 10, note: "Đã họp".to_owned(), ..Report::default() };
    assignments::report(tx, actor, row.id, TODAY, report).await.expect("is reported");
}

async fn a_directive_becomes_a_task_with_an_assignment_for_each_unit(database: Database) {
    let mut tx = writing(&database).await;
    let desk = desk(&mut tx).await;
    let given = desk.give(&mut tx, &desk.said("Báo cáo ngay."), About::Task(desk.task)).await;
    let row = find(&mut tx, given).await;
    assert_eq!((row.giver.as_str(), row.given_on, row.given_at), ("Nguyễn Văn An", TODAY, NOBODY.at));
    assert_eq!((row.about(), row.about_name.as_deref()), (About::Task(desk.task), Some("Ban hành quy chế dữ liệu")));
    assert_eq!((row.leads.as_deref(), row.coordinating.as_deref()), (Some("Sở Y tế; Sở Nội vụ"), Some("Các xã; Hội Người cao tuổi")));
    assert_eq!((row.state, row.due, row.assignments, row.done), (AssignmentState::NearDue, Some(DUE), 2, 0));
    let task = tasks::find(&mut tx, given.task).await.expect("is there");
    assert_eq!(task.name, "Báo cáo ngay (về: Ban hành quy chế dữ liệu)");
    assert_eq!((task.due_on, task.deadline_text.as_deref(), task.deliverable.as_deref()), (Some(DUE), Some("25/11/2026"), Some("Báo cáo")));
    assert_eq!((task.plan_kind.as_deref(), task.plan_origin.as_str()), (Some("Ý kiến chỉ đạo"), "document"));
    assert!(task.span_json.contains("Báo cáo ngay (về"), "it has its place in a text of its own: {}", task.span_json);
    assert!(directives::is_source(&mut tx, task.plan_id).await.expect("counts"));
    assert_eq!(plans::list(&mut tx, &Live::default(), AS_OF).await.expect("lists").len(), 1, "among the plans it does not stand");
    let parts = assignments::of_task(&mut tx, given.task, AS_OF).await.expect("lists");
    assert!(parts.iter().all(|part| (part.original_due, part.current_due, part.percent) == (Some(DUE), Some(DUE), 0)));
    let units: Vec<Option<i64>> = tasks::units(&mut tx, given.task).await.expect("lists").iter().map(|unit| unit.unit_id).collect();
    assert_eq!(units, [Some(desk.province.health), Some(desk.province.home), None, None]);
    assert_eq!(actions(&mut tx, given.task).await, ["directive-given"]);
    assert_eq!(directives::of_task(&mut tx, given.task, AS_OF).await.expect("reads").map(|row| row.id), Some(given.directive));
    assert_eq!(directives::of_task(&mut tx, desk.task, AS_OF).await.expect("reads"), None);
}

async fn each_filter_of_the_list_finds_its_own(database: Database) {
    let mut tx = writing(&database).await;
    let desk = desk(&mut tx).await;
    let late = Said { due: date(2026, 11, 23), ..desk.said("Chấn chỉnh kỷ luật báo cáo") };
    desk.give(&mut tx, &late, About::Task(desk.task)).await;
    let free = Said { leads: vec![(desk.province.communes[0], "UBND xã An Bình".to_owned())], ..desk.said("Kiểm tra thực địa") };
    let free = desk.give(&mut tx, &Said { meeting: Some(("Giao ban tháng 11".to_owned(), TODAY)), ..free }, About::Nothing).await;
    let meeting = find(&mut tx, free).await.meeting_id;
    report(&mut tx, desk.actor, free).await;
    let mut count = async |filter: DirectiveFilter, as_of| directives::list(&mut tx, &filter, ALL, as_of).await.expect("lists").1;
    let all = DirectiveFilter::default;
    let later = roviec_tracker::domain::AsOf { today: date(2026, 11, 24), ..AS_OF };
    for (filter, as_of, expected) in [
        (all(), AS_OF, 2),
        (DirectiveFilter { states: vec![AssignmentState::NearDue], ..all() }, AS_OF, 2),
        (DirectiveFilter { states: vec![AssignmentState::Overdue], ..all() }, later, 1),
        (DirectiveFilter { late: true, ..all() }, AS_OF, 0),
        (DirectiveFilter { late: true, ..all() }, later, 1),
        (DirectiveFilter { giver: Some(desk.giver.user), ..all() }, AS_OF, 2),
        (DirectiveFilter { giver: Some(0), ..all() }, AS_OF, 0),
        (DirectiveFilter { unit: Some(desk.province.top), ..all() }, AS_OF, 2),
        (DirectiveFilter { unit: Some(desk.province.health), ..all() }, AS_OF, 1),
        (DirectiveFilter { meeting, ..all() }, AS_OF, 1),
        (DirectiveFilter { about: "task".to_owned(), ..all() }, AS_OF, 1),
        (DirectiveFilter { about: "nothing".to_owned(), ..all() }, AS_OF, 1),
        (DirectiveFilter { about: "unit".to_owned(), ..all() }, AS_OF, 0),
        (DirectiveFilter { text: "ky luat bao cao".to_owned(), ..all() }, AS_OF, 1),
        (DirectiveFilter { text: "an binh".to_owned(), ..all() }, AS_OF, 1),
    ] {
        assert_eq!(count(filter.clone(), as_of).await, expected, "{filter:?}");
    }
    assert_eq!(directives::givers(&mut tx).await.expect("lists"), [(desk.giver.user, "Nguyễn Văn An".to_owned())]);
    assert_eq!(directives::receivers(&mut tx).await.expect("lists").len(), 3);
    let (rows, total) = directives::list(&mut tx, &all(), Slice { offset: 1, limit: 1 }, AS_OF).await.expect("lists");
    assert_eq!((rows.len(), total), (1, 2));
}

async fn a_directive_is_told_where_it_is_about(database: Database) {
    let mut tx = writing(&database).await;
    let desk = desk(&mut tx).await;
    let subjects = [About::Task(desk.task), About::Indicator(desk.indicator), About::Unit(desk.province.health), About::Nothing];
    for about in subjects {
        desk.give(&mut tx, &desk.said("Báo cáo"), about).await;
    }
    for about in &subjects[..3] {
        let rows = directives::about(&mut tx, *about, AS_OF).await.expect("lists");
        assert_eq!(rows.iter().map(DirectiveRow::about).collect::<Vec<_>>(), [*about]);
    }
    assert_eq!(directives::about(&mut tx, About::Nothing, AS_OF).await.expect("lists"), []);
    let told = directives::told_of_task(&mut tx, desk.task).await.expect("lists");
    assert_eq!(
        told.iter().map(|told| (told.words.as_str(), told.due_on, told.withdrawn)).collect::<Vec<_>>(),
        [("Báo cáo", Some(DUE), false)]
    );
    assert_eq!(indicators::lead_units(&mut tx, desk.indicator).await.expect("lists"), [desk.province.health]);
}

async fn the_same_words_to_the_same_units_are_given_once_a_day(database: Database) {
    let mut tx = writing(&database).await;
    let desk = desk(&mut tx).await;
    desk.give(&mut tx, &desk.said("Báo cáo"), About::Nothing).await;
    let again = acts::give(&mut tx, desk.actor, &desk.giver, &desk.said("Báo cáo"), (About::Nothing, TODAY)).await;
    assert!(matches!(&again, Err(Error::Conflict(sentence)) if sentence.contains("đã được giao hôm nay")), "{again:?}");
    desk.give(&mut tx, &desk.said("Báo cáo"), About::Task(desk.task)).await;
    acts::give(&mut tx, desk.actor, &desk.giver, &desk.said("Báo cáo"), (About::Nothing, date(2026, 11, 21))).await.expect("is given");
}

async fn a_directive_is_said_otherwise_only_while_nobody_has_begun(database: Database) {
    let mut tx = writing(&database).await;
    let desk = desk(&mut tx).await;
    let given = desk.give(&mut tx, &desk.said("Báo cáo"), About::Task(desk.task)).await;
    let commune = (desk.province.communes[0], "UBND xã An Bình".to_owned());
    let new =
        Said { leads: vec![desk.said("").leads.remove(0), commune], due: date(2026, 12, 4), ..desk.said("Báo cáo bằng văn bản") };
    desk.amend(&mut tx, given, &new).await.expect("is amended");
    let row = find(&mut tx, given).await;
    assert_eq!((row.words.as_str(), row.due, row.amended_on), ("Báo cáo bằng văn bản", Some(date(2026, 12, 4)), Some(TODAY)));
    assert_eq!((row.leads.as_deref(), row.state), (Some("Sở Y tế; UBND xã An Bình"), AssignmentState::Open));
    let parts = assignments::of_task(&mut tx, given.task, AS_OF).await.expect("lists");
    let told: Vec<_> = parts.iter().map(|part| (part.unit_id, part.state)).collect();
    assert!(told.contains(&(Some(desk.province.home), AssignmentState::Stopped)) && told.len() == 3, "{told:?}");
    let task = tasks::find(&mut tx, given.task).await.expect("is there");
    assert!(task.name.starts_with("Báo cáo bằng văn bản (về") && task.span_json.contains("Báo cáo bằng văn bản"));
    assert_eq!(actions(&mut tx, given.task).await, ["directive-given", "directive-amended"]);
    // Only the basis is another one: the words stand as they did.
    desk.amend(&mut tx, given, &Said { basis: None, ..new.clone() }).await.expect("is amended");
    let back = desk.amend(&mut tx, given, &desk.said("Báo cáo ngay")).await;
    assert!(matches!(&back, Err(Error::Conflict(sentence)) if sentence.contains("Sở Nội vụ đã được đưa ra")), "{back:?}");

    let begun = desk.give(&mut tx, &desk.said("Rà soát"), About::Nothing).await;
    report(&mut tx, desk.actor, begun).await;
    let late = desk.amend(&mut tx, begun, &desk.said("Rà soát lại")).await;
    assert!(matches!(&late, Err(Error::Conflict(sentence)) if sentence.contains("Đã có đơn vị báo cáo")), "{late:?}");
}

async fn a_withdrawn_directive_has_stopped_at_every_unit(database: Database) {
    let mut tx = writing(&database).await;
    let desk = desk(&mut tx).await;
    let given = desk.give(&mut tx, &desk.said("Báo cáo"), About::Task(desk.task)).await;
    let row = find(&mut tx, given).await;
    acts::withdraw(&mut tx, desk.actor, &row, TODAY).await.expect("is withdrawn");
    let row = find(&mut tx, given).await;
    assert_eq!((row.state, row.withdrawn_on), (AssignmentState::Stopped, Some(TODAY)));
    assert!(directives::told_of_task(&mut tx, desk.task).await.expect("lists")[0].withdrawn);
    let stopped = assignments::of_task(&mut tx, given.task, AS_OF).await.expect("lists").remove(0).stopped_by;
    assert_eq!(stopped.as_deref(), Some("ý kiến của người giao, rút ngày 20/11/2026"));
    assert!(matches!(acts::withdraw(&mut tx, desk.actor, &row, TODAY).await, Err(Error::Conflict(_))));
    assert!(matches!(desk.amend(&mut tx, given, &desk.said("Khác")).await, Err(Error::Conflict(_))));

    let begun = desk.give(&mut tx, &desk.said("Rà soát"), About::Nothing).await;
    report(&mut tx, desk.actor, begun).await;
    let row = find(&mut tx, begun).await;
    assert!(matches!(acts::withdraw(&mut tx, desk.actor, &row, TODAY).await, Err(Error::Conflict(_))));
}

async fn a_meeting_gathers_what_was_said_there(database: Database) {
    let mut tx = writing(&database).await;
    let desk = desk(&mut tx).await;
    let at = |words: &str, name: &str| Said { meeting: Some((name.to_owned(), TODAY)), ..desk.said(words) };
    let first = desk.give(&mut tx, &at("Một", "Giao ban tháng 11"), About::Nothing).await;
    desk.give(&mut tx, &at("Hai", "giao ban Tháng 11"), About::Nothing).await;
    let gone = desk.give(&mut tx, &at("Ba", "Giao ban tháng 11"), About::Nothing).await;
    desk.give(&mut tx, &at("Bốn", "Họp chuyên đề"), About::Nothing).await;
    let row = find(&mut tx, gone).await;
    acts::withdraw(&mut tx, desk.actor, &row, TODAY).await.expect("is withdrawn");
    let row = find(&mut tx, first).await;
    let meeting = row.meeting_id.expect("has a meeting");
    let words: Vec<String> =
        directives::of_meeting(&mut tx, meeting, AS_OF).await.expect("lists").into_iter().map(|row| row.words).collect();
    assert_eq!(words, ["Một", "Hai"], "in the order in which they were given, without what was withdrawn");
    let found = directives::find_meeting(&mut tx, meeting).await.expect("is there");
    assert_eq!((found.name.as_str(), found.held_on, found.unit_name.as_deref()), ("Giao ban tháng 11", TODAY, Some(PROVINCE)));
    assert_eq!(directives::meetings(&mut tx).await.expect("lists").len(), 2);
}

async fn units_are_offered_and_found_only_within_reach(database: Database) {
    let mut tx = writing(&database).await;
    let desk = desk(&mut tx).await;
    let Province { top, health, home, communes, offices } = desk.province;
    let ids = |offers: Vec<directives::Offer>| offers.into_iter().map(|offer| offer.id).collect::<Vec<_>>();
    assert_eq!(ids(directives::offered(&mut tx, Some(communes[0]), TODAY).await.expect("lists")), [offices[0]]);
    let mut below = ids(directives::offered(&mut tx, Some(top), TODAY).await.expect("lists"));
    below.sort_unstable();
    assert_eq!(below, [health, home, communes[0], communes[1]]);
    assert_eq!(directives::offered(&mut tx, None, TODAY).await.expect("lists").len(), 5, "the top and what is directly below it");
    assert_eq!(ids(directives::searched(&mut tx, Some(communes[1]), "van hoa", TODAY).await.expect("lists")), [offices[1]]);
    assert_eq!(directives::searched(&mut tx, None, "van hoa", TODAY).await.expect("lists").len(), 2);
    assert_eq!(directives::searched(&mut tx, None, " ", TODAY).await.expect("lists"), []);
    assert_eq!(ids(directives::chosen(&mut tx, &[home, 999, health], TODAY).await.expect("lists")), [home, health]);
    let led = |rows: Vec<directives::Leader>| rows.into_iter().map(|leader| leader.user_id).collect::<Vec<_>>();
    assert_eq!(led(directives::leaders(&mut tx, Some(top), TODAY).await.expect("lists")), [desk.giver.user]);
    assert_eq!(led(directives::leaders(&mut tx, Some(health), TODAY).await.expect("lists")), [0_i64; 0]);
    assert_eq!(led(directives::leaders(&mut tx, None, TODAY).await.expect("lists")), [desk.giver.user]);
}
