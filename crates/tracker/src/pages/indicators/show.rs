//! `GET /indicators/{id}`: where are we, will we get there, can I believe it?

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use jiff::civil::Date;
use roviec_plan::document::Span;

use super::trend::{self, Trend};
use crate::domain::directive::About;
use crate::domain::indicator::{Direction, Pace};
use crate::domain::observation::Measured;
use crate::domain::written;
use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{page, parts, place};
use crate::state::AppState;
use crate::store::directives::{self, DirectiveRow};
use crate::store::indicators::{self, IndicatorProgress, ObservationRow};

#[derive(Template)]
#[template(path = "indicators/show.html")]
struct Show {
    frame: Frame,
    progress: IndicatorProgress,
    /// Accepted values of the latest period, worst first.
    by_unit: Vec<ObservationRow>,
    /// Units that have reported before and not for the latest period.
    silent: Vec<String>,
    pending: usize,
    trend: Option<Trend>,
    source: Option<Span>,
    /// What was said about it.
    directives: Vec<DirectiveRow>,
    today: Date,
}

pub async fn show(State(state): State<AppState>, reader: Reader, Path(id): Path<i64>) -> Result<impl IntoResponse> {
    let today = state.clock.today();
    let mut tx = state.db.read().await?;
    let progress = indicators::find(&mut tx, id, today).await?;
    let observations = indicators::observations(&mut tx, id).await?;
    let directives = directives::about(&mut tx, About::Indicator(id), state.as_of()).await?;
    drop(tx);
    let pending = observations.iter().filter(|row| row.state != "accepted").count();
    let (by_unit, silent) = latest_by_unit(&progress, observations);
    page(&Show {
        frame: Frame::below(&state, reader, Section::Indicators),
        trend: drawn(&progress),
        source: serde_json::from_str(&progress.indicator.span_json).ok(),
        progress,
        by_unit,
        silent,
        pending,
        directives,
        today,
    })
}

fn latest_by_unit(progress: &IndicatorProgress, observations: Vec<ObservationRow>) -> (Vec<ObservationRow>, Vec<String>) {
    let Some(latest) = progress.latest() else { return (Vec::new(), Vec::new()) };
    let accepted: Vec<ObservationRow> = observations.into_iter().filter(|row| row.state == "accepted").collect();
    let (mut now, before): (Vec<_>, Vec<_>) = accepted.into_iter().partition(|row| row.period == latest.period);
    let mut silent: Vec<String> = Vec::new();
    for row in before {
        // Who was no more by then is not waited for.
        let was_there = row.unit_to >= latest.period_end;
        if was_there && now.iter().all(|other| other.unit_id != row.unit_id) && !silent.contains(&row.unit_name) {
            silent.push(row.unit_name);
        }
    }
    let shown = |row: &ObservationRow| row.measured().map_or(0.0, Measured::shown);
    now.sort_by(|a, b| match progress.indicator.direction {
        Direction::Higher => shown(a).total_cmp(&shown(b)),
        Direction::Lower => shown(b).total_cmp(&shown(a)),
    });
    (now, silent)
}

fn drawn(progress: &IndicatorProgress) -> Option<Trend> {
    let values: Vec<(Date, f64)> = progress.totals.iter().filter_map(|total| Some((total.period_end, total.measured?.shown()))).collect();
    let targets: Vec<(i16, f64)> =
        progress.targets.iter().filter_map(|row| Some((i16::try_from(row.horizon?).ok()?, row.value?))).collect();
    // A target of 2045 would squeeze the measured years together; the table beside has it.
    let last = values.last().map_or(0, |(day, _)| day.year());
    let near: Vec<(i16, f64)> = targets.iter().copied().filter(|(year, _)| *year <= last + 10).collect();
    trend::trend(&values, if near.is_empty() { &targets } else { &near }, progress.indicator.measure_unit.as_deref().unwrap_or_default())
}

impl Show {
    fn unit(&self) -> &str {
        self.progress.indicator.measure_unit.as_deref().unwrap_or_default()
    }

    /// The value on a scale of 100 for the bar of a unit.
    fn share(&self, row: &ObservationRow) -> f64 {
        let shown = |row: &ObservationRow| row.measured().map_or(0.0, Measured::shown);
        let most = self.by_unit.iter().map(shown).fold(f64::MIN_POSITIVE, f64::max);
        (100.0 * shown(row) / most).clamp(0.0, 100.0).round()
    }

    /// Some value is a ratio, so its parts are worth a column.
    fn has_parts(&self) -> bool {
        self.progress.totals.iter().any(|total| matches!(total.measured, Some(Measured::Ratio { .. })))
    }

    fn needed(&self) -> Option<String> {
        match self.progress.pace {
            Pace::Behind { needed } => Some(written::number(needed, 1)),
            _ => None,
        }
    }
}

/// "450 trên 720", for a ratio.
fn parts_of(measured: &Option<Measured>) -> Option<String> {
    match measured {
        Some(Measured::Ratio { numerator, denominator }) => {
            Some(format!("{} trên {}", written::number(*numerator, 2), written::number(*denominator, 2)))
        }
        _ => None,
    }
}

fn source_word(source: &str) -> &'static str {
    match source {
        "imported" => "nạp từ tệp",
        "computed" => "tính từ sổ theo dõi",
        _ => "nhập tay",
    }
}
