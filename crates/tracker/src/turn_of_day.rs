//! What was entered ahead of its day happens when the day comes: names of units, and work that goes to another unit; then people are
//! reminded.

use std::time::Duration;

use jiff::civil::Date;
use rand::RngExt;

use crate::error::Result;
use crate::reminding::{self, Reminding};
use crate::state::AppState;
use crate::store::audit::Actor;
use crate::store::{Database, check_points, taken_forms, unit_changes, work_changes};

/// Seconds between two looks at the calendar.
const LOOK_SECONDS: u64 = 60;

/// Seconds after which nobody sends a form once more: a month on a phone without a line.
const FORM_SECONDS: i64 = 31 * 86_400;

/// Carries out what is due, and forgets forms of long ago. How many changes.
///
/// # Errors
/// The database fails.
pub async fn turn(db: &Database, actor: Actor, today: Date) -> Result<usize> {
    let mut tx = db.write().await?;
    let done = unit_changes::carry_out_due(&mut tx, actor, today).await?;
    taken_forms::forget(&mut tx, actor.at - FORM_SECONDS).await?;
    work_changes::forget(&mut tx).await?;
    tx.commit().await?;
    Ok(done)
}

/// Work without an end that has no check point yet gets its first one. How much of it.
///
/// # Errors
/// The database fails.
pub async fn open_check_points(db: &Database, actor: Actor, today: Date, months: u8) -> Result<usize> {
    let mut tx = db.write().await?;
    let count = check_points::open_missing(&mut tx, actor, today, months).await?;
    tx.commit().await?;
    Ok(count)
}

/// At the start and then once on every day, as long as the board runs; people are reminded from their hour on. What fails is tried
/// again a minute later.
pub async fn keep(state: AppState) {
    let reminding = Reminding::by(&state.config);
    let (mut turned, mut reminded) = (None, None);
    loop {
        let today = state.clock.today();
        let actor = || Actor { user: None, post: None, source: None, at: state.clock.now(), seed: rand::rng().random() };
        if turned != Some(today) {
            if let Err(error) = open_check_points(&state.db, actor(), today, state.config.check_months).await {
                tracing::error!(%error, "check points were not set");
            }
            match turn(&state.db, actor(), today).await {
                Ok(_) => turned = Some(today),
                Err(error) => tracing::error!(%error, "changes of units that are due were not carried out"),
            }
        }
        if reminded != Some(today) && state.clock.local().hour() >= state.config.reminder_hour {
            match reminding::run(&state.db, actor(), today, &reminding).await {
                Ok(()) => reminded = Some(today),
                Err(error) => tracing::error!(%error, "the reminders of the day were not all written"),
            }
        }
        tokio::time::sleep(Duration::from_secs(LOOK_SECONDS)).await;
    }
}
