//! Random histories entered through the ledger, against the plain model: figures on the map of any day, in overlapping
//! hierarchies, and everything as before once all is taken back.

use std::collections::BTreeSet;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use roviec_tracker::domain::Role;
use roviec_tracker::domain::observation::{Measured, Period};
use roviec_tracker::domain::org_unit::{Hierarchy, OPEN_END};
use roviec_tracker::domain::share::Share;
use roviec_tracker::domain::unit_change::{Change, Founded, LegalBasis, Operation, Target};
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::indicators::{self, NewObservation};
use roviec_tracker::store::{Database, Tx, unit_branches, unit_changes, unit_figures, units};

use crate::on_both_databases;
use crate::support::unit_model::{Given, LAST_DAY, Op, Story, date_of, stories};
use crate::support::*;

on_both_databases! {
    histories_entered_in_the_ledger_give_the_sums_of_the_plain_model
}

const CASES: usize = 20;
/// The last day of July 2025, as a step of a story.
const END: i64 = 6;

struct World {
    /// The parent of all at first, and the one they are moved to.
    tops: [i64; 2],
    /// Id of each unit of the story.
    ids: Vec<i64>,
    changes: Vec<i64>,
}

async fn histories_entered_in_the_ledger_give_the_sums_of_the_plain_model(database: Database) {
    let mut runner = TestRunner::deterministic();
    let mut taken_back = 0;
    for case in 0..CASES {
        let story = stories(4, 7).new_tree(&mut runner).expect("a story").current();
        let given = Given::of(&story, END, &[7919 * (case as u32 + 3), 104_729, 1_299_709, 15_485_863]);
        let mut tx = writing(&database).await;
        taken_back += usize::from(check(&mut tx, &story, &given).await);
        drop(tx);
    }
    assert!(taken_back > 0, "some histories are taken back as a whole");
}

/// Whether the history could be taken back afterwards.
async fn check(tx: &mut Tx, story: &Story, given: &Given) -> bool {
    let user = person(tx, "an", Role::Administrator, None).await;
    let actor = Actor { user: Some(user), ..NOBODY };
    let tops = [entered(tx, "T", None).await, entered(tx, "S", None).await];
    let mut world = World { tops, ids: vec![], changes: vec![] };
    for unit in 0..story.units.iter().filter(|unit| unit.founded == 0).count() {
        let id = entered(tx, &format!("U{unit}"), Some(world.tops[0])).await;
        world.ids.push(id);
        if unit % 2 == 0 {
            units::place(tx, Hierarchy::Party, id, Some(world.tops[0]), FIRST_DAY, OPEN_END).await.expect("is placed");
        }
    }
    let before = maps(tx, &world).await;
    for (day, op) in &story.ops {
        world.happen(tx, actor, story, (*day, op)).await;
    }
    let indicator = world.observe(tx, actor, given).await;
    let period = Period::Month { year: 2025, month: 7 };
    for day in 0..LAST_DAY + 2 {
        let map = unit_figures::on_map(tx, indicator, period, date_of(day)).await.expect("reads");
        let standing: BTreeSet<usize> = (0..story.units.len()).filter(|unit| story.stands(*unit, day)).collect();
        let first = story.units.iter().filter(|unit| unit.founded == 0).count();
        let party: BTreeSet<usize> = standing.iter().copied().filter(|unit| *unit < first && unit % 2 == 0).collect();
        let (moved, stayed): (BTreeSet<usize>, BTreeSet<usize>) = standing.iter().partition(|unit| story.is_moved(**unit, day));
        for (top, hierarchy, units) in [
            (0, Some(Hierarchy::Government), &stayed),
            (1, Some(Hierarchy::Government), &moved),
            (0, Some(Hierarchy::Party), &party),
            (0, None, &(&stayed | &party)),
        ] {
            let expected = given.sum(story, units, day);
            let sum = map.below(tx, world.tops[top], hierarchy).await.expect("adds");
            let found = sum.measured.map_or(0.0, Measured::shown);
            assert!((found - expected).abs() <= 1e-6 * expected.max(1.0), "day {day}, {hierarchy:?}: {found}, not {expected}: {story:?}");
        }
        for (top, units) in world.tops.into_iter().zip([&stayed, &moved]) {
            let rows = unit_branches::branch(tx, Hierarchy::Government, Some(top), date_of(day)).await.expect("lists");
            let found: BTreeSet<(String, String)> = rows.into_iter().map(|row| (row.code, row.name)).collect();
            assert_eq!(found, units.iter().map(|unit| (format!("U{unit}"), name_of(story, *unit, day))).collect(), "day {day}: {story:?}");
        }
    }
    assert_eq!(maps_between(tx, &world, -1, 0).await, before[..1], "an earlier day is as it was");
    // Figures of a unit that a change founded hold that change in place.
    if given.values.keys().any(|unit| story.units[*unit].founded > 0) {
        return false;
    }
    let basis = LegalBasis { number: "Văn bản đính chính".to_owned(), on: FIRST_DAY };
    while let Some(change) = world.changes.pop() {
        unit_changes::reverse(tx, actor, change, (&basis, "Ghi nhầm"), TODAY).await.expect("is taken back");
    }
    assert_eq!(maps(tx, &world).await, before, "{story:?}");
    true
}

fn name_of(story: &Story, unit: usize, day: i64) -> String {
    match story.renamed_on(unit, day) {
        Some(on) => format!("Đơn vị {unit} có tên từ ngày {on}"),
        None if story.units[unit].founded == 0 => format!("Đơn vị U{unit}"),
        None => format!("Đơn vị mới {unit}"),
    }
}

async fn entered(tx: &mut Tx, code: &str, parent: Option<i64>) -> i64 {
    let (id, _) = units::enter(tx, &unit(code, &format!("Đơn vị {code}"))).await.expect("is entered");
    units::place(tx, Hierarchy::Government, id, parent, FIRST_DAY, OPEN_END).await.expect("is placed");
    id
}

/// Codes and names below the tops in each hierarchy, day by day.
async fn maps(tx: &mut Tx, world: &World) -> Vec<Vec<(Hierarchy, String, String)>> {
    maps_between(tx, world, -1, LAST_DAY + 2).await
}

async fn maps_between(tx: &mut Tx, world: &World, from: i64, to: i64) -> Vec<Vec<(Hierarchy, String, String)>> {
    let mut out = Vec::new();
    for day in from..to {
        let mut map = Vec::new();
        for hierarchy in Hierarchy::ALL {
            for top in world.tops {
                let rows = unit_branches::branch(tx, hierarchy, Some(top), date_of(day)).await.expect("lists");
                map.extend(rows.into_iter().map(|row| (hierarchy, row.code, row.name)));
            }
        }
        out.push(map);
    }
    out
}

impl World {
    async fn happen(&mut self, tx: &mut Tx, actor: Actor, story: &Story, (day, op): (i64, &Op)) {
        let known = |unit: usize| Target::Known(self.ids[unit]);
        let mut next = self.ids.len();
        let mut founded = || {
            next += 1;
            Founded {
                code: format!("U{}", next - 1),
                identifier: None,
                name: format!("Đơn vị mới {}", next - 1),
                short_name: None,
                kind: "commune".to_owned(),
                hierarchy: Hierarchy::Government,
                parent: Some(self.tops[0]),
            }
        };
        let share = |thousandths: i64| Share::per_mille(thousandths).expect("a share");
        let operation = match op {
            Op::Found => Operation::Creation(founded()),
            Op::Merge(from, into) => Operation::Merge {
                from: from.iter().map(|unit| self.ids[*unit]).collect(),
                into: into.map_or_else(|| Target::New(founded()), known),
            },
            Op::Split(unit, goes_on, into, part) => {
                let first = if *goes_on { known(*unit) } else { Target::New(founded()) };
                let second = into.map_or_else(|| Target::New(founded()), known);
                let parts = vec![(first, share(*part)), (second, share(1000 - part))];
                Operation::Split { unit: self.ids[*unit], parts, heir: 0 }
            }
            Op::Dissolve(unit) => Operation::Dissolution { unit: self.ids[*unit] },
            Op::Rename(unit) => {
                let name = format!("Đơn vị {unit} có tên từ ngày {day}");
                Operation::Rename { unit: self.ids[*unit], name, short_name: None }
            }
            Op::Move(unit) => {
                let parent = self.tops[usize::from(story.is_moved(*unit, day))];
                Operation::Transfer { unit: self.ids[*unit], hierarchy: Hierarchy::Government, parent: Some(parent) }
            }
        };
        let basis = LegalBasis { number: "12/NQ-HĐND".to_owned(), on: FIRST_DAY };
        let change = Change { on: date_of(day), basis, operation, moves_posts: false };
        self.changes.push(unit_changes::enter(tx, actor, &change, TODAY).await.expect("what the model allows is entered"));
        for unit in self.ids.len()..next {
            let unit = units::by_code(tx, &format!("U{unit}")).await.expect("asks").expect("was founded");
            self.ids.push(unit.id);
        }
    }

    async fn observe(&self, tx: &mut Tx, actor: Actor, given: &Given) -> i64 {
        let rows = vec![indicator("1", "Số hồ sơ", "hồ sơ", 2026, 80.0)];
        let plan = plan_of(&imported(tx, &compiled("12/KH-UBND", FILE, vec![], rows), FILE).await);
        let indicator = indicators::list(tx, Some(plan), TODAY).await.expect("lists")[0].indicator.id;
        for (unit, value) in &given.values {
            let period = Period::Month { year: 2025, month: 7 };
            let new = NewObservation {
                indicator,
                unit: self.ids[*unit],
                period,
                measured: Measured::Value(*value),
                corrects: None,
                noted_on: TODAY,
            };
            let id = indicators::submit_observation(tx, actor, new).await.expect("is sent");
            indicators::accept_observation(tx, actor, id).await.expect("is accepted");
        }
        indicator
    }
}
