//! The fields of a row as text, both ways: what a form shows, and what a typed text becomes.
//!
//! A deadline, a target and a list of agencies are read by the compiler's own grammars.

use roviec_plan::plan::{Cadence, DocumentBlock, Indicator, ReportingDuty, Task};

use super::edit::Table;
use super::field::Field;
use crate::domain::written;

/// Characters a field may hold: longer than any cell of a plan.
const LONGEST: usize = 4000;

/// A row whose fields can be read and written as text.
pub trait Fields {
    const TABLE: Table;

    /// As a form shows it; empty where there is nothing.
    fn text(&self, field: Field) -> String;

    /// Writes a text that [`check`] has let through; another one leaves the field as it is.
    fn set(&mut self, field: Field, text: &str);

    /// The section the row stands in, empty without one.
    fn section(&self) -> &str {
        ""
    }
}

/// What is wrong with a typed text, one sentence for the person.
///
/// # Errors
/// The sentence.
pub fn check(table: Table, field: Field, text: &str) -> Result<(), String> {
    let label = field.label(table);
    if text.chars().count() > LONGEST {
        return Err(format!("{label}: dài quá {} ký tự; đề nghị rút gọn", written::count(LONGEST as i64)));
    }
    let text = text.trim();
    match field {
        Field::Name | Field::Title if text.is_empty() => Err(format!("{label}: không được để trống")),
        Field::Horizon if !text.is_empty() && year(text).is_none() => {
            Err(format!("{label}: “{text}” không phải là năm; đề nghị ghi bốn chữ số, ví dụ 2030"))
        }
        Field::IssuedOn if !text.is_empty() && written::parsed_day(text).is_none() => {
            Err(format!("{label}: “{text}” không phải là ngày; đề nghị ghi theo dạng 30/06/2026"))
        }
        Field::Budget if !text.is_empty() && million(text).is_none() => {
            Err(format!("{label}: “{text}” không phải là số; đề nghị ghi số tiền bằng triệu đồng, ví dụ 1.250,5"))
        }
        Field::Cadence if cadence(text).is_none() => {
            let words: Vec<&str> = CADENCES.iter().map(|(_, word)| *word).collect();
            Err(format!("{label}: “{text}” chưa rõ; đề nghị chọn một trong: {}", words.join(", ")))
        }
        _ => Ok(()),
    }
}

impl Fields for DocumentBlock {
    const TABLE: Table = Table::Document;

    fn text(&self, field: Field) -> String {
        match field {
            Field::Kind => of(&self.kind),
            Field::Number => of(&self.number),
            Field::Issuer => of(&self.issuer),
            Field::IssuedOn => self.issued_on.map(written::day).unwrap_or_default(),
            Field::Title => of(&self.title),
            _ => String::new(),
        }
    }

    fn set(&mut self, field: Field, text: &str) {
        match field {
            Field::Kind => self.kind = some(text),
            Field::Number => self.number = some(text),
            Field::Issuer => self.issuer = some(text),
            Field::IssuedOn => self.issued_on = written::parsed_day(text),
            Field::Title => self.title = some(text),
            _ => {}
        }
    }
}

impl Fields for Task {
    const TABLE: Table = Table::Tasks;

    fn text(&self, field: Field) -> String {
        match field {
            Field::Number => of(&self.no),
            Field::Name => self.name.clone(),
            Field::Section => of(&self.section_title),
            Field::Lead => self.lead.join("; "),
            Field::Coordinating => self.coordinating.join("; "),
            Field::Product => of(&self.product),
            Field::Deadline => {
                let deadline = self.deadline.as_ref();
                deadline.and_then(|deadline| deadline.text.clone().or_else(|| deadline.due.map(written::day))).unwrap_or_default()
            }
            Field::Budget => self.budget_million_vnd.map(|million| written::number(million, 6)).unwrap_or_default(),
            Field::Note => of(&self.note),
            _ => String::new(),
        }
    }

    fn set(&mut self, field: Field, text: &str) {
        match field {
            Field::Number => self.no = some(text),
            Field::Name => self.name = clean(text),
            Field::Section => {
                if some(text) != self.section_title {
                    (self.section, self.section_title) = (None, some(text));
                }
            }
            Field::Lead => self.lead = agencies(text),
            Field::Coordinating => self.coordinating = agencies(text),
            Field::Product => self.product = some(text),
            Field::Deadline => self.deadline = roviec_plan::parse::deadline::parse(&clean(text)),
            Field::Budget => {
                self.budget_million_vnd = million(text);
                self.budget_lines.clear();
            }
            Field::Note => self.note = some(text),
            _ => return,
        }
        self.confidence.remove(field.confidence_key());
    }

    fn section(&self) -> &str {
        self.section_title.as_deref().unwrap_or_default()
    }
}

impl Fields for Indicator {
    const TABLE: Table = Table::Indicators;

    fn text(&self, field: Field) -> String {
        match field {
            Field::Number => of(&self.no),
            Field::Name => self.name.clone(),
            Field::Section => of(&self.section_title),
            Field::Unit => of(&self.unit),
            Field::Horizon => self.horizon.map(|year| year.to_string()).unwrap_or_default(),
            Field::Target => {
                let target = self.target.as_ref();
                let value = || target.and_then(|target| target.value).map(|value| written::number(value, 6));
                target.and_then(|target| target.text.clone()).or_else(value).unwrap_or_default()
            }
            Field::Lead => self.lead.join("; "),
            Field::Coordinating => self.coordinating.join("; "),
            Field::DataSource => of(&self.data_source),
            Field::Note => of(&self.note),
            _ => String::new(),
        }
    }

    fn set(&mut self, field: Field, text: &str) {
        match field {
            Field::Number => self.no = some(text),
            Field::Name => self.name = clean(text),
            Field::Section => {
                if some(text) != self.section_title {
                    (self.section, self.section_title) = (None, some(text));
                }
            }
            Field::Unit => self.unit = some(text),
            Field::Horizon => self.horizon = year(text),
            Field::Target => self.target = roviec_plan::parse::target::parse(&clean(text)),
            Field::Lead => self.lead = agencies(text),
            Field::Coordinating => self.coordinating = agencies(text),
            Field::DataSource => self.data_source = some(text),
            Field::Note => self.note = some(text),
            _ => return,
        }
        self.confidence.remove(field.confidence_key());
    }

    fn section(&self) -> &str {
        self.section_title.as_deref().unwrap_or_default()
    }
}

impl Fields for ReportingDuty {
    const TABLE: Table = Table::Duties;

    fn text(&self, field: Field) -> String {
        match field {
            Field::From => of(&self.from),
            Field::To => of(&self.to),
            Field::Cadence => cadence_word(self.cadence).to_owned(),
            Field::Due => of(&self.due),
            _ => String::new(),
        }
    }

    fn set(&mut self, field: Field, text: &str) {
        match field {
            Field::From => self.from = some(text),
            Field::To => self.to = some(text),
            Field::Cadence => self.cadence = cadence(text).unwrap_or(self.cadence),
            Field::Due => {
                self.due = some(text);
                // The days read from the old words no longer follow from the new ones.
                (self.day, self.month, self.month_of_period) = (None, None, None);
            }
            _ => {}
        }
    }
}

pub const CADENCES: [(Cadence, &str); 6] = [
    (Cadence::Monthly, "Hằng tháng"),
    (Cadence::Quarterly, "Hằng quý"),
    (Cadence::HalfYear, "6 tháng"),
    (Cadence::Annual, "Hằng năm"),
    (Cadence::AdHoc, "Đột xuất"),
    (Cadence::Other, "Theo văn bản"),
];

pub fn cadence_word(cadence: Cadence) -> &'static str {
    CADENCES.iter().find(|(known, _)| *known == cadence).map_or("", |(_, word)| word)
}

fn cadence(text: &str) -> Option<Cadence> {
    CADENCES.iter().find(|(_, word)| word.eq_ignore_ascii_case(text.trim())).map(|(cadence, _)| *cadence)
}

fn of(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

/// NFC with single spaces, as the compiler's own texts are.
pub(super) fn clean(text: &str) -> String {
    roviec_plan::document::clean(text)
}

fn some(text: &str) -> Option<String> {
    Some(clean(text)).filter(|text| !text.is_empty())
}

fn agencies(text: &str) -> Vec<String> {
    let lines: Vec<String> = text.lines().map(clean).collect();
    roviec_plan::parse::agency_name::split(lines.iter().map(String::as_str))
}

fn year(text: &str) -> Option<i16> {
    text.trim().parse().ok().filter(|year| (1900..=2200).contains(year))
}

fn million(text: &str) -> Option<f64> {
    roviec_plan::parse::target::number(text.trim()).filter(|million| million.is_finite() && *million >= 0.0)
}
