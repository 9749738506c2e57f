//! A form of typed work: from what was sent to what is meant, and back to a page on which nothing typed is lost.

use crate::domain::deadline_words::understood;
use crate::domain::draft::{Field, Table};
use crate::domain::typed_work::{KINDS, Kind, MOST_ROWS, ROW_FIELDS, Texts, TypedWork, task};
use crate::typed_work::{Findings, UnknownLead};

/// Rows of a grid when it opens, and how many are added at a time.
pub const MORE_ROWS: usize = 10;

/// Between the parts of the button that chooses an agency.
const PARTED: char = '|';

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Save,
    /// Show how it is understood, save nothing.
    Check,
    MoreRows,
    /// An agency was chosen for a name; save nothing yet.
    Choose,
}

/// What was sent.
#[derive(Debug, Clone)]
pub struct Sent {
    pub work: TypedWork,
    pub act: Act,
}

impl Sent {
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        let mut out = Self { work: TypedWork::default(), act: Act::Save };
        let mut chosen = None;
        for (name, value) in pairs {
            match name.as_str() {
                "act" if value == "check" => out.act = Act::Check,
                "act" if value == "more" => out.act = Act::MoreRows,
                "choose" => (out.act, chosen) = (Act::Choose, Some(value)),
                // One field for each name: a form with a file has every field once.
                _ if name.starts_with("keep") => {
                    out.work.kept.insert(value);
                }
                _ => out.text(&name, value),
            }
        }
        if let Some(chosen) = chosen {
            out.choose(&chosen);
        }
        if out.act == Act::MoreRows {
            out.work.rows.extend((0..MORE_ROWS).map(|_| Texts::new()));
            out.work.rows.truncate(MOST_ROWS);
        }
        out
    }

    fn text(&mut self, name: &str, value: String) {
        if let Some(field) = Field::named(Table::Document, name) {
            self.work.head.insert(field, value);
        } else if let Some((field, row)) = name.rsplit_once('-')
            && let (Some(field), Ok(row)) = (Field::named(Table::Tasks, field), row.parse::<usize>())
            && row <= 2 * MOST_ROWS
        {
            if self.work.rows.len() <= row {
                self.work.rows.resize(row + 1, Texts::new());
            }
            self.work.rows[row].insert(field, value);
        }
    }

    /// "3|Sở Yte|Sở Y tế": in row 3 the second name takes the place of the first.
    fn choose(&mut self, chosen: &str) {
        let parts: Vec<&str> = chosen.splitn(3, PARTED).collect();
        let [row, old, new] = parts.as_slice() else { return };
        let Some(texts) = row.parse::<usize>().ok().and_then(|row| self.work.rows.get_mut(row)) else { return };
        let lead: Vec<String> = task(texts).lead.into_iter().map(|name| if name == *old { (*new).to_owned() } else { name }).collect();
        texts.insert(Field::Lead, lead.join("; "));
    }
}

/// One field as a template shows it.
pub struct Input {
    pub id: String,
    pub label: &'static str,
    pub value: String,
    pub hint: &'static str,
    /// How a deadline is understood.
    pub understood: Option<String>,
    pub faults: Vec<String>,
    pub unknown: Vec<UnknownLead>,
    /// Row of the field, 0 in the head.
    pub row: usize,
    /// The words may be long: several lines.
    pub long: bool,
    /// Agencies are suggested while typing.
    pub agencies: bool,
}

impl Input {
    pub fn is_wrong(&self) -> bool {
        !self.faults.is_empty() || !self.unknown.is_empty()
    }

    /// The value of the button that chooses an agency.
    pub fn choice(&self, unknown: &UnknownLead, suggestion: &str) -> String {
        format!("{}{PARTED}{}{PARTED}{suggestion}", self.row, unknown.name)
    }
}

/// The form as it is shown.
pub struct Form {
    pub work: TypedWork,
    /// `None` before anybody has looked at it.
    pub findings: Option<Findings>,
    /// Names suggested while typing.
    pub agencies: Vec<String>,
    /// A file was sent, and has to be chosen again.
    pub choose_again: bool,
    /// Why the file is not taken.
    pub file_refusal: Option<String>,
}

impl Form {
    /// An empty form.
    pub fn blank(rows: usize, agencies: Vec<String>) -> Self {
        Self {
            work: TypedWork { rows: vec![Texts::new(); rows], ..TypedWork::default() },
            findings: None,
            agencies,
            choose_again: false,
            file_refusal: None,
        }
    }

    pub fn kinds(&self) -> [Kind; 7] {
        KINDS
    }

    pub fn head(&self, field: &Field) -> Input {
        let value = self.work.head.get(field).cloned().unwrap_or_default();
        let hint = match field {
            Field::Number => "ví dụ 123/UBND-VX; để trống nếu không có văn bản",
            Field::IssuedOn => "ví dụ 05/11/2026",
            _ => "",
        };
        let input = self.input(None, *field, value);
        Input { id: field.name().to_owned(), label: field.label(Table::Document), hint, long: false, ..input }
    }

    pub fn row(&self, row: &usize, field: &Field) -> Input {
        let texts = self.work.rows.get(*row);
        let value = texts.and_then(|texts| texts.get(field)).cloned().unwrap_or_default();
        let hint = match field {
            Field::Lead => "nhiều đơn vị cách nhau bằng dấu chấm phẩy",
            Field::Coordinating => "không bắt buộc",
            Field::Product => "không bắt buộc; ví dụ: Báo cáo, Quyết định",
            Field::Deadline => "ví dụ 30/6/2026, quý III/2026, thường xuyên",
            _ => "",
        };
        let deadline = texts.filter(|_| *field == Field::Deadline && self.findings.is_some()).and_then(|texts| task(texts).deadline);
        let input = self.input(Some(*row), *field, value);
        Input {
            id: format!("{}-{row}", field.name()),
            label: field.label(Table::Tasks),
            hint,
            understood: deadline.as_ref().and_then(understood),
            ..input
        }
    }

    fn input(&self, row: Option<usize>, field: Field, value: String) -> Input {
        let here = self.findings.iter().flat_map(|found| &found.faults).filter(|fault| (fault.row, fault.field) == (row, field));
        let faults = here.map(|fault| fault.sentence.clone()).collect();
        let unknown = self.findings.iter().flat_map(|found| &found.unknown).filter(|lead| field == Field::Lead && row == Some(lead.row));
        Input {
            id: String::new(),
            label: "",
            value,
            hint: "",
            understood: None,
            faults,
            unknown: unknown.cloned().collect(),
            row: row.unwrap_or_default(),
            long: field == Field::Name,
            agencies: matches!(field, Field::Lead | Field::Coordinating | Field::Issuer),
        }
    }

    /// What stands against saving, each with the field it is about, in the order of the form.
    pub fn summary(&self) -> Vec<(String, String)> {
        let Some(found) = &self.findings else { return Vec::new() };
        let one = self.work.rows.len() == 1;
        let place = |row: usize| if one { String::new() } else { format!("Dòng {}: ", row + 1) };
        let faults = found.faults.iter().map(|fault| (fault.row, fault.field, fault.sentence.clone()));
        let unknown = found.unknown.iter();
        let unknown = unknown.map(|lead| (Some(lead.row), Field::Lead, format!("Chưa nhận ra đơn vị chủ trì “{}”", lead.name)));
        let mut all: Vec<(Option<usize>, Field, String)> = faults.chain(unknown).collect();
        all.sort_by_key(|(row, field, _)| {
            let fields = if row.is_some() { &ROW_FIELDS[..] } else { Field::of(Table::Document) };
            (*row, fields.iter().position(|other| other == field))
        });
        let line = |(row, field, sentence): (Option<usize>, Field, String)| match row {
            None => (field.name().to_owned(), sentence),
            Some(row) => (format!("{}-{row}", field.name()), format!("{}{sentence}", place(row))),
        };
        all.into_iter().map(line).collect()
    }

    /// Nothing stands against saving, and somebody has asked.
    pub fn is_clear(&self) -> bool {
        self.findings.as_ref().is_some_and(Findings::is_clear)
    }

    pub fn joins(&self) -> Option<i64> {
        self.findings.as_ref().and_then(|found| found.joins)
    }

    pub fn filled(&self) -> usize {
        self.work.filled().count()
    }

    pub fn is_kind(&self, kind: &Kind) -> bool {
        self.work.head(Field::Kind) == kind.name
    }
}
