//! What work comes to: assignments by state, late over due, counted and never estimated.

use std::collections::HashMap;
use std::hash::Hash;

use jiff::civil::Date;

use super::{AsOfDays, Day, LiveAssignment, LivePhase, LiveTask, LiveWork, Scope};
use crate::domain::AssignmentState;
use crate::domain::as_of::{AsOf, days_after};
use crate::domain::clarity::Clarity;
use crate::domain::org_unit::Hierarchy;

/// Days ahead that the board calls "đến hạn 30 ngày".
pub const DUE_SOON_DAYS: i64 = 30;

/// Assignments that count, parts of the work of others and replaced plans apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    /// In the order of [`AssignmentState::ALL`].
    pub by_state: [i64; 8],
    /// Late among [`Sums::due`]: not done and past the deadline, or done too late.
    pub late: i64,
    /// Assignments whose deadline is today or before, stopped ones apart.
    pub due: i64,
    /// Not finished, deadline within [`DUE_SOON_DAYS`] from today.
    pub due_soon: i64,
    /// Lead missing or not recognised.
    pub without_unit: i64,
    /// Day on which what waits longest was sent; none for [`Day::NONE`].
    pub waiting_since: Day,
}

impl Default for Sums {
    fn default() -> Self {
        Self { by_state: [0; 8], late: 0, due: 0, due_soon: 0, without_unit: 0, waiting_since: Day::NONE }
    }
}

impl Sums {
    pub fn of(&self, state: AssignmentState) -> i64 {
        self.by_state[state as usize]
    }

    pub fn total(&self) -> i64 {
        self.by_state.iter().sum()
    }

    pub fn done(&self) -> i64 {
        self.of(AssignmentState::DoneLate) + self.of(AssignmentState::DoneOnTime)
    }

    pub fn waiting(&self) -> i64 {
        self.of(AssignmentState::Waiting)
    }

    pub fn waiting_since(&self) -> Option<Date> {
        self.waiting_since.date()
    }

    /// Adds what stands elsewhere.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.by_state.iter_mut().zip(other.by_state) {
            *mine += theirs;
        }
        self.late += other.late;
        self.due += other.due;
        self.due_soon += other.due_soon;
        self.without_unit += other.without_unit;
        self.waiting_since = self.waiting_since.min(other.waiting_since);
    }

    fn take(&mut self, one: &LiveAssignment, as_of: AsOfDays, soon_until: Day) {
        self.by_state[one.state(as_of) as usize] += 1;
        self.late += i64::from(one.is_late(as_of.today));
        self.due += i64::from(one.is_due(as_of.today));
        let is_open = matches!(one.phase, LivePhase::Open | LivePhase::Returned);
        self.due_soon += i64::from(is_open && as_of.today <= one.current_due && one.current_due <= soon_until);
        self.without_unit += i64::from(one.unit.is_none());
        if one.phase == LivePhase::Waiting {
            self.waiting_since = self.waiting_since.min(one.submitted_on);
        }
    }
}

/// Not finished and past the deadline at the end of a day, counted on both deadlines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LateOn {
    pub on_original: i64,
    pub on_current: i64,
}

impl LiveWork {
    /// Shows every assignment of a plan or of all, within a scope, that counts.
    fn each_counted<'a>(&'a self, plan: Option<i64>, scope: &Scope, mut show: impl FnMut(&'a LiveTask, &'a LiveAssignment)) {
        self.each(scope, plan, |task| {
            if task.is_counted() {
                task.assignments.iter().filter(|one| scope.holds(one.unit)).for_each(|one| show(task, one));
            }
        });
    }

    /// Sums of the groups that `key` puts assignments into; what it puts into none is left out.
    pub fn sums_by<K: Eq + Hash>(
        &self,
        plan: Option<i64>,
        scope: &Scope,
        as_of: AsOf,
        key: impl Fn(&LiveTask, &LiveAssignment) -> Option<K>,
    ) -> HashMap<K, Sums> {
        let days = AsOfDays::from(as_of);
        let soon_until = days_after(as_of.today, DUE_SOON_DAYS).into();
        let mut out: HashMap<K, Sums> = HashMap::new();
        self.each_counted(plan, scope, |task, one| {
            if let Some(key) = key(task, one) {
                out.entry(key).or_default().take(one, days, soon_until);
            }
        });
        out
    }

    pub fn sums(&self, plan: Option<i64>, scope: &Scope, as_of: AsOf) -> Sums {
        let days = AsOfDays::from(as_of);
        let soon_until = days_after(as_of.today, DUE_SOON_DAYS).into();
        let mut out = Sums::default();
        self.each_counted(plan, scope, |_, one| out.take(one, days, soon_until));
        out
    }

    /// Sums of units with all below each in one hierarchy today.
    pub fn sums_below(&self, hierarchy: Hierarchy, units: &[i64], as_of: AsOf) -> HashMap<i64, Sums> {
        let below = |unit: i64| Scope::Units(self.units.below(unit, Some(hierarchy), as_of.today.into()));
        units.iter().map(|unit| (*unit, self.sums(None, &below(*unit), as_of))).collect()
    }

    pub fn late_on(&self, plan: Option<i64>, scope: &Scope, day: Date) -> LateOn {
        let day = Day::from(day);
        let mut out = LateOn::default();
        self.each_counted(plan, scope, |_, one| {
            let is_over = match one.phase {
                LivePhase::Done => one.completed_on <= day,
                LivePhase::Waiting => one.submitted_on <= day,
                LivePhase::Stopped => one.stopped_on <= day,
                LivePhase::Open | LivePhase::Returned => false,
            };
            out.on_original += i64::from(!is_over && one.original_due < day);
            out.on_current += i64::from(!is_over && one.current_due < day);
        });
        out
    }

    /// How many tasks with work within a scope lack each clarity, in the order of [`Clarity::ALL`].
    pub fn lacking(&self, plan: Option<i64>, scope: &Scope) -> [(Clarity, i64); 6] {
        let mut out = Clarity::ALL.map(|clarity| (clarity, 0));
        self.each(scope, plan, |task| {
            if task.is_counted() && task.assignments.iter().any(|one| scope.holds(one.unit)) {
                for ((_, count), lacks) in out.iter_mut().zip(task.lacks) {
                    *count += i64::from(lacks);
                }
            }
        });
        out
    }
}
