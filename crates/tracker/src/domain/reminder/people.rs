//! Who answers for the work of a unit, and who stands above: looked up once for a run, then asked for each piece of work.

use std::collections::HashMap;

use super::Occasion;
use crate::domain::Role;

/// Somebody who holds a post on the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    pub user: i64,
    pub role: Role,
    pub unit: Option<i64>,
}

/// One unit above another, in any hierarchy; depth 1 is directly above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Above {
    pub unit: i64,
    pub above: i64,
    pub depth: i64,
}

/// Who is told of a unit's work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    officers: Vec<i64>,
    heads: Vec<i64>,
    /// Of the unit, or of the nearest one above that has any.
    approvers: Vec<i64>,
    focal_points: Vec<i64>,
    leaders: Vec<i64>,
}

impl Told {
    /// Who works in the unit or answers for its work.
    pub fn workers(self) -> Vec<i64> {
        let mut out = self.officers;
        out.extend(self.heads.into_iter().filter(|head| !out.contains(head)).collect::<Vec<_>>());
        out
    }

    pub fn by(&self, occasion: Occasion) -> &[i64] {
        match occasion {
            Occasion::Officer => &self.officers,
            Occasion::Head => &self.heads,
            Occasion::Approval => &self.approvers,
            Occasion::FocalPoint => &self.focal_points,
            Occasion::Leader => &self.leaders,
            // Who consolidates answers; a leader where nobody consolidates.
            Occasion::Answer | Occasion::Extension => {
                if self.focal_points.is_empty() {
                    &self.leaders
                } else {
                    &self.focal_points
                }
            }
        }
    }
}

/// Posts in force and the units above each unit. Holds people and units, never work: its size does not grow with the work.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// By the unit whose work they do, answer for or oversee; `None`: of every unit.
    holders: HashMap<(Role, Option<i64>), Vec<i64>>,
    /// The nearest first.
    above: HashMap<i64, Vec<(i64, i64)>>,
}

impl People {
    /// `authorities`: the authority that an office belongs to. A focal point of the office consolidates for it too.
    pub fn new(
        holders: impl IntoIterator<Item = Holder>,
        above: impl IntoIterator<Item = Above>,
        authorities: impl IntoIterator<Item = (i64, i64)>,
    ) -> Self {
        let mut out = Self::default();
        let mut of_office: HashMap<i64, Vec<i64>> = HashMap::new();
        for (office, authority) in authorities {
            of_office.entry(office).or_default().push(authority);
        }
        for Holder { user, role, unit } in holders {
            out.add((role, unit), user);
            if let (Role::FocalPoint, Some(office)) = (role, unit) {
                for authority in of_office.get(&office).into_iter().flatten() {
                    out.add((role, Some(*authority)), user);
                }
            }
        }
        for Above { unit, above, depth } in above {
            out.above.entry(unit).or_default().push((depth, above));
        }
        for above in out.above.values_mut() {
            above.sort_unstable();
            above.dedup();
        }
        out
    }

    fn add(&mut self, place: (Role, Option<i64>), user: i64) {
        let there = self.holders.entry(place).or_default();
        if !there.contains(&user) {
            there.push(user);
        }
    }

    /// Everybody who is told of the work of a unit. That of a unit nobody works for is done by those directly above.
    pub fn of(&self, unit: i64) -> Told {
        let (mut officers, mut heads) = (self.at(Role::UnitOfficer, unit), self.at(Role::UnitHead, unit));
        if officers.is_empty() && heads.is_empty() {
            officers = self.directly_above(Role::UnitOfficer, unit);
            heads = self.directly_above(Role::UnitHead, unit);
        }
        Told {
            approvers: if heads.is_empty() { self.nearest(Role::UnitHead, unit) } else { heads.clone() },
            focal_points: self.nearest(Role::FocalPoint, unit),
            leaders: self.nearest(Role::Leader, unit),
            officers,
            heads,
        }
    }

    fn at(&self, role: Role, unit: i64) -> Vec<i64> {
        self.holders.get(&(role, Some(unit))).cloned().unwrap_or_default()
    }

    fn directly_above(&self, role: Role, unit: i64) -> Vec<i64> {
        let above = self.above.get(&unit).into_iter().flatten();
        above.filter(|(depth, _)| *depth == 1).flat_map(|(_, above)| self.at(role, *above)).collect()
    }

    /// Those of the nearest units above that have any, else those of the whole board.
    fn nearest(&self, role: Role, unit: i64) -> Vec<i64> {
        let mut out: Vec<i64> = Vec::new();
        let mut found = None;
        for (depth, above) in self.above.get(&unit).into_iter().flatten() {
            if found.is_some_and(|found| found < *depth) {
                break;
            }
            for user in self.holders.get(&(role, Some(*above))).into_iter().flatten() {
                found = Some(*depth);
                if !out.contains(user) {
                    out.push(*user);
                }
            }
        }
        if out.is_empty() { self.holders.get(&(role, None)).cloned().unwrap_or_default() } else { out }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(user: i64, role: Role, unit: Option<i64>) -> Holder {
        Holder { user, role, unit }
    }

    /// An office (3) of a commune (2) of a province (1).
    fn people(holders: &[Holder]) -> People {
        let above = [(3, 2, 1), (3, 1, 2), (2, 1, 1)].map(|(unit, above, depth)| Above { unit, above, depth });
        People::new(holders.iter().copied(), above, [(3, 2)])
    }

    #[test]
    fn the_nearest_above_are_told_and_only_they() {
        let told = people(&[holder(1, Role::Leader, Some(1)), holder(2, Role::Leader, Some(2)), holder(3, Role::Leader, None)]);
        assert_eq!((told.of(3).leaders, told.of(2).leaders, told.of(1).leaders), (vec![2], vec![1], vec![3]));
    }

    #[test]
    fn work_of_a_unit_that_nobody_works_for_goes_to_those_directly_above() {
        let told = people(&[holder(1, Role::UnitOfficer, Some(2)), holder(2, Role::UnitHead, Some(1))]).of(3);
        assert_eq!((told.officers, told.heads, told.approvers), (vec![1], vec![], vec![2]));
    }

    #[test]
    fn a_focal_point_of_an_office_consolidates_for_its_authority() {
        let told = people(&[holder(1, Role::FocalPoint, Some(3)), holder(2, Role::Leader, Some(1))]);
        assert_eq!(told.of(3).by(Occasion::Answer), [1], "its own office stands below the authority");
        assert_eq!(told.of(2).by(Occasion::Answer), [2], "the authority itself answers to the one above");
    }
}
