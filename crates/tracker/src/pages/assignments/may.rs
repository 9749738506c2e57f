//! What the reader may do with one assignment.

use jiff::civil::Date;

use crate::access;
use crate::error::Result;
use crate::pages::frame::Reader;
use crate::store::{Tx, assignments, parts, posts};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct May {
    /// For the unit: report, send results, ask for extensions.
    pub report: bool,
    /// As head of the unit.
    pub approve: bool,
    /// As the assigner: confirm, return, grant, refuse, stop. Of a part, the unit that gave it.
    pub answer: bool,
    /// Change who does it and until when, by a document.
    pub amend: bool,
    /// The assignment is a part of the work of another unit.
    pub is_part: bool,
}

impl May {
    /// # Errors
    /// `NotFound`, or the database fails.
    pub async fn of(tx: &mut Tx, reader: &Reader, assignment: i64, today: Date) -> Result<Self> {
        let held = &reader.user.posts;
        let unit = assignments::unit_of(tx, assignment).await?;
        let above = posts::above(tx, unit, today).await?;
        let desk = posts::desks(tx, held, today).await?;
        let lead = parts::lead_of(tx, assignment).await?;
        let assigns = access::can_answer(held, &desk, &above);
        let answer = match lead {
            Some(lead) => access::can_report(held, &posts::above(tx, lead, today).await?),
            None => assigns,
        };
        Ok(Self {
            report: access::can_report(held, &above),
            approve: access::can_approve(held, &above),
            answer,
            amend: if lead.is_some() { answer } else { assigns },
            is_part: lead.is_some(),
        })
    }
}
