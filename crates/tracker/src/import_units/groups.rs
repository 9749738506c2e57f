//! A table of named groups: one row for each member.

use std::collections::BTreeMap;

use super::{Report, Row, RowOutcome, fault, known};
use crate::error::{Error, Result};
use crate::store::Tx;
use crate::store::units::{self, NewGroup};

/// # Errors
/// The database fails. Rows with faults are in the report.
pub(super) async fn enter(tx: &mut Tx, rows: &[Row]) -> Result<Report> {
    let mut report = Report { is_groups: true, ..Report::default() };
    let mut groups: BTreeMap<(&str, &str), (usize, NewGroup)> = BTreeMap::new();
    for row in rows {
        if let Err(error) = take(tx, row, &mut groups).await {
            fault(row.line, error, &mut report.faults)?;
        }
    }
    for (line, group) in groups.values() {
        let (id, entered) = units::enter_group(tx, group).await?;
        let outcome = RowOutcome { line: *line, id, code: group.code.clone(), name: group.name.clone(), entered, differs: Vec::new() };
        report.rows.push(outcome);
    }
    report.rows.sort_by_key(|row| row.line);
    Ok(report)
}

async fn take<'a>(tx: &mut Tx, row: &'a Row, groups: &mut BTreeMap<(&'a str, &'a str), (usize, NewGroup)>) -> Result<()> {
    row.sound()?;
    let (name, owner_code) = (row.required("group")?, row.given("owner_code").unwrap_or_default());
    let owner = if owner_code.is_empty() { None } else { Some(unit(tx, owner_code).await?) };
    let member = unit(tx, row.required("member_code")?).await?;
    let (from, to) = row.days()?;
    let aliases = row.given("aliases").unwrap_or_default().split('|').map(str::to_owned).collect();
    let new = NewGroup { code: format!("{owner_code}/{name}"), name: name.to_owned(), owner, aliases, members: vec![] };
    let (_, group) = groups.entry((owner_code, name)).or_insert((row.line, new));
    if group.members.iter().any(|(known, begins, _)| *known == member && *begins == from) {
        return Err(Error::Invalid("đơn vị đã có trong nhóm từ cùng ngày ở một dòng trên".to_owned()));
    }
    group.members.push((member, from, to));
    Ok(())
}

async fn unit(tx: &mut Tx, code: &str) -> Result<i64> {
    known(tx, code).await?.ok_or_else(|| Error::Invalid(format!("không có đơn vị mã {code}")))
}
