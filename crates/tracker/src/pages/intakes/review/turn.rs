//! One person's turn at a draft: the lock, what is there, and the way back to the row.

use axum::response::{IntoResponse, Redirect, Response};

use super::history;
use super::place::{Asked, tab_of};
use crate::domain::draft::{Edit, Field, RowKey, Table, draft, effective};
use crate::error::{Error, Result};
use crate::pages::intakes::Taker;
use crate::pages::plans::tabs::Tab;
use crate::state::AppState;
use crate::store::audit::Actor;
use crate::store::intakes::{self, Reading};
use crate::store::{Tx, users};

/// Nobody else's edit comes between what was read and what is appended.
pub struct Turn {
    pub tx: Tx,
    pub actor: Actor,
    pub reading: Reading,
}

impl Turn {
    /// # Errors
    /// `Conflict` when the review is closed, `NotFound`, or the database fails.
    pub async fn take(state: &AppState, taker: &Taker, id: i64) -> Result<Self> {
        let mut tx = state.db.write_by(taker.actor(state)).await?;
        intakes::find(&mut tx, id).await?;
        intakes::take_turn(&mut tx, id).await?;
        let reading = intakes::reading(&mut tx, id).await?;
        Ok(Self { tx, actor: taker.actor(state), reading })
    }

    /// Key of the row that the next edit makes.
    pub fn new_key(&self) -> RowKey {
        RowKey::made(self.reading.intake, self.reading.draft.version + 1)
    }

    /// # Errors
    /// The database fails.
    pub async fn append(mut self, edits: &[Edit]) -> Result<()> {
        if !edits.is_empty() {
            intakes::append(&mut self.tx, self.actor, self.reading.intake, false, edits).await?;
        }
        Ok(self.tx.commit().await?)
    }

    /// The list of a row that is there.
    ///
    /// # Errors
    /// `Conflict` when somebody took it out.
    pub fn table(&self, row: &RowKey) -> Result<Table> {
        let gone = || Error::Conflict("Dòng này không còn trong bản đang xem lại; đề nghị mở lại trang".to_owned());
        self.reading.draft.table_of(row).ok_or_else(gone)
    }

    /// Who has changed a row's texts since a person saw it.
    pub async fn changed_by_others(&mut self, row: &RowKey, version: i64) -> Result<Option<String>> {
        let edits = &self.reading.edits;
        let seen = edits.partition_point(|edit| edit.number <= version);
        let then = draft(self.reading.intake, &self.reading.base, &edits[..seen]);
        let Some(table) = self.reading.draft.table_of(row) else { return Ok(None) };
        let differs = |field: &Field| then.text(row, *field) != self.reading.draft.text(row, *field);
        if !Field::of(table).iter().any(differs) {
            return Ok(None);
        }
        let touched = |edit: &&&crate::domain::draft::NumberedEdit| edit.edit.touches().iter().any(|(key, _)| *key == row);
        let last = effective(edits).iter().rev().find(touched).and_then(|edit| edit.user);
        self.name(last).await.map(Some)
    }

    /// # Errors
    /// The database fails.
    pub async fn name(&mut self, user: Option<i64>) -> Result<String> {
        let Some(user) = user else { return Ok("Người khác".to_owned()) };
        users::name(&mut self.tx, user).await
    }

    /// What the last change to a row said, for the person whose row is gone.
    pub fn last_words(&self, row: &RowKey) -> Option<(Option<i64>, String)> {
        let about = |edit: &&&crate::domain::draft::NumberedEdit| edit.edit.touches().iter().any(|(key, _)| *key == row);
        let last = effective(&self.reading.edits).into_iter().rev().find(|edit| about(&edit))?;
        Some((last.user, history::words(&self.reading, last)))
    }
}

/// Back to the page the form stands on.
pub fn back(id: i64, at: &Asked) -> Response {
    Redirect::to(&at.address(id)).into_response()
}

/// Back to a row; the head of the plan stands above the list that was open.
pub fn back_to(id: i64, (table, row): (Table, &RowKey), open: &str) -> Response {
    let tab = tab_of(table).unwrap_or_else(|| Tab::named(open));
    back(id, &Asked::row(tab, row))
}
