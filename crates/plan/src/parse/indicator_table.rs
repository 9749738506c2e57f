//! Rows of an annex of targets: one indicator per row, or per filled year where each year has its column.

use super::annex::{Annex, last_year};
use super::annex_row::{Kind, Reader, Sections};
use super::{agency_name, annex_row, confidence, name_span, target};
use crate::plan::{AnnexKind, AnnexTable, Indicator, Role};

/// Reads one annex; indicators are appended, the table's places returned.
pub fn read(annex: &Annex<'_>, indicators: &mut Vec<Indicator>) -> AnnexTable {
    let mut sections = Sections::default();
    if let Some(last) = indicators.last().filter(|_| annex.continued) {
        sections.resume(last.section.as_ref(), last.section_title.as_ref());
    }
    let mut out = AnnexTable {
        kind: AnnexKind::Indicators,
        span: annex.header.whole(annex.file),
        money_unit: None,
        rows: Vec::new(),
        totals: Vec::new(),
    };
    let values: Vec<usize> = (0..annex.columns.len()).filter(|column| annex.columns[*column].role == Some(Role::Target)).collect();
    let by_year = values.len() > 1 && values.iter().filter(|column| annex.columns[**column].year.is_some()).count() > 1;
    for row in annex.first_row..annex.table.rows.len() {
        let reader = Reader::new(annex, row);
        match reader.kind() {
            Kind::Section { number, title } => sections.enter(number, title),
            Kind::Layout | Kind::Total => {}
            Kind::Data => {
                let Some(name) = reader.words(Role::Name) else { continue };
                if !reader.begins()
                    && !by_year
                    && values.iter().all(|column| reader.cell_of(*column).is_none_or(|cell| cell.paragraphs.is_empty()))
                {
                    continue;
                }
                let first = indicators.len();
                let (lead, coordinating) = (reader.lines(Role::Lead), reader.lines(Role::Coordinating));
                let (lead, coordinating) = agency_name::divide(lead.iter().map(String::as_str), coordinating.iter().map(String::as_str));
                let row_indicator = Indicator {
                    no: reader.number(),
                    section: sections.number(),
                    section_title: sections.title().or_else(|| reader.group()),
                    horizon: sections
                        .year()
                        .or_else(|| values.first().and_then(|column| annex.columns[*column].year))
                        .or_else(|| only_year(&annex.title)),
                    name,
                    unit: reader.words(Role::Unit).or_else(|| sign_of_unit(&reader)),
                    target: None,
                    lead,
                    coordinating,
                    data_source: reader.words(Role::DataSource),
                    note: reader.words(Role::Note),
                    confidence: confidence::of_row(&reader),
                    span: name_span(&reader, annex.file),
                };
                for column in &values {
                    let Some(target) = target::parse(&reader.text_of(*column).text) else { continue };
                    let horizon = if by_year { annex.columns[*column].year } else { row_indicator.horizon };
                    let mut indicator = Indicator { target: Some(target), horizon, ..row_indicator.clone() };
                    confidence::of_target(&reader, *column, &mut indicator.confidence);
                    indicators.push(indicator);
                    if !by_year {
                        break;
                    }
                }
                if indicators.len() == first {
                    indicators.push(Indicator { horizon: row_indicator.horizon.filter(|_| !by_year), ..row_indicator });
                }
                out.rows.extend((first..indicators.len()).map(|index| annex_row(annex, row, index)));
            }
        }
    }
    out
}

/// A unit such as "%" is a sign without letters.
fn sign_of_unit(reader: &Reader<'_>) -> Option<String> {
    Some(reader.text(Role::Unit).text).filter(|text| !text.is_empty() && !text.chars().all(|c| matches!(c, '-' | '–' | '.' | '…' | ' ')))
}

fn only_year(title: &str) -> Option<i16> {
    let lower = title.to_lowercase();
    lower.contains("chỉ tiêu").then(|| lower.split("kèm theo").next().and_then(last_year)).flatten()
}
