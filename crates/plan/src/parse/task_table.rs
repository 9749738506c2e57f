//! Rows of an annex of tasks, its money and its totals.

use super::annex::{Annex, Column};
use super::annex_row::{Kind, Reader, Sections};
use super::money::{self, MoneyUnit};
use super::{agency_name, annex_row, confidence, deadline, name_span};
use crate::document::lowered;
use crate::plan::{AnnexKind, AnnexTable, BudgetLine, Role, Task, TotalRow};

/// Reads one annex; tasks are appended, the table's places returned.
pub fn read(annex: &Annex<'_>, tasks: &mut Vec<Task>) -> AnnexTable {
    let mut sections = Sections::default();
    if let Some(last) = tasks.last().filter(|_| annex.continued) {
        sections.resume(last.section.as_ref(), last.section_title.as_ref());
    }
    let money_columns: Vec<usize> = (0..annex.columns.len()).filter(|column| annex.columns[*column].role == Some(Role::Money)).collect();
    let unit = money_unit(annex, &money_columns);
    let mut out = AnnexTable {
        kind: AnnexKind::Tasks,
        span: annex.header.whole(annex.file),
        money_unit: unit.map(|unit| unit.name().to_owned()),
        rows: Vec::new(),
        totals: Vec::new(),
    };
    for row in annex.first_row..annex.table.rows.len() {
        let reader = Reader::new(annex, row);
        match reader.kind() {
            Kind::Section { number, title } => sections.enter(number, title),
            Kind::Total => total(annex, row, &mut out.totals),
            Kind::Layout => {}
            Kind::Data if !reader.begins() => lower_part(&reader, tasks),
            Kind::Data => {
                let Some(name) = reader.words(Role::Name) else { continue };
                let budget_lines = budget_lines(annex, &reader, &money_columns, unit);
                out.rows.push(annex_row(annex, row, tasks.len()));
                tasks.push(Task {
                    no: reader.number(),
                    section: sections.number(),
                    section_title: sections.title(),
                    name,
                    lead: agency_name::split(reader.lines(Role::Lead).iter().map(String::as_str)),
                    coordinating: agency_name::split(reader.lines(Role::Coordinating).iter().map(String::as_str)),
                    product: reader.words(Role::Product),
                    deadline: deadline::parse(&reader.text(Role::Deadline).text),
                    budget_million_vnd: budget(&budget_lines),
                    budget_lines: if budget_lines.iter().any(|line| line.year.is_some() || line.source.is_some()) {
                        budget_lines
                    } else {
                        Vec::new()
                    },
                    related_indicators: related(&reader),
                    note: reader.words(Role::Note),
                    confidence: confidence::of_row(&reader),
                    span: name_span(&reader, annex.file),
                });
            }
        }
    }
    out
}

/// A task whose name is merged down over several rows: each further row adds a product or an agency.
fn lower_part(reader: &Reader<'_>, tasks: &mut [Task]) {
    let Some(task) = tasks.last_mut() else { return };
    for (role, list) in [(Role::Lead, &mut task.lead), (Role::Coordinating, &mut task.coordinating)] {
        for name in agency_name::split(reader.lines(role).iter().map(String::as_str)) {
            if !list.contains(&name) {
                list.push(name);
            }
        }
    }
    if let Some(product) = reader.words(Role::Product).filter(|product| task.product.as_ref().is_none_or(|seen| !seen.contains(product))) {
        task.product = Some(task.product.take().map_or(product.clone(), |seen| format!("{seen}; {product}")));
    }
}

/// The unit that the header names; without one, the amounts must carry their own.
fn money_unit(annex: &Annex<'_>, columns: &[usize]) -> Option<MoneyUnit> {
    let titles = columns.iter().map(|column| annex.columns[*column].title.as_str()).chain([annex.title.as_str()]);
    titles.filter_map(MoneyUnit::from_text).next()
}

fn budget_lines(annex: &Annex<'_>, reader: &Reader<'_>, columns: &[usize], unit: Option<MoneyUnit>) -> Vec<BudgetLine> {
    let several = columns.len() > 1;
    let line = |column: &usize| {
        let amount = money::parse_amount(&reader.text_of(*column).text)?;
        let million_vnd = amount.in_million(unit)?;
        let Column { title, year, .. } = &annex.columns[*column];
        let source =
            several.then(|| lowered(title)).filter(|title| title.contains("ngân sách") || title.contains("nguồn")).map(|_| title.clone());
        Some(BudgetLine { year: year.filter(|_| several), source, million_vnd })
    };
    columns.iter().filter_map(line).collect()
}

/// One amount is the budget; with several, a column that names neither year nor source is their total.
fn budget(lines: &[BudgetLine]) -> Option<f64> {
    let total = lines.iter().find(|line| line.year.is_none() && line.source.is_none());
    match (total, lines) {
        (_, []) => None,
        (Some(total), _) => Some(total.million_vnd),
        (None, lines) => Some(lines.iter().map(|line| line.million_vnd).sum()),
    }
}

fn related(reader: &Reader<'_>) -> Vec<String> {
    let text = reader.text(Role::RelatedIndicators).text;
    let bare = |part: &str| part.trim().trim_start_matches(|c: char| c.is_alphabetic() || c == ' ').trim_end_matches('.').to_owned();
    let numbers: Vec<String> = text.split([';', ',']).map(bare).filter(|part| part.chars().any(|c| c.is_ascii_digit())).collect();
    if numbers.is_empty() && text.chars().any(char::is_alphabetic) { vec![text] } else { numbers }
}

fn total(annex: &Annex<'_>, row: usize, out: &mut Vec<TotalRow>) {
    let mut found = TotalRow { amount: None, unit: None, words: None };
    for cell in &annex.table.rows[row].cells {
        let text = cell.text();
        let lower = lowered(&text.text);
        if let Some(at) = lower.find("bằng chữ") {
            let words = text.text.get(at + "bằng chữ".len()..).unwrap_or_default();
            let words = words.trim_start_matches([':', ' ']).trim_end_matches([')', '.', '/', ' ', ';']).to_owned();
            if !words.is_empty() {
                found.words = Some((words, text.whole(annex.file)));
            }
        } else if let Some(amount) = money::parse_amount(&text.text) {
            found.unit = amount.unit.map(|unit| unit.name().to_owned());
            found.amount = Some((text.text.clone(), text.whole(annex.file)));
        }
    }
    // The words may stand in a row of their own below the figure.
    match out.last_mut() {
        Some(last) if found.amount.is_none() && last.words.is_none() => last.words = found.words,
        _ if found.amount.is_some() || found.words.is_some() => out.push(found),
        _ => {}
    }
}
