//! Rows and columns that a workbook hides from its reader.

use std::collections::{BTreeSet, HashMap};
use std::io::Cursor;

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::marked::package::{at, sheet_target, target, text};
use super::sheet::MOST_COLUMNS;
use crate::context::Limits;

/// From 0.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hidden {
    pub rows: BTreeSet<u32>,
    pub columns: BTreeSet<u32>,
}

/// What each sheet hides, by its name. A workbook whose parts are not where they should be hides nothing.
pub fn of_sheets(bytes: &[u8], names: &[&str], limits: Limits) -> HashMap<String, Hidden> {
    found(bytes, names, limits).unwrap_or_default()
}

fn found(bytes: &[u8], names: &[&str], limits: Limits) -> Option<HashMap<String, Hidden>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut room = limits.unfolded_bytes as u64;
    let package = text(&mut archive, "_rels/.rels", &mut room).ok()?;
    let workbook_part = target(&package, "/officeDocument")?;
    let folder = workbook_part.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    let file = workbook_part.rsplit('/').next().unwrap_or_default();
    let workbook = text(&mut archive, &workbook_part, &mut room).ok()?;
    let relations = text(&mut archive, &format!("{folder}_rels/{file}.rels"), &mut room).ok()?;
    let mut out = HashMap::new();
    for name in names {
        let Some(part) = sheet_target(&workbook, &relations, name) else { continue };
        let Ok(sheet) = text(&mut archive, &at(&folder, &part), &mut room) else { continue };
        out.insert((*name).to_owned(), of_sheet(&sheet));
    }
    Some(out)
}

fn of_sheet(xml: &str) -> Hidden {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut out = Hidden::default();
    let mut row = 0_u32;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => match element.local_name().as_ref() {
                "row" => {
                    row = number(&element, "r").unwrap_or(row.saturating_add(1));
                    if is_hidden(&element) && row > 0 {
                        out.rows.insert(row - 1);
                    }
                }
                "col" if is_hidden(&element) => {
                    let last = number(&element, "max").unwrap_or(0).min(MOST_COLUMNS);
                    out.columns.extend((number(&element, "min").unwrap_or(1).max(1)..=last).map(|column| column - 1));
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return out,
            Ok(_) => {}
        }
    }
}

fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    value(element, name)?.parse().ok()
}

fn is_hidden(element: &BytesStart<'_>) -> bool {
    matches!(value(element, "hidden").as_deref(), Some("1" | "true"))
}

fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).map(std::borrow::Cow::into_owned).ok()
}
