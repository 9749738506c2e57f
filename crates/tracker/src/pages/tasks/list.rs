//! `GET /tasks`: every task by state, unit, plan, deadline and words.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use jiff::civil::Date;
use serde::Deserialize;

use super::{DONE, UNFINISHED};
use crate::access;
use crate::domain::as_of::{days_after, last_of_month};
use crate::domain::clarity::Clarity;
use crate::domain::{AsOf, AssignmentState};
use crate::error::Result;
use crate::pages::address::{Pager, address};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{PAGE_SIZE, number_in, page, page_in, parts};
use crate::state::AppState;
use crate::store::board;
use crate::store::leading_units::{self, LeadingUnit};
use crate::store::plans::{self, PlanName};
use crate::store::task_lists::{self, Slice, TaskFilter, TaskRow, TaskSort};
use crate::store::units::{self, Unit};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Name of a state, or "late", "due", "done", "unfinished".
    state: String,
    /// A unit's id, the id with [`ALONE`], "none", or [`ALL_UNITS`].
    unit: String,
    plan: String,
    /// Days ahead ("7", "30"), "quarter", or "none" for work without a day.
    due: String,
    /// Name of a clarity that is missing.
    thieu: String,
    q: String,
    sort: String,
    page: String,
}

/// After a unit's id: without the units below it, as the board counts.
pub const ALONE: &str = "-alone";

/// Every unit, where a board of several provinces begins with the reader's own.
const ALL_UNITS: &str = "all";

struct Choice {
    value: String,
    label: String,
    selected: bool,
}

#[derive(Template)]
#[template(path = "tasks/list.html")]
struct List {
    frame: Frame,
    /// The reader may give work that no plan brought.
    may_give: bool,
    /// Where several rows are changed at once.
    bulk: Option<String>,
    states: Vec<Choice>,
    units: Vec<Choice>,
    plans: Vec<Choice>,
    deadlines: Vec<Choice>,
    sorts: Vec<Choice>,
    q: String,
    /// Only tasks that lack it.
    lacking: Option<Clarity>,
    filtered: bool,
    /// One of the filters that a phone folds away is in use.
    folded_in_use: bool,
    rows: Vec<TaskRow>,
    pager: Pager,
    as_of: AsOf,
}

const DEADLINES: [(&str, &str); 4] = [("", "bất kỳ"), ("7", "trong 7 ngày tới"), ("30", "trong 30 ngày tới"), ("quarter", "trong quý này")];
const SORTS: [(&str, &str); 4] =
    [("", "việc gấp trước"), ("deadline", "thời hạn"), ("plan", "thứ tự trong kế hoạch"), ("name", "tên nhiệm vụ")];

pub async fn list(State(state): State<AppState>, reader: Reader, Query(mut asked): Query<Asked>) -> Result<impl IntoResponse> {
    let as_of = state.as_of();
    let mut tx = state.db.read().await?;
    let own = reader.user.posts.first().and_then(|post| post.unit_id);
    let province = leading_units::own_province(&mut tx, own, as_of.today).await?;
    if let (Some(province), "", "") = (province, asked.unit.as_str(), asked.plan.as_str()) {
        asked.unit = province.to_string();
    }
    let filter = asked.filter(as_of);
    let page_number = page_in(&asked.page);
    let slice = Slice { offset: (page_number - 1) * PAGE_SIZE, limit: PAGE_SIZE };
    let found = task_lists::list(&mut tx, &state.live, &filter, slice, as_of).await?;
    let mut plans = plans::names(&mut tx, province, as_of.today).await?;
    if let Some(plan) = filter.plan.filter(|plan| plans.iter().all(|row| row.id != *plan)) {
        plans.extend(plans::name(&mut tx, plan).await.ok());
    }
    let (leading, nameless) = leading_units::leading(&mut tx, &state.live, province, as_of.today).await?;
    let chosen = match filter.unit {
        Some(id) => units::find(&mut tx, id).await.ok(),
        None => None,
    };
    drop(tx);
    let pager = Pager::new("/tasks", &asked.pairs(), page_number as u64, PAGE_SIZE as u64, found.total, "nhiệm vụ");
    let answers = reader.user.posts.iter().any(access::answers);
    page(&List {
        bulk: answers.then(|| address("/tasks/bulk", &asked.pairs())),
        may_give: access::can_take_in(&reader.user.posts),
        frame: Frame::of(&state, reader, Section::Tasks),
        states: states(&asked.state),
        units: unit_choices(&leading, chosen, (&asked.unit, nameless, province.is_some())),
        plans: plan_choices(&plans, filter.plan),
        deadlines: choices(&DEADLINES, &asked.due),
        sorts: choices(&SORTS, &asked.sort),
        folded_in_use: [&asked.unit, &asked.plan, &asked.due, &asked.sort].iter().any(|value| !value.is_empty()),
        lacking: filter.lacks,
        filtered: [&asked.state, &asked.unit, &asked.plan, &asked.due, &asked.q, &asked.thieu].iter().any(|value| !value.is_empty()),
        q: asked.q,
        rows: found.rows,
        pager,
        as_of,
    })
}

impl Asked {
    pub(super) fn filter(&self, as_of: AsOf) -> TaskFilter {
        let (due_from, due_to) = self.window(as_of.today);
        let states = match self.state.as_str() {
            "done" => DONE.to_vec(),
            "unfinished" => UNFINISHED.to_vec(),
            // What comes up is what is still to be done.
            "" if due_to.is_some() => UNFINISHED.to_vec(),
            _ => Vec::new(),
        };
        TaskFilter {
            plan: number_in(&self.plan),
            unit: number_in(self.unit.strip_suffix(ALONE).unwrap_or(&self.unit)),
            unit_alone: self.unit.ends_with(ALONE),
            state: self.state.parse::<AssignmentState>().ok(),
            states,
            late: self.state == "late",
            due: self.state == "due",
            without_unit: self.unit == "none",
            due_from,
            due_to,
            lacks: self.thieu.parse().ok(),
            text: self.q.clone(),
            sort: match self.sort.as_str() {
                "deadline" => TaskSort::Deadline,
                "plan" => TaskSort::Plan,
                "name" => TaskSort::Name,
                _ => TaskSort::State,
            },
        }
    }

    fn window(&self, today: Date) -> (Option<Date>, Option<Date>) {
        let end = match self.due.as_str() {
            "7" => days_after(today, 7),
            "30" => days_after(today, board::DUE_SOON_DAYS),
            "quarter" => last_of_month(today.year(), (today.month() - 1) / 3 * 3 + 3),
            _ => return (None, None),
        };
        (Some(today), Some(end))
    }

    pub(super) fn pairs(&self) -> [(&str, &str); 7] {
        [
            ("state", &self.state),
            ("unit", &self.unit),
            ("plan", &self.plan),
            ("due", &self.due),
            ("thieu", &self.thieu),
            ("q", &self.q),
            ("sort", &self.sort),
        ]
    }
}

fn choices(all: &[(&str, &str)], chosen: &str) -> Vec<Choice> {
    let choice = |(value, label): &(&str, &str)| Choice { value: (*value).into(), label: (*label).into(), selected: *value == chosen };
    all.iter().map(choice).collect()
}

fn states(chosen: &str) -> Vec<Choice> {
    let mut all = vec![("", "tất cả"), ("late", "trễ"), ("due", "đã đến hạn"), ("unfinished", "chưa xong"), ("done", "đã hoàn thành")];
    let lower: Vec<String> = AssignmentState::ALL.iter().map(|state| state.label().to_lowercase()).collect();
    all.extend(AssignmentState::ALL.iter().zip(&lower).map(|(state, label)| (state.name(), label.as_str())));
    choices(&all, chosen)
}

/// Units that lead something, in Vietnamese order, and the chosen one although it only stands above such units.
fn unit_choices(leading: &[LeadingUnit], chosen: Option<Unit>, (asked, nameless, is_shared): (&str, bool, bool)) -> Vec<Choice> {
    let mut named: Vec<(i64, String)> = leading.iter().map(|unit| (unit.id, full_name(unit))).collect();
    if let Some(unit) = chosen.filter(|unit| named.iter().all(|(id, _)| *id != unit.id)) {
        named.push((unit.id, unit.name));
    }
    named.sort_by_cached_key(|(_, name)| crate::domain::collation::sort_key(name));
    let all = if is_shared { ALL_UNITS } else { "" };
    let mut out = vec![Choice { value: all.to_owned(), label: "mọi đơn vị".to_owned(), selected: asked == all }];
    if nameless {
        out.push(Choice { value: "none".to_owned(), label: "chưa rõ đơn vị".to_owned(), selected: asked == "none" });
    }
    if let Some(unit) = asked.strip_suffix(ALONE).and_then(number_in) {
        let name = named.iter().find(|(id, _)| *id == unit).map(|(_, name)| name.as_str()).unwrap_or_default();
        out.push(Choice { value: asked.to_owned(), label: format!("riêng {name}"), selected: true });
    }
    out.extend(named.into_iter().map(|(id, label)| Choice { value: id.to_string(), label, selected: asked == id.to_string() }));
    out
}

/// The name, and below which commune where offices share it.
fn full_name(unit: &LeadingUnit) -> String {
    let place = parts::place_of(&unit.name, unit.above.as_deref());
    place.map_or_else(|| unit.name.clone(), |place| format!("{} {place}", unit.name))
}

fn plan_choices(plans: &[PlanName], chosen: Option<i64>) -> Vec<Choice> {
    let mut out = vec![Choice { value: String::new(), label: "mọi kế hoạch, văn bản".to_owned(), selected: chosen.is_none() }];
    out.extend(plans.iter().map(|plan| Choice {
        value: plan.id.to_string(),
        label: match (&plan.number, plan.origin.as_str()) {
            (Some(number), "plan") => format!("Kế hoạch {number}"),
            (Some(number), _) => format!("{} {number}", plan.kind.as_deref().unwrap_or("Văn bản")),
            (None, _) => plan.title.clone(),
        },
        selected: chosen == Some(plan.id),
    }));
    out
}

impl List {
    fn without_words(&self) -> String {
        let of = |choices: &[Choice]| choices.iter().find(|choice| choice.selected).map(|choice| choice.value.clone()).unwrap_or_default();
        let (state, unit, plan, due) = (of(&self.states), of(&self.units), of(&self.plans), of(&self.deadlines));
        address("/tasks", &[("state", &state), ("unit", &unit), ("plan", &plan), ("due", &due)])
    }
}
