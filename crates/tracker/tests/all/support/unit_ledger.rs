//! Entries of the ledger of units, as the tests make them.

use jiff::civil::{Date, date};
use roviec_tracker::domain::org_unit::Hierarchy;
use roviec_tracker::domain::unit_change::{Change, Founded, LegalBasis, Operation};
use roviec_tracker::store::{Tx, unit_changes};

use super::builders::{NOBODY, TODAY};

/// The day on which most of them take effect, and its eve.
pub const MERGED: Date = date(2026, 7, 1);
pub const BEFORE: Date = date(2026, 6, 30);

pub fn change(on: Date, operation: Operation) -> Change {
    let basis = LegalBasis { number: "Nghị quyết 12/NQ-HĐND".to_owned(), on: date(2026, 6, 15) };
    Change { on, basis, operation, moves_posts: true }
}

pub fn founded(code: &str, name: &str, parent: i64) -> Founded {
    Founded {
        code: code.to_owned(),
        identifier: None,
        name: name.to_owned(),
        short_name: None,
        kind: "commune".to_owned(),
        hierarchy: Hierarchy::Government,
        parent: Some(parent),
    }
}

pub async fn enter(tx: &mut Tx, on: Date, operation: Operation) -> i64 {
    unit_changes::enter(tx, NOBODY, &change(on, operation), TODAY).await.expect("is entered")
}

pub fn correction() -> LegalBasis {
    LegalBasis { number: "Công văn 9/SNV".to_owned(), on: date(2026, 10, 1) }
}
