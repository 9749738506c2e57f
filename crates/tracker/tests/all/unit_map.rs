//! Figures on the map of any day, against a plain model that follows them day by day.

use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;
use roviec_tracker::domain::observation::Measured;
use roviec_tracker::domain::org_unit::OPEN_END;
use roviec_tracker::domain::share::Share;
use roviec_tracker::domain::unit_change::{Operation, Target};
use roviec_tracker::domain::unit_map::{Figure, Succession, on_map};

use crate::support::unit_model::{Given, LAST_DAY, Op, Story, date_of, stories};

/// The board's own account of what the operations mean for figures.
fn successions(story: &Story) -> Vec<Succession> {
    let mut next = story.units.iter().filter(|unit| unit.founded == 0).count() as i64;
    let mut new = || {
        next += 1;
        next - 1
    };
    let mut out = Vec::new();
    for (day, op) in &story.ops {
        let known = |unit: usize| Target::Known(unit as i64);
        // Which unit is new does not matter to the shares: a founded one stands for all.
        let founded = || {
            Target::New(roviec_tracker::domain::unit_change::Founded {
                code: "M".to_owned(),
                identifier: None,
                name: "Mới".to_owned(),
                short_name: None,
                kind: "commune".to_owned(),
                hierarchy: roviec_tracker::domain::org_unit::Hierarchy::Government,
                parent: None,
            })
        };
        let operation = match op {
            Op::Found => {
                new();
                continue;
            }
            Op::Rename(_) | Op::Move(_) => continue,
            Op::Dissolve(unit) => Operation::Dissolution { unit: *unit as i64 },
            Op::Merge(from, into) => {
                Operation::Merge { from: from.iter().map(|unit| *unit as i64).collect(), into: into.map_or_else(founded, known) }
            }
            Op::Split(unit, goes_on, into, share) => Operation::Split {
                unit: *unit as i64,
                parts: vec![
                    (if *goes_on { known(*unit) } else { founded() }, Share::per_mille(*share).expect("a share")),
                    (into.map_or_else(founded, known), Share::per_mille(1000 - share).expect("a share")),
                ],
                heir: 0,
            },
        };
        let targets: Vec<i64> = operation.targets().into_iter().map(|target| target.known().unwrap_or_else(&mut new)).collect();
        out.extend(operation.successions(date_of(*day), &targets));
    }
    out
}

fn figures(story: &Story, given: &Given) -> Vec<Figure> {
    let figure = |(unit, value): (&usize, &f64)| Figure {
        unit: *unit as i64,
        founded: date_of(story.units[*unit].founded),
        until: story.units[*unit].ended.map_or(OPEN_END, |ended| date_of(ended).yesterday().expect("a day before")),
        measured: Measured::Value(*value),
    };
    given.values.iter().map(figure).collect()
}

fn ids(units: &BTreeSet<usize>) -> BTreeSet<i64> {
    units.iter().map(|unit| *unit as i64).collect()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * a.abs().max(1.0)
}

fn value(measured: Option<Measured>) -> f64 {
    measured.map_or(0.0, Measured::shown)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sums_on_the_map_of_any_day_are_those_of_the_plain_model(
        story in stories(5, 14),
        end in 0..LAST_DAY,
        day in 0..LAST_DAY + 3,
        seed in prop::collection::vec(any::<u32>(), 4),
        chosen in any::<u32>(),
    ) {
        let given = Given::of(&story, end, &seed);
        let figures = figures(&story, &given);
        let map = on_map(&figures, &successions(&story), date_of(end), date_of(day));
        let standing: BTreeSet<usize> = (0..story.units.len()).filter(|unit| story.stands(*unit, day)).collect();
        let some: BTreeSet<usize> = standing.iter().copied().filter(|unit| chosen >> (unit % 32) & 1 == 1).collect();
        for units in [&standing, &some] {
            let sum = map.sum(&figures, &ids(units), true);
            let expected = given.sum(&story, units, day);
            prop_assert!(near(value(sum.measured), expected), "{:?} instead of {expected}: {map:?}", sum.measured);
        }
        for unit in &standing {
            let one = BTreeSet::from([*unit]);
            prop_assert!(near(value(map.sum(&figures, &ids(&one), true).measured), given.sum(&story, &one, day)));
        }
    }

    #[test]
    fn what_happens_later_does_not_change_an_earlier_map(
        story in stories(5, 14),
        end in 0..LAST_DAY,
        day in 0..LAST_DAY,
        seed in prop::collection::vec(any::<u32>(), 4),
    ) {
        let all = successions(&story);
        let last = date_of(end.max(day));
        let so_far: Vec<Succession> = all.iter().copied().filter(|step| step.on <= last).collect();
        let figures: Vec<Figure> = figures(&story, &Given::of(&story, end, &seed)).into_iter().filter(|figure| figure.founded <= last).collect();
        prop_assert_eq!(on_map(&figures, &all, date_of(end), date_of(day)), on_map(&figures, &so_far, date_of(end), date_of(day)));
    }

    #[test]
    fn no_figure_is_counted_more_than_once(
        story in stories(6, 12),
        end in 0..LAST_DAY,
        day in 0..LAST_DAY,
        seed in prop::collection::vec(any::<u32>(), 4),
    ) {
        let given = Given::of(&story, end, &seed);
        let figures = figures(&story, &given);
        let map = on_map(&figures, &successions(&story), date_of(end), date_of(day));
        let every: BTreeSet<i64> = (0..story.units.len() as i64).collect();
        for at in 0..figures.len() {
            let only: Vec<Figure> =
                figures.iter().enumerate().map(|(other, figure)| Figure { measured: Measured::Value(if other == at { 1.0 } else { 0.0 }), ..*figure }).collect();
            let counted = value(map.sum(&only, &every, true).measured);
            prop_assert!(counted <= 1.0, "{counted}");
        }
    }
}

const Q2: jiff::civil::Date = date(2025, 6, 30);
const MERGED: jiff::civil::Date = date(2025, 7, 1);
const TODAY: jiff::civil::Date = date(2026, 11, 20);

fn figure(unit: i64, measured: Measured) -> Figure {
    Figure { unit, founded: date(2011, 1, 1), until: OPEN_END, measured }
}

fn three_into_four() -> Vec<Succession> {
    [1, 2, 3].map(|predecessor| Succession { on: MERGED, predecessor, successor: 4, share: Share::WHOLE }).to_vec()
}

#[test]
fn a_ratio_of_merged_units_adds_numerators_and_denominators() {
    let figures = [
        figure(1, Measured::Ratio { numerator: 90.0, denominator: 100.0 }),
        figure(2, Measured::Ratio { numerator: 5.0, denominator: 10.0 }),
    ];
    let sum = on_map(&figures, &three_into_four(), Q2, TODAY).sum(&figures, &BTreeSet::from([4]), false);
    assert_eq!(sum.measured, Some(Measured::Ratio { numerator: 95.0, denominator: 110.0 }));
}

#[test]
fn a_rank_is_not_carried_to_a_unit_that_is_another_now() {
    let figures = [figure(1, Measured::Value(3.0)), figure(9, Measured::Value(5.0))];
    let map = on_map(&figures, &three_into_four(), Q2, TODAY);
    assert_eq!(map.sum(&figures, &BTreeSet::from([4]), false).measured, None);
    assert_eq!(map.sum(&figures, &BTreeSet::from([9]), false).measured, Some(Measured::Value(5.0)));
    let before = on_map(&figures, &three_into_four(), Q2, Q2);
    assert_eq!(before.sum(&figures, &BTreeSet::from([1]), false).measured, Some(Measured::Value(3.0)));
}

#[test]
fn a_figure_of_a_merged_unit_speaks_of_all_it_came_of() {
    let figures = [Figure { founded: MERGED, ..figure(4, Measured::Value(60.0)) }];
    let map = on_map(&figures, &three_into_four(), date(2025, 9, 30), Q2);
    let alone = map.sum(&figures, &BTreeSet::from([1]), true);
    assert_eq!((alone.measured, alone.apart.len()), (None, 1));
    assert_eq!(map.sum(&figures, &BTreeSet::from([1, 2, 3, 8]), true).measured, Some(Measured::Value(60.0)));
}

#[test]
fn a_new_unit_that_gives_the_figure_of_its_past_takes_the_place_of_those_it_came_of() {
    let figures = [
        figure(1, Measured::Value(10.0)),
        figure(2, Measured::Value(20.0)),
        Figure { founded: MERGED, ..figure(4, Measured::Value(35.0)) },
    ];
    let now = on_map(&figures, &three_into_four(), Q2, TODAY);
    assert_eq!(now.sum(&figures, &BTreeSet::from([4]), true).measured, Some(Measured::Value(35.0)));
    let then = on_map(&figures, &three_into_four(), Q2, Q2);
    assert_eq!(then.sum(&figures, &BTreeSet::from([1, 2, 3]), true).measured, Some(Measured::Value(30.0)));
}

#[test]
fn a_whole_that_was_split_comes_back_to_the_digit() {
    let share = |thousandths| Share::per_mille(thousandths).expect("a share");
    let steps =
        [(2, 333), (3, 333), (4, 334)].map(|(successor, part)| Succession { on: MERGED, predecessor: 1, successor, share: share(part) });
    let figures = [figure(1, Measured::Value(0.1))];
    let map = on_map(&figures, &steps, Q2, TODAY);
    assert_eq!(map.sum(&figures, &BTreeSet::from([2, 3, 4]), true).measured, Some(Measured::Value(0.1)));
}

#[test]
fn a_unit_that_was_merged_within_the_period_is_heard_where_its_heir_says_nothing() {
    let ended = |unit, value| Figure { until: Q2, ..figure(unit, Measured::Value(value)) };
    let figures = [ended(1, 10.0), ended(2, 20.0)];
    let (q3, heir) = (date(2025, 9, 30), BTreeSet::from([4]));
    let now = on_map(&figures, &three_into_four(), q3, TODAY);
    assert_eq!(now.sum(&figures, &heir, true).measured, Some(Measured::Value(30.0)));
    let then = on_map(&figures, &three_into_four(), q3, Q2);
    assert_eq!(then.sum(&figures, &BTreeSet::from([1]), true).measured, Some(Measured::Value(10.0)));
    let figures = [figures[0], figures[1], Figure { founded: MERGED, ..figure(4, Measured::Value(75.0)) }];
    let answered = on_map(&figures, &three_into_four(), q3, TODAY);
    assert_eq!(answered.sum(&figures, &heir, true).measured, Some(Measured::Value(75.0)));
    assert_eq!(answered.left_out.iter().map(|(figure, _)| *figure).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn a_rank_is_not_carried_back_to_a_unit_that_was_another_then() {
    let share = |thousandths| Share::per_mille(thousandths).expect("a share");
    let steps = [(1, 600), (2, 400)].map(|(successor, part)| Succession { on: MERGED, predecessor: 1, successor, share: share(part) });
    let figures = [figure(1, Measured::Value(3.0))];
    let map = on_map(&figures, &steps, date(2025, 9, 30), Q2);
    assert_eq!(map.sum(&figures, &BTreeSet::from([1]), false).measured, None);
    assert_eq!(map.sum(&figures, &BTreeSet::from([1]), true).measured, Some(Measured::Value(3.0)));
}
