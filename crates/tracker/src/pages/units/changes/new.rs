//! `GET /units/changes/new`: the form of one operation. `POST /units/changes`: what it would move, then the entry itself.
//!
//! `?viec=` the operation, `don_vi=` the unit. In the form `buoc` says what is asked: "xem" the preview, "them" one part more,
//! "sua" the form again, "ghi" the entry.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::form::{self, Control, Group, MOST_PARTS, parts};
use super::{Changer, Fields, read};
use crate::auth::CheckedForm;
use crate::domain::unit_change::{Change, Kind, Operation};
use crate::domain::written;
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Section};
use crate::pages::units::words;
use crate::pages::{number_in, page};
use crate::state::AppState;
use crate::store::Tx;
use crate::store::unit_changes::{self, Preview};
use crate::store::units::{self, Unit};

#[derive(Template)]
#[template(path = "units/changes/new.html")]
struct New {
    frame: Frame,
    kind: Kind,
    unit: Option<Unit>,
    groups: Vec<Group>,
    parts: usize,
    refusal: Option<String>,
}

#[derive(Template)]
#[template(path = "units/changes/preview.html")]
struct Shown {
    frame: Frame,
    kind: Kind,
    unit: Option<Unit>,
    /// Sent again with the entry.
    fields: Vec<(String, String)>,
    sentence: String,
    basis: String,
    change: Change,
    preview: Preview,
    is_ahead: bool,
}

/// `GET /units/changes/new`
pub async fn new_change(State(state): State<AppState>, changer: Changer, Query(asked): Query<Fields>) -> Result<Response> {
    let mut fields = asked;
    let (kind, unit) = subject(&state, &fields).await?;
    if let Some(unit) = &unit {
        fields.entry("tu".to_owned()).or_insert_with(|| unit.code.clone());
        fields.entry("he".to_owned()).or_insert_with(|| unit.hierarchy.name().to_owned());
    }
    fields.insert("nguoi".to_owned(), "1".to_owned());
    form(&state, changer, (kind, unit), &fields, None)
}

/// `POST /units/changes`
pub async fn send_change(
    State(state): State<AppState>,
    changer: Changer,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    let mut fields: Fields = pairs.into_iter().collect();
    fields.remove("csrf");
    let step = fields.remove("buoc").unwrap_or_default();
    let about = subject(&state, &fields).await?;
    match step.as_str() {
        "them" => {
            fields.insert("so_phan".to_owned(), (parts(&fields) + 1).min(MOST_PARTS).to_string());
            form(&state, changer, about, &fields, None)
        }
        "sua" => form(&state, changer, about, &fields, None),
        "ghi" => match entered(&state, &changer, (about.0, about.1.as_ref().map(|unit| unit.id)), &fields).await {
            Ok(id) => Ok(Redirect::to(&format!("/units/changes/{id}")).into_response()),
            Err(error) => form(&state, changer, about, &fields, Some(said(error)?)),
        },
        _ => match previewed(&state, &changer, (about.0, about.1.as_ref().map(|unit| unit.id)), &fields).await {
            Ok((change, preview, sentence)) => shown(&state, changer, about, fields, (change, preview, sentence)),
            Err(error) => form(&state, changer, about, &fields, Some(said(error)?)),
        },
    }
}

/// A refusal stands beside what was typed; anything else is an error of its own.
fn said(error: Error) -> Result<String> {
    match error {
        Error::Invalid(sentence) | Error::Conflict(sentence) => Ok(sentence),
        other => Err(other),
    }
}

async fn subject(state: &AppState, fields: &Fields) -> Result<(Kind, Option<Unit>)> {
    let kind = Kind::try_from(fields.get("viec").cloned().unwrap_or_default()).map_err(|_| Error::NotFound)?;
    if kind == Kind::Reversal {
        return Err(Error::NotFound);
    }
    let Some(id) = fields.get("don_vi").and_then(|text| number_in(text)) else {
        return if matches!(kind, Kind::Creation | Kind::Merge) { Ok((kind, None)) } else { Err(Error::NotFound) };
    };
    let mut tx = state.db.read().await?;
    Ok((kind, Some(units::find(&mut tx, id).await?)))
}

async fn entered(state: &AppState, changer: &Changer, (kind, unit): (Kind, Option<i64>), fields: &Fields) -> Result<i64> {
    let mut tx = state.db.write().await?;
    let change = read::change(&mut tx, kind, unit, fields).await?;
    changer.manages(&mut tx, &change, state.clock.today()).await?;
    let id = unit_changes::enter(&mut tx, changer.0.actor(state), &change, state.clock.today()).await?;
    tx.commit().await?;
    Ok(id)
}

async fn previewed(
    state: &AppState,
    changer: &Changer,
    (kind, unit): (Kind, Option<i64>),
    fields: &Fields,
) -> Result<(Change, Preview, String)> {
    let mut tx = state.db.read().await?;
    let change = read::change(&mut tx, kind, unit, fields).await?;
    changer.manages(&mut tx, &change, state.clock.today()).await?;
    let preview = unit_changes::preview(&mut tx, &change, state.clock.today()).await?;
    let sentence = words::operation(&change.operation, &named(&mut tx, &change).await?);
    Ok((change, preview, sentence))
}

/// Units of a change as they are called now.
async fn named(tx: &mut Tx, change: &Change) -> Result<Vec<(i64, String, String)>> {
    let mut out = Vec::new();
    for unit in change.operation.named() {
        out.push((unit, String::new(), units::find(tx, unit).await?.name));
    }
    Ok(out)
}

fn form(
    state: &AppState,
    changer: Changer,
    (kind, unit): (Kind, Option<Unit>),
    fields: &Fields,
    refusal: Option<String>,
) -> Result<Response> {
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = Frame::below(state, changer.0, Section::Units);
    let new = New { frame, kind, unit, groups: form::groups(kind, fields), parts: parts(fields), refusal };
    Ok((status, page(&new)?).into_response())
}

fn shown(
    state: &AppState,
    changer: Changer,
    (kind, unit): (Kind, Option<Unit>),
    fields: Fields,
    (change, preview, sentence): (Change, Preview, String),
) -> Result<Response> {
    let is_ahead = change.on > state.clock.today();
    let frame = Frame::below(state, changer.0, Section::Units);
    let basis = words::basis(&change.basis.number, &change.basis.on);
    let shown = Shown { frame, kind, unit, fields: fields.into_iter().collect(), sentence, basis, change, preview, is_ahead };
    Ok(page(&shown)?.into_response())
}

impl New {
    fn is_split(&self) -> bool {
        self.kind == Kind::Split && self.parts < MOST_PARTS
    }

    fn id(&self) -> String {
        self.unit.as_ref().map(|unit| unit.id.to_string()).unwrap_or_default()
    }
}

impl Shown {
    fn day(&self) -> String {
        written::day(self.change.on)
    }

    /// What becomes of memberships; the names of the groups follow.
    fn groups_words(&self) -> String {
        let day = self.day();
        match &self.change.operation {
            Operation::Merge { .. } => format!("Từ ngày {day} đơn vị tiếp nhận là thành viên thay các đơn vị kết thúc:"),
            Operation::Split { .. } if self.change.operation.ends().is_empty() => {
                format!("Từ ngày {day} các phần tách ra cũng là thành viên, bên cạnh đơn vị tiếp tục hoạt động:")
            }
            Operation::Split { .. } => format!("Từ ngày {day} mọi phần sau chia tách là thành viên, đơn vị kết thúc thôi là thành viên:"),
            _ => format!("Từ ngày {day} đơn vị thôi là thành viên:"),
        }
    }

    fn more(&self) -> usize {
        self.preview.task_count - self.preview.tasks.len()
    }

    fn moves(&self) -> bool {
        self.preview != Preview { has_heir: self.preview.has_heir, ..Preview::default() }
    }
}
