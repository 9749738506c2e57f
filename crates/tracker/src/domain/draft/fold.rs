//! Base and edits folded into the draft as it stands.

use std::collections::{BTreeMap, BTreeSet};

use roviec_plan::Compiled;
use roviec_plan::document::{Place, Span};
use roviec_plan::plan::{Cadence, Confidence, DocumentBlock, Indicator, ReportingDuty, Task};

use super::dismissal::{Aside, Reason};
use super::edit::{Edit, NumberedEdit, RowKey, Table};
use super::field::Field;
use super::fields::Fields;

/// One row of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftRow<T> {
    pub key: RowKey,
    pub row: T,
    /// As the machine compiled it; `None` for a row a person made.
    pub machine: Option<T>,
    /// Number of the last edit of each field that a person changed.
    pub edited: BTreeMap<Field, i64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub document: DraftRow<DocumentBlock>,
    pub indicators: Vec<DraftRow<Indicator>>,
    pub tasks: Vec<DraftRow<Task>>,
    pub duties: Vec<DraftRow<ReportingDuty>>,
    /// Compiled rows that people took out: dropped, or merged into another.
    pub dropped: BTreeSet<RowKey>,
    /// Sections a person has found right.
    pub approved: BTreeSet<(Table, String)>,
    /// Rows linked by hand to rows of the plan these files are loaded again for.
    pub links: BTreeMap<RowKey, RowKey>,
    /// Rows that a person told apart from rows of that plan.
    pub parted: BTreeSet<(RowKey, RowKey)>,
    /// Rows of that plan that end with this reading.
    pub released: BTreeSet<RowKey>,
    /// Remarks of the compiler that people set aside.
    pub dismissed: BTreeMap<Aside, Reason>,
    pub version: i64,
}

/// The edits that count: an edit that was undone does not, nor does the undo itself.
pub fn effective(edits: &[NumberedEdit]) -> Vec<&NumberedEdit> {
    let mut undone = BTreeSet::new();
    for edit in edits.iter().rev() {
        if let Edit::Undo { number } = edit.edit
            && !undone.contains(&edit.number)
        {
            undone.insert(number);
        }
    }
    let counts = |edit: &&NumberedEdit| !undone.contains(&edit.number) && !matches!(edit.edit, Edit::Undo { .. });
    edits.iter().filter(counts).collect()
}

/// The draft of an intake after the edits.
pub fn draft(intake: i64, base: &Compiled, edits: &[NumberedEdit]) -> Draft {
    let plan = &base.plan;
    let mut draft = Draft {
        document: DraftRow {
            key: RowKey::document(),
            row: plan.document.clone(),
            machine: Some(plan.document.clone()),
            edited: BTreeMap::new(),
        },
        indicators: compiled_rows(intake, &plan.indicators),
        tasks: compiled_rows(intake, &plan.tasks),
        duties: compiled_rows(intake, &plan.reporting_duties),
        dropped: BTreeSet::new(),
        approved: BTreeSet::new(),
        links: BTreeMap::new(),
        parted: BTreeSet::new(),
        released: BTreeSet::new(),
        dismissed: BTreeMap::new(),
        version: edits.last().map_or(0, |edit| edit.number),
    };
    for edit in effective(edits) {
        draft.apply(edit);
    }
    draft
}

fn compiled_rows<T: Fields + Clone>(intake: i64, rows: &[T]) -> Vec<DraftRow<T>> {
    let row = |(index, row): (usize, &T)| DraftRow {
        key: RowKey::compiled(intake, T::TABLE, index),
        row: row.clone(),
        machine: Some(row.clone()),
        edited: BTreeMap::new(),
    };
    rows.iter().enumerate().map(row).collect()
}

impl Draft {
    /// The plan as people left it: what is accepted.
    pub fn compiled(&self, base: &Compiled) -> Compiled {
        let mut out = base.clone();
        out.plan.document = self.document.row.clone();
        out.plan.indicators = self.indicators.iter().map(|row| row.row.clone()).collect();
        out.plan.tasks = self.tasks.iter().map(|row| row.row.clone()).collect();
        out.plan.reporting_duties = self.duties.iter().map(|row| row.row.clone()).collect();
        (out.diagnostics, out.dismissed) = self.sorted_out(out.diagnostics);
        out
    }

    /// The list a row stands in now.
    pub fn table_of(&self, key: &RowKey) -> Option<Table> {
        if *key == self.document.key {
            return Some(Table::Document);
        }
        let lists = [
            (Table::Indicators, holds(&self.indicators, key)),
            (Table::Tasks, holds(&self.tasks, key)),
            (Table::Duties, holds(&self.duties, key)),
        ];
        lists.into_iter().find(|(_, holds)| *holds).map(|(table, _)| table)
    }

    /// Text of a field; `None` when the row is not there.
    pub fn text(&self, key: &RowKey, field: Field) -> Option<String> {
        match self.table_of(key)? {
            Table::Document => Some(self.document.row.text(field)),
            Table::Indicators => find(&self.indicators, key).map(|row| row.row.text(field)),
            Table::Tasks => find(&self.tasks, key).map(|row| row.row.text(field)),
            Table::Duties => find(&self.duties, key).map(|row| row.row.text(field)),
        }
    }

    fn apply(&mut self, edit: &NumberedEdit) {
        let number = edit.number;
        match &edit.edit {
            Edit::Approve { table, section } => {
                self.approved.insert((*table, section.clone()));
            }
            Edit::Reopen { table, section } => {
                self.approved.remove(&(*table, section.clone()));
            }
            Edit::Link { row, old } => {
                self.parted.remove(&(row.clone(), old.clone()));
                self.links.insert(row.clone(), old.clone());
            }
            Edit::Part { row, old } => {
                self.links.remove(row);
                self.parted.insert((row.clone(), old.clone()));
            }
            Edit::Release { old } => {
                self.released.insert(old.clone());
            }
            Edit::Dismiss { what, reason } => {
                self.dismissed.insert(what.clone(), Reason { number, text: reason.clone() });
            }
            Edit::Set { row, field, to } if *row == self.document.key => self.document.set(*field, to, number),
            Edit::Add { table: Table::Tasks, .. } => add(&mut self.tasks, edit, blank_task),
            Edit::Add { table: Table::Indicators, .. } => add(&mut self.indicators, edit, blank_indicator),
            Edit::Add { table: Table::Duties, .. } => add(&mut self.duties, edit, blank_duty),
            Edit::Undo { .. } | Edit::Add { .. } => {}
            Edit::Set { row, .. } | Edit::Split { row, .. } | Edit::Merge { row, .. } | Edit::Drop { row } => match self.table_of(row) {
                Some(Table::Tasks) => change(&mut self.tasks, edit, &mut self.dropped),
                Some(Table::Indicators) => change(&mut self.indicators, edit, &mut self.dropped),
                Some(Table::Duties) => change(&mut self.duties, edit, &mut self.dropped),
                Some(Table::Document) | None => {}
            },
        }
    }
}

impl<T: Fields> DraftRow<T> {
    fn set(&mut self, field: Field, to: &str, number: i64) {
        self.row.set(field, to);
        self.edited.insert(field, number);
    }
}

fn holds<T>(rows: &[DraftRow<T>], key: &RowKey) -> bool {
    rows.iter().any(|row| row.key == *key)
}

pub(super) fn find<'a, T>(rows: &'a [DraftRow<T>], key: &RowKey) -> Option<&'a DraftRow<T>> {
    rows.iter().find(|row| row.key == *key)
}

/// Changes rows that are there; an edit of a row that is gone says nothing.
fn change<T: Fields + Clone>(rows: &mut Vec<DraftRow<T>>, edit: &NumberedEdit, dropped: &mut BTreeSet<RowKey>) {
    let at = |rows: &[DraftRow<T>], key: &RowKey| rows.iter().position(|row| row.key == *key);
    match &edit.edit {
        Edit::Set { row, field, to } => {
            if let Some(index) = at(rows, row) {
                rows[index].set(*field, to, edit.number);
            }
        }
        Edit::Split { row, into, first, second } => {
            let Some(index) = at(rows, row) else { return };
            let mut further = DraftRow { key: into.clone(), machine: None, ..rows[index].clone() };
            further.set(Field::Name, second, edit.number);
            rows[index].set(Field::Name, first, edit.number);
            rows.insert(index + 1, further);
        }
        Edit::Merge { row, with } => {
            let (Some(_), Some(taken)) = (at(rows, row), at(rows, with)) else { return };
            let other = rows.remove(taken);
            dropped.insert(other.key.clone());
            if let Some(index) = at(rows, row) {
                take_in(&mut rows[index], &other.row, edit.number);
            }
        }
        Edit::Drop { row } => {
            if let Some(index) = at(rows, row) {
                dropped.insert(rows.remove(index).key);
            }
        }
        _ => {}
    }
}

/// What one row of two says: names in a row, agencies of both, other fields of the first that has them.
fn take_in<T: Fields>(into: &mut DraftRow<T>, other: &T, number: i64) {
    for field in Field::of(T::TABLE) {
        let (mine, theirs) = (into.row.text(*field), other.text(*field));
        let joined = match field {
            Field::Name => format!("{mine} {theirs}"),
            Field::Lead | Field::Coordinating | Field::Product | Field::Note if !mine.is_empty() => {
                let parts: Vec<&str> = mine.split("; ").collect();
                let further: Vec<&str> = theirs.split("; ").filter(|part| !part.is_empty() && !parts.contains(part)).collect();
                [parts, further].concat().join("; ")
            }
            _ if mine.is_empty() => theirs,
            _ => mine.clone(),
        };
        if joined != mine {
            into.set(*field, &joined, number);
        }
    }
}

fn add<T: Fields>(rows: &mut Vec<DraftRow<T>>, edit: &NumberedEdit, blank: fn() -> T) {
    let Edit::Add { row: key, after, values, .. } = &edit.edit else { return };
    let index = after.as_ref().and_then(|after| rows.iter().position(|row| row.key == *after)).map_or(rows.len(), |at| at + 1);
    let mut new = DraftRow { key: key.clone(), row: blank(), machine: None, edited: BTreeMap::new() };
    if let Some(before) = index.checked_sub(1).map(|before| rows[before].row.section().to_owned()) {
        new.row.set(Field::Section, &before);
    }
    for (field, value) in values {
        new.set(*field, value, edit.number);
    }
    rows.insert(index, new);
}

/// No place in the source.
fn nowhere() -> Span {
    Span { file: 0, text: String::new(), place: Place::Lines { line: 1, column: 1, end_line: 1, end_column: 1 } }
}

/// A task of which nothing is said yet.
pub fn blank_task() -> Task {
    Task {
        no: None,
        section: None,
        section_title: None,
        name: String::new(),
        lead: Vec::new(),
        coordinating: Vec::new(),
        product: None,
        deadline: None,
        budget_million_vnd: None,
        budget_lines: Vec::new(),
        related_indicators: Vec::new(),
        note: None,
        confidence: Confidence::new(),
        span: nowhere(),
    }
}

fn blank_indicator() -> Indicator {
    Indicator {
        no: None,
        section: None,
        section_title: None,
        horizon: None,
        name: String::new(),
        unit: None,
        target: None,
        lead: Vec::new(),
        coordinating: Vec::new(),
        data_source: None,
        note: None,
        confidence: Confidence::new(),
        span: nowhere(),
    }
}

fn blank_duty() -> ReportingDuty {
    ReportingDuty {
        from: None,
        to: None,
        cadence: Cadence::Other,
        due: None,
        day: None,
        month: None,
        month_of_period: None,
        span: nowhere(),
    }
}
