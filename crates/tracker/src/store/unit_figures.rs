//! Figures of an indicator on the map of a chosen day, and what all units below one have together.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

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
    #[sqlx(try_from = "StoredDay")]
    until: Date,
    numerator: Option<f64>,
    denominator: Option<f64>,
    value: Option<f64>,
}

const FIGURES: &str = "SELECT o.unit_id, u.valid_from AS founded, u.valid_to AS until, o.numerator, o.denominator, o.value
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
        Some(Figure { unit: row.unit_id, founded: row.founded, until: row.until, measured })
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

#[derive(sqlx::FromRow)]
struct Named {
    id: i64,
    name: String,
    stands: bool,
}

const NAMED: &str = "SELECT u.id, COALESCE((SELECT n.name FROM org_unit_names n WHERE n.unit_id = u.id AND n.valid_from <= $1
            ORDER BY n.valid_from DESC LIMIT 1), u.name) AS name, ($1 BETWEEN u.valid_from AND u.valid_to) AS stands
    FROM org_units u WHERE u.id IN";

/// A unit of the map with what it has.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitSum {
    pub unit: i64,
    pub name: String,
    pub sum: Sum,
    /// It is made of figures of other units, or of a part of one.
    pub is_carried: bool,
}

/// The map, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Units of the map that have a figure.
    pub units: Vec<UnitSum>,
    /// Several units of the map, and what was measured of them together.
    pub joint: Vec<(Vec<String>, Measured)>,
    /// Units that are no more on that day and that nobody succeeds, with what they had.
    pub gone: Vec<UnitSum>,
    /// How many figures gave way to one of the same period by whoever came after or before.
    pub superseded: usize,
}

impl FiguresOnMap {
    /// # Errors
    /// The database fails.
    pub async fn table(&self, tx: &mut Tx) -> Result<Table> {
        let mut out = Table::default();
        let units: BTreeSet<i64> = self.on_map.parts.iter().map(|part| part.unit).collect();
        let together = self.on_map.joint.iter().flat_map(|(_, units)| units);
        let named = self.named(tx, units.iter().chain(together).copied().collect()).await?;
        let carried = self.on_map.parts.iter().filter(|part| self.figures[part.figure].unit != part.unit);
        let carried: BTreeSet<i64> = carried.map(|part| part.unit).collect();
        for unit in units {
            let Some(named) = named.get(&unit) else { continue };
            let row = UnitSum { unit, name: named.name.clone(), sum: self.of_unit(unit), is_carried: carried.contains(&unit) };
            if named.stands { out.units.push(row) } else { out.gone.push(row) }
        }
        for (figure, units) in &self.on_map.joint {
            let names = units.iter().filter_map(|unit| named.get(unit)).map(|named| named.name.clone()).collect();
            out.joint.push((names, self.figures[*figure].measured));
        }
        out.units.sort_by_cached_key(|row| crate::domain::collation::sort_key(&row.name));
        let left_out: BTreeSet<usize> = self.on_map.left_out.iter().map(|(figure, _)| *figure).collect();
        out.superseded = left_out.len();
        Ok(out)
    }

    async fn named(&self, tx: &mut Tx, units: BTreeSet<i64>) -> Result<HashMap<i64, Named>> {
        if units.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<String> = units.iter().map(i64::to_string).collect();
        // Only numbers are written into the text: there are more units than a statement may have parameters.
        let rows: Vec<Named> = tx.all(AssertSqlSafe(format!("{NAMED} ({})", ids.join(", "))), args![self.day]).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}
