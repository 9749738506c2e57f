//! Figures read on the map of any day: what units measured, carried along mergers and splits to the units of that day.
//!
//! Forward a merger adds and a split shares out. Backward a merger cannot be taken apart: such a figure speaks of its
//! predecessors together. Each figure speaks on one day: the end of the period, the first day of a unit that is younger, the
//! last day of one that ended before. It takes the place of what would come to its unit until then, so that a new unit may
//! give the figure of its past, and a unit that took others in within the period speaks of them too.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::observation::{Measured, total};
use super::share::{Share, Weight};

/// From a day on, a share of what one unit was belongs to another. A unit that takes others in, or goes on after a split,
/// succeeds itself too, so that whoever succeeds nobody on a day is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Succession {
    pub on: Date,
    pub predecessor: i64,
    pub successor: i64,
    pub share: Share,
}

/// A value of one unit for the period in question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    pub unit: i64,
    /// First day of the unit: it may be later than the period.
    pub founded: Date,
    /// Last day of the unit: it may be earlier than the end of the period.
    pub until: Date,
    pub measured: Measured,
}

/// Why a figure stands nowhere on a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// The unit that came of it, or those it came of, gave a figure for the same period: wholly, or for a part of it.
    Superseded,
    /// Divided more often than can be counted exactly.
    TooFine,
}

/// The part of a figure that one unit of the map has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Place in the list of figures.
    pub figure: usize,
    pub unit: i64,
    pub weight: Weight,
    /// The unit is as it was when it measured: a rank or an average may be read too.
    pub untouched: bool,
}

/// The figures of one period on one map.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnMap {
    pub parts: Vec<Part>,
    /// Figures that speak of several units of the map together.
    pub joint: Vec<(usize, BTreeSet<i64>)>,
    pub left_out: Vec<(usize, LeftOut)>,
}

/// What a set of units of the map has together.
#[derive(Debug, Clone, PartialEq)]
pub struct Sum {
    /// `None` where nothing was measured, or the parts cannot be put together.
    pub measured: Option<Measured>,
    /// Places of the figures it is made of.
    pub counted: BTreeSet<usize>,
    /// Figures that speak of units within the set and outside it together: in no sum.
    pub apart: BTreeSet<usize>,
}

impl OnMap {
    fn superseded(&mut self, figures: &BTreeSet<usize>) {
        self.left_out.extend(figures.iter().map(|figure| (*figure, LeftOut::Superseded)));
    }

    /// A figure of `unit` on the later day `from`, on the map of `day`.
    fn put_back(&mut self, figure: usize, unit: i64, successions: &[Succession], (day, from): (Date, Date)) {
        let units = origins(successions, unit, (day, from));
        let is_touched = |step: &Succession| step.on > day && step.on <= from && (step.predecessor == unit || step.successor == unit);
        match (units.first(), units.len()) {
            (Some(origin), 1) => {
                let untouched = !successions.iter().any(is_touched);
                self.parts.push(Part { figure, unit: *origin, weight: Weight::WHOLE, untouched });
            }
            _ => self.joint.push((figure, units)),
        }
    }

    /// Each figure once, with as much of it as lies in `units`. `additive`: counts may be added; the parts of ratios always may.
    pub fn sum(&self, figures: &[Figure], units: &BTreeSet<i64>, additive: bool) -> Sum {
        let mut weights: BTreeMap<usize, (Weight, bool)> = BTreeMap::new();
        let mut apart = BTreeSet::new();
        let within = self.parts.iter().filter(|part| units.contains(&part.unit));
        let together = self.joint.iter().filter(|(_, joint)| joint.is_subset(units));
        let joint = together.map(|(figure, _)| Part { figure: *figure, unit: 0, weight: Weight::WHOLE, untouched: false });
        for part in within.copied().chain(joint) {
            let known = weights.entry(part.figure).or_insert((Weight::NOTHING, true));
            match known.0.plus(part.weight) {
                Some(sum) => *known = (sum, known.1 && part.untouched),
                None => {
                    apart.insert(part.figure);
                }
            }
        }
        apart.extend(self.joint.iter().filter(|(_, joint)| !joint.is_disjoint(units) && !joint.is_subset(units)).map(|(at, _)| *at));
        let parts: Vec<(Measured, Weight, bool)> =
            weights.iter().map(|(figure, (weight, untouched))| (figures[*figure].measured, *weight, *untouched)).collect();
        Sum { measured: together_of(&parts, additive), counted: weights.into_keys().collect(), apart }
    }
}

/// Ratios add their parts, counts add; a value that cannot be added stands only where it is alone and whole.
fn together_of(parts: &[(Measured, Weight, bool)], additive: bool) -> Option<Measured> {
    if let [(only, weight, true)] = parts
        && weight.is_whole()
    {
        return Some(*only);
    }
    let shared: Vec<Measured> = parts
        .iter()
        .map(|(measured, weight, _)| match *measured {
            Measured::Ratio { numerator, denominator } => {
                Measured::Ratio { numerator: weight.of(numerator), denominator: weight.of(denominator) }
            }
            Measured::Value(value) => Measured::Value(weight.of(value)),
        })
        .collect();
    let all_ratios = shared.iter().all(|part| matches!(part, Measured::Ratio { .. }));
    if all_ratios || additive { total(&shared, additive) } else { None }
}

impl Figure {
    /// The day as on which the figure is true.
    fn speaks_on(&self, period_end: Date) -> Date {
        period_end.min(self.until).max(self.founded)
    }
}

/// Figures for a period that ended on `period_end`, on the map of `day`.
pub fn on_map(figures: &[Figure], successions: &[Succession], period_end: Date, day: Date) -> OnMap {
    let spoken: Vec<(usize, Date)> = figures.iter().enumerate().map(|(at, figure)| (at, figure.speaks_on(period_end))).collect();
    let mut out = OnMap::default();
    let at_end = Carried::until(figures, successions, &spoken, period_end);
    if day >= period_end {
        Carried::until(figures, successions, &spoken, day).put_into(&mut out);
    } else {
        out.superseded(&at_end.displaced);
        // What gave way to a figure of the period's end, even in part, would be counted twice before.
        let (gone_by, to_come): (Vec<_>, Vec<_>) =
            spoken.iter().filter(|(at, on)| *on <= period_end && !at_end.displaced.contains(at)).partition(|(_, on)| *on <= day);
        Carried::until(figures, successions, &gone_by, day).put_into(&mut out);
        for (at, on) in to_come {
            out.put_back(at, figures[at].unit, successions, (day, on));
        }
    }
    for (at, founded) in spoken.iter().copied().filter(|(_, on)| *on > period_end && *on > day) {
        // Those the unit came of spoke for themselves, at the time or, founded before it, afterwards.
        let unit = figures[at].unit;
        let spoke_before = |(other, on): &(usize, Date)| {
            *on > period_end && *on < founded && origins(successions, unit, (*on, founded)).contains(&figures[*other].unit)
        };
        let at_the_time = origins(successions, unit, (period_end, founded));
        if at_the_time.iter().all(|unit| !at_end.held.contains_key(unit)) && !spoken.iter().any(spoke_before) {
            out.put_back(at, unit, successions, (day, founded));
        } else {
            out.left_out.push((at, LeftOut::Superseded));
        }
    }
    out.parts.sort_by_key(|part| (part.unit, part.figure));
    out
}

/// What stands at a unit on the way: weights by figure, and whether the unit is still as it was.
type Held = BTreeMap<i64, (BTreeMap<usize, Weight>, bool)>;

/// Figures carried along from day to day.
#[derive(Default)]
struct Carried {
    held: Held,
    /// Those that gave way to another where they came, wholly or in part.
    displaced: BTreeSet<usize>,
    too_fine: BTreeSet<usize>,
}

impl Carried {
    /// From the first day on which one of them speaks to the end of `day`.
    fn until(figures: &[Figure], successions: &[Succession], spoken: &[(usize, Date)], day: Date) -> Self {
        let mut out = Self::default();
        let Some(first) = spoken.iter().map(|(_, on)| *on).min() else { return out };
        let moves = successions.iter().map(|step| step.on).filter(|on| *on > first && *on <= day);
        let begun = spoken.iter().map(|(_, on)| *on).filter(|on| *on <= day);
        for on in moves.chain(begun).collect::<BTreeSet<Date>>() {
            let steps: Vec<&Succession> = successions.iter().filter(|step| step.on == on).collect();
            out.pass_on(&steps);
            for (at, _) in spoken.iter().filter(|(_, spoken_on)| *spoken_on == on) {
                let before = out.held.insert(figures[*at].unit, (BTreeMap::from([(*at, Weight::WHOLE)]), true));
                out.displaced.extend(before.into_iter().flat_map(|(weights, _)| weights.into_keys()));
            }
        }
        out
    }

    fn put_into(self, out: &mut OnMap) {
        for (unit, (weights, untouched)) in self.held {
            out.parts.extend(weights.into_iter().map(|(figure, weight)| Part { figure, unit, weight, untouched }));
        }
        out.superseded(&self.displaced);
        out.left_out.extend(self.too_fine.into_iter().map(|figure| (figure, LeftOut::TooFine)));
    }

    /// Everything that happens on one day happens at once.
    fn pass_on(&mut self, steps: &[&Succession]) {
        if steps.is_empty() {
            return;
        }
        let is_touched = |unit: i64| steps.iter().any(|step| step.predecessor == unit || step.successor == unit);
        let mut next = Held::new();
        for (unit, (weights, untouched)) in std::mem::take(&mut self.held) {
            // Two decisions of one day may let others into the same unit: it succeeds itself once.
            let mut to: BTreeMap<i64, Share> =
                steps.iter().filter(|step| step.predecessor == unit).map(|step| (step.successor, step.share)).collect();
            if to.is_empty() {
                to.insert(unit, Share::WHOLE);
            }
            for (successor, share) in to {
                let place = next.entry(successor).or_insert_with(|| (BTreeMap::new(), !is_touched(successor)));
                place.1 &= untouched;
                for (figure, weight) in &weights {
                    let sum = weight.times(share).and_then(|moved| place.0.get(figure).copied().unwrap_or(Weight::NOTHING).plus(moved));
                    match sum {
                        Some(sum) => {
                            place.0.insert(*figure, sum);
                        }
                        None => {
                            self.too_fine.insert(*figure);
                        }
                    }
                }
            }
        }
        self.held = next;
    }
}

/// The units of the map of `day` that a unit of the later day `from` came of; itself, where nothing happened to it.
pub fn origins(successions: &[Succession], unit: i64, (day, from): (Date, Date)) -> BTreeSet<i64> {
    let mut units = BTreeSet::from([unit]);
    let days: BTreeSet<Date> = successions.iter().map(|step| step.on).filter(|on| *on > day && *on <= from).collect();
    for on in days.into_iter().rev() {
        let before = |unit: i64| {
            let steps = successions.iter().filter(move |step| step.on == on && step.successor == unit);
            let came_of: BTreeSet<i64> = steps.map(|step| step.predecessor).collect();
            if came_of.is_empty() { BTreeSet::from([unit]) } else { came_of }
        };
        units = units.into_iter().flat_map(before).collect();
    }
    units
}
