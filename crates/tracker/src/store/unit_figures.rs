//! Figures of an indicator on the map of a chosen day, and what all units below one have together.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::dialect::{StoredDay, Tx, args};
use super::unit_changes;
use crate::domain::observation::{Measured, Period};
use crate::domain::org_unit::Hierarchy;
use crate::domain::unit_map::{self, Figure, OnMap, Sum};
use crate::error::{Error, Result};

#[derive(sqlx::FromRow)]
struct Row {
    unit_id: i64,
    #[sqlx(try_from = "StoredDay")]
    founded: Date,
    numerator: Option<f64>,
    denominator: Option<f64>,
    value: Option<f64>,
}

const FIGURES: &str = "SELECT o.unit_id, u.valid_from AS founded, o.numerator, o.denominator, o.value
    FROM observations o JOIN org_units u ON u.id = o.unit_id
    WHERE o.indicator_id = $1 AND o.period = $2 AND o.state = 'accepted'
        AND NOT EXISTS (SELECT 1 FROM observations c WHERE c.corrects_id = o.id AND c.state = 'accepted')
    ORDER BY o.unit_id, o.id";
const KIND: &str = "SELECT kind FROM indicators WHERE id = $1";
const SUBTREE: &str = "SELECT DISTINCT a.unit_id FROM unit_ancestors a JOIN org_units u ON u.id = a.unit_id
    WHERE a.ancestor_id = $1 AND $2 BETWEEN a.valid_from AND a.valid_to AND $2 BETWEEN u.valid_from AND u.valid_to
        AND ($3 IS NULL OR a.hierarchy = $3)";

/// The accepted figures of one period on the map of one day.
#[derive(Debug, Clone, PartialEq)]
pub struct FiguresOnMap {
    pub figures: Vec<Figure>,
    pub on_map: OnMap,
    /// Counts of the indicator may be added over units.
    pub additive: bool,
    pub day: Date,
}

/// # Errors
/// `NotFound` when there is no such indicator, or the database fails.
pub async fn on_map(tx: &mut Tx, indicator: i64, period: Period, day: Date) -> Result<FiguresOnMap> {
    let (kind,): (String,) = tx.optional(KIND, args![indicator]).await?.ok_or(Error::NotFound)?;
    let rows: Vec<Row> = tx.all(FIGURES, args![indicator, period.to_string()]).await?;
    let figure = |row: Row| {
        let measured = match (row.numerator, row.denominator, row.value) {
            (Some(numerator), Some(denominator), _) => Measured::Ratio { numerator, denominator },
            (_, _, value) => Measured::Value(value?),
        };
        Some(Figure { unit: row.unit_id, founded: row.founded, measured })
    };
    let figures: Vec<Figure> = rows.into_iter().filter_map(figure).collect();
    let successions = unit_changes::successions(tx).await?;
    let on_map = unit_map::on_map(&figures, &successions, period.last_day(), day);
    Ok(FiguresOnMap { figures, on_map, additive: kind == "number", day })
}

impl FiguresOnMap {
    /// What one unit of the map has.
    pub fn of_unit(&self, unit: i64) -> Sum {
        self.on_map.sum(&self.figures, &BTreeSet::from([unit]), self.additive)
    }

    /// What a unit and all below it on that map have together, each figure once: in one hierarchy, or in all of them.
    ///
    /// # Errors
    /// The database fails.
    pub async fn below(&self, tx: &mut Tx, top: i64, hierarchy: Option<Hierarchy>) -> Result<Sum> {
        let units: Vec<(i64,)> = tx.all(SUBTREE, args![top, self.day, hierarchy.map(Hierarchy::name)]).await?;
        let units = units.into_iter().map(|(unit,)| unit).collect();
        Ok(self.on_map.sum(&self.figures, &units, self.additive))
    }
}
