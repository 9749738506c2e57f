//! Compiled rows of one indicator gathered, and written over the indicators that are there.

use std::collections::{HashMap, HashSet};

use roviec_plan::plan::{Comparison, Indicator};

use super::Acceptance;
use crate::domain::draft::{DraftRow, RowKey};
use crate::domain::folding::folded;
use crate::error::Result;
use crate::store::Tx;
use crate::store::indicators::{self, NewIndicator};
use crate::store::intakes::Reading;

impl Acceptance<'_> {
    /// How many indicators the plan has now.
    pub(super) async fn indicators(&self, tx: &mut Tx, running: Option<&Reading>) -> Result<usize> {
        let gathered = gathered(&self.draft.indicators);
        let rows: Vec<_> = match running {
            Some(running) => {
                let known = self.known_indicators(tx, running, &gathered).await?;
                known.into_iter().zip(gathered).collect()
            }
            None => gathered.into_iter().map(|new| (None, new)).collect(),
        };
        let ids = indicators::accept_all(tx, self.plan, &rows).await?;
        let firsts = ids.into_iter().zip(rows.iter().map(|(_, new)| new.first));
        let units: Vec<_> = firsts.map(|(id, first)| (id, self.agencies(&first.lead, &first.coordinating))).collect();
        indicators::insert_units(tx, &units).await?;
        Ok(rows.len())
    }

    /// The indicator each gathered one has been; those that are gone end.
    async fn known_indicators(&self, tx: &mut Tx, running: &Reading, gathered: &[NewIndicator<'_>]) -> Result<Vec<Option<i64>>> {
        let ids = indicators::keys(tx, self.plan).await?;
        let before = first_keys(&running.draft.indicators);
        let mut taken = HashSet::new();
        let mut known = Vec::new();
        for new in gathered {
            let rows = new.rows.iter().filter_map(|(position, _)| self.draft.indicators.get(usize::try_from(*position).ok()?));
            let mut were = rows.filter_map(|row| ids.get(&before.get(self.known.get(&row.key)?)?.0).copied());
            known.push(were.find(|id| taken.insert(*id)));
        }
        indicators::shift(tx, self.plan).await?;
        for first in before.values().collect::<HashSet<_>>() {
            if let Some(id) = ids.get(&first.0).filter(|id| !taken.contains(id)) {
                indicators::end(tx, *id, self.handover.today).await?;
            }
        }
        Ok(known)
    }
}

/// The key of the first row of the indicator a row belongs to.
pub(super) fn first_keys(rows: &[DraftRow<Indicator>]) -> HashMap<RowKey, RowKey> {
    let of = |position: i64| usize::try_from(position).ok().and_then(|at| rows.get(at)).map(|row| row.key.clone());
    let gathered = gathered(rows);
    let all = gathered.iter().flat_map(|new| new.rows.iter().map(move |(position, _)| (*position, new.key)));
    all.filter_map(|(position, first)| Some((of(position)?, RowKey(first.to_owned())))).collect()
}

/// How many indicators the rows of a draft are: one for all its years.
pub fn indicator_count(rows: &[DraftRow<Indicator>]) -> usize {
    gathered(rows).len()
}

/// Compiled rows of one indicator that differ by year only become one indicator with several targets.
fn gathered(rows: &[DraftRow<Indicator>]) -> Vec<NewIndicator<'_>> {
    let mut out: Vec<NewIndicator<'_>> = Vec::new();
    let mut known = HashMap::new();
    for (position, DraftRow { key: row_key, row, .. }) in (0_i64..).zip(rows) {
        let key = (row.section.as_deref(), row.no.as_deref(), folded(&row.name), row.unit.as_deref());
        match known.get(&key).copied().filter(|at: &usize| is_further_year(&out[*at], row)) {
            Some(at) => out[at].rows.push((position, row)),
            None => {
                known.insert(key, out.len());
                let new = NewIndicator {
                    position: out.len() as i64,
                    key: &row_key.0,
                    first: row,
                    kind: "",
                    direction: "",
                    rows: vec![(position, row)],
                };
                out.push(new);
            }
        }
    }
    for new in &mut out {
        new.kind = kind(new);
        new.direction = direction(new);
    }
    out
}

/// A target for a year that the indicator has none for yet.
fn is_further_year(known: &NewIndicator<'_>, row: &Indicator) -> bool {
    let taken = known.rows.iter().any(|(_, other)| other.horizon == row.horizon);
    row.horizon.is_some() && row.target.is_some() && known.first.target.is_some() && !taken
}

fn kind(new: &NewIndicator<'_>) -> &'static str {
    let targets = || new.rows.iter().filter_map(|(_, row)| row.target.as_ref());
    let percent = new.first.unit.as_deref().is_some_and(|unit| unit.contains('%'))
        || targets().any(|target| target.text.as_deref().is_some_and(|text| text.contains('%')));
    let name = folded(&new.first.name);
    let measured_in = folded(new.first.unit.as_deref().unwrap_or_default());
    match () {
        () if targets().next().is_none() => "group",
        () if targets().all(|target| target.value.is_none()) => "text",
        () if measured_in == "thu hang" || name.starts_with("xep hang ") || name.starts_with("thu hang ") => "rank",
        () if percent || name.starts_with("ty le ") || name.starts_with("ty trong ") => "ratio",
        () if name.contains("binh quan") || name.contains("trung binh") || name.contains("tren mot van dan") => "average",
        () => "number",
    }
}

fn direction(new: &NewIndicator<'_>) -> &'static str {
    let lower = |op: Comparison| matches!(op, Comparison::AtMost | Comparison::Below);
    let at_most = new.rows.iter().filter_map(|(_, row)| row.target.as_ref()).any(|target| lower(target.op));
    if at_most || new.kind == "rank" { "lower" } else { "higher" }
}
