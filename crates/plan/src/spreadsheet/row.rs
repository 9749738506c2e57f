//! Rows of the table: tasks with what is known of them, and what is no task: headings, totals, lines below.

mod kind;

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use kind::Kind;
pub use kind::has_cells_of_a_task;

use super::column::{Column, Field};
use super::day::{self, Manner};
use super::header::Header;
use super::sheet::{Sheet, Value, address};
use super::state::{self, Said, Scale, State};
use super::words::{folded, quoted};
use super::{BadCell, Remark};
use crate::parse::agency_name;
use crate::parse::annex_row::Sections;
use crate::plan::Deadline;

/// A task as the sheet has it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SheetRow {
    /// From 0.
    pub row: u32,
    /// Column of the name, from 0.
    pub column: u32,
    pub number: Option<String>,
    pub name: String,
    pub section: Option<String>,
    pub section_title: Option<String>,
    pub lead: Vec<String>,
    pub coordinating: Vec<String>,
    pub deliverable: Option<String>,
    pub deadline: Option<Deadline>,
    pub state: Option<State>,
    pub percent: Option<u8>,
    pub completed_on: Option<Date>,
    /// What the unit reports: words of the columns of notes, and remarks in other cells.
    pub note: Option<String>,
    pub source_document: Option<String>,
}

/// Why a row is no task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    Section,
    Total,
    /// A repeated header, or the numbers of the columns.
    Layout,
    /// The lower part of a task whose cells are merged down.
    GoesOn,
    /// Signatures, remarks below the table.
    Footnote,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// From 0.
    pub row: u32,
    pub why: Why,
    pub text: String,
}

/// A table whose columns are decided.
pub struct Table<'a> {
    pub sheet: &'a Sheet,
    pub header: Header,
    pub columns: &'a [Column],
    pub year: Option<i16>,
    pub today: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    pub rows: Vec<SheetRow>,
    pub bad: Vec<BadCell>,
    pub remarks: Vec<Remark>,
    pub skipped: Vec<Skipped>,
    pub held_back: usize,
}

/// What the columns of days and shares have in common, told before the first row.
struct Manners {
    deadline: Manner,
    completed: Manner,
    scale: Scale,
    numbered: bool,
}

pub fn read(table: &Table<'_>) -> Found {
    let mut out = Found::default();
    let rows: Vec<u32> = table.sheet.rows().skip_while(|row| *row <= table.header.last).collect();
    if table.columns_of(Field::Name).next().is_none() {
        return out;
    }
    let manners = table.manners(&rows);
    let mut sections = Sections::default();
    let mut known: HashMap<(Option<String>, String), u32> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        let reader = RowReader { table, row: *row, manners: &manners };
        match reader.kind(rows.get(at + 1).copied()) {
            Kind::Skip(Why::Section, text) => {
                let (number, title) = reader.heading(&text);
                sections.enter(number, title);
                out.skipped.push(Skipped { row: *row, why: Why::Section, text });
            }
            Kind::Skip(why, text) => {
                if why == Why::GoesOn
                    && let Some(above) = out.rows.last_mut()
                {
                    reader.add_to(above);
                }
                out.skipped.push(Skipped { row: *row, why, text });
            }
            Kind::Task => reader.task(&sections, &mut known, &mut out),
        }
    }
    out
}

impl Table<'_> {
    fn columns_of(&self, field: Field) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.field == Some(field))
    }

    fn values<'s>(&'s self, field: Field, rows: &'s [u32]) -> impl Iterator<Item = &'s Value> {
        self.columns_of(field).flat_map(move |column| rows.iter().filter_map(move |row| self.sheet.value(*row, column.index)))
    }

    fn manners(&self, rows: &[u32]) -> Manners {
        let manner = |field: Field| Manner {
            year: self.year,
            month_first: self.values(field, rows).any(|value| matches!(value, Value::Text(text) if day::is_month_first(text))),
        };
        let numbers = self.values(Field::Number, rows).count();
        let names = self.values(Field::Name, rows).count();
        Manners {
            deadline: manner(Field::Deadline),
            completed: manner(Field::CompletedOn),
            scale: Scale::of(self.values(Field::Percent, rows)),
            numbered: numbers * 2 > names,
        }
    }
}

struct RowReader<'a> {
    table: &'a Table<'a>,
    row: u32,
    manners: &'a Manners,
}

/// What was gathered about one task, before it is known whether its row is loaded.
#[derive(Default)]
struct Gathered {
    bad: Vec<BadCell>,
    remarks: Vec<Remark>,
    /// Remarks in cells, for the note.
    asides: Vec<String>,
}

impl RowReader<'_> {
    fn seen(&self, column: &Column) -> Option<&Value> {
        self.table.sheet.seen(self.row, column.index)
    }

    fn first(&self, field: Field) -> Option<(&Column, &Value)> {
        self.table.columns_of(field).find_map(|column| Some((column, self.seen(column)?)))
    }

    fn words(&self, field: Field) -> Option<String> {
        let said = |column| self.seen(column).filter(|value| !matches!(value, Value::Fault(_)));
        let parts: Vec<String> = self.table.columns_of(field).filter_map(|column| Some(said(column)?.words())).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| part.chars().any(char::is_alphanumeric)).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    fn number(&self) -> Option<String> {
        let (_, value) = self.first(Field::Number)?;
        let number = value.words().replace(',', ".");
        Some(number.trim_end_matches(['.', ')']).trim().to_owned()).filter(|number| number.chars().any(char::is_alphanumeric))
    }

    /// The lower part of a task merged down: further agencies, products and notes.
    fn add_to(&self, above: &mut SheetRow) {
        for (field, list) in [(Field::Lead, &mut above.lead), (Field::Coordinating, &mut above.coordinating)] {
            for name in self.agencies(field) {
                if !list.contains(&name) {
                    list.push(name);
                }
            }
        }
        for (field, text) in [(Field::Deliverable, &mut above.deliverable), (Field::Note, &mut above.note)] {
            if let Some(more) = self.words(field).filter(|more| text.as_ref().is_none_or(|text| !text.contains(more.as_str()))) {
                *text = Some(text.take().map_or(more.clone(), |text| format!("{text}; {more}")));
            }
        }
    }

    fn agencies(&self, field: Field) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for column in self.table.columns_of(field) {
            let Some(value) = self.seen(column) else { continue };
            let lines: Vec<String> = value.shown().lines().map(crate::document::clean).filter(|line| !line.is_empty()).collect();
            for name in agency_name::split(lines.iter().map(String::as_str)) {
                if !out.contains(&name) {
                    out.push(name);
                }
            }
        }
        out
    }

    fn task(&self, sections: &Sections, known: &mut HashMap<(Option<String>, String), u32>, out: &mut Found) {
        let mut gathered = Gathered::default();
        let name = self.name(&mut gathered);
        let number = self.number();
        if let Some(name) = &name {
            let key = (number.clone(), folded(name));
            if let Some(first) = known.get(&key) {
                gathered.bad.push(self.bad(
                    Field::Name,
                    format!("trùng số thứ tự và nội dung với hàng {}; hãy bỏ một hàng hoặc ghi rõ khác nhau", first + 1),
                    true,
                ));
            }
            known.entry(key).or_insert(self.row);
        }
        let deadline = self.deadline(&mut gathered);
        let (said, percent, completed_on) = self.progress(&mut gathered);
        self.faults(&mut gathered);
        let held_back = gathered.bad.iter().any(|bad| bad.holds_back);
        out.bad.append(&mut gathered.bad);
        out.held_back += usize::from(held_back);
        let (Some(name), false) = (name, held_back) else { return };
        out.remarks.append(&mut gathered.remarks);
        let notes: Vec<String> = self.words(Field::Note).into_iter().chain(gathered.asides).collect();
        let section = self.words(Field::Section);
        out.rows.push(SheetRow {
            row: self.row,
            column: self.table.columns_of(Field::Name).next().map_or(0, |column| column.index),
            number,
            name,
            section: if section.is_some() { None } else { sections.number() },
            section_title: section.or_else(|| sections.title()),
            lead: self.agencies(Field::Lead),
            coordinating: self.agencies(Field::Coordinating),
            deliverable: self.words(Field::Deliverable),
            deadline,
            state: said,
            percent,
            completed_on,
            note: (!notes.is_empty()).then(|| notes.join("; ")),
            source_document: self.words(Field::SourceDocument),
        });
    }

    fn name(&self, gathered: &mut Gathered) -> Option<String> {
        let name = self.words(Field::Name).filter(|name| name.chars().any(char::is_alphabetic));
        if name.is_none() {
            gathered.bad.push(self.bad(Field::Name, "thiếu nội dung nhiệm vụ; hãy ghi nội dung hoặc xóa hàng này".to_owned(), true));
        }
        name
    }

    fn deadline(&self, gathered: &mut Gathered) -> Option<Deadline> {
        let (column, value) = self.first(Field::Deadline)?;
        match day::deadline(value, self.manners.deadline) {
            Ok(told) => {
                let told = told?;
                if let Some(aside) = told.aside {
                    let due = told.deadline.due.map_or_else(
                        || quoted(told.deadline.text.as_deref().unwrap_or_default()),
                        |due| due.strftime("%d/%m/%Y").to_string(),
                    );
                    let sentence = format!("thời hạn lấy {due}; phần {} đưa vào ghi chú", quoted(&aside));
                    gathered.remarks.push(Remark { address: address(self.row, column.index), sentence });
                    gathered.asides.push(format!("Thời hạn: {aside}"));
                }
                Some(told.deadline)
            }
            Err(sentence) => {
                gathered.bad.push(self.bad(Field::Deadline, sentence, true));
                None
            }
        }
    }

    /// State, share and day of completion, when they do not contradict each other.
    fn progress(&self, gathered: &mut Gathered) -> (Option<State>, Option<u8>, Option<Date>) {
        let said = self.said(gathered);
        let percent = match self.first(Field::Percent).map(|(_, value)| state::percent(value, self.manners.scale)) {
            Some(Err(sentence)) => {
                gathered.bad.push(self.bad(Field::Percent, sentence, false));
                None
            }
            read => read.and_then(Result::ok).flatten(),
        };
        let mut completed_on = match self.first(Field::CompletedOn).map(|(_, value)| day::single(value, self.manners.completed)) {
            Some(Err(sentence)) => {
                gathered.bad.push(self.bad(Field::CompletedOn, sentence, true));
                None
            }
            read => read.and_then(Result::ok).flatten(),
        };
        if let Some(said) = &said {
            completed_on = completed_on.or(said.on);
            gathered.asides.extend(said.aside.clone());
        }
        if let (Some(day), Some(today)) = (completed_on, self.table.today)
            && day > today
        {
            gathered.bad.push(self.bad(
                Field::CompletedOn,
                format!("ngày hoàn thành {} chưa đến; hãy kiểm tra lại", day.strftime("%d/%m/%Y")),
                true,
            ));
        }
        let state = self.agreed(said.map(|said| said.state), percent, completed_on, gathered);
        (state, percent, completed_on)
    }

    /// One state from all columns of states: several ticks in a row contradict each other.
    fn said(&self, gathered: &mut Gathered) -> Option<Said> {
        let mut found: Option<Said> = None;
        for column in self.table.columns_of(Field::State) {
            let Some(value) = self.seen(column) else { continue };
            match state::read(value, &column.title, self.table.year) {
                Ok(Some(said)) => match &found {
                    Some(other) if other.state != said.state => {
                        let sentence =
                            format!("hàng này vừa ghi {} vừa ghi {}; hãy để một trạng thái", other.state.label(), said.state.label());
                        gathered.bad.push(self.bad_at(column, Field::State, sentence, true));
                    }
                    _ => found = Some(said),
                },
                Ok(None) => {}
                Err(sentence) => gathered.bad.push(self.bad_at(column, Field::State, sentence, true)),
            }
        }
        found
    }

    fn agreed(&self, state: Option<State>, percent: Option<u8>, completed_on: Option<Date>, gathered: &mut Gathered) -> Option<State> {
        let mut contradicts = |field: Field, sentence: String| gathered.bad.push(self.bad(field, sentence, true));
        match state {
            Some(state) if state.is_done() => {
                if let Some(percent) = percent.filter(|percent| *percent < 100) {
                    contradicts(Field::Percent, format!("ghi đã hoàn thành nhưng tỷ lệ {percent} %; hãy sửa một trong hai"));
                }
            }
            Some(state) if state != State::Waiting => {
                if completed_on.is_some() {
                    contradicts(
                        Field::CompletedOn,
                        format!("có ngày hoàn thành nhưng trạng thái là {}; hãy sửa một trong hai", state.label()),
                    );
                } else if percent == Some(100) {
                    contradicts(Field::Percent, format!("tỷ lệ 100 % nhưng trạng thái là {}; hãy sửa một trong hai", state.label()));
                }
            }
            None if completed_on.is_some() => {
                if let Some(percent) = percent.filter(|percent| *percent < 100) {
                    contradicts(Field::Percent, format!("có ngày hoàn thành nhưng tỷ lệ {percent} %; hãy sửa một trong hai"));
                }
                return Some(State::Done);
            }
            None if percent == Some(100) => return Some(State::Done),
            _ => {}
        }
        state
    }

    /// Formulas that failed in columns read as plain words.
    fn faults(&self, gathered: &mut Gathered) {
        for field in [Field::Name, Field::Lead, Field::Coordinating, Field::Deliverable, Field::Note, Field::SourceDocument, Field::Section]
        {
            for column in self.table.columns_of(field) {
                if let Some(Value::Fault(fault)) = self.seen(column) {
                    let sentence = format!("công thức trong ô báo lỗi {fault}; hãy sửa công thức hoặc ghi nội dung");
                    let holds_back = matches!(field, Field::Name | Field::Lead);
                    gathered.bad.push(self.bad_at(column, field, sentence, holds_back));
                }
            }
        }
    }

    fn bad(&self, field: Field, sentence: String, holds_back: bool) -> BadCell {
        let filled = self.table.columns_of(field).find(|column| self.seen(column).is_some());
        let column = filled.or_else(|| self.table.columns_of(field).next()).or_else(|| self.table.columns_of(Field::Name).next());
        match column {
            Some(column) => self.bad_at(column, field, sentence, holds_back),
            None => BadCell { address: address(self.row, 0), row: self.row, column: 0, field, text: String::new(), sentence, holds_back },
        }
    }

    fn bad_at(&self, column: &Column, field: Field, sentence: String, holds_back: bool) -> BadCell {
        let text = self.seen(column).map(Value::words).unwrap_or_default();
        let (row, column) = (self.row, column.index);
        BadCell { address: address(row, column), row, column, field, text, sentence, holds_back }
    }
}
