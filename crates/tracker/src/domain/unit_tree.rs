//! Where units stand in one hierarchy, day by day: from statements of who stands under whom to all that is above each unit.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

/// A unit stands under a parent, or at the top, from a day to a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    pub unit: i64,
    pub parent: Option<i64>,
    pub from: Date,
    pub to: Date,
}

/// `ancestor` is `depth` steps above `unit` (0: the unit itself) from a day to a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Above {
    pub unit: i64,
    pub ancestor: i64,
    pub depth: i64,
    pub from: Date,
    pub to: Date,
}

/// A unit that would stand above itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cycle(pub i64);

/// The statements about one unit as they hold: each until its own end or the next one begins, all within the unit's life.
pub fn in_force(mut statements: Vec<Placement>, life: (Date, Date)) -> Vec<Placement> {
    statements.sort_by_key(|statement| statement.from);
    let next: Vec<Option<Date>> = statements.iter().skip(1).map(|next| Some(next.from)).chain([None]).collect();
    let cut = |(statement, next): (Placement, Option<Date>)| {
        let end = next.map_or(statement.to, |next| statement.to.min(day_before(next)));
        let within = Placement { from: statement.from.max(life.0), to: end.min(life.1), ..statement };
        (within.from <= within.to).then_some(within)
    };
    statements.into_iter().zip(next).filter_map(cut).collect()
}

/// All that is above the units of `placed`, which are in force. `outside` tells what is above parents that are not among them.
///
/// # Errors
/// A unit would stand above itself on some day.
pub fn above(placed: &[Placement], outside: &BTreeMap<i64, Vec<Above>>) -> Result<Vec<Above>, Cycle> {
    let mut spans: BTreeMap<i64, Vec<Placement>> = BTreeMap::new();
    for placement in placed {
        spans.entry(placement.unit).or_default().push(*placement);
    }
    let climb = Climb { spans: &spans, outside };
    let mut out = Vec::new();
    for unit in spans.keys() {
        let mut rows = Vec::new();
        climb.up(&mut vec![*unit], (Date::MIN, Date::MAX), &mut rows)?;
        out.extend(joined(rows));
    }
    Ok(out)
}

struct Climb<'a> {
    spans: &'a BTreeMap<i64, Vec<Placement>>,
    outside: &'a BTreeMap<i64, Vec<Above>>,
}

impl Climb<'_> {
    /// `path` leads from the unit asked about to the one it has reached.
    fn up(&self, path: &mut Vec<i64>, (from, to): (Date, Date), out: &mut Vec<Above>) -> Result<(), Cycle> {
        let (Some(&unit), Some(&reached)) = (path.first(), path.last()) else { return Ok(()) };
        let depth = path.len() as i64 - 1;
        let Some(spans) = self.spans.get(&reached) else {
            for row in self.outside.get(&reached).into_iter().flatten() {
                let (from, to) = (row.from.max(from), row.to.min(to));
                if from <= to {
                    out.push(Above { unit, ancestor: row.ancestor, depth: depth + row.depth, from, to });
                }
            }
            return Ok(());
        };
        for span in spans {
            let (from, to) = (span.from.max(from), span.to.min(to));
            if from > to {
                continue;
            }
            out.push(Above { unit, ancestor: reached, depth, from, to });
            if let Some(parent) = span.parent {
                if path.contains(&parent) {
                    return Err(Cycle(parent));
                }
                path.push(parent);
                self.up(path, (from, to), out)?;
                path.pop();
            }
        }
        Ok(())
    }
}

/// Rows that follow on each other say the same once.
fn joined(mut rows: Vec<Above>) -> Vec<Above> {
    rows.sort_unstable_by_key(|row| (row.ancestor, row.depth, row.from));
    let mut out: Vec<Above> = Vec::with_capacity(rows.len());
    for row in rows {
        match out.last_mut() {
            Some(last) if (last.ancestor, last.depth) == (row.ancestor, row.depth) && day_after(last.to) == row.from => last.to = row.to,
            _ => out.push(row),
        }
    }
    out
}

pub fn day_before(day: Date) -> Date {
    day.saturating_sub(1.day())
}

fn day_after(day: Date) -> Date {
    day.saturating_add(1.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn placed(unit: i64, parent: Option<i64>, from: Date, to: Date) -> Placement {
        Placement { unit, parent, from, to }
    }

    const A: Date = date(2025, 7, 1);
    const B: Date = date(2026, 1, 1);
    const C: Date = date(2026, 7, 1);
    const END: Date = date(9999, 12, 31);

    #[test]
    fn a_statement_holds_until_the_next_one_whatever_the_order_they_were_made_in() {
        let statements = vec![placed(5, Some(1), A, END), placed(5, Some(3), C, END), placed(5, Some(2), B, END)];
        let held: Vec<_> = in_force(statements, (A, date(2026, 8, 1))).iter().map(|span| (span.parent, span.from, span.to)).collect();
        assert_eq!(held, [(Some(1), A, date(2025, 12, 31)), (Some(2), B, date(2026, 6, 30)), (Some(3), C, date(2026, 8, 1))]);
    }

    #[test]
    fn what_stays_above_through_a_move_is_one_row() {
        let rows = above(
            &[placed(1, None, A, END), placed(2, Some(1), A, END), placed(3, Some(1), A, END)]
                .into_iter()
                .chain([placed(4, Some(2), A, date(2025, 12, 31)), placed(4, Some(3), B, END)])
                .collect::<Vec<_>>(),
            &BTreeMap::new(),
        );
        let of: Vec<_> = rows.expect("no cycle").into_iter().filter(|row| row.unit == 4).collect();
        assert_eq!(of.iter().filter(|row| row.ancestor == 1).map(|row| (row.depth, row.from, row.to)).collect::<Vec<_>>(), [(2, A, END)]);
        assert!(of.contains(&Above { unit: 4, ancestor: 2, depth: 1, from: A, to: date(2025, 12, 31) }));
    }

    #[test]
    fn two_units_may_change_places_in_time_but_not_stand_above_each_other_on_one_day() {
        let turned = [
            placed(1, None, A, date(2025, 12, 31)),
            placed(2, Some(1), A, date(2025, 12, 31)),
            placed(2, None, B, END),
            placed(1, Some(2), B, END),
        ];
        assert!(above(&turned, &BTreeMap::new()).is_ok());
        assert!(above(&[placed(1, Some(2), A, END), placed(2, Some(1), B, END)], &BTreeMap::new()).is_err());
    }
}
