//! The form of the picked row: a field for each thing a person can change, with what the machine read and understood.

use std::collections::BTreeMap;

use roviec_plan::parse;

use super::defects::Defect;
use super::history::{self, Change, Told};
use super::lines::Line;
use crate::domain::draft::{CADENCES, Conflict, Field, RowKey, Table};
use crate::pages::plans::tabs;
use crate::store::intakes::Reading;

/// How a field is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Line,
    Text,
    /// Names of agencies, several divided by "; ".
    Agencies,
    /// One of the words for how often.
    Cadence,
}

#[derive(Debug, Clone)]
pub struct Input {
    pub field: Field,
    pub label: &'static str,
    pub kind: Kind,
    pub value: String,
    pub unsure: bool,
    /// What the machine read, where a person has changed it.
    pub read: Option<String>,
    /// What a deadline was understood to mean.
    pub meaning: Option<String>,
    pub fault: Option<String>,
    pub focused: bool,
    /// How much of the form's width it takes.
    pub width: &'static str,
}

/// What a person sent that could not all be kept: shown again instead of what is stored.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    pub values: BTreeMap<Field, String>,
    pub faults: BTreeMap<Field, String>,
    pub conflicts: Vec<Conflict>,
    /// First and second part of a row to be split.
    pub parts: Option<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct Form {
    pub row: RowKey,
    pub table: Table,
    pub line: Line,
    pub inputs: Vec<Input>,
    pub conflicts: Vec<Conflict>,
    pub parts: Option<(String, String)>,
    pub defects: Vec<Defect>,
    pub history: Vec<Change>,
    pub before: Option<RowKey>,
    pub after: Option<RowKey>,
    /// Its place in the list, from 1.
    pub place: usize,
}

/// The form of a row; `field` is the one to begin with.
pub fn form(reading: &Reading, lines: &[Line], at: usize, (field, sent): (&str, &Sent), told: Told<'_>) -> Form {
    let line = lines[at].clone();
    let input = |named: &Field| input(reading, &line, *named, (field, sent));
    Form {
        row: line.key.clone(),
        table: line.table,
        inputs: Field::of(line.table).iter().map(input).collect(),
        conflicts: sent.conflicts.clone(),
        parts: sent.parts.clone(),
        defects: Vec::new(),
        history: history::of_row(reading, &line.key, told),
        before: at.checked_sub(1).map(|before| lines[before].key.clone()),
        after: lines.get(at + 1).map(|after| after.key.clone()),
        place: at + 1,
        line,
    }
}

fn input(reading: &Reading, line: &Line, field: Field, (focused, sent): (&str, &Sent)) -> Input {
    let stored = reading.draft.text(&line.key, field).unwrap_or_default();
    let conflict = sent.conflicts.iter().any(|conflict| conflict.field == field);
    let value = sent.values.get(&field).filter(|_| !conflict).cloned().unwrap_or_else(|| stored.clone());
    let read = line.read.get(&field).filter(|read| **read != stored && line.edited.contains_key(&field)).cloned();
    Input {
        field,
        label: field.label(line.table),
        kind: kind(field),
        meaning: (field == Field::Deadline).then(|| meaning(&value)),
        value,
        unsure: line.is_unsure(field),
        read,
        fault: sent.faults.get(&field).cloned(),
        focused: field.name() == focused || sent.faults.keys().next() == Some(&field),
        width: width(field, line.table),
    }
}

fn width(field: Field, table: Table) -> &'static str {
    match (field, table) {
        (Field::Title | Field::Lead | Field::Coordinating | Field::Section | Field::From | Field::To, _) => "wide",
        (_, Table::Document) => "half",
        (Field::Number | Field::Horizon | Field::Unit, _) => "quarter",
        (Field::Name, _) => "rest",
        _ => "half",
    }
}

fn kind(field: Field) -> Kind {
    match field {
        Field::Name | Field::Title | Field::Product | Field::Note => Kind::Text,
        Field::Lead | Field::Coordinating | Field::From | Field::To | Field::Issuer => Kind::Agencies,
        Field::Cadence => Kind::Cadence,
        _ => Kind::Line,
    }
}

/// "hiểu là: một lần đến hết ngày 30/09/2026".
pub fn meaning(text: &str) -> String {
    let text = roviec_plan::document::clean(text);
    if text.is_empty() {
        return "chưa ghi thời hạn".to_owned();
    }
    match parse::deadline::parse(&text).as_ref().and_then(tabs::understood) {
        Some(meaning) => format!("hiểu là: {meaning}"),
        None => "chưa hiểu được thành ngày; sẽ giữ nguyên lời văn, không tính hạn".to_owned(),
    }
}

impl Form {
    pub fn cadences() -> impl Iterator<Item = &'static str> {
        CADENCES.iter().map(|(_, word)| *word)
    }

    pub fn is_document(&self) -> bool {
        self.table == Table::Document
    }

    /// Name of the field two people have changed, within a sentence.
    pub fn disputed(&self, conflict: &Conflict) -> String {
        history::lower(conflict.field.label(self.table))
    }

    /// Some of what was sent is not stored.
    pub fn is_refused(&self) -> bool {
        self.inputs.iter().any(|input| input.fault.is_some())
    }

    pub fn name_field(&self) -> String {
        self.inputs.iter().find(|input| input.field == Field::Name).map(|input| input.value.clone()).unwrap_or_default()
    }

    /// Only rows with a text of their own are divided and joined.
    pub fn has_name(&self) -> bool {
        self.inputs.iter().any(|input| input.field == Field::Name)
    }
}
