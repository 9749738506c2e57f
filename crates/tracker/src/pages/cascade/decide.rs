//! `POST /plans/{id}/cascade`: a person says what answers a row of the plan above, or takes it back.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{Asked, Refused, line, shown};
use crate::access;
use crate::auth::forms::CheckedForm;
use crate::cascade::Held;
use crate::error::{Error, Result};
use crate::pages::address::address;
use crate::pages::frame::Reader;
use crate::state::AppState;
use crate::store::cascade::{self, Between, Kind, RowId, Said};

#[derive(Debug, Deserialize)]
pub struct Decision {
    cap_tren: i64,
    #[serde(default)]
    loc: String,
    #[serde(default)]
    page: String,
    /// "task" or "indicator".
    kind: String,
    /// Of the superior, as [`RowId`].
    row: i64,
    horizon: i64,
    /// "dung": the row that was found; "khac": the one named in `other`; "khong-giao", "chua-co"; "bo": nothing said.
    how: String,
    #[serde(default)]
    other: String,
}

pub async fn decide(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(form): CheckedForm<Decision>,
) -> Result<Response> {
    access::require(access::can_take_in(&reader.user.posts))?;
    let between = Between { plan: id, superior: form.cap_tren };
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == form.kind).ok_or(Error::NotFound)?;
    let row = RowId { id: form.row, horizon: form.horizon };
    // Rows against rows takes a while: nobody who writes waits for it.
    let mut reading = state.db.read().await?;
    let held = Held::between(&mut reading, between).await?;
    drop(reading);
    let index = held.superior_rows.list(kind).iter().position(|known| *known == Some(row)).ok_or(Error::NotFound)?;
    let asked = Asked { cap_tren: form.cap_tren.to_string(), loc: form.loc.clone(), page: form.page.clone() };
    match chosen(&held, kind, index, &form) {
        Ok(said) => {
            let actor = reader.actor(&state);
            let mut tx = state.db.write_by(actor).await?;
            cascade::decide(&mut tx, actor, between, (kind, row), said).await?;
            tx.commit().await?;
            let pairs = [("cap_tren", asked.cap_tren.as_str()), ("loc", form.loc.as_str()), ("page", form.page.as_str())];
            let back = address(&format!("/plans/{id}/cascade"), &pairs);
            Ok(Redirect::to(&format!("{back}#{}-{}", kind.name(), index + 1)).into_response())
        }
        Err(sentence) => {
            let refused = Refused { kind, index, typed: form.other, sentence };
            let page = shown(&state, reader, id, &asked, Some(refused)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn chosen(held: &Held, kind: Kind, index: usize, form: &Decision) -> Result<Option<Said>, String> {
    let own = |own: usize| held.own_rows.list(kind).get(own).copied().flatten().map(|row| Some(Said::Answered(row)));
    match form.how.as_str() {
        "bo" => Ok(None),
        "khong-giao" => Ok(Some(Said::NotOurs)),
        "chua-co" => Ok(Some(Said::Uncovered)),
        "dung" => {
            let answers = match kind {
                Kind::Task => held.cascade.tasks.get(index).map(|found| &found.answered_by),
                Kind::Indicator => held.cascade.indicators.get(index).map(|found| &found.answered_by),
            };
            let first = answers.and_then(|answers| answers.first()).and_then(|answer| own(answer.index));
            first.ok_or_else(|| "Chưa có hàng nào trả lời để xác nhận; đề nghị chọn một hàng".to_owned())
        }
        _ => {
            let typed = form.other.trim();
            if typed.is_empty() {
                return Err("Chưa chọn hàng nào; đề nghị gõ vài chữ của tên rồi chọn trong danh sách".to_owned());
            }
            let labels = line::own_labels(held, kind);
            let found = labels.iter().position(|label| label == typed).and_then(own);
            found.ok_or_else(|| format!("Không có hàng nào của kế hoạch này tên “{typed}”; đề nghị chọn trong danh sách hiện ra khi gõ"))
        }
    }
}
