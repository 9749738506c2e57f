//! Lists of tasks: which pass a filter, in which order, and what their assignments come to.

use std::cmp::Ordering;

use jiff::civil::Date;

use super::{AsOfDays, Day, LiveAssignment, LiveTask, LiveWork, Scope};
use crate::domain::as_of::AsOf;
use crate::domain::task_filter::{Slice, TaskFilter, TaskSort, searched_words};
use crate::domain::{AssignmentState, live_work::LivePhase};

/// What the assignments of a task that pass a filter come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub task: i64,
    /// Worst of them.
    pub state: AssignmentState,
    pub matching: i64,
    pub late: i64,
    /// Mean, rounded down.
    pub percent: i64,
    /// Earliest current deadline among what is not finished, or the latest of all.
    pub due: Day,
    /// All assignments of the task, and those that are done.
    pub assignments: i64,
    pub done: i64,
}

/// One page of a list, and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub rows: Vec<Standing>,
    pub total: i64,
}

/// A filter made ready for many rows.
struct Sieve<'f> {
    filter: &'f TaskFilter,
    scope: Scope,
    /// By the place in [`AssignmentState::ALL`].
    states: [bool; 8],
    due_from: Day,
    due_to: Day,
    words: Vec<memchr::memmem::Finder<'static>>,
    as_of: AsOfDays,
}

impl<'f> Sieve<'f> {
    fn of(work: &LiveWork, filter: &'f TaskFilter, as_of: AsOf) -> Self {
        let scope = if filter.without_unit && filter.unit.is_none() {
            Scope::Nameless
        } else {
            work.scope(filter.unit, filter.unit_alone, as_of.today)
        };
        let chosen: Vec<AssignmentState> = filter.state.map_or_else(|| filter.states.clone(), |state| vec![state]);
        let words = searched_words(&filter.text).iter().map(|word| memchr::memmem::Finder::new(word.as_bytes()).into_owned()).collect();
        Self {
            filter,
            scope,
            states: AssignmentState::ALL.map(|state| chosen.is_empty() || chosen.contains(&state)),
            due_from: filter.due_from.map_or(Day::from(Date::MIN), Day::from),
            due_to: filter.due_to.into(),
            words,
            as_of: as_of.into(),
        }
    }

    fn takes_task(&self, task: &LiveTask) -> bool {
        task.is_counted()
            && self.filter.plan.is_none_or(|plan| plan == task.plan)
            && self.filter.lacks.is_none_or(|clarity| task.lacks(clarity))
            && self.words.iter().all(|word| word.find(task.text.as_bytes()).is_some())
    }

    fn takes(&self, one: &LiveAssignment) -> Option<AssignmentState> {
        let state = one.state(self.as_of);
        let has_window = self.filter.due_from.is_some() || self.filter.due_to.is_some();
        let passes = self.states[state as usize]
            && self.scope.holds(one.unit)
            && (!self.filter.without_unit || one.unit.is_none())
            && (!has_window || (one.current_due != Day::NONE && self.due_from <= one.current_due && one.current_due <= self.due_to))
            && (!self.filter.late || one.is_late(self.as_of.today))
            && (!self.filter.due || one.is_due(self.as_of.today));
        passes.then_some(state)
    }

    /// What puts a task in its place, or `None` where nothing of it passes. The task itself is looked at last: its words cost most.
    fn found<'a>(&self, task: &'a LiveTask) -> Option<Found<'a>> {
        let mut state = None;
        let (mut first, mut last) = (Day::NONE, None);
        for one in &task.assignments {
            let Some(its) = self.takes(one) else { continue };
            state = Some(state.map_or(its, |worst: AssignmentState| worst.min(its)));
            if one.is_unfinished() {
                first = first.min(one.current_due);
            }
            if one.current_due != Day::NONE {
                last = last.max(Some(one.current_due));
            }
        }
        let state = state.filter(|_| self.takes_task(task))?;
        let due = if first == Day::NONE { last.unwrap_or(Day::NONE) } else { first };
        Some(Found { state, due, task })
    }

    fn standing(&self, found: &Found) -> Standing {
        let Found { state, due, task } = *found;
        let (mut matching, mut late, mut percent) = (0, 0, 0);
        for one in task.assignments.iter().filter(|one| self.takes(one).is_some()) {
            matching += 1;
            late += i64::from(one.is_late(self.as_of.today));
            percent += i64::from(one.percent);
        }
        let done = task.assignments.iter().filter(|one| one.phase == LivePhase::Done).count() as i64;
        let assignments = task.assignments.len() as i64;
        Standing { task: task.id, state, matching, late, percent: percent / matching.max(1), due, assignments, done }
    }
}

/// A task that passes, with what lists are put in order by.
#[derive(Clone, Copy)]
struct Found<'a> {
    state: AssignmentState,
    due: Day,
    task: &'a LiveTask,
}

fn compared(sort: TaskSort, a: &Found, b: &Found) -> Ordering {
    let by_day = || a.due.cmp(&b.due).then_with(|| a.task.id.cmp(&b.task.id));
    let (left, right) = (a.task, b.task);
    match sort {
        TaskSort::Deadline => by_day(),
        TaskSort::State => a.state.cmp(&b.state).then_with(by_day),
        TaskSort::Plan => (left.plan, left.position, left.id).cmp(&(right.plan, right.position, right.id)),
        TaskSort::Name => left.order.cmp(&right.order).then(left.id.cmp(&right.id)),
    }
}

impl LiveWork {
    /// Tasks that pass a filter, in its order.
    pub fn page(&self, filter: &TaskFilter, slice: Slice, as_of: AsOf) -> Page {
        let sieve = Sieve::of(self, filter, as_of);
        let mut found: Vec<Found> = Vec::new();
        self.each(&sieve.scope, filter.plan, |task| found.extend(sieve.found(task)));
        let total = found.len() as i64;
        let end = usize::try_from(slice.offset.saturating_add(slice.limit)).unwrap_or(usize::MAX).min(found.len());
        // Only what is shown needs its place.
        if 0 < end && end < found.len() {
            found.select_nth_unstable_by(end - 1, |left, right| compared(filter.sort, left, right));
        }
        found.truncate(end);
        found.sort_unstable_by(|left, right| compared(filter.sort, left, right));
        let offset = usize::try_from(slice.offset).unwrap_or(usize::MAX);
        Page { rows: found.iter().skip(offset).map(|found| sieve.standing(found)).collect(), total }
    }

    /// Assignments that pass a filter, the first due first and no more than `most`, and how many there are in all.
    pub fn assignments(&self, filter: &TaskFilter, most: usize, as_of: AsOf) -> (Vec<i64>, i64) {
        let sieve = Sieve::of(self, filter, as_of);
        let mut found: Vec<(Day, i64, i64, i64)> = Vec::new();
        self.each(&sieve.scope, filter.plan, |task| {
            let taken = task.assignments.iter().filter(|one| sieve.takes(one).is_some());
            let before = found.len();
            found.extend(taken.map(|one| (one.current_due, task.plan, task.position, one.id)));
            if found.len() > before && !sieve.takes_task(task) {
                found.truncate(before);
            }
        });
        found.sort_unstable();
        let total = found.len() as i64;
        (found.into_iter().take(most).map(|(.., id)| id).collect(), total)
    }
}
