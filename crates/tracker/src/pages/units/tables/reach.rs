//! What an administrator of a part of the board enters from a table stays within that part.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::access;
use crate::domain::Post;
use crate::error::Result;
use crate::import_units::{self, Fault, Report, Row, RowOutcome};
use crate::store::units::{self, Entered};
use crate::store::{Tx, posts};

/// Enters the rows; those that touch units out of reach, before or after, are faults of the table.
///
/// # Errors
/// As [`import_units::enter`].
pub async fn enter_within(tx: &mut Tx, held: &[Post], rows: &[Row], today: Date) -> Result<Report> {
    if access::can_manage_place(held, &[]) {
        return import_units::enter(tx, rows, today).await;
    }
    let before = places(tx, rows, today).await?;
    let mut report = import_units::enter(tx, rows, today).await?;
    let owners: BTreeMap<usize, &str> = rows.iter().filter_map(|row| Some((row.line, row.cells.get("owner_code")?.trim()))).collect();
    let touched: Vec<RowOutcome> = report.rows.iter().filter(|row| row.entered != Entered::Same).cloned().collect();
    for row in touched {
        let within = if report.is_groups {
            let owner = units::by_code(tx, owners.get(&row.line).copied().unwrap_or_default()).await?.map(|unit| unit.id);
            access::can_manage_place(held, &posts::above(tx, owner, today).await?)
        } else {
            let was = before.get(&row.code).is_none_or(|above| access::can_manage_place(held, above));
            was && access::can_manage_place(held, &posts::above(tx, Some(row.id), today).await?)
        };
        if !within {
            let what = format!("{} ngoài phạm vi đồng chí quản lý", row.name);
            report.faults.push(Fault { line: row.line, what });
        }
    }
    report.faults.sort_by_key(|fault| fault.line);
    Ok(report)
}

/// Where the units of a table stood before it, by code.
async fn places(tx: &mut Tx, rows: &[Row], today: Date) -> Result<BTreeMap<String, Vec<i64>>> {
    let mut out = BTreeMap::new();
    for code in rows.iter().filter_map(|row| row.cells.get("code")) {
        if let Some(unit) = units::by_code(tx, code.trim()).await? {
            out.insert(unit.code, posts::above(tx, Some(unit.id), today).await?);
        }
    }
    Ok(out)
}
