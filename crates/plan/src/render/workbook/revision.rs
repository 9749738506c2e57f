//! What changed between two versions of a plan, as a workbook.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::sheet::{self, Column, Value};
use crate::render::Lang;
use crate::render::verdicts::state;
use crate::revision::{Change, Revision, RowOf};

const CHANGES: &[Column] = &[
    Column("Kết luận", 12.0),
    Column("TT cũ", 7.0),
    Column("TT mới", 7.0),
    Column("Năm", 7.0),
    Column("Bản cũ", 44.0),
    Column("Bản mới", 44.0),
    Column("Thay đổi", 22.0),
    Column("Trước", 30.0),
    Column("Sau", 30.0),
    Column("Độ giống", 8.0),
];

/// The workbook's bytes (XLSX).
///
/// # Errors
/// As [`super::workbook`].
pub fn revision_workbook(revision: &Revision) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Always dated alike: the same two versions give the same bytes.
    book.set_properties(&DocProperties::new().set_title("So sánh hai bản").set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    let heading = format!("So sánh {} với {}", revision.old, revision.new);
    for (name, changes) in [("Nhiệm vụ", &revision.tasks), ("Chỉ tiêu", &revision.indicators)] {
        sheet::add(&mut book, name, &heading, CHANGES, &rows(changes))?;
    }
    book.save_to_buffer()
}

fn rows(changes: &[Change]) -> Vec<Vec<Value<'_>>> {
    changes.iter().map(row).collect()
}

fn row(change: &Change) -> Vec<Value<'_>> {
    let no = |row: &Option<RowOf>| row.as_ref().and_then(|row| row.no.clone()).map_or(Value::Empty, Value::Owned);
    let name = |row: &'_ Option<RowOf>| row.as_ref().map_or(Value::Empty, |row| Value::Owned(row.name.clone()));
    let horizon = change.new.as_ref().or(change.old.as_ref()).and_then(|row| row.horizon);
    let lines = |of: fn(&crate::revision::FieldChange) -> Option<&str>| {
        let lines: Vec<&str> = change.changes.iter().map(|one| of(one).unwrap_or("(trống)")).collect();
        Value::Owned(lines.join("\n"))
    };
    let what: Vec<&str> = change.changes.iter().map(|one| one.field.vietnamese()).collect();
    vec![
        Value::Text(state(change.state, Lang::Vi)),
        no(&change.old),
        no(&change.new),
        Value::number(horizon.map(f64::from)),
        name(&change.old),
        name(&change.new),
        Value::Owned(what.join("\n")),
        lines(|one| one.old.as_deref()),
        lines(|one| one.new.as_deref()),
        Value::number(change.score),
    ]
}
