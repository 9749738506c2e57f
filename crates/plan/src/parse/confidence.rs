//! How sure each field of a row is: what the reader says of the cell it was read from.

use super::annex_row::Reader;
use crate::document::{Cell, Certainty};
use crate::plan::{Confidence, Role};

/// Names of fields as the plan file format has them, with the column they are read from.
const FIELDS: &[(&str, Role)] = &[
    ("no", Role::Number),
    ("name", Role::Name),
    ("unit", Role::Unit),
    ("target", Role::Target),
    ("lead", Role::Lead),
    ("coordinating", Role::Coordinating),
    ("product", Role::Product),
    ("deadline", Role::Deadline),
    ("budget_million_vnd", Role::Money),
    ("data_source", Role::DataSource),
    ("related_indicators", Role::RelatedIndicators),
    ("note", Role::Note),
];

/// Fields of one row that are less than certain.
pub fn of_row(reader: &Reader<'_>) -> Confidence {
    let of = |(field, role): &(&str, Role)| Some(((*field).to_owned(), share(reader.cell(*role)?.certainty())));
    FIELDS.iter().filter_map(of).filter(|(_, certainty)| *certainty < 1.0).collect()
}

/// A row with a column for each year gives several targets: each is as sure as its own cell.
pub fn of_target(reader: &Reader<'_>, column: usize, confidence: &mut Confidence) {
    let certainty = reader.cell_of(column).map_or(Certainty::default(), Cell::certainty);
    if certainty.is_certain() {
        confidence.remove("target");
    } else {
        confidence.insert("target".to_owned(), share(certainty));
    }
}

/// In hundredths: more would claim to know better than anybody measured.
fn share(certainty: Certainty) -> f64 {
    (f64::from(certainty.0) * 100.0).round() / 100.0
}
