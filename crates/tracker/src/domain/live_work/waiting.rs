//! What waits for an answer within a unit: results for its head or for the assigner, and requests for more time.

use super::{Day, LiveAssignment, LivePhase, LiveTask, LiveWork};
use crate::domain::as_of::AsOf;

/// Assignments in the order in which they wait, no more than were asked for, and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    pub assignments: Vec<i64>,
    pub total: i64,
}

impl LiveWork {
    /// Results that wait for the head of a unit, with those of all units below it; `None`: of every unit.
    pub fn to_approve(&self, within: Option<i64>, most: usize, as_of: AsOf) -> Waiting {
        self.waiting(within, most, as_of, |_, one| {
            let completion = one.requests.as_ref()?.completion.filter(|completion| !completion.is_sent)?;
            Some((completion.asked_on, completion.id))
        })
    }

    /// Results that wait for the assigner, without parts, which their own giver answers, and without what `user` asked for or sent.
    pub fn to_answer(&self, within: Option<i64>, user: i64, most: usize, as_of: AsOf) -> Waiting {
        self.waiting(within, most, as_of, |task, one| {
            let completion = one.requests.as_ref().and_then(|requests| requests.completion).filter(|completion| completion.is_sent);
            let by = |by: Option<i64>| by == Some(user);
            let is_own = completion.is_some_and(|completion| completion.asked_by == user || by(completion.sent_by));
            let waits = one.phase == LivePhase::Waiting && task.is_counted() && !is_own;
            waits.then(|| (completion.map_or(one.submitted_on, |completion| completion.answer_due), one.id))
        })
    }

    /// Extensions that wait for the assigner, without those `user` asked for.
    pub fn to_extend(&self, within: Option<i64>, user: i64, most: usize, as_of: AsOf) -> Waiting {
        self.waiting(within, most, as_of, |task, one| {
            let extension = one.requests.as_ref()?.extension.filter(|extension| extension.asked_by != user && !task.is_part)?;
            Some((extension.asked_on, extension.id))
        })
    }

    fn waiting(
        &self,
        within: Option<i64>,
        most: usize,
        as_of: AsOf,
        place: impl Fn(&LiveTask, &LiveAssignment) -> Option<(Day, i64)>,
    ) -> Waiting {
        let scope = self.scope(within, false, as_of.today);
        let mut found: Vec<((Day, i64), i64)> = Vec::new();
        self.each(&scope, None, |task| {
            let within = task.assignments.iter().filter(|one| scope.holds(one.unit));
            found.extend(within.filter_map(|one| Some((place(task, one)?, one.id))));
        });
        found.sort_unstable();
        let total = found.len() as i64;
        Waiting { assignments: found.into_iter().take(most).map(|(_, id)| id).collect(), total }
    }
}
