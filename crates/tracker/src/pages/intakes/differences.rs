//! `GET /intakes/{id}/differences`: where a new reading differs from the plan that runs, each for a person to decide.
//! `POST` to the same address takes one decision, or one for all of a kind.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Taker;
use super::review::{Change, Told};
use crate::accept;
use crate::auth::CheckedForm;
use crate::domain::draft::{Difference, Edit, Field, FieldDifference, RowKey, Table, effective, is_replaced, kept, last_of};
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Section};
use crate::pages::page;
use crate::state::AppState;
use crate::store::Tx;
use crate::store::intakes::{self, IntakeRow, Reading};
use crate::store::plans::{self, PlanRow};
use crate::take_in;

#[derive(Template)]
#[template(path = "intakes/differences.html")]
struct Differences {
    frame: Frame,
    intake: IntakeRow,
    plan: PlanRow,
    /// Rows in both, that say something else.
    changed: Vec<Difference>,
    new: Vec<Difference>,
    gone: Vec<Difference>,
    open: usize,
    /// Another document takes the place of the plan.
    replaced: bool,
    /// What I did last, where it can be taken back.
    undo: Option<Change>,
}

/// Both readings and what differs between them.
struct Compared {
    plan: i64,
    running: Reading,
    new: Reading,
    all: Vec<Difference>,
}

async fn compared(tx: &mut Tx, intake: &IntakeRow) -> Result<Compared> {
    let plan = intake.plan_id.filter(|_| intake.state == "review").ok_or(Error::NotFound)?;
    let running = take_in::running(tx, plan).await?;
    let new = intakes::reading(tx, intake.id).await?;
    let all = accept::differences_of(&running, &new);
    Ok(Compared { plan, running, new, all })
}

pub async fn show(State(state): State<AppState>, taker: Taker, Path(id): Path<i64>) -> Result<Response> {
    let mut tx = state.db.read().await?;
    let intake = intakes::find(&mut tx, id).await?;
    if let (Some(plan), "accepted") = (intake.plan_id, intake.state.as_str()) {
        return Ok(Redirect::to(&format!("/plans/{plan}")).into_response());
    }
    let compared = compared(&mut tx, &intake).await?;
    let plan = plans::find(&mut tx, compared.plan, state.as_of()).await?;
    let names = intakes::editors(&mut tx, id).await?;
    drop(tx);
    let open = compared.all.iter().filter(|difference| difference.is_open()).count();
    let replaced = is_replaced(&compared.running.draft, &compared.new.draft);
    let told = Told { names: &names, now: state.clock.now() };
    let undo = last_of(&compared.new.edits, taker.0.user.id).map(|edit| told.change(&compared.new, edit));
    let (gone, rest): (Vec<_>, Vec<_>) = compared.all.into_iter().partition(|difference| difference.new.is_none());
    let (new, changed) = rest.into_iter().partition(|difference| difference.old.is_none());
    let frame = Frame::below(&state, taker.0, Section::Plans);
    let page = page(&Differences { frame, intake, plan, changed, new, gone, open, replaced, undo })?;
    Ok(page.into_response())
}

#[derive(Debug, Deserialize)]
pub struct Decision {
    /// "giu", "lay" for a field; "giu-dong", "ket-thuc", "noi" for a row that is gone; "dung", "tach" for a reworded one;
    /// "giu-het", "lay-het", "dung-het" for all; "hoan-tac" takes back what the person did last.
    how: String,
    /// Key in the new reading.
    #[serde(default)]
    row: String,
    /// Key in the plan that runs.
    #[serde(default)]
    old: String,
    #[serde(default)]
    field: String,
    /// Of the edit that is taken back, as the page showed it.
    #[serde(default)]
    number: String,
}

pub async fn decide(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    CheckedForm(form): CheckedForm<Decision>,
) -> Result<Redirect> {
    let mut tx = state.db.write_by(taker.actor(&state)).await?;
    intakes::take_turn(&mut tx, id).await?;
    let intake = intakes::find(&mut tx, id).await?;
    let compared = compared(&mut tx, &intake).await?;
    let edits = match form.how.as_str() {
        "hoan-tac" => {
            let last = last_of(&compared.new.edits, taker.0.user.id).map(|edit| edit.number);
            let number = last.filter(|last| form.number.parse() == Ok(*last)).ok_or_else(settled)?;
            vec![Edit::Undo { number }]
        }
        _ => decided(&compared, &form)?,
    };
    intakes::append(&mut tx, taker.actor(&state), id, false, &edits).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/intakes/{id}/differences")))
}

fn decided(compared: &Compared, form: &Decision) -> Result<Vec<Edit>> {
    let old = RowKey(form.old.clone());
    let gone = || compared.all.iter().any(|difference| difference.new.is_none() && difference.old.as_ref() == Some(&old));
    match form.how.as_str() {
        "giu" | "lay" => {
            let (row, field) = field_of(compared, form).ok_or_else(settled)?;
            let to = if form.how == "giu" { &field.running } else { &field.read };
            Ok(vec![Edit::Set { row, field: field.field, to: to.clone() }])
        }
        "giu-het" => Ok(all(compared, |field| field.corrected && !field.decided, |field| &field.running)),
        "lay-het" => Ok(all(compared, |field| !field.corrected && field.chosen != field.read, |field| &field.read)),
        "dung" | "tach" => {
            let reworded =
                |difference: &&Difference| difference.is_reworded() && difference.new.as_ref().is_some_and(|key| key.0 == form.row);
            let pair = compared.all.iter().find(reworded).and_then(pair).ok_or_else(settled)?;
            Ok(if form.how == "dung" { vec![link(pair)] } else { parted(&compared.new, pair) })
        }
        "dung-het" => Ok(compared.all.iter().filter(|difference| difference.unconfirmed).filter_map(pair).map(link).collect()),
        "giu-dong" if gone() => Ok(kept(&compared.running.draft, &old, (compared.new.intake, compared.new.draft.version))),
        "ket-thuc" if gone() => Ok(vec![Edit::Release { old }]),
        "noi" if gone() => {
            let row = RowKey(form.row.clone());
            let added = |difference: &&Difference| difference.old.is_none() && difference.new.as_ref() == Some(&row);
            let table = compared.running.draft.table_of(&old);
            let same = compared.all.iter().find(added).filter(|difference| Some(difference.table) == table);
            same.map(|_| vec![Edit::Link { row: row.clone(), old }]).ok_or_else(settled)
        }
        _ => Err(settled()),
    }
}

fn pair(difference: &Difference) -> Option<(RowKey, RowKey)> {
    difference.new.clone().zip(difference.old.clone())
}

/// Two rows that are not the same: what was corrected in the one says nothing of the other.
fn parted(new: &Reading, (row, old): (RowKey, RowKey)) -> Vec<Edit> {
    let taken_along =
        effective(&new.edits).into_iter().filter(|edit| edit.carried && matches!(&edit.edit, Edit::Set { row: of, .. } if *of == row));
    let mut out: Vec<Edit> = taken_along.map(|edit| Edit::Undo { number: edit.number }).collect();
    out.push(Edit::Part { row, old });
    out
}

fn link((row, old): (RowKey, RowKey)) -> Edit {
    Edit::Link { row, old }
}

fn field_of(compared: &Compared, form: &Decision) -> Option<(RowKey, FieldDifference)> {
    let difference = compared.all.iter().find(|difference| difference.new.as_ref().is_some_and(|key| key.0 == form.row))?;
    let field = Field::named(difference.table, &form.field)?;
    let found = difference.fields.iter().find(|difference| difference.field == field)?;
    Some((difference.new.clone()?, found.clone()))
}

/// One decision for every field of a kind.
fn all(compared: &Compared, of: impl Fn(&FieldDifference) -> bool, to: impl Fn(&FieldDifference) -> &String) -> Vec<Edit> {
    let mut out = Vec::new();
    for difference in &compared.all {
        let Some(row) = &difference.new else { continue };
        let fields = difference.fields.iter().filter(|field| of(field));
        out.extend(fields.map(|field| Edit::Set { row: row.clone(), field: field.field, to: to(field).clone() }));
    }
    out
}

fn settled() -> Error {
    Error::Conflict("Điểm khác này không còn, hoặc người khác vừa quyết định; đề nghị mở lại trang".to_owned())
}

impl Differences {
    /// Corrections that wait, which one button keeps.
    fn corrections(&self) -> usize {
        let fields = self.changed.iter().flat_map(|difference| &difference.fields);
        fields.filter(|field| field.corrected && !field.decided).count()
    }

    /// Fields nobody corrected in the running plan, whose new words are not what would be accepted.
    fn not_taken(&self) -> usize {
        let fields = self.changed.iter().flat_map(|difference| &difference.fields);
        fields.filter(|field| !field.corrected && field.chosen != field.read).count()
    }

    /// Reworded rows that wait to be confirmed.
    fn unconfirmed(&self) -> usize {
        self.changed.iter().filter(|difference| difference.unconfirmed).count()
    }

    /// New rows that a gone one may have become.
    fn successors(&self, gone: &Difference) -> Vec<&Difference> {
        self.new.iter().filter(|new| new.table == gone.table).collect()
    }

    fn label(&self, row: &Difference, field: &FieldDifference) -> &'static str {
        field.field.label(row.table)
    }

    fn word(&self, table: &Table) -> &'static str {
        match table {
            Table::Document => "Phần đầu văn bản",
            Table::Indicators => "Chỉ tiêu",
            Table::Tasks => "Nhiệm vụ",
            Table::Duties => "Chế độ báo cáo",
        }
    }

    /// What would be accepted now.
    fn choice(&self, field: &FieldDifference) -> &'static str {
        match () {
            () if field.corrected && !field.decided => "Chờ quyết định",
            () if field.chosen == field.read => "Theo văn bản mới",
            () if field.chosen == field.running => "Giữ như đang thực hiện",
            () => "Ghi khác cả hai",
        }
    }
}
