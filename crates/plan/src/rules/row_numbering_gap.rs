use super::numbering::Number;
use super::rows::cell_place;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::plan::{AnnexKind, AnnexTable, Role};

pub const RULE: Rule = Rule { name: "row-numbering-gap", severity: Severity::Warning, doc: include_str!("row_numbering_gap.md"), check };

/// One numbered row of an annex, in order; several years of one row count once.
pub(super) struct NumberedRow<'a> {
    pub number: Number,
    pub section: (Option<&'a str>, Option<&'a str>),
    pub place: &'a Span,
    name: &'a str,
}

impl NumberedRow<'_> {
    /// The number with the first words of the row, as an editor would name it.
    pub fn quote(&self) -> String {
        let words: Vec<&str> = self.name.split(' ').take(5).collect();
        format!("{} {}", self.number.with(self.number.value), words.join(" "))
    }
}

pub(super) fn numbered<'a>(checked: &Checked<'a>, table: &'a AnnexTable) -> Vec<NumberedRow<'a>> {
    let mut out: Vec<NumberedRow<'a>> = Vec::new();
    let mut before: Option<(&str, &str)> = None;
    for row in &table.rows {
        let (no, name, section, whole) = match table.kind {
            AnnexKind::Tasks => {
                let Some(task) = checked.plan.tasks.get(row.index) else { continue };
                (task.no.as_deref(), task.name.as_str(), (task.section.as_deref(), task.section_title.as_deref()), &task.span)
            }
            AnnexKind::Indicators => {
                let Some(row) = checked.plan.indicators.get(row.index) else { continue };
                (row.no.as_deref(), row.name.as_str(), (row.section.as_deref(), row.section_title.as_deref()), &row.span)
            }
        };
        let Some(no) = no else { continue };
        let number = Number::parse(no).filter(|number| number.style == super::numbering::Style::Arabic);
        if let Some(number) = number.filter(|_| before != Some((no, name))) {
            out.push(NumberedRow { number, section, place: cell_place(row, Role::Number, whole), name });
        }
        before = Some((no, name));
    }
    out
}

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for table in &checked.details.tables {
        let rows = numbered(checked, table);
        for (at, row) in rows.iter().enumerate() {
            let Some(last) = rows[..at].iter().rev().find(|last| last.number.prefix == row.number.prefix) else { continue };
            let (before, now) = (last.number.value, row.number.value);
            // A row numbered 0 stands before the first.
            if now <= 1 || now == before || now == before + 1 {
                continue;
            }
            // A section that begins with 0 lacks no row.
            let restarts = last.section != row.section && (2..before).contains(&now) && row.number.prefix.is_empty();
            let message = if restarts {
                let section = row.section.0.or(row.section.1).unwrap_or_default();
                format!("Phần {section} bắt đầu từ số {now}, thiếu {}", missing(&row.number, 0, now))
            } else if now > before {
                let (from, to) = (last.number.with(before), row.number.with(now));
                format!("Số thứ tự nhảy từ {from} sang {to}, thiếu {}", missing(&row.number, before, now))
            } else {
                continue;
            };
            let next = row.number.with(if restarts { 1 } else { before + 1 });
            let help = Some(format!("đánh số dòng này là {next} và các dòng sau tiếp theo, hoặc bổ sung dòng thiếu"));
            out.push(Diagnostic { help, quote: Some(row.quote()), related: vec![last.place.clone()], ..RULE.at(row.place, message) });
        }
    }
}

/// "12 và 13", "12 đến 15".
fn missing(number: &Number, before: u32, now: u32) -> String {
    let (first, last) = (number.with(before + 1), number.with(now - 1));
    match now - before {
        0..=2 => first,
        3 => format!("{first} và {last}"),
        _ => format!("{first} đến {last}"),
    }
}
