//! Who stands below whom, day by day, for scopes of lists and sums.

use std::collections::{HashMap, HashSet};

use super::Day;
use crate::domain::org_unit::Hierarchy;

/// One unit is below another, or is that unit, from a day to a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandsUnder {
    pub hierarchy: Hierarchy,
    pub ancestor: i64,
    pub unit: i64,
    pub from: Day,
    pub to: Day,
    /// Last day of the unit itself.
    pub unit_ends: Day,
}

#[derive(Debug, Default)]
pub struct Units {
    below: HashMap<i64, Vec<StandsUnder>>,
}

impl Units {
    pub fn of(rows: Vec<StandsUnder>) -> Self {
        let mut below: HashMap<i64, Vec<StandsUnder>> = HashMap::new();
        for row in rows {
            below.entry(row.ancestor).or_default().push(row);
        }
        Self { below }
    }

    /// In one hierarchy or in any. The work a merged unit has done does not vanish: what has ended counts where it stood on its last day.
    pub fn below(&self, unit: i64, hierarchy: Option<Hierarchy>, today: Day) -> HashSet<i64> {
        let stands = |row: &&StandsUnder| {
            if hierarchy.is_some_and(|hierarchy| hierarchy != row.hierarchy) {
                return false;
            }
            let on = row.unit_ends.min(today);
            row.from <= on && on <= row.to
        };
        self.below.get(&unit).into_iter().flatten().filter(stands).map(|row| row.unit).collect()
    }
}

/// Whose work is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    All,
    Units(HashSet<i64>),
    /// Work that no unit of the directory has.
    Nameless,
}

impl Scope {
    pub fn holds(&self, unit: Option<i64>) -> bool {
        match self {
            Self::All => true,
            Self::Units(units) => unit.is_some_and(|unit| units.contains(&unit)),
            Self::Nameless => unit.is_none(),
        }
    }
}
