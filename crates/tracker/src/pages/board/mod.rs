//! The board: what is late, whose is it, what comes next. Every number is a link to the list behind it.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::address::address;
use super::frame::{Frame, Reader, Section};
use super::{indicators as indicators_page, tasks as tasks_page};
use super::{number_in, page, parts};
use crate::domain::as_of::{days_after, days_between};
use crate::domain::clarity::Clarity;
use crate::domain::live_work::Sums;
use crate::domain::{AsOf, AssignmentState};
use crate::error::Result;
use crate::state::AppState;
use crate::store::board::{self, DUE_SOON_DAYS, Scope, UnitCounts};
use crate::store::indicators::{self, IndicatorProgress};
use crate::store::plans::{self, PlanRow};
use crate::store::task_lists::{self, Slice, TaskFilter, TaskRow};

/// Rows of a short list on the board; the whole list is one click away.
const SHORT: i64 = 6;
const SHORT_UNITS: usize = 12;

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    plan: String,
    /// "1": every unit, not only the worst.
    #[serde(default)]
    units: String,
    /// "moi", "lai": the plan was accepted just now, for the first time or again.
    #[serde(default)]
    vua: String,
}

#[derive(Template)]
#[template(path = "board/show.html")]
struct Show {
    frame: Frame,
    plans: Vec<PlanRow>,
    plan: Option<i64>,
    counts: Sums,
    units: Vec<UnitCounts>,
    more_units: usize,
    overdue: Vec<TaskRow>,
    soon: Vec<TaskRow>,
    behind: Vec<IndicatorProgress>,
    measured: usize,
    behind_count: usize,
    /// Tasks that lack one of the six clarities.
    unclear: [(Clarity, i64); 6],
    /// Past the deadline without a result: today, and a month ago.
    overdue_now: i64,
    overdue_before: i64,
    as_of: AsOf,
    vua: String,
}

impl Show {
    /// What an acceptance has just brought here.
    fn accepted(&self) -> Option<String> {
        let plan = self.plans.iter().find(|plan| Some(plan.id) == self.plan)?;
        let done = match self.vua.as_str() {
            "moi" => "Đã đưa vào thực hiện",
            "lai" => "Đã cập nhật theo bản vừa xem lại",
            _ => return None,
        };
        let name = plan.number.as_deref().unwrap_or(&plan.title);
        Some(format!("{done}: {} nhiệm vụ, {} chỉ tiêu của {name}.", plan.tasks, plan.indicators))
    }

    /// The list behind a number of the board.
    fn tasks(&self, pairs: &[(&str, &str)]) -> String {
        let plan = self.plan.map(|id| id.to_string()).unwrap_or_default();
        let mut all = vec![("plan", plan.as_str())];
        all.extend_from_slice(pairs);
        address("/tasks", &all)
    }

    fn unit_tasks(&self, unit: &UnitCounts, pairs: &[(&str, &str)]) -> String {
        let unit = unit.unit_id.map_or("none".to_owned(), |id| format!("{id}{}", tasks_page::ALONE));
        let mut all = vec![("unit", unit.as_str())];
        all.extend_from_slice(pairs);
        self.tasks(&all)
    }

    /// The unit by name, with its place where other units share the name.
    fn name(&self, unit: &UnitCounts) -> String {
        let Some(name) = &unit.unit_name else { return "Chưa có đơn vị chủ trì".to_owned() };
        parts::place_of(name, unit.above.as_deref()).map_or_else(|| name.clone(), |place| format!("{name} {place}"))
    }

    fn worst(&self) -> Option<&UnitCounts> {
        self.units.iter().find(|unit| unit.sums.late > 0)
    }

    /// Whether it is getting better, in words.
    fn trend(&self) -> String {
        let change = match self.overdue_now - self.overdue_before {
            0 => "không đổi".to_owned(),
            more @ 1.. => format!("tăng {more}"),
            less => format!("giảm {}", -less),
        };
        format!("Quá hạn chưa có kết quả: {} việc; 30 ngày trước: {} việc ({change}).", self.overdue_now, self.overdue_before)
    }

    fn is_unclear(&self) -> bool {
        self.unclear.iter().any(|(_, count)| *count > 0)
    }

    /// The clarities that some task lacks.
    fn unclear(&self) -> Vec<(Clarity, i64)> {
        self.unclear.iter().copied().filter(|(_, count)| *count > 0).collect()
    }

    fn waiting_days(&self) -> Option<i64> {
        self.counts.waiting_since().map(|day| days_between(day, self.as_of.today))
    }

    /// States that occur, worst first, with the place and width of each in a bar 1,000 wide.
    fn mix(&self) -> Vec<(AssignmentState, i64, f64, f64)> {
        let total = self.counts.total().max(1) as f64;
        let mut at = 0.0;
        let states = AssignmentState::ALL.into_iter().map(|state| (state, self.counts.of(state))).filter(|(_, count)| *count > 0);
        states
            .map(|(state, count)| {
                let width = 1000.0 * count as f64 / total;
                at += width;
                (state, count, ((at - width) * 10.0).round() / 10.0, (width * 10.0).round() / 10.0)
            })
            .collect()
    }
}

pub async fn show(State(state): State<AppState>, reader: Reader, Query(asked): Query<Asked>) -> Result<impl IntoResponse> {
    let as_of = state.as_of();
    let scope = Scope { plan: number_in(&asked.plan), unit: None };
    let mut tx = state.db.read().await?;
    let plans = plans::list(&mut tx, &state.live, as_of).await?;
    let counts = board::counts(&mut tx, &state.live, scope, as_of).await?;
    let overdue_now = board::late_on(&mut tx, &state.live, scope, as_of.today, as_of).await?.on_current;
    let month_ago = days_after(as_of.today, -DUE_SOON_DAYS);
    let overdue_before = board::late_on(&mut tx, &state.live, scope, month_ago, as_of).await?.on_current;
    let mut units = board::by_unit(&mut tx, &state.live, scope, as_of).await?;
    let short = Slice { offset: 0, limit: SHORT };
    let late = TaskFilter { plan: scope.plan, state: Some(AssignmentState::Overdue), ..TaskFilter::default() };
    let overdue = task_lists::list(&mut tx, &state.live, &late, short, as_of).await?.rows;
    let ahead = TaskFilter {
        plan: scope.plan,
        states: tasks_page::UNFINISHED.to_vec(),
        due_from: Some(as_of.today),
        due_to: Some(days_after(as_of.today, DUE_SOON_DAYS)),
        ..TaskFilter::default()
    };
    let soon = task_lists::list(&mut tx, &state.live, &ahead, short, as_of).await?.rows;
    let unclear = board::lacking(&mut tx, &state.live, scope, as_of).await?;
    let indicators = indicators::list(&mut tx, scope.plan, as_of.today).await?;
    drop(tx);
    let (behind, measured) = indicators::behind(&indicators);
    let behind_count = behind.len();
    let behind = behind.into_iter().take(SHORT as usize).cloned().collect();
    let more_units = if asked.units == "1" { 0 } else { units.len().saturating_sub(SHORT_UNITS) };
    units.truncate(units.len() - more_units);
    page(&Show {
        frame: Frame::of(&state, reader, Section::Board),
        plans,
        plan: scope.plan,
        counts,
        units,
        more_units,
        overdue,
        soon,
        behind,
        measured,
        overdue_now,
        overdue_before,
        behind_count,
        unclear,
        as_of,
        vua: asked.vua,
    })
}
