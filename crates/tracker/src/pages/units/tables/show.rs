//! `GET /units/tables/{id}`: what entering the table would do, row by row.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::reach;
use crate::error::{Error, Result};
use crate::import_units::{self, Report, Row, RowOutcome};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::pages::units::changes::Changer;
use crate::state::AppState;
use crate::store::unit_tables::{self, UnitTable};
use crate::store::units::Entered;

/// Rows of a kind that are shown; a number says how many more there are.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "units/tables/show.html")]
struct Show {
    frame: Frame,
    table: UnitTable,
    report: Report,
    /// It is no table of units, or cannot be entered for another reason than its rows.
    refusal: Option<String>,
}

/// `GET /units/tables/{id}`
pub async fn show_table(State(state): State<AppState>, Changer(reader): Changer, Path(id): Path<i64>) -> Result<Response> {
    shown(&state, reader, id, StatusCode::OK).await
}

/// The preview is the entry itself, dropped before anything of it is kept: neither can say other than the other.
pub(super) async fn shown(state: &AppState, reader: Reader, id: i64, status: StatusCode) -> Result<Response> {
    let mut tx = state.db.write().await?;
    let table = unit_tables::find(&mut tx, id, reader.user.id).await?;
    let rows: Vec<Row> = serde_json::from_str(&table.rows_json)?;
    let (report, refusal) = match reach::enter_within(&mut tx, &reader.user.posts, &rows, state.clock.today()).await {
        Ok(report) => (report, None),
        Err(Error::Invalid(sentence) | Error::Conflict(sentence)) => (Report::default(), Some(sentence)),
        Err(other) => return Err(other),
    };
    drop(tx);
    let frame = Frame::below(state, reader, Section::Units);
    Ok((status, page(&Show { frame, table, report, refusal })?).into_response())
}

impl Show {
    fn count(&self, entered: Entered) -> usize {
        self.report.count(entered)
    }

    fn rows(&self, entered: Entered) -> Vec<&RowOutcome> {
        self.report.rows.iter().filter(|row| row.entered == entered).take(SHOWN).collect()
    }

    fn more(&self, entered: Entered) -> usize {
        self.count(entered).saturating_sub(SHOWN)
    }

    fn faults(&self) -> &[import_units::Fault] {
        &self.report.faults[..self.report.faults.len().min(SHOWN)]
    }

    fn more_faults(&self) -> usize {
        self.report.faults.len().saturating_sub(SHOWN)
    }

    fn noun(&self) -> &'static str {
        if self.report.is_groups { "nhóm đơn vị" } else { "đơn vị" }
    }

    fn may_enter(&self) -> bool {
        self.refusal.is_none() && self.report.faults.is_empty() && self.count(Entered::Added) + self.count(Entered::Changed) > 0
    }

    fn changed_columns(&self, row: &RowOutcome) -> String {
        row.differs.iter().map(|column| label(column)).collect::<Vec<_>>().join(", ")
    }
}

/// A column as the page calls it.
fn label(column: &str) -> &str {
    match column {
        "identifier" => "mã định danh",
        "name" => "tên",
        "short_name" => "tên viết tắt",
        "aliases" => "cách gọi khác",
        "kind" => "loại đơn vị",
        "hierarchy" => "hệ thống tổ chức",
        "parent_code" => "cấp trên",
        "valid_from" => "ngày bắt đầu",
        "valid_to" => "ngày kết thúc",
        other => other,
    }
}
