//! Units and groups from CSV files: the header names the columns, the order of rows does not matter.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use roviec_plan::SourceFile;
use roviec_plan::context::Limits;
use roviec_plan::spreadsheet::{self, Sheet, Value};

use crate::domain::org_unit::{Hierarchy, OPEN_END};
use crate::error::{Error, Result};
use crate::store::Tx;
use crate::store::unit_changes;
use crate::store::units::{self, Entered, NewGroup, NewUnit};

/// How many rows were new, differed, said what was known; and how many groups were entered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EnteredUnits {
    pub added: usize,
    pub changed: usize,
    pub same: usize,
    pub groups: usize,
}

/// Reads a file of units (`code,identifier,name,short_name,aliases,kind,parent_code,hierarchy,valid_from,valid_to`)
/// or of groups (`group,owner_code,member_code,valid_from,valid_to`); aliases are separated by `|`.
///
/// # Errors
/// `Invalid` with the line and what is wrong with it; the database fails.
pub async fn import(tx: &mut Tx, text: &str) -> Result<EnteredUnits> {
    enter(tx, &rows(text)?).await
}

/// The same from the first sheet of a workbook; columns and order as in CSV.
///
/// # Errors
/// As [`import`], or the bytes are no workbook.
pub async fn import_workbook(tx: &mut Tx, name: &str, bytes: &[u8]) -> Result<EnteredUnits> {
    let book = spreadsheet::open(SourceFile { name, bytes }, Limits::default()).map_err(|error| Error::Invalid(error.to_string()))?;
    let sheet = book.sheets.first().ok_or_else(|| Error::Invalid("tệp không có trang tính nào".to_owned()))?;
    enter(tx, &rows_of(sheet)?).await
}

async fn enter(tx: &mut Tx, rows: &[Row]) -> Result<EnteredUnits> {
    match rows.first() {
        Some(row) if row.cells.contains_key("member_code") => enter_groups(tx, rows).await,
        Some(row) if row.cells.contains_key("code") => enter_units(tx, rows).await,
        Some(_) => Err(Error::Invalid("dòng đầu phải nêu tên cột: code, name, kind… hoặc group, member_code…".to_owned())),
        None => Err(Error::Invalid("tệp không có dòng dữ liệu nào".to_owned())),
    }
}

/// Columns that hold codes.
const CODES: [&str; 5] = ["code", "parent_code", "owner_code", "member_code", "identifier"];

struct Row {
    /// From 1, as an editor counts.
    line: usize,
    cells: HashMap<String, String>,
}

impl Row {
    fn wrong(&self, what: &str) -> Error {
        Error::Invalid(format!("dòng {}: {what}", self.line))
    }

    fn given(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    fn required(&self, column: &str) -> Result<&str> {
        self.given(column).ok_or_else(|| self.wrong(&format!("thiếu {column}")))
    }

    fn day(&self, column: &str) -> Result<Option<Date>> {
        let day = |text: &str| text.parse().map_err(|_| self.wrong(&format!("{column} không phải ngày năm-tháng-ngày: {text}")));
        self.given(column).map(day).transpose()
    }

    fn days(&self) -> Result<(Date, Date)> {
        let from = self.day("valid_from")?.ok_or_else(|| self.wrong("thiếu valid_from"))?;
        let to = self.day("valid_to")?.unwrap_or(OPEN_END);
        if from > to {
            return Err(self.wrong("valid_to sớm hơn valid_from"));
        }
        Ok((from, to))
    }
}

async fn enter_units(tx: &mut Tx, rows: &[Row]) -> Result<EnteredUnits> {
    let mut done = EnteredUnits::default();
    let mut entered: HashMap<&str, i64> = HashMap::new();
    let mut waiting: Vec<&Row> = rows.iter().collect();
    let own: Vec<&str> = rows.iter().map(|row| row.required("code")).collect::<Result<_>>()?;
    while !waiting.is_empty() {
        let ready = |row: &&Row| row.given("parent_code").is_none_or(|code| entered.contains_key(code) || !own.contains(&code));
        let (now, later): (Vec<&Row>, Vec<&Row>) = waiting.into_iter().partition(ready);
        let Some(first) = later.first().or(now.first()) else { break };
        if now.is_empty() {
            return Err(first.wrong("đơn vị cấp trên nằm trong vòng lặp"));
        }
        let mut made = Vec::new();
        for row in now {
            let (id, outcome) = enter_unit(tx, row, &entered).await?;
            match outcome {
                Entered::Added => done.added += 1,
                Entered::Changed => done.changed += 1,
                Entered::Same => done.same += 1,
            }
            made.push((row.required("code")?, id));
        }
        entered.extend(made);
        waiting = later;
    }
    Ok(done)
}

async fn enter_unit(tx: &mut Tx, row: &Row, entered: &HashMap<&str, i64>) -> Result<(i64, Entered)> {
    let (valid_from, valid_to) = row.days()?;
    let hierarchy: Hierarchy =
        row.required("hierarchy")?.parse().map_err(|_| row.wrong("hierarchy phải là government, party, front hoặc territory"))?;
    let owned = |column| row.given(column).map(str::to_owned);
    let new = NewUnit {
        code: row.required("code")?.to_owned(),
        identifier: owned("identifier"),
        name: row.required("name")?.to_owned(),
        short_name: owned("short_name"),
        kind: row.required("kind")?.to_owned(),
        hierarchy,
        valid_from,
        valid_to,
        aliases: row
            .given("aliases")
            .unwrap_or_default()
            .split('|')
            .map(|alias| alias.trim().to_owned())
            .filter(|alias| !alias.is_empty())
            .collect(),
    };
    let parent = match row.given("parent_code") {
        Some(code) => Some(known(tx, entered, code).await?.ok_or_else(|| row.wrong(&format!("không có đơn vị cấp trên mã {code}")))?),
        None => None,
    };
    if let Some(same) = as_in_ledger(tx, row, &new, parent).await? {
        return Ok((same, Entered::Same));
    }
    let (id, outcome) = units::enter(tx, &new).await?;
    let before = units::parent(tx, hierarchy, id).await?;
    units::place(tx, hierarchy, id, parent, valid_from, valid_to).await?;
    let moved = outcome == Entered::Same && units::parent(tx, hierarchy, id).await? != before;
    Ok((id, if moved { Entered::Changed } else { outcome }))
}

/// A unit to which something has happened by a document is what the ledger says; a file may only say the same.
async fn as_in_ledger(tx: &mut Tx, row: &Row, new: &NewUnit, parent: Option<i64>) -> Result<Option<i64>> {
    let Some(unit) = units::by_code(tx, &new.code).await? else { return Ok(None) };
    if !unit_changes::has_history(tx, unit.id).await? {
        return Ok(None);
    }
    let stands = units::parent(tx, new.hierarchy, unit.id).await?;
    for (differs, column) in [
        (unit.name != new.name, "name"),
        (unit.short_name != new.short_name, "short_name"),
        (unit.hierarchy != new.hierarchy, "hierarchy"),
        (unit.valid_from != new.valid_from, "valid_from"),
        (unit.valid_to != new.valid_to, "valid_to"),
        (stands != parent, "parent_code"),
    ] {
        if differs {
            let what = format!("{column} khác với thay đổi đã ghi theo văn bản của {}; hãy ghi thay đổi ở trang đơn vị", unit.name);
            return Err(row.wrong(&what));
        }
    }
    Ok(Some(unit.id))
}

async fn known(tx: &mut Tx, entered: &HashMap<&str, i64>, code: &str) -> Result<Option<i64>> {
    match entered.get(code) {
        Some(id) => Ok(Some(*id)),
        None => Ok(units::by_code(tx, code).await?.map(|unit| unit.id)),
    }
}

async fn enter_groups(tx: &mut Tx, rows: &[Row]) -> Result<EnteredUnits> {
    let mut groups: BTreeMap<(&str, &str), NewGroup> = BTreeMap::new();
    for row in rows {
        let (name, owner_code) = (row.required("group")?, row.given("owner_code").unwrap_or_default());
        let unit = async |tx: &mut Tx, code: &str| {
            known(tx, &HashMap::new(), code).await?.ok_or_else(|| row.wrong(&format!("không có đơn vị mã {code}")))
        };
        let owner = if owner_code.is_empty() { None } else { Some(unit(tx, owner_code).await?) };
        let member = unit(tx, row.required("member_code")?).await?;
        let (from, to) = row.days()?;
        let aliases = row.given("aliases").unwrap_or_default().split('|').map(str::to_owned).collect();
        let new = NewGroup { code: format!("{owner_code}/{name}"), name: name.to_owned(), owner, aliases, members: vec![] };
        groups.entry((owner_code, name)).or_insert(new).members.push((member, from, to));
    }
    for group in groups.values() {
        units::enter_group(tx, group).await?;
    }
    Ok(EnteredUnits { groups: groups.len(), ..EnteredUnits::default() })
}

/// Each row of a sheet under the names of its first row.
fn rows_of(sheet: &Sheet) -> Result<Vec<Row>> {
    let mut out = Vec::new();
    let mut header: BTreeMap<u32, String> = BTreeMap::new();
    for at in sheet.rows() {
        if header.is_empty() {
            header = sheet.cells_of(at).map(|(column, value)| (column, value.words().to_lowercase())).collect();
            continue;
        }
        let line = at as usize + 1;
        let mut cells: HashMap<String, String> = header.values().map(|name| (name.clone(), String::new())).collect();
        for (column, value) in sheet.cells_of(at) {
            let Some(name) = header.get(&column) else { continue };
            let text = match value {
                Value::Day(day) => day.to_string(),
                // A code typed as a number has lost the zeros it begins with.
                Value::Number(_) if CODES.contains(&name.as_str()) => {
                    let what = format!("cột {name}: ô là số nên mất số 0 ở đầu; hãy định dạng cột là chữ (Text) rồi gõ lại mã");
                    return Err(Error::Invalid(format!("dòng {line}: {what}")));
                }
                other => other.words(),
            };
            cells.insert(name.clone(), text);
        }
        if cells.values().any(|cell| !cell.trim().is_empty()) {
            out.push(Row { line, cells });
        }
    }
    Ok(out)
}

/// RFC 4180: quoted cells may hold commas, quotes (doubled) and line breaks.
fn rows(text: &str) -> Result<Vec<Row>> {
    let mut records = records(text.trim_start_matches('\u{feff}'))?.into_iter();
    let Some((_, header)) = records.next() else { return Ok(vec![]) };
    let header: Vec<String> = header.into_iter().map(|name| name.trim().to_lowercase()).collect();
    let row = |(line, cells): (usize, Vec<String>)| {
        if cells.len() != header.len() {
            return Err(Error::Invalid(format!("dòng {line}: có {} ô, dòng tên cột có {}", cells.len(), header.len())));
        }
        Ok(Row { line, cells: header.iter().cloned().zip(cells).collect() })
    };
    records.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())).map(row).collect()
}

/// Each record with the line it begins on.
fn records(text: &str) -> Result<Vec<(usize, Vec<String>)>> {
    let mut out = Vec::new();
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let (mut line, mut begun) = (1, 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\n' {
            line += 1;
        }
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                out.push((begun, std::mem::take(&mut cells)));
                begun = line;
            }
            '\r' if !quoted => {}
            c => cell.push(c),
        }
    }
    if quoted {
        return Err(Error::Invalid(format!("dòng {begun}: dấu nháy kép chưa đóng")));
    }
    if !cell.is_empty() || !cells.is_empty() {
        cells.push(cell);
        out.push((begun, cells));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_cells_hold_commas_quotes_and_line_breaks() {
        let rows = rows("\u{feff}code,name\r\n1,\"Sở Văn hóa, Thể thao \"\"và\"\"\nDu lịch\"\r\n\r\n2,Sở Y tế").expect("is read");
        let seen: Vec<_> = rows.iter().map(|row| (row.line, row.given("name").unwrap_or_default())).collect();
        assert_eq!(seen, [(2, "Sở Văn hóa, Thể thao \"và\"\nDu lịch"), (5, "Sở Y tế")]);
    }

    #[test]
    fn a_broken_file_is_refused_with_its_line() {
        for (text, line) in [("a,b\n1,2\n3", "dòng 3"), ("a,b\n\"1,2", "dòng 2")] {
            assert!(matches!(rows(text), Err(Error::Invalid(sentence)) if sentence.starts_with(line)), "{text:?}");
        }
    }
}
