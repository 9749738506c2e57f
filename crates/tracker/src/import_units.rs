//! Units and groups from tables: the header names the columns, the order of rows does not matter. A table is entered as a whole:
//! what is wrong with its rows is told together, and the caller keeps nothing of it then.

mod groups;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::domain::org_unit::{Hierarchy, OPEN_END};
use crate::error::{Error, Result};
use crate::store::Tx;
use crate::store::unit_changes;
use crate::store::units::{self, Entered, NewUnit, Unit};
pub use table::{Row, read};

/// How many rows were new, differed, said what was known; and how many groups were entered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EnteredUnits {
    pub added: usize,
    pub changed: usize,
    pub same: usize,
    pub groups: usize,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub what: String,
}

/// What became of a row of units, or of the rows of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct RowOutcome {
    pub line: usize,
    pub id: i64,
    pub code: String,
    pub name: String,
    pub entered: Entered,
    /// Columns that said something else than was known.
    pub differs: Vec<&'static str>,
}

/// What a table did, or would do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    pub rows: Vec<RowOutcome>,
    /// The rows are groups.
    pub is_groups: bool,
    /// In the order of the lines; with any, nothing of the table may be kept.
    pub faults: Vec<Fault>,
}

impl Report {
    pub fn count(&self, entered: Entered) -> usize {
        self.rows.iter().filter(|row| row.entered == entered).count()
    }

    /// The counts, where nothing is wrong.
    ///
    /// # Errors
    /// `Invalid` with every line and what is wrong with it.
    pub fn counts(&self) -> Result<EnteredUnits> {
        if !self.faults.is_empty() {
            let lines: Vec<String> = self.faults.iter().map(|fault| format!("dòng {}: {}", fault.line, fault.what)).collect();
            return Err(Error::Invalid(lines.join("\n")));
        }
        if self.is_groups {
            return Ok(EnteredUnits { groups: self.rows.len(), ..EnteredUnits::default() });
        }
        let [added, changed, same] = [Entered::Added, Entered::Changed, Entered::Same].map(|entered| self.count(entered));
        Ok(EnteredUnits { added, changed, same, groups: 0 })
    }
}

/// Reads a CSV of units (`code,identifier,name,short_name,aliases,kind,parent_code,hierarchy,valid_from,valid_to`)
/// or of groups (`group,owner_code,member_code,valid_from,valid_to`); aliases are separated by `|`. `on` is the day whose
/// directory it tells.
///
/// # Errors
/// `Invalid` with the lines and what is wrong with them; the database fails.
pub async fn import(tx: &mut Tx, text: &str, on: Date) -> Result<EnteredUnits> {
    enter(tx, &read("csv", text.as_bytes())?, on).await?.counts()
}

/// Enters a table of either kind.
///
/// # Errors
/// `Invalid` when it is a table of something else; the database fails. Rows with faults are in the report.
pub async fn enter(tx: &mut Tx, rows: &[Row], on: Date) -> Result<Report> {
    match rows.first() {
        Some(row) if row.says("member_code") => groups::enter(tx, rows).await,
        Some(row) if row.says("code") => enter_units(tx, rows, on).await,
        Some(_) => Err(Error::Invalid("dòng đầu phải nêu tên cột: code, name, kind… hoặc group, member_code…".to_owned())),
        None => Err(Error::Invalid("tệp không có dòng dữ liệu nào".to_owned())),
    }
}

impl Row {
    fn required(&self, column: &str) -> Result<&str> {
        self.given(column).ok_or_else(|| Error::Invalid(format!("thiếu {column}")))
    }

    fn day(&self, column: &str) -> Result<Option<Date>> {
        let day = |text: &str| text.parse().map_err(|_| Error::Invalid(format!("{column} không phải ngày năm-tháng-ngày: {text}")));
        self.given(column).map(day).transpose()
    }

    fn days(&self) -> Result<(Date, Date)> {
        let from = self.day("valid_from")?.ok_or_else(|| Error::Invalid("thiếu valid_from".to_owned()))?;
        let to = self.day("valid_to")?.unwrap_or(OPEN_END);
        if from > to {
            return Err(Error::Invalid("valid_to sớm hơn valid_from".to_owned()));
        }
        Ok((from, to))
    }

    /// What was wrong with it when it was read.
    fn sound(&self) -> Result<()> {
        match self.faults.first() {
            Some(fault) => Err(Error::Invalid(fault.clone())),
            None => Ok(()),
        }
    }
}

/// A refusal is a fault of its line; anything else ends the import.
fn fault(line: usize, error: Error, faults: &mut Vec<Fault>) -> Result<()> {
    match error {
        Error::Invalid(what) | Error::Conflict(what) => {
            faults.push(Fault { line, what });
            Ok(())
        }
        other => Err(other),
    }
}

async fn enter_units(tx: &mut Tx, rows: &[Row], on: Date) -> Result<Report> {
    let mut report = Report::default();
    let mut own: BTreeMap<&str, usize> = BTreeMap::new();
    let mut waiting: Vec<&Row> = Vec::new();
    for row in rows {
        match row.given("code") {
            None => report.faults.push(Fault { line: row.line, what: "thiếu code".to_owned() }),
            Some(code) => match own.get(code) {
                Some(line) => report.faults.push(Fault { line: row.line, what: format!("mã {code} đã có ở dòng {line}") }),
                None => {
                    own.insert(code, row.line);
                    waiting.push(row);
                }
            },
        }
    }
    let mut through: BTreeSet<&str> = BTreeSet::new();
    while !waiting.is_empty() {
        let ready = |row: &&Row| row.given("parent_code").is_none_or(|code| through.contains(code) || !own.contains_key(code));
        let (now, later): (Vec<&Row>, Vec<&Row>) = waiting.into_iter().partition(ready);
        if now.is_empty() {
            let circle = |row: &&Row| Fault { line: row.line, what: "đơn vị cấp trên nằm trong vòng lặp".to_owned() };
            report.faults.extend(later.iter().map(circle));
            break;
        }
        for row in &now {
            match enter_unit(tx, row, on).await {
                Ok(outcome) => report.rows.push(outcome),
                Err(error) => fault(row.line, error, &mut report.faults)?,
            }
        }
        through.extend(now.iter().filter_map(|row| row.given("code")));
        waiting = later;
    }
    report.rows.sort_by_key(|row| row.line);
    report.faults.sort_by_key(|fault| fault.line);
    Ok(report)
}

async fn enter_unit(tx: &mut Tx, row: &Row, on: Date) -> Result<RowOutcome> {
    row.sound()?;
    let mut new = said(row)?;
    let parent = match row.given("parent_code") {
        Some(code) => Some(known(tx, code).await?.ok_or_else(|| Error::Invalid(format!("không có đơn vị cấp trên mã {code}")))?),
        None => None,
    };
    let before = units::by_code(tx, &new.code).await?;
    if let Some(unit) = &before {
        keep_unsaid(tx, row, unit, &mut new).await?;
    }
    let outcome =
        |id, entered, differs| RowOutcome { line: row.line, id, code: new.code.clone(), name: new.name.clone(), entered, differs };
    if let Some(unit) = &before {
        let stood = units::parent(tx, new.hierarchy, unit.id, on).await?;
        let mut differs = differences(unit, &new);
        differs.extend((stood != parent).then_some("parent_code"));
        if unit_changes::has_history(tx, unit.id).await? {
            as_in_ledger(unit, &differs)?;
            let entered = units::correct(tx, unit, &new).await?;
            return Ok(outcome(unit.id, entered, told(entered, differs)));
        }
        let (id, mut entered) = units::enter(tx, &new).await?;
        if entered == Entered::Changed || stood != parent {
            units::place(tx, new.hierarchy, id, parent, new.valid_from, new.valid_to).await?;
            entered = Entered::Changed;
        }
        return Ok(outcome(id, entered, told(entered, differs)));
    }
    let (id, entered) = units::enter(tx, &new).await?;
    units::place(tx, new.hierarchy, id, parent, new.valid_from, new.valid_to).await?;
    Ok(outcome(id, entered, Vec::new()))
}

/// A table without a column says nothing of what would stand in it.
async fn keep_unsaid(tx: &mut Tx, row: &Row, unit: &Unit, new: &mut NewUnit) -> Result<()> {
    if !row.says("identifier") {
        new.identifier.clone_from(&unit.identifier);
    }
    if !row.says("short_name") {
        new.short_name.clone_from(&unit.short_name);
    }
    if !row.says("aliases") {
        let named = [Some(&unit.name), unit.short_name.as_ref()];
        let known = units::aliases(tx, unit.id).await?.into_iter();
        new.aliases = known.filter(|alias| !named.contains(&Some(alias))).collect();
    }
    Ok(())
}

/// What changed where no column of its own differs are the names plans use.
fn told(entered: Entered, differs: Vec<&'static str>) -> Vec<&'static str> {
    match entered {
        Entered::Changed if differs.is_empty() => vec!["aliases"],
        Entered::Changed => differs,
        Entered::Added | Entered::Same => Vec::new(),
    }
}

fn said(row: &Row) -> Result<NewUnit> {
    let (valid_from, valid_to) = row.days()?;
    let hierarchy: Hierarchy = row
        .required("hierarchy")?
        .parse()
        .map_err(|_| Error::Invalid("hierarchy phải là government, party, front hoặc territory".to_owned()))?;
    let owned = |column| row.given(column).map(str::to_owned);
    let aliases = row.given("aliases").unwrap_or_default().split('|').map(|alias| alias.trim().to_owned());
    Ok(NewUnit {
        code: row.required("code")?.to_owned(),
        identifier: owned("identifier"),
        name: row.required("name")?.to_owned(),
        short_name: owned("short_name"),
        kind: row.required("kind")?.to_owned(),
        hierarchy,
        valid_from,
        valid_to,
        aliases: aliases.filter(|alias| !alias.is_empty()).collect(),
    })
}

fn differences(unit: &Unit, new: &NewUnit) -> Vec<&'static str> {
    let columns = [
        (unit.identifier != new.identifier, "identifier"),
        (unit.name != new.name, "name"),
        (unit.short_name != new.short_name, "short_name"),
        (unit.kind != new.kind, "kind"),
        (unit.hierarchy != new.hierarchy, "hierarchy"),
        (unit.valid_from != new.valid_from, "valid_from"),
        (unit.valid_to != new.valid_to, "valid_to"),
    ];
    columns.into_iter().filter(|(differs, _)| *differs).map(|(_, column)| column).collect()
}

/// Columns of which the ledger has nothing to say.
const BESIDE_LEDGER: [&str; 2] = ["identifier", "kind"];

/// A unit to which something has happened by a document is what the ledger says; a file may only say the same of it.
fn as_in_ledger(unit: &Unit, differs: &[&'static str]) -> Result<()> {
    match differs.iter().find(|column| !BESIDE_LEDGER.contains(column)) {
        Some(column) => Err(Error::Invalid(format!(
            "{column} khác với thay đổi đã ghi theo văn bản của {}; hãy ghi thay đổi ở trang đơn vị",
            unit.name
        ))),
        None => Ok(()),
    }
}

async fn known(tx: &mut Tx, code: &str) -> Result<Option<i64>> {
    Ok(units::by_code(tx, code).await?.map(|unit| unit.id))
}
