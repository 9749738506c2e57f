//! What the reader may do with one assignment.

use jiff::civil::Date;

use crate::access;
use crate::error::Result;
use crate::pages::frame::Reader;
use crate::store::{Tx, posts};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct May {
    /// For the unit: report, send results, ask for extensions.
    pub report: bool,
    /// As head of the unit.
    pub approve: bool,
    /// As the assigner: confirm, return, grant, refuse, stop.
    pub answer: bool,
}

impl May {
    /// `unit` is the one that has to do the work; `None` where no unit answers to the name in the plan.
    ///
    /// # Errors
    /// The database fails.
    pub async fn of(tx: &mut Tx, reader: &Reader, unit: Option<i64>, today: Date) -> Result<Self> {
        let held = &reader.user.posts;
        let above = posts::above(tx, unit, today).await?;
        let desk = posts::desks(tx, held, today).await?;
        Ok(Self {
            report: access::can_report(held, &above),
            approve: access::can_approve(held, &above),
            answer: access::can_answer(held, &desk, &above),
        })
    }
}
