//! What a new reading changed in indicators and tasks that run: an entry of the audit for each row.

use std::collections::BTreeMap;

use super::Acceptance;
use super::indicators::first_keys;
use crate::domain::draft::{Difference, FieldDifference, Table};
use crate::error::Result;
use crate::store::audit;
use crate::store::{Tx, indicators, tasks};

impl Acceptance<'_> {
    /// After the rows are written: their keys are those of the new reading. Rows that are gone are told by what became of
    /// their assignments.
    pub(super) async fn record(&self, tx: &mut Tx, differences: &[Difference]) -> Result<()> {
        let of_indicators = indicators::keys(tx, self.plan).await?;
        let of_tasks: BTreeMap<String, i64> = tasks::keys(tx, self.plan).await?.into_iter().map(|task| (task.row_key, task.id)).collect();
        // An indicator has one row for each of its years.
        let firsts = first_keys(&self.draft.indicators);
        for difference in differences {
            let (Some(key), Some(_)) = (&difference.new, &difference.old) else { continue };
            let (action, subject, id) = match difference.table {
                Table::Indicators => ("indicator-changed", "indicator", firsts.get(key).and_then(|first| of_indicators.get(&first.0))),
                Table::Tasks => ("task-changed", "task", of_tasks.get(&key.0)),
                Table::Document | Table::Duties => continue,
            };
            let changed: Vec<&FieldDifference> = difference.fields.iter().filter(|field| field.running != field.chosen).collect();
            let side = |text: fn(&FieldDifference) -> &String| -> BTreeMap<&str, &str> {
                changed.iter().map(|field| (field.field.name(), text(field).as_str())).collect()
            };
            if let (Some(id), false) = (id, changed.is_empty()) {
                let change = (Some(&side(|field| &field.running)), Some(&side(|field| &field.chosen)));
                audit::append(tx, self.handover.actor, action, (subject, Some(*id)), change).await?;
            }
        }
        Ok(())
    }
}
