//! `GET /units/file.csv` and `/units/file.xlsx`: the directory of units, to be kept or entered elsewhere.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::IntoResponse;

use crate::domain::written;
use crate::error::Result;
use crate::export_units;
use crate::pages::attachment::attachment;
use crate::pages::frame::Reader;
use crate::state::AppState;

pub async fn csv(State(state): State<AppState>, _: Reader) -> Result<impl IntoResponse> {
    Ok((headers(&state, "csv", "text/csv; charset=utf-8"), export_units::csv(&rows(&state).await?)))
}

pub async fn workbook(State(state): State<AppState>, _: Reader) -> Result<impl IntoResponse> {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok((headers(&state, "xlsx", kind), export_units::workbook(&rows(&state).await?)?))
}

async fn rows(state: &AppState) -> Result<Vec<[String; 10]>> {
    let mut tx = state.db.read().await?;
    export_units::rows(&mut tx, state.clock.today()).await
}

fn headers(state: &AppState, ending: &str, kind: &'static str) -> [(HeaderName, HeaderValue); 2] {
    let day = written::day(state.clock.today()).replace('/', "-");
    let name = format!("Danh mục đơn vị {day}.{ending}");
    [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, attachment(&name, "don-vi"))]
}
