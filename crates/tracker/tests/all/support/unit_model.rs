//! A plain model of units in time: histories drawn at random, and figures followed day by day from what happened. Slow and
//! simple on purpose; it shares nothing with the board but the list of operations.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;

use super::FIRST_DAY;

/// Steps after the first day.
pub type Day = i64;

pub const LAST_DAY: Day = 30;

/// Days of the calendar between two days of a story.
const STEP: i64 = 5;

#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    Found,
    /// Units that end, and the one that takes them in; `None`: a new one.
    Merge(Vec<usize>, Option<usize>),
    /// The unit, whether it goes on as the first part, a unit that takes the second part (`None`: a new one), thousandths of the first.
    Split(usize, bool, Option<usize>, i64),
    Dissolve(usize),
    Rename(usize),
    /// From one of two parents to the other.
    Move(usize),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    pub founded: Day,
    /// First day on which it is no more.
    pub ended: Option<Day>,
}

/// Units by number, and what happened, in order of days.
#[derive(Debug, Clone, Default)]
pub struct Story {
    pub units: Vec<Unit>,
    pub ops: Vec<(Day, Op)>,
}

pub fn date_of(day: Day) -> Date {
    FIRST_DAY.saturating_add((day * STEP).days())
}

/// Drawn numbers become what may happen at that point; what may not is left out.
pub fn stories(start: usize, most: usize) -> impl Strategy<Value = Story> {
    let step = (0..7_u8, 0..100_usize, 0..100_usize, 0..100_usize, 0..4_i64, 1..1000_i64);
    prop::collection::vec(step, 1..most).prop_map(move |steps| {
        let mut story = Story { units: vec![Unit { founded: 0, ended: None }; start], ops: vec![] };
        let mut day = 1;
        for (kind, a, b, c, days, share) in steps {
            day = (day + days).min(LAST_DAY);
            story.happen(day, kind, [a, b, c], share);
        }
        story
    })
}

impl Story {
    fn happen(&mut self, day: Day, kind: u8, picks: [usize; 3], share: i64) {
        let free: Vec<usize> = (0..self.units.len()).filter(|unit| self.stands(*unit, day - 1) && !self.is_busy(*unit, day)).collect();
        if kind == 0 {
            self.found(day);
            self.ops.push((day, Op::Found));
            return;
        }
        let Some(first) = pick(&free, picks[0]) else { return };
        let other = pick(&free, picks[1]).filter(|other| *other != first);
        let third = pick(&free, picks[2]).filter(|third| *third != first && Some(*third) != other);
        let op = match kind {
            1 => Op::Merge([Some(first), third].into_iter().flatten().collect(), other),
            2 => match other {
                Some(other) => Op::Merge(vec![first, other], None),
                None => return,
            },
            3 => Op::Split(first, picks[2].is_multiple_of(2), other, share),
            4 => Op::Dissolve(first),
            5 => Op::Rename(first),
            _ => Op::Move(first),
        };
        match &op {
            Op::Merge(from, into) => {
                from.iter().for_each(|unit| self.units[*unit].ended = Some(day));
                if into.is_none() {
                    self.found(day);
                }
            }
            Op::Split(unit, goes_on, into, _) => {
                if !goes_on {
                    self.units[*unit].ended = Some(day);
                    self.found(day);
                }
                if into.is_none() {
                    self.found(day);
                }
            }
            Op::Dissolve(unit) => self.units[*unit].ended = Some(day),
            Op::Found | Op::Rename(_) | Op::Move(_) => {}
        }
        self.ops.push((day, op));
    }

    fn found(&mut self, day: Day) {
        self.units.push(Unit { founded: day, ended: None });
    }

    pub fn stands(&self, unit: usize, day: Day) -> bool {
        let Unit { founded, ended } = self.units[unit];
        founded <= day && ended.is_none_or(|ended| day < ended)
    }

    /// Something happens to it that day.
    fn is_busy(&self, unit: usize, day: Day) -> bool {
        self.units[unit].founded == day || self.ops.iter().any(|(on, op)| *on == day && op.touches(unit))
    }

    /// What each operation gives to whom, in thousandths; new units are those founded by it, in order.
    pub fn gifts(&self) -> Vec<(Day, usize, usize, i64)> {
        let mut next = self.units.iter().filter(|unit| unit.founded == 0).count();
        let mut new = || {
            next += 1;
            next - 1
        };
        let mut out = Vec::new();
        for (day, op) in &self.ops {
            match op {
                Op::Found => {
                    new();
                }
                Op::Merge(from, into) => {
                    let into = into.unwrap_or_else(&mut new);
                    out.extend(from.iter().map(|from| (*day, *from, into, 1000)));
                }
                Op::Split(unit, goes_on, into, share) => {
                    let first = if *goes_on { *unit } else { new() };
                    let second = into.unwrap_or_else(&mut new);
                    out.extend([(*day, *unit, first, *share), (*day, *unit, second, 1000 - share)]);
                }
                Op::Dissolve(_) | Op::Rename(_) | Op::Move(_) => {}
            }
        }
        out
    }

    /// Whether it stands below the second parent.
    pub fn is_moved(&self, unit: usize, day: Day) -> bool {
        self.ops.iter().filter(|(on, op)| *on <= day && *op == Op::Move(unit)).count() % 2 == 1
    }

    /// The day of its latest name.
    pub fn renamed_on(&self, unit: usize, day: Day) -> Option<Day> {
        self.ops.iter().filter(|(on, op)| *on <= day && *op == Op::Rename(unit)).map(|(on, _)| *on).next_back()
    }
}

impl Op {
    pub fn touches(&self, unit: usize) -> bool {
        match self {
            Self::Found => false,
            Self::Merge(from, into) => from.contains(&unit) || *into == Some(unit),
            Self::Split(of, _, into, _) => *of == unit || *into == Some(unit),
            Self::Dissolve(of) | Self::Rename(of) | Self::Move(of) => *of == unit,
        }
    }
}

fn pick(from: &[usize], at: usize) -> Option<usize> {
    (!from.is_empty()).then(|| from[at % from.len()])
}

/// Values that units gave for a period that ended on a day.
#[derive(Debug, Clone, Default)]
pub struct Given {
    pub end: Day,
    pub values: BTreeMap<usize, f64>,
}

impl Given {
    /// One value for about two of three units that stand at the end of the period, and for some that came later or ended before.
    pub fn of(story: &Story, end: Day, seed: &[u32]) -> Self {
        let of = |unit: usize| seed[unit % seed.len()] / (unit as u32 + 1);
        let gave = |unit: &usize| story.stands(*unit, end) != of(*unit).is_multiple_of(3);
        let values = (0..story.units.len()).filter(gave).map(|unit| (unit, f64::from(of(unit) % 9000 + 1) * 1000.0)).collect();
        Self { end, values }
    }

    fn is_late(&self, story: &Story, unit: usize) -> bool {
        story.units[unit].founded > self.end
    }

    /// The day at whose end a unit says what its value is: when the period ends, or as soon or as long as it stands.
    fn says_on(&self, story: &Story, unit: usize) -> Day {
        let Unit { founded, ended } = story.units[unit];
        if founded > self.end { founded } else { ended.map_or(self.end, |ended| self.end.min(ended - 1)) }
    }

    fn says(&self, story: &Story, unit: usize, day: Day) -> bool {
        self.values.contains_key(&unit) && self.says_on(story, unit) == day
    }

    /// How much of whose value a unit holds at the end of a day.
    pub fn held(&self, story: &Story, unit: usize, day: Day) -> BTreeMap<usize, f64> {
        if day < 0 || !story.stands(unit, day) {
            BTreeMap::new()
        } else if self.says(story, unit, day) {
            BTreeMap::from([(unit, 1.0)])
        } else {
            self.come(story, unit, day)
        }
    }

    /// What comes to a unit on a day, from itself and others.
    fn come(&self, story: &Story, unit: usize, day: Day) -> BTreeMap<usize, f64> {
        let gifts = story.gifts();
        let mut out: BTreeMap<usize, f64> = BTreeMap::new();
        let mut take = |from: usize, share: f64| {
            for (whose, weight) in self.held(story, from, day - 1) {
                *out.entry(whose).or_default() += weight * share;
            }
        };
        let gave = gifts.iter().any(|(on, from, ..)| *on == day && *from == unit);
        if !gave {
            take(unit, 1.0);
        }
        for (_, from, _, share) in gifts.iter().filter(|(on, _, to, _)| *on == day && *to == unit) {
            take(*from, *share as f64 / 1000.0);
        }
        out
    }

    /// Whose values came, by the end of the period, to a unit that had one of its own to say.
    fn answered(&self, story: &Story) -> BTreeSet<usize> {
        let speakers = self.values.keys().map(|unit| (*unit, self.says_on(story, *unit))).filter(|(_, on)| *on <= self.end);
        speakers.flat_map(|(unit, on)| self.come(story, unit, on).into_keys()).collect()
    }

    /// Of which units of an earlier day a unit of a later day came.
    pub fn came_of(story: &Story, unit: usize, later: Day, earlier: Day) -> BTreeSet<usize> {
        let gifts = story.gifts();
        let mut units = BTreeSet::from([unit]);
        for day in (earlier + 1..=later).rev() {
            units = units
                .into_iter()
                .flat_map(|unit| {
                    let gave = gifts.iter().any(|(on, from, ..)| *on == day && *from == unit);
                    let from = gifts.iter().filter(move |(on, _, to, _)| *on == day && *to == unit).map(|(_, from, ..)| *from);
                    let came: BTreeSet<usize> = from.collect();
                    // Founded out of nothing it stays what it is, though no earlier map has it.
                    let itself = came.is_empty() || (story.stands(unit, day - 1) && !gave);
                    came.into_iter().chain(itself.then_some(unit)).collect::<BTreeSet<usize>>()
                })
                .collect();
        }
        units
    }

    /// What the units of a set have together on the map of a day.
    pub fn sum(&self, story: &Story, units: &BTreeSet<usize>, day: Day) -> f64 {
        let answered = self.answered(story);
        let counts = |whose: &usize| day >= self.end || !answered.contains(whose);
        let mut sum = 0.0;
        for unit in units {
            let held = self.held(story, *unit, day);
            sum += held.iter().filter(|(whose, _)| counts(whose)).map(|(whose, weight)| self.values[whose] * weight).sum::<f64>();
        }
        for (unit, value) in &self.values {
            let from = self.says_on(story, *unit);
            if from <= day || !self.is_late(story, *unit) && !counts(unit) {
                continue;
            }
            // Of several that speak of the past the one founded first is heard.
            let heard = |other: &usize| {
                let founded = story.units[*other].founded;
                self.is_late(story, *other) && founded < from && Self::came_of(story, *unit, from, founded).contains(other)
            };
            let superseded = self.is_late(story, *unit)
                && (Self::came_of(story, *unit, from, self.end).iter().any(|unit| !self.held(story, *unit, self.end).is_empty())
                    || self.values.keys().any(heard));
            if !superseded && Self::came_of(story, *unit, from, day).is_subset(units) {
                sum += value;
            }
        }
        sum
    }
}
