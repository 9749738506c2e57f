//! Reminders: the rules of plans, the run of a day, and what each person was told.

/// A digest is whole when its run has told everybody: `g` is the digest.
macro_rules! finished {
    () => {
        "EXISTS (SELECT 1 FROM reminder_runs r WHERE r.day = g.day AND r.stage IN ('mails', 'done'))"
    };
}

mod digests;
mod rules;
mod run;

pub use digests::{Digest, Given, Item, digest, items, mark_read, of_assignment, of_user, unread};
pub use rules::{all as all_rules, clear as clear_rules, issuer_of, of_plan as rules_of_plan, set as set_rules};
pub use run::{Page, Run, Stage, begin, deadlines, digests_of, extensions, find, last, last_id, people, record, results};
