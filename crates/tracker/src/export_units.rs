//! The directory of units as a table that `import_units` reads again: as CSV, or as a workbook whose cells are all text, so that
//! no code loses the zeros it begins with.

use jiff::civil::Date;
use rust_xlsxwriter::{Format, Workbook};

use crate::domain::org_unit::{NEVER, OPEN_END};
use crate::error::{Error, Result};
use crate::store::Tx;
use crate::store::units;

pub const COLUMNS: [&str; 10] =
    ["code", "identifier", "name", "short_name", "aliases", "kind", "parent_code", "hierarchy", "valid_from", "valid_to"];

/// What a spreadsheet would take for the beginning of a formula.
pub const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Every unit there is or was, each in its own hierarchy, under the name it has now or had last and the parent it has on a day; of
/// one that is no more or not yet, on its last or first day.
///
/// # Errors
/// The database fails.
pub async fn rows(tx: &mut Tx, on: Date) -> Result<Vec<[String; 10]>> {
    let mut out = Vec::new();
    for listed in units::listed(tx, on).await? {
        let unit = listed.unit;
        if unit.valid_from == NEVER {
            continue;
        }
        let own = [Some(&unit.name), unit.short_name.as_ref()];
        let aliases = listed.aliases.iter().filter(|alias| !own.contains(&Some(*alias))).cloned().collect::<Vec<_>>();
        out.push([
            unit.code,
            unit.identifier.unwrap_or_default(),
            unit.name,
            unit.short_name.unwrap_or_default(),
            aliases.join("|"),
            unit.kind,
            listed.parent_code.unwrap_or_default(),
            unit.hierarchy.name().to_owned(),
            unit.valid_from.to_string(),
            if unit.valid_to == OPEN_END { String::new() } else { unit.valid_to.to_string() },
        ]);
    }
    Ok(out)
}

/// UTF-8 with a mark at the head, so that spreadsheets read the diacritics; what they would take for a formula gets an apostrophe.
pub fn csv(rows: &[[String; 10]]) -> String {
    let mut out = format!("\u{feff}{}\r\n", COLUMNS.join(","));
    for row in rows {
        out.push_str(&row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
        out.push_str("\r\n");
    }
    out
}

fn quoted(cell: &str) -> String {
    let calm = if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() };
    if calm.contains([',', '"', '\n', '\r']) { format!("\"{}\"", calm.replace('"', "\"\"")) } else { calm }
}

/// # Errors
/// The library cannot write it.
pub fn workbook(rows: &[[String; 10]]) -> Result<Vec<u8>> {
    written(rows).map_err(|error| Error::Internal(error.to_string()))
}

fn written(rows: &[[String; 10]]) -> std::result::Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    let text = Format::new().set_num_format("@");
    let head = Format::new().set_bold().set_num_format("@");
    let sheet = book.add_worksheet().set_name("Đơn vị")?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, name) in (0_u16..).zip(COLUMNS) {
        sheet.set_column_format(column, &text)?;
        sheet.set_column_width(column, if matches!(name, "name" | "aliases") { 40.0 } else { 16.0 })?;
        sheet.write_string_with_format(0, column, name, &head)?;
    }
    for (at, row) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row) {
            sheet.write_string_with_format(at, column, cell, &text)?;
        }
    }
    book.save_to_buffer()
}
