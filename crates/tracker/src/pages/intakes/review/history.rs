//! What people did to a draft, in words: "Lê Thị B sửa thời hạn: A → B".

use std::collections::HashMap;

use crate::clock;
use crate::domain::draft::{Aside, Draft, Edit, Field, NumberedEdit, RowKey, Table, draft, effective, finding_keys, undoable};
use crate::domain::written;
use crate::store::intakes::Reading;

/// Changes of one row that are listed, the newest.
const LISTED: usize = 8;

#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub number: i64,
    pub words: String,
    /// "14:05" today, with the day before that.
    pub at: String,
    /// It counts, and nothing builds on it.
    pub undoable: bool,
    pub undone: bool,
}

/// Who is who, and what day it is.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub names: &'a HashMap<i64, String>,
    pub now: i64,
}

impl Told<'_> {
    pub fn who(&self, user: Option<i64>) -> &str {
        user.and_then(|user| self.names.get(&user)).map_or("Chương trình", String::as_str)
    }

    fn at(&self, second: i64) -> String {
        let (then, now) = (clock::time_of(second), clock::time_of(self.now));
        let hour = format!("{:02}:{:02}", then.hour(), then.minute());
        if then.date() == now.date() { hour } else { format!("{hour} ngày {}", written::day(then.date())) }
    }

    pub fn change(&self, reading: &Reading, edit: &NumberedEdit) -> Change {
        let counts = effective(&reading.edits).iter().any(|other| other.number == edit.number);
        let who =
            if edit.carried { format!("Mang sang từ lần trước ({})", self.who(edit.user)) } else { self.who(edit.user).to_owned() };
        Change {
            number: edit.number,
            words: format!("{who} {}", words(reading, edit)),
            at: self.at(edit.at),
            undoable: counts && undoable(&reading.edits, edit.number).is_ok(),
            undone: !counts,
        }
    }
}

/// What was done to one row, the newest first.
pub fn of_row(reading: &Reading, row: &RowKey, told: Told<'_>) -> Vec<Change> {
    let about = |edit: &&NumberedEdit| edit.edit.touches().iter().any(|(key, _)| *key == row);
    reading.edits.iter().rev().filter(about).take(LISTED).map(|edit| told.change(reading, edit)).collect()
}

/// Rows that were taken out and can be taken back, each with the edit that did it.
pub fn taken_out(reading: &Reading, table: Table, told: Told<'_>) -> Vec<(String, Change)> {
    let out = |edit: &&NumberedEdit| matches!(edit.edit, Edit::Drop { .. });
    let dropped = effective(&reading.edits).into_iter().filter(out);
    let of_table = dropped.filter_map(|edit| {
        let before = before(reading, edit.number);
        let Edit::Drop { row } = &edit.edit else { return None };
        (before.table_of(row) == Some(table)).then(|| (name(&before, row), told.change(reading, edit)))
    });
    of_table.collect()
}

/// "sửa thời hạn: A → B", "tách dòng", "bỏ dòng “…”".
pub fn words(reading: &Reading, edit: &NumberedEdit) -> String {
    let then = before(reading, edit.number);
    match &edit.edit {
        Edit::Set { row, field, to } => {
            let table = then.table_of(row).unwrap_or(Table::Tasks);
            let was = then.text(row, *field).unwrap_or_default();
            format!("sửa {}: {} → {}", lower(field.label(table)), shown(&was), shown(to))
        }
        Edit::Split { .. } => "tách dòng này thành hai".to_owned(),
        Edit::Merge { with, .. } => format!("gộp dòng {} vào dòng này", shown(&name(&then, with))),
        Edit::Add { values, .. } => format!("thêm dòng {}", shown(values.get(&Field::Name).map_or("", String::as_str))),
        Edit::Drop { row } => format!("bỏ dòng {}", shown(&name(&then, row))),
        Edit::Approve { section, .. } => format!("xác nhận phần {} đúng", shown(section)),
        Edit::Reopen { section, .. } => format!("mở lại phần {}", shown(section)),
        Edit::Link { .. } => "nối dòng này với dòng của kế hoạch đang thực hiện".to_owned(),
        Edit::Release { .. } => "cho kết thúc dòng không còn trong văn bản mới".to_owned(),
        Edit::Part { .. } => "tách dòng này khỏi dòng của kế hoạch đang thực hiện".to_owned(),
        Edit::Dismiss { what, reason } => format!("bỏ qua {}: {}", aside(reading, what), shown(reason)),
        Edit::Undo { number } => {
            let undone = reading.edits.iter().find(|edit| edit.number == *number);
            undone.map_or_else(|| "hoàn tác".to_owned(), |edit| format!("hoàn tác việc {}", words(reading, edit)))
        }
    }
}

/// What was set aside: "điểm “…”", "mọi điểm của quy tắc …".
fn aside(reading: &Reading, what: &Aside) -> String {
    let diagnostics = &reading.base.diagnostics;
    match what {
        Aside::Rule(rule) => format!("mọi điểm của quy tắc {rule}"),
        Aside::Finding(key) => {
            let at = finding_keys(diagnostics).iter().position(|known| known == key);
            format!("điểm {}", shown(at.map_or("", |at| diagnostics[at].message.as_str())))
        }
    }
}

fn before(reading: &Reading, number: i64) -> Draft {
    let until = reading.edits.partition_point(|edit| edit.number < number);
    draft(reading.intake, &reading.base, &reading.edits[..until])
}

fn name(draft: &Draft, row: &RowKey) -> String {
    let texts = [Field::Name, Field::Title, Field::From].map(|field| draft.text(row, field).unwrap_or_default());
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

/// Quoted, cut where it is long.
pub fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        _ if text.is_empty() => "(trống)".to_owned(),
        Some((at, _)) => format!("“{}…”", text[..at].trim_end()),
        None => format!("“{text}”"),
    }
}

pub fn lower(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
