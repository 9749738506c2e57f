//! Where a new reading differs from the plan that runs, row by row, for a person to decide.

use std::collections::BTreeSet;

use roviec_plan::plan::DocumentBlock;

use super::edit::{RowKey, Table};
use super::field::Field;
use super::fields::Fields;
use super::fold::{Draft, DraftRow, find};
use super::matching::Matches;

/// One row that is not in both, or not the same in both.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    pub table: Table,
    /// Key in the plan that runs; `None` for a new row.
    pub old: Option<RowKey>,
    /// Key in the new reading; `None` for a row it does not have.
    pub new: Option<RowKey>,
    pub number: String,
    pub name: String,
    pub fields: Vec<FieldDifference>,
    /// A row that is gone: a person has said that it ends.
    pub released: bool,
    /// Another document replaces the plan, and its row has other words: a person says whether it is the same work.
    pub unconfirmed: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FieldDifference {
    pub field: Field,
    /// What runs.
    pub running: String,
    /// What the machine read this time.
    pub read: String,
    /// What would be accepted now.
    pub chosen: String,
    /// A person had corrected what runs.
    pub corrected: bool,
    /// A person has chosen in this reading.
    pub decided: bool,
}

impl Difference {
    /// The row is in both under another name.
    pub fn is_reworded(&self) -> bool {
        self.table != Table::Document && self.fields.iter().any(|field| field.field == Field::Name && field.running != field.read)
    }

    /// Whether acceptance has to wait for a person: a hand's correction against new words, a row that is gone, or one of
    /// which it is not sure that it goes on.
    pub fn is_open(&self) -> bool {
        let open = |field: &FieldDifference| field.corrected && !field.decided;
        (self.new.is_none() && !self.released) || self.unconfirmed || self.fields.iter().any(open)
    }
}

/// All differences, in the order of the new reading, rows that are gone after them. `by_hand` are the numbers
/// of the edits people made in this reading.
pub fn differences(old: &Draft, new: &Draft, by_hand: &BTreeSet<i64>) -> Vec<Difference> {
    let matches = Matches::find(old, new);
    let mut out = Vec::new();
    // The head of another document is its own: there is nothing to decide.
    if !is_replaced(old, new) {
        out.extend(changed(Some(&old.document), &new.document, by_hand));
    }
    of_rows((&old.indicators, &new.indicators), (old, new), &matches, by_hand, &mut out);
    of_rows((&old.tasks, &new.tasks), (old, new), &matches, by_hand, &mut out);
    of_rows((&old.duties, &new.duties), (old, new), &matches, by_hand, &mut out);
    out
}

fn of_rows<T: Fields>(
    (old_rows, new_rows): (&[DraftRow<T>], &[DraftRow<T>]),
    (old, new): (&Draft, &Draft),
    matches: &Matches,
    by_hand: &BTreeSet<i64>,
    out: &mut Vec<Difference>,
) {
    for row in new_rows {
        let before = matches.old_of(&row.key).and_then(|key| find(old_rows, key));
        let unconfirmed = is_replaced(old, new) && !new.links.contains_key(&row.key);
        out.extend(changed(before, row, by_hand).map(|difference| Difference {
            unconfirmed: unconfirmed && difference.old.is_some() && difference.is_reworded(),
            ..difference
        }));
    }
    let gone = old_rows.iter().filter(|row| matches.new_of(&row.key).is_none_or(|key| new.table_of(key).is_none()));
    out.extend(gone.map(|row| Difference {
        table: T::TABLE,
        old: Some(row.key.clone()),
        new: None,
        number: row.row.text(Field::Number),
        name: name(&row.row),
        fields: Vec::new(),
        released: new.released.contains(&row.key) || old.released.contains(&row.key),
        unconfirmed: false,
    }));
}

fn changed<T: Fields>(old: Option<&DraftRow<T>>, new: &DraftRow<T>, by_hand: &BTreeSet<i64>) -> Option<Difference> {
    let fields: Vec<FieldDifference> = match old {
        Some(old) => Field::of(T::TABLE).iter().filter_map(|field| field_difference(*field, old, new, by_hand)).collect(),
        None => Vec::new(),
    };
    if old.is_some() && fields.is_empty() {
        return None;
    }
    Some(Difference {
        table: T::TABLE,
        old: old.map(|row| row.key.clone()),
        new: Some(new.key.clone()),
        number: new.row.text(Field::Number),
        name: name(&new.row),
        fields,
        released: false,
        unconfirmed: false,
    })
}

/// The new reading is of another document, which takes the place of the plan that runs: number and day are others, both as
/// people left them and as the machine read them. A number that was misread and corrected makes no other document.
pub fn is_replaced(old: &Draft, new: &Draft) -> bool {
    let bears = |head: &DocumentBlock| (head.number.clone(), head.issued_on);
    let machine = |draft: &Draft| draft.document.machine.as_ref().map(bears);
    let (was, is) = (bears(&old.document.row), bears(&new.document.row));
    was.0.is_some() && is.0.is_some() && was.1.is_some() && is.1.is_some() && was != is && machine(old) != machine(new)
}

fn field_difference<T: Fields>(field: Field, old: &DraftRow<T>, new: &DraftRow<T>, by_hand: &BTreeSet<i64>) -> Option<FieldDifference> {
    let running = old.row.text(field);
    let read = new.machine.as_ref().unwrap_or(&new.row).text(field);
    let chosen = new.row.text(field);
    let corrected = old.edited.contains_key(&field) || old.machine.is_none();
    // The document says what it said when the person corrected it: the correction goes on without a question.
    let as_before = corrected && chosen == running && old.machine.as_ref().is_some_and(|machine| machine.text(field) == read);
    if (running == read && chosen == running) || as_before {
        return None;
    }
    let decided = new.edited.get(&field).is_some_and(|number| by_hand.contains(number));
    Some(FieldDifference { field, running, read, chosen, corrected, decided })
}

fn name<T: Fields>(row: &T) -> String {
    let texts = [Field::Name, Field::Title, Field::From].map(|field| row.text(field));
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}
