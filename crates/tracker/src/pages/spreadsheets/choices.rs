//! What a person has chosen on the page of a spreadsheet, as the form sends it and the store keeps it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use roviec_plan::spreadsheet::{Asked, Field, Header};
use serde::{Deserialize, Serialize};

use crate::domain::written;
use crate::load_sheet::{Days, Decided, Target};

/// The form's fields by name.
pub type Form = BTreeMap<String, String>;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    pub sheet: Option<String>,
    pub header: Option<Header>,
    pub columns: Option<Vec<Option<Field>>>,
    pub year: Option<i16>,
    /// The plan whose tasks the rows are; `None` for a plan of their own.
    pub plan: Option<i64>,
    pub title: String,
    pub issuer: String,
    /// "deadline", "day", "not-done", or nothing yet.
    pub days: String,
    /// As typed.
    pub day: String,
    pub stopped_by: String,
}

impl Choices {
    pub fn asked(&self, today: Date) -> Asked {
        Asked { sheet: self.sheet.clone(), header: self.header, columns: self.columns.clone(), year: self.year, today: Some(today) }
    }

    /// The columns and rows that are read, without where they go.
    pub fn same_reading(&self, other: &Self) -> bool {
        self.sheet == other.sheet && self.header == other.header && self.columns == other.columns && self.year == other.year
    }

    /// What the form says, given what was chosen before: columns of another sheet or header are proposed anew.
    pub fn from_form(form: &Form, before: &Self) -> Self {
        let text = |name: &str| form.get(name).map(|value| value.trim().to_owned()).unwrap_or_default();
        let row = |name: &str| text(name).parse::<u32>().ok().and_then(|row| row.checked_sub(1));
        let sheet = form.get("sheet").filter(|name| !name.is_empty()).cloned().or_else(|| before.sheet.clone());
        let moved = sheet != before.sheet;
        let header =
            row("header_first").filter(|_| !moved).map(|first| Header { first, last: row("header_last").unwrap_or(first).max(first) });
        let width = (0..).take_while(|index| form.contains_key(&format!("column{index}"))).count();
        let columns = (width > 0).then(|| (0..width).map(|index| Field::named(&text(&format!("column{index}")))).collect());
        Self {
            columns: if moved || header != before.header { None } else { once(columns) },
            sheet,
            header,
            year: text("year").parse().ok().filter(|year| (2000..=2100).contains(year)),
            plan: text("plan").parse().ok(),
            title: text("title"),
            issuer: text("issuer"),
            days: text("days"),
            day: text("day"),
            stopped_by: text("stopped_by"),
        }
    }

    /// # Errors
    /// One sentence when the chosen day cannot be read.
    pub fn decided(&self, name: &str) -> Result<Decided, String> {
        let target = match self.plan {
            Some(plan) => Target::Plan(plan),
            None => {
                let title = if self.title.is_empty() { name.to_owned() } else { self.title.clone() };
                Target::New { title, issuer: Some(self.issuer.clone()).filter(|issuer| !issuer.is_empty()) }
            }
        };
        let days = match self.days.as_str() {
            "deadline" => Days::Deadline,
            "not-done" => Days::NotDone,
            "day" => match written::parsed_day(&self.day) {
                Some(day) => Days::Day(day),
                None => return Err("Ngày hoàn thành chung chưa đúng; hãy ghi theo dạng 30/06/2026".to_owned()),
            },
            _ => Days::Open,
        };
        Ok(Decided { target, days, stopped_by: Some(self.stopped_by.clone()).filter(|by| !by.is_empty()) })
    }
}

/// A field that may not repeat stays with the first column that has it.
fn once(columns: Option<Vec<Option<Field>>>) -> Option<Vec<Option<Field>>> {
    let mut seen = Vec::new();
    columns.map(|columns| {
        let keep = |field: Field| {
            let first = !seen.contains(&field);
            seen.push(field);
            first || field.may_repeat()
        };
        let mut keep = keep;
        columns.into_iter().map(|field| field.filter(|field| keep(*field))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn another_sheet_or_header_gets_new_proposals() {
        let before = Choices { sheet: Some("A".to_owned()), header: Some(Header { first: 3, last: 4 }), ..Choices::default() };
        let sent = |sheet, first| {
            form(&[("sheet", sheet), ("header_first", first), ("header_last", "5"), ("column0", "number"), ("column1", "name")])
        };
        let same = Choices::from_form(&sent("A", "4"), &before);
        assert_eq!((same.header, same.columns), (before.header, Some(vec![Some(Field::Number), Some(Field::Name)])));
        let moved = Choices::from_form(&sent("B", "4"), &before);
        assert_eq!((moved.sheet.as_deref(), moved.header, moved.columns), (Some("B"), None, None));
        assert_eq!(Choices::from_form(&sent("A", "3"), &before).columns, None);
    }

    #[test]
    fn a_field_is_given_once_unless_it_may_repeat() {
        let sent = form(&[("column0", "name"), ("column1", "name"), ("column2", "note"), ("column3", "note"), ("column4", "")]);
        let columns = Choices::from_form(&sent, &Choices::default()).columns.expect("columns were sent");
        assert_eq!(columns, [Some(Field::Name), None, Some(Field::Note), Some(Field::Note), None]);
    }
}
