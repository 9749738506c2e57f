//! What people corrected in the reading that runs, taken along into a new reading of the plan or of what replaces it.

use std::collections::BTreeMap;

use roviec_plan::Compiled;

use super::differences::is_replaced;
use super::dismissal;
use super::edit::{Edit, RowKey, Table};
use super::field::Field;
use super::fields::Fields;
use super::fold::{Draft, DraftRow, find};
use super::matching::Matches;

/// The reading that runs: its intake, what the machine had compiled, and the draft that was accepted.
#[derive(Debug, Clone, Copy)]
pub struct Running<'a> {
    pub intake: i64,
    pub base: &'a Compiled,
    pub draft: &'a Draft,
}

/// The edits with which a new reading begins; their numbers count on from its version. `base` is what the machine
/// compiled for it.
pub fn carried(running: Running<'_>, intake: i64, (base, new): (&Compiled, &Draft)) -> Vec<Edit> {
    let matches = Matches::find(running.draft, new);
    let mut out = Carrying { intake, number: new.version, edits: Vec::new() };
    let old = running.draft;
    // The head of another document is its own.
    if !is_replaced(old, new) {
        out.corrections(&old.document, Some(&new.document));
    }
    out.rows(&old.indicators, &new.indicators, &matches);
    out.rows(&old.tasks, &new.tasks, &matches);
    out.rows(&old.duties, &new.duties, &matches);
    out.dropped(running, (&running.base.plan.indicators, &new.indicators), &matches);
    out.dropped(running, (&running.base.plan.tasks, &new.tasks), &matches);
    out.dropped(running, (&running.base.plan.reporting_duties, &new.duties), &matches);
    for (what, reason) in dismissal::carried(&old.dismissed, &base.diagnostics, is_replaced(old, new)) {
        out.push(Edit::Dismiss { what, reason });
    }
    out.edits
}

struct Carrying {
    intake: i64,
    number: i64,
    edits: Vec<Edit>,
}

impl Carrying {
    fn push(&mut self, edit: Edit) {
        self.number += 1;
        self.edits.push(edit);
    }

    fn rows<T: Fields>(&mut self, old: &[DraftRow<T>], new: &[DraftRow<T>], matches: &Matches) {
        let mut before: Option<RowKey> = None;
        for row in old {
            match matches.new_of(&row.key) {
                Some(key) => {
                    self.corrections(row, find(new, key));
                    before = Some(key.clone());
                }
                None if row.machine.is_none() => before = Some(self.made_by_hand(row, before.take())),
                None => {}
            }
        }
    }

    /// Fields a person wrote, where the new reading says something else.
    fn corrections<T: Fields>(&mut self, old: &DraftRow<T>, new: Option<&DraftRow<T>>) {
        let Some(new) = new else { return };
        for field in Field::of(T::TABLE) {
            let written = old.row.text(*field);
            let by_hand = old.edited.contains_key(field) || (old.machine.is_none() && !written.is_empty());
            if by_hand && written != new.row.text(*field) {
                self.push(Edit::Set { row: new.key.clone(), field: *field, to: written });
            }
        }
    }

    /// A row that no document brought goes along as it is.
    fn made_by_hand<T: Fields>(&mut self, old: &DraftRow<T>, after: Option<RowKey>) -> RowKey {
        let key = RowKey::made(self.intake, self.number + 1);
        self.push(Edit::Add { row: key.clone(), table: T::TABLE, after, values: values(&old.row) });
        self.push(Edit::Link { row: key.clone(), old: old.key.clone() });
        key
    }

    /// Rows a person took out stay out while the document says the same words.
    fn dropped<T: Fields>(&mut self, running: Running<'_>, (base, new): (&[T], &[DraftRow<T>]), matches: &Matches) {
        let out = |index: &usize| running.draft.dropped.contains(&RowKey::compiled(running.intake, T::TABLE, *index));
        for row in (0..base.len()).filter(out).map(|index| &base[index]) {
            let same = |other: &&DraftRow<T>| {
                let taken = matches.old_of(&other.key).is_some();
                let gone = self.edits.contains(&Edit::Drop { row: other.key.clone() });
                !taken && !gone && Field::of(T::TABLE).iter().all(|field| other.row.text(*field) == row.text(*field))
            };
            if let Some(key) = new.iter().find(same).map(|other| other.key.clone()) {
                self.push(Edit::Drop { row: key });
            }
        }
    }
}

/// Everything a row says, as texts.
pub(super) fn values<T: Fields>(row: &T) -> BTreeMap<Field, String> {
    let texts = Field::of(T::TABLE).iter().map(|field| (*field, row.text(*field)));
    texts.filter(|(_, text)| !text.is_empty()).collect()
}

/// The edits that keep a row of the running plan which the new reading does not have.
pub fn kept(old: &Draft, key: &RowKey, (intake, version): (i64, i64)) -> Vec<Edit> {
    let of = match old.table_of(key) {
        Some(Table::Tasks) => find(&old.tasks, key).map(|row| (Table::Tasks, values(&row.row))),
        Some(Table::Indicators) => find(&old.indicators, key).map(|row| (Table::Indicators, values(&row.row))),
        Some(Table::Duties) => find(&old.duties, key).map(|row| (Table::Duties, values(&row.row))),
        _ => None,
    };
    let Some((table, values)) = of else { return Vec::new() };
    let row = RowKey::made(intake, version + 1);
    vec![Edit::Add { row: row.clone(), table, after: None, values }, Edit::Link { row, old: key.clone() }]
}
