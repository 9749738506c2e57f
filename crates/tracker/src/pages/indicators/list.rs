//! `GET /indicators`: every indicator with its latest value, its next target and its pace.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use jiff::civil::Date;
use serde::Deserialize;

use crate::domain::folding::folded;
use crate::domain::indicator::Pace;
use crate::error::Result;
use crate::pages::address::Pager;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{PAGE_SIZE, number_in, page, page_in, parts};
use crate::state::AppState;
use crate::store::indicators::{self, IndicatorProgress};
use crate::store::plans::{self, PlanRow};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    plan: String,
    /// "behind", "on-pace", "reached", "unknown".
    pace: String,
    q: String,
    page: String,
}

const PACES: [(&str, &str); 5] =
    [("", "mọi nhịp độ"), ("behind", "chậm nhịp"), ("on-pace", "đúng nhịp"), ("reached", "đã đạt"), ("unknown", "chưa đủ số liệu")];

#[derive(Template)]
#[template(path = "indicators/list.html")]
struct List {
    frame: Frame,
    plans: Vec<PlanRow>,
    plan: Option<i64>,
    pace: String,
    q: String,
    filtered: bool,
    rows: Vec<IndicatorProgress>,
    pager: Pager,
    today: Date,
}

pub async fn list(State(state): State<AppState>, reader: Reader, Query(asked): Query<Asked>) -> Result<impl IntoResponse> {
    let as_of = state.as_of();
    let plan = number_in(&asked.plan);
    let mut tx = state.db.read().await?;
    let plans = plans::list(&mut tx, &state.live, as_of).await?;
    let mut rows = indicators::list(&mut tx, plan, as_of.today).await?;
    drop(tx);
    let words = folded(&asked.q);
    rows.retain(|row| row.indicator.kind != "group" && asked.wants(row) && has_words(row, &words));
    let pairs = [("plan", asked.plan.as_str()), ("pace", &asked.pace), ("q", &asked.q)];
    let pager = Pager::new("/indicators", &pairs, page_in(&asked.page) as u64, PAGE_SIZE as u64, rows.len() as i64, "chỉ tiêu");
    let rows = rows.into_iter().skip(pager.first.saturating_sub(1) as usize).take(PAGE_SIZE as usize).collect();
    page(&List {
        frame: Frame::of(&state, reader, Section::Indicators),
        plans,
        plan,
        filtered: [&asked.plan, &asked.pace, &asked.q].iter().any(|value| !value.is_empty()),
        pace: asked.pace,
        q: asked.q,
        rows,
        pager,
        today: as_of.today,
    })
}

impl Asked {
    fn wants(&self, row: &IndicatorProgress) -> bool {
        match self.pace.as_str() {
            "behind" => matches!(row.pace, Pace::Behind { .. }),
            "on-pace" => row.pace == Pace::OnPace,
            "reached" => row.pace == Pace::Reached,
            "unknown" => row.pace == Pace::Unknown,
            _ => true,
        }
    }
}

fn has_words(row: &IndicatorProgress, words: &str) -> bool {
    let indicator = &row.indicator;
    let text = folded(&format!("{} {}", indicator.name, indicator.leads.as_deref().unwrap_or_default()));
    words.split(' ').all(|word| text.contains(word))
}

impl List {
    fn asks(&self, pace: &str) -> bool {
        self.pace == pace
    }
}
