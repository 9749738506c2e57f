//! What of the audit somebody reads whose post is at a unit: what was done in posts there and below, and what was done to
//! the people, units and work there by anybody.

use jiff::civil::Date;

/// A unit with all that stands below it on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    pub unit: i64,
    pub on: Date,
}

/// `{u}` the unit, `{d}` the day.
macro_rules! units {
    () => {
        "(SELECT b.unit_id FROM unit_ancestors b WHERE b.ancestor_id = {u} AND {d} BETWEEN b.valid_from AND b.valid_to)"
    };
}

/// Conditions on an entry `e`, any of which puts it within reach; each goes through an index of its own.
/// People are those of `posts::places`: by right, and where they are now; COALESCE leads the planner to their units instead
/// of to everybody who holds a post by right.
const WAYS: [&str; 4] = [
    concat!("e.post_id IN (SELECT p.id FROM posts p WHERE p.unit_id IN ", units!(), ")"),
    concat!(
        "e.subject = 'user' AND e.subject_id IN (SELECT p.user_id FROM posts p WHERE p.unit_id IN ",
        units!(),
        " AND COALESCE(p.delegates_id, 0) = 0
            AND (p.valid_to >= {d} OR NOT EXISTS (SELECT 1 FROM posts o WHERE o.user_id = p.user_id AND o.valid_to >= {d})))"
    ),
    concat!("e.subject = 'unit' AND e.subject_id IN ", units!()),
    concat!("e.subject = 'assignment' AND e.subject_id IN (SELECT a.id FROM assignments a WHERE a.unit_id IN ", units!(), ")"),
];

/// The ways, with the parameters of unit and day.
pub(super) fn ways(unit: &str, day: &str) -> [String; 4] {
    WAYS.map(|way| way.replace("{u}", unit).replace("{d}", day))
}
