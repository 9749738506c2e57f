//! From what a person sent to edits: only what that person changed, and never over somebody else's change.

use roviec_plan::Compiled;

use super::edit::{Edit, NumberedEdit, RowKey};
use super::field::Field;
use super::fields::check;
use super::fold::{draft, effective};

/// Two people changed the same field to different texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    pub field: Field,
    pub mine: String,
    pub theirs: String,
    /// Who wrote theirs.
    pub by: Option<i64>,
}

/// What a sent form comes to. What does not collide is kept even when another field does.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Proposed {
    pub edits: Vec<Edit>,
    pub conflicts: Vec<Conflict>,
    /// One sentence for each field that cannot be read.
    pub faults: Vec<(Field, String)>,
    /// Somebody took the row out meanwhile.
    pub gone: bool,
}

/// Compares a form that was opened at `version` with the draft then and now.
pub fn proposed(
    intake: i64,
    base: &Compiled,
    edits: &[NumberedEdit],
    version: i64,
    (row, values): (&RowKey, &[(Field, String)]),
) -> Proposed {
    let then = draft(intake, base, &edits[..edits.partition_point(|edit| edit.number <= version)]);
    let now = draft(intake, base, edits);
    let mut out = Proposed::default();
    let Some(table) = now.table_of(row) else { return Proposed { gone: true, ..out } };
    for (field, value) in values {
        let mine = super::fields::clean(value);
        let (before, theirs) = (then.text(row, *field).unwrap_or_default(), now.text(row, *field).unwrap_or_default());
        if mine == before || mine == theirs {
            continue;
        }
        if let Err(sentence) = check(table, *field, &mine) {
            out.faults.push((*field, sentence));
        } else if theirs != before {
            let by =
                effective(edits).iter().rev().find(|edit| edit.edit.touches().contains(&(row, Some(*field)))).and_then(|edit| edit.user);
            out.conflicts.push(Conflict { field: *field, mine, theirs, by });
        } else {
            out.edits.push(Edit::Set { row: row.clone(), field: *field, to: mine });
        }
    }
    out
}

/// The last edit of a person that counts and that nothing builds on.
pub fn last_of(edits: &[NumberedEdit], user: i64) -> Option<&NumberedEdit> {
    let own = |edit: &&NumberedEdit| edit.user == Some(user) && !edit.carried;
    let last = effective(edits).into_iter().rev().find(own)?;
    undoable(edits, last.number).is_ok().then_some(last)
}

/// Whether an edit can be undone, or the later edit that builds on it.
///
/// # Errors
/// Number of the edit that must be undone first; the number itself when it does not count any more.
pub fn undoable(edits: &[NumberedEdit], number: i64) -> Result<(), i64> {
    let counting = effective(edits);
    let Some(at) = counting.iter().position(|edit| edit.number == number) else { return Err(number) };
    let mine = counting[at].edit.touches();
    let builds_on = |later: &&&NumberedEdit| {
        later.edit.touches().iter().any(|(row, field)| {
            let same = |(other, its): &(&RowKey, Option<Field>)| other == row && (its.is_none() || field.is_none() || its == field);
            mine.iter().any(same)
        })
    };
    counting[at + 1..].iter().find(builds_on).map_or(Ok(()), |later| Err(later.number))
}
