//! Reminders: the rules of plans, the run of a day, and what each person was told.

/// A digest is shown when its run is through: `g` is the digest.
macro_rules! finished {
    () => {
        "EXISTS (SELECT 1 FROM reminder_runs r WHERE r.day = g.day AND r.finished_at IS NOT NULL)"
    };
}

mod digests;
mod rules;
mod run;

pub use digests::{Digest, Given, Item, digest, items, mark_read, of_assignment, of_user, unread};
pub use rules::{all as all_rules, clear as clear_rules, issuer_of, of_plan as rules_of_plan, set as set_rules};
pub use run::{Page, Run, Stage, begin, deadlines, digests_of, extensions, find, last, last_id, people, record, results};
