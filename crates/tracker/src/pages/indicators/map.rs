//! `GET /indicators/{id}/map`: the figures of one period on the map of a chosen day, and what all units below one have together.
//!
//! `?ky=` the period, `ngay=` the day of the map, `duoi=` code or name of the unit whose subtree is added up.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use jiff::civil::Date;
use serde::Deserialize;

use crate::domain::observation::{Measured, Period};
use crate::domain::unit_map::Sum;
use crate::domain::written;
use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::state::AppState;
use crate::store::Tx;
use crate::store::indicators::{self, IndicatorProgress};
use crate::store::unit_figures::{self, FiguresOnMap, Table};
use crate::store::unit_search::{self, Found};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    ky: String,
    ngay: String,
    duoi: String,
}

#[derive(Template)]
#[template(path = "indicators/map.html")]
struct Map {
    frame: Frame,
    progress: IndicatorProgress,
    asked: Asked,
    day: Date,
    period: Option<Period>,
    table: Table,
    below: Option<(Found, Sum)>,
    refusal: Option<String>,
}

pub async fn map(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse> {
    let today = state.clock.today();
    let mut tx = state.db.read().await?;
    let progress = indicators::find(&mut tx, id, today).await?;
    let latest = progress.latest().map(|latest| latest.period.as_str());
    let period = Period::parse(&asked.ky).or_else(|| Period::parse(latest?));
    let typed = written::parsed_day(&asked.ngay);
    let day = typed.unwrap_or(today);
    let (mut table, mut below, mut refusal) = (Table::default(), None, None);
    if let Some(period) = period {
        let figures = unit_figures::on_map(&mut tx, id, period, day).await?;
        table = figures.table(&mut tx).await?;
        (below, refusal) = subtree(&mut tx, &figures, asked.duoi.trim()).await?;
    }
    drop(tx);
    if typed.is_none() && !asked.ngay.trim().is_empty() {
        refusal = Some("Ngày của bản đồ không đọc được; hãy ghi ngày/tháng/năm".to_owned());
    }
    page(&Map { frame: Frame::below(&state, reader, Section::Indicators), progress, asked, day, period, table, below, refusal })
}

async fn subtree(tx: &mut Tx, figures: &FiguresOnMap, typed: &str) -> Result<(Option<(Found, Sum)>, Option<String>)> {
    if typed.is_empty() {
        return Ok((None, None));
    }
    let found = unit_search::named(tx, typed, figures.day).await?;
    match <[Found; 1]>::try_from(found) {
        Ok([unit]) => {
            let sum = figures.below(tx, unit.id, None).await?;
            Ok((Some((unit, sum)), None))
        }
        Err(found) if found.is_empty() => {
            Ok((None, Some(format!("Không có đơn vị nào mã hoặc tên “{typed}” vào ngày {}", written::day(figures.day)))))
        }
        Err(found) => {
            let codes: Vec<String> = found.into_iter().map(|found| found.code).collect();
            Ok((None, Some(format!("Nhiều đơn vị cùng tên “{typed}”; hãy ghi mã: {}", codes.join(", ")))))
        }
    }
}

impl Map {
    fn unit(&self) -> &str {
        self.progress.indicator.measure_unit.as_deref().unwrap_or_default()
    }

    fn day_words(&self) -> String {
        written::day(self.day)
    }

    fn is_of(&self, period: &str) -> bool {
        self.period.is_some_and(|asked| asked.to_string() == *period)
    }

    fn label(&self) -> String {
        self.period.map(Period::label).unwrap_or_default()
    }
}

/// "450 trên 720 (62,5)", or the value; nothing where it cannot be told.
fn told(measured: &Option<Measured>) -> String {
    match measured {
        Some(Measured::Ratio { numerator, denominator }) => {
            let percent = written::number(100.0 * numerator / denominator, 1);
            format!("{percent} ({} trên {})", written::number(*numerator, 2), written::number(*denominator, 2))
        }
        Some(Measured::Value(value)) => written::number(*value, 2),
        None => String::new(),
    }
}

fn told_one(measured: &Measured) -> String {
    told(&Some(*measured))
}
