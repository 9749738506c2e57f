//! Where all work stands, held in memory beside the database: lists and sums of a whole nation are walked through here, with the
//! same few lines of Rust for every filter, instead of being asked of an index that fits only one of them.

mod day;
mod listing;
mod sums;
mod units;
mod waiting;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::AssignmentState;
use super::as_of::AsOf;
use super::clarity::Clarity;

pub use day::Day;
pub use listing::{Page, Standing};
pub use sums::{DUE_SOON_DAYS, LateOn, Sums};
pub use units::{Scope, StandsUnder};
pub use waiting::Waiting;

/// As the database stores it, without the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LivePhase {
    Open,
    Waiting,
    Returned,
    Done,
    Stopped,
}

/// A result that nobody has answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenCompletion {
    pub id: i64,
    /// It went on to the assigner; otherwise it waits for the head of the unit.
    pub is_sent: bool,
    pub asked_on: Day,
    pub asked_by: i64,
    pub sent_by: Option<i64>,
    pub answer_due: Day,
}

/// More time that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenExtension {
    pub id: i64,
    pub asked_on: Day,
    pub asked_by: i64,
}

/// What an assignment waits for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Requests {
    pub completion: Option<OpenCompletion>,
    pub extension: Option<OpenExtension>,
}

/// Facts of an assignment; [`crate::domain::Assignment`] says what they mean.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveAssignment {
    pub id: i64,
    pub unit: Option<i64>,
    pub phase: LivePhase,
    pub percent: u8,
    pub original_due: Day,
    pub current_due: Day,
    pub completed_on: Day,
    pub submitted_on: Day,
    pub stopped_on: Day,
    /// Seldom there: it costs only a pointer otherwise.
    pub requests: Option<Box<Requests>>,
}

impl LiveAssignment {
    /// The same as [`crate::domain::Assignment::state`].
    pub fn state(&self, as_of: AsOfDays) -> AssignmentState {
        match self.phase {
            LivePhase::Stopped => AssignmentState::Stopped,
            LivePhase::Done if self.completed_on > self.current_due => AssignmentState::DoneLate,
            LivePhase::Done => AssignmentState::DoneOnTime,
            LivePhase::Waiting => AssignmentState::Waiting,
            LivePhase::Returned => AssignmentState::Returned,
            LivePhase::Open if self.current_due < as_of.today => AssignmentState::Overdue,
            LivePhase::Open if self.current_due <= as_of.near_until => AssignmentState::NearDue,
            LivePhase::Open => AssignmentState::Open,
        }
    }

    /// The same as [`crate::domain::Assignment::is_late`].
    pub fn is_late(&self, today: Day) -> bool {
        let reached = match self.phase {
            LivePhase::Stopped => return false,
            LivePhase::Done => self.completed_on,
            LivePhase::Waiting => self.submitted_on,
            LivePhase::Open | LivePhase::Returned => today,
        };
        self.current_due < reached
    }

    /// The same as [`crate::domain::Assignment::is_due`].
    pub fn is_due(&self, today: Day) -> bool {
        self.phase != LivePhase::Stopped && self.current_due <= today
    }

    fn is_unfinished(&self) -> bool {
        matches!(self.phase, LivePhase::Open | LivePhase::Waiting | LivePhase::Returned)
    }
}

/// A task with all its assignments.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveTask {
    pub id: i64,
    pub plan: i64,
    /// Place in the plan.
    pub position: i64,
    /// The group of tasks within the plan; one text for all tasks of the group.
    pub section: Option<Arc<str>>,
    /// A part is told below its whole and counted nowhere.
    pub is_part: bool,
    /// Another plan has taken the place of this one's.
    pub is_replaced: bool,
    /// In the order of [`Clarity::ALL`].
    pub lacks: [bool; 6],
    /// Folded, for search.
    pub text: Box<str>,
    /// [`crate::domain::collation::packed_key`] of the name.
    pub order: Box<[u8]>,
    pub assignments: Box<[LiveAssignment]>,
}

impl LiveTask {
    fn lacks(&self, clarity: Clarity) -> bool {
        Clarity::ALL.iter().zip(self.lacks).any(|(one, lacks)| lacks && *one == clarity)
    }

    fn is_counted(&self) -> bool {
        !self.is_part && !self.is_replaced
    }
}

/// [`AsOf`] in days that compare fast.
#[derive(Debug, Clone, Copy)]
pub struct AsOfDays {
    pub today: Day,
    pub near_until: Day,
}

impl From<AsOf> for AsOfDays {
    fn from(as_of: AsOf) -> Self {
        Self { today: as_of.today.into(), near_until: as_of.near_until.into() }
    }
}

/// All tasks by id, and which of them a unit or a plan has.
#[derive(Debug, Default)]
pub struct LiveWork {
    /// In the order in which they came; one that was taken away leaves a gap.
    tasks: Vec<Option<LiveTask>>,
    places: HashMap<i64, usize>,
    of_unit: HashMap<Option<i64>, Vec<u32>>,
    of_plan: HashMap<i64, Vec<u32>>,
    units: units::Units,
    sections: HashSet<Arc<str>>,
}

impl LiveWork {
    /// Puts a task in the place of what was known of it.
    pub fn put(&mut self, mut task: LiveTask) {
        task.section = task.section.map(|section| self.shared(section));
        let place = self.places.get(&task.id).copied().unwrap_or(self.tasks.len());
        if place == self.tasks.len() {
            self.tasks.push(None);
            self.places.insert(task.id, place);
        }
        self.forget_links(place);
        // Some four thousand million tasks fit.
        let link = place as u32;
        link_to(self.of_plan.entry(task.plan).or_default(), link);
        for assignment in &task.assignments {
            link_to(self.of_unit.entry(assignment.unit).or_default(), link);
        }
        self.tasks[place] = Some(task);
    }

    fn shared(&mut self, text: Arc<str>) -> Arc<str> {
        if let Some(known) = self.sections.get(&text) {
            return Arc::clone(known);
        }
        self.sections.insert(Arc::clone(&text));
        text
    }

    /// The task is no more.
    pub fn take_away(&mut self, id: i64) {
        if let Some(place) = self.places.remove(&id) {
            self.forget_links(place);
            self.tasks[place] = None;
        }
    }

    fn forget_links(&mut self, place: usize) {
        let Some(task) = &self.tasks[place] else { return };
        let link = place as u32;
        if let Some(links) = self.of_plan.get_mut(&task.plan) {
            unlink(links, link);
        }
        for assignment in &task.assignments {
            if let Some(links) = self.of_unit.get_mut(&assignment.unit) {
                unlink(links, link);
            }
        }
    }

    /// Every task there is, in no order that means anything.
    pub fn tasks(&self) -> impl Iterator<Item = &LiveTask> {
        self.tasks.iter().flatten()
    }

    /// Who stands below whom, all of it.
    pub fn set_units(&mut self, rows: Vec<StandsUnder>) {
        self.units = units::Units::of(rows);
    }

    /// Units that have work, within one and what is below it today, or all of them.
    pub fn working_units(&self, within: Option<i64>, today: Date) -> Vec<i64> {
        let scope = self.scope(within, false, today);
        self.of_unit
            .iter()
            .filter(|(_, links)| !links.is_empty())
            .filter_map(|(unit, _)| *unit)
            .filter(|unit| scope.holds(Some(*unit)))
            .collect()
    }

    /// Whether there is work that no unit of the directory has.
    pub fn has_work_without_unit(&self) -> bool {
        self.of_unit.get(&None).is_some_and(|links| !links.is_empty())
    }

    /// A unit with what stands below it, today or, where that has ended, on its last day; everything for `None`.
    pub fn scope(&self, unit: Option<i64>, alone: bool, today: Date) -> Scope {
        match unit {
            Some(unit) if alone => Scope::Units([unit].into()),
            Some(unit) => Scope::Units(self.units.below(unit, None, today.into())),
            None => Scope::All,
        }
    }

    /// Shows every task that can have work within a scope, of a plan or of any.
    fn each<'a>(&'a self, scope: &Scope, plan: Option<i64>, mut show: impl FnMut(&'a LiveTask)) {
        let of_places = |places: &[u32], show: &mut dyn FnMut(&'a LiveTask)| {
            for place in places {
                if let Some(task) = &self.tasks[*place as usize] {
                    show(task);
                }
            }
        };
        match (plan, scope) {
            (Some(plan), _) => of_places(self.of_plan.get(&plan).map_or(&[], Vec::as_slice), &mut show),
            (None, Scope::Nameless) => of_places(self.of_unit.get(&None).map_or(&[], Vec::as_slice), &mut show),
            (None, Scope::Units(units)) => {
                let mut places: Vec<u32> = units.iter().filter_map(|unit| self.of_unit.get(&Some(*unit))).flatten().copied().collect();
                places.sort_unstable();
                places.dedup();
                of_places(&places, &mut show);
            }
            (None, Scope::All) => self.tasks().for_each(show),
        }
    }
}

fn link_to(links: &mut Vec<u32>, link: u32) {
    if let Err(at) = links.binary_search(&link) {
        links.insert(at, link);
    }
}

fn unlink(links: &mut Vec<u32>, link: u32) {
    if let Ok(at) = links.binary_search(&link) {
        links.remove(at);
    }
}
