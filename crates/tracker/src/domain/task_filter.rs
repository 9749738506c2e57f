//! What a list of tasks shows, and in which order.

use jiff::civil::Date;

use super::AssignmentState;
use super::clarity::Clarity;
use super::folding::folded;

/// Every part may be left open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TaskFilter {
    pub plan: Option<i64>,
    /// The unit with all units below it, as lead.
    pub unit: Option<i64>,
    /// Without the units below it.
    pub unit_alone: bool,
    pub state: Option<AssignmentState>,
    /// One of these states, where `state` is open; empty for all.
    pub states: Vec<AssignmentState>,
    /// Only what is late: past the deadline, or done too late.
    pub late: bool,
    /// Only what is due today or before.
    pub due: bool,
    /// Only what no recognised unit leads.
    pub without_unit: bool,
    /// Current deadline not before.
    pub due_from: Option<Date>,
    /// Current deadline not after.
    pub due_to: Option<Date>,
    /// Only tasks that lack it.
    pub lacks: Option<Clarity>,
    /// Words in any order, with or without diacritics.
    pub text: String,
    pub sort: TaskSort,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TaskSort {
    /// Nearest deadline first, those without one last.
    #[default]
    Deadline,
    /// Worst state first.
    State,
    /// As the plans list them.
    Plan,
    /// By name, Vietnamese order.
    Name,
}

/// A part of a longer list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    pub offset: i64,
    pub limit: i64,
}

/// Words the search compares one by one; further words must follow the last of them as typed.
const WORDS: usize = 4;
/// Longer than any title.
const CHARACTERS: usize = 200;

/// Folded words that a text has to hold, each of them.
pub fn searched_words(text: &str) -> Vec<String> {
    let text = folded(&text.chars().take(CHARACTERS).collect::<String>());
    text.splitn(WORDS, ' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
