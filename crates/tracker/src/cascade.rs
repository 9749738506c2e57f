//! A loaded plan held against a loaded plan above it, with what people decided of single rows.

use std::collections::HashMap;

use roviec_plan::cascade::{self, Cascade, Decision, Decisions};
use roviec_plan::plan::Plan;
use roviec_plan::{Compiled, Vocabulary};

use crate::error::{Error, Result};
use crate::store::cascade::{Between, Decided, Kind, RowId, Said};
use crate::store::plans::RowLink;
use crate::store::{Tx, cascade as decisions, plans, word_lists};

/// Both plans, what of the one answers the other, and which rows people have decided.
#[derive(Debug)]
pub struct Held {
    pub cascade: Cascade,
    pub ours: Compiled,
    pub superior: Compiled,
    /// Of each compiled row of ours and of the superior: the row it has become.
    pub own_rows: Rows,
    pub superior_rows: Rows,
    pub decided: Vec<Decided>,
}

/// Rows by their index among the compiled ones.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    pub tasks: Vec<Option<RowId>>,
    pub indicators: Vec<Option<RowId>>,
}

impl Rows {
    fn of(plan: &Plan, tasks: &[RowLink], indicators: &[RowLink]) -> Self {
        let by_position = |links: &[RowLink]| links.iter().map(|link| (link.position, link.id)).collect::<HashMap<_, _>>();
        let (tasks, indicators) = (by_position(tasks), by_position(indicators));
        let at = |of: &HashMap<i64, i64>, index: usize| i64::try_from(index).ok().and_then(|index| of.get(&index).copied());
        Self {
            tasks: (0..plan.tasks.len()).map(|index| at(&tasks, index).map(|id| RowId { id, horizon: 0 })).collect(),
            indicators: (plan.indicators.iter().enumerate())
                .map(|(index, row)| at(&indicators, index).map(|id| RowId { id, horizon: row.horizon.map_or(0, i64::from) }))
                .collect(),
        }
    }

    pub fn list(&self, kind: Kind) -> &[Option<RowId>] {
        match kind {
            Kind::Task => &self.tasks,
            Kind::Indicator => &self.indicators,
        }
    }

    fn index(&self, kind: Kind, row: RowId) -> Option<usize> {
        self.list(kind).iter().position(|known| *known == Some(row))
    }
}

impl Held {
    /// # Errors
    /// `NotFound` where a plan is missing or both are the same; the database fails.
    pub async fn between(tx: &mut Tx, between: Between) -> Result<Self> {
        if between.plan == between.superior {
            return Err(Error::NotFound);
        }
        let ours = plans::compiled(tx, between.plan).await?;
        let superior = plans::compiled(tx, between.superior).await?;
        let own_rows = rows(tx, between.plan, &ours.plan).await?;
        let superior_rows = rows(tx, between.superior, &superior.plan).await?;
        let decided = decisions::of(tx, between).await?;
        let said = indexed(&decided, &own_rows, &superior_rows);
        let lists = word_lists::files(tx).await?;
        // Many rows against many rows: off the threads that answer requests.
        let compared = tokio::task::spawn_blocking(move || {
            // A list that a later version of the program does not take must not take the page with it.
            let vocabulary = Vocabulary::with(&lists).unwrap_or_default();
            let found = cascade::cascades(&ours.plan, std::slice::from_ref(&superior), &vocabulary).pop();
            (found.map(|found| found.decided(&ours.plan, &superior.plan, &said)), ours, superior)
        });
        let (cascade, ours, superior) = compared.await.map_err(|error| Error::Internal(error.to_string()))?;
        let cascade = cascade.ok_or(Error::NotFound)?;
        Ok(Self { cascade, ours, superior, own_rows, superior_rows, decided })
    }

    /// What a person said of the row of the superior with this index.
    pub fn said(&self, kind: Kind, index: usize) -> Option<Said> {
        let row = (*self.superior_rows.list(kind).get(index)?)?;
        self.decided.iter().find(|decided| decided.kind == kind && decided.row == row).map(|decided| decided.said)
    }
}

async fn rows(tx: &mut Tx, id: i64, plan: &Plan) -> Result<Rows> {
    let tasks = plans::task_links(tx, id).await?;
    let indicators = plans::indicator_links(tx, id).await?;
    Ok(Rows::of(plan, &tasks, &indicators))
}

/// Decisions by index; one whose row is gone from a corrected plan says nothing any more.
fn indexed(decided: &[Decided], own: &Rows, superior: &Rows) -> Decisions {
    let mut out = Decisions::default();
    for Decided { kind, row, said } in decided {
        let Some(index) = superior.index(*kind, *row) else { continue };
        let decision = match said {
            Said::Answered(row) => match own.index(*kind, *row) {
                Some(own) => Decision::AnsweredBy(own),
                None => continue,
            },
            Said::NotOurs => Decision::NotOurs,
            Said::Uncovered => Decision::Uncovered,
        };
        match kind {
            Kind::Task => out.tasks.insert(index, decision),
            Kind::Indicator => out.indicators.insert(index, decision),
        };
    }
    out
}
