//! `POST /intakes/{id}/dismissals`: a remark of the compiler is set aside, with the reason.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use roviec_plan::document::clean;
use serde::Deserialize;

use super::edits::At;
use super::screen::{Notice, Shows, refused};
use super::turn::{Turn, back};
use crate::auth::CheckedForm;
use crate::domain::draft::{Aside, Edit, FindingKey, LONGEST_REASON, finding_keys};
use crate::error::{Error, Result};
use crate::pages::intakes::Taker;
use crate::state::AppState;

#[derive(Debug, Deserialize)]
pub struct Dismissal {
    /// As [`FindingKey`].
    finding: String,
    reason: String,
    /// "1": every remark of the same rule.
    #[serde(default)]
    rule: String,
    #[serde(flatten)]
    at: At,
}

pub async fn dismiss(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    headers: HeaderMap,
    CheckedForm(form): CheckedForm<Dismissal>,
) -> Result<Response> {
    let turn = Turn::take(&state, &taker, id).await?;
    let diagnostics = &turn.reading.base.diagnostics;
    let key = FindingKey(form.finding);
    let index = finding_keys(diagnostics).iter().position(|known| *known == key).ok_or(Error::NotFound)?;
    let rule = diagnostics[index].rule.clone();
    let reason = clean(&form.reason);
    if let Some(sentence) = fault(&reason) {
        drop(turn);
        let kept = [("Lý do".to_owned(), reason)].into_iter().filter(|(_, text)| !text.is_empty()).collect();
        let notice = Some(Notice { sentence, kept });
        let shows = Shows { asked: form.at.asked(), notice, ..Shows::default() };
        return refused(&state, taker.0, id, shows, (StatusCode::UNPROCESSABLE_ENTITY, &headers)).await;
    }
    let draft = &turn.reading.draft;
    let (what, known) = if form.rule == "1" {
        let what = Aside::Rule(rule);
        let known = draft.dismissed.contains_key(&what);
        (what, known)
    } else {
        let known = draft.aside(&rule, &key).is_some();
        (Aside::Finding(key), known)
    };
    let edits = if known { vec![] } else { vec![Edit::Dismiss { what, reason }] };
    turn.append(&edits).await?;
    Ok(back(id, &form.at.asked()))
}

fn fault(reason: &str) -> Option<String> {
    match reason.chars().count() {
        0 => Some("Chưa ghi vì sao bỏ qua; đề nghị ghi một câu để người sau hiểu".to_owned()),
        long if long > LONGEST_REASON => Some(format!("Lý do dài {long} ký tự, nhiều nhất {LONGEST_REASON}; đề nghị viết gọn lại")),
        _ => None,
    }
}
