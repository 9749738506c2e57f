use roviec_tracker::Error;
use roviec_tracker::domain::Role;
use roviec_tracker::domain::indicator::Pace;
use roviec_tracker::domain::observation::{Measured, Period};
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::indicators::{self, NewObservation};
use roviec_tracker::store::{Database, Tx};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    a_ratio_of_several_units_adds_numerators_and_denominators
    only_accepted_values_count_and_a_correction_takes_the_place_of_what_it_corrects
    an_indicator_below_its_line_is_behind
}

struct Setting {
    province: Province,
    actor: Actor,
    indicator: i64,
}

async fn setting(tx: &mut Tx) -> Setting {
    let province = province(tx).await;
    let user = person(tx, "an", Role::UnitOfficer, None).await;
    let rows = vec![indicator("1", "Tỷ lệ hồ sơ trực tuyến", "%", 2026, 80.0)];
    let plan = plan_of(&imported(tx, &compiled("12/KH-UBND", FILE, vec![], rows), FILE).await);
    let indicator = indicators::list(tx, Some(plan), TODAY).await.expect("lists")[0].indicator.id;
    Setting { province, actor: Actor { user: Some(user), at: 0, ..NOBODY }, indicator }
}

fn month(month: i8) -> Period {
    Period::Month { year: 2026, month }
}

impl Setting {
    fn ratio(&self, unit: i64, period: Period, numerator: f64, denominator: f64) -> NewObservation {
        let measured = Measured::Ratio { numerator, denominator };
        NewObservation { indicator: self.indicator, unit, period, measured, corrects: None, noted_on: TODAY }
    }

    async fn accepted(&self, tx: &mut Tx, new: NewObservation) -> i64 {
        let id = indicators::submit_observation(tx, self.actor, new).await.expect("is sent");
        indicators::accept_observation(tx, self.actor, id).await.expect("is accepted");
        id
    }
}

async fn a_ratio_of_several_units_adds_numerators_and_denominators(database: Database) {
    let mut tx = writing(&database).await;
    let set = setting(&mut tx).await;
    set.accepted(&mut tx, set.ratio(set.province.communes[0], month(1), 90.0, 100.0)).await;
    set.accepted(&mut tx, set.ratio(set.province.communes[1], month(1), 5.0, 10.0)).await;
    set.accepted(&mut tx, set.ratio(set.province.communes[0], month(2), 95.0, 100.0)).await;
    let found = indicators::find(&mut tx, set.indicator, TODAY).await.expect("is there");
    let seen: Vec<_> =
        found.totals.iter().map(|total| (total.period.as_str(), total.measured, total.units_reported, total.units_expected)).collect();
    let ratio = |numerator, denominator| Some(Measured::Ratio { numerator, denominator });
    assert_eq!(seen, [("2026-M01", ratio(95.0, 110.0), 2, 2), ("2026-M02", ratio(95.0, 100.0), 1, 2)]);
    let rows = indicators::observations(&mut tx, set.indicator).await.expect("lists");
    assert_eq!(rows.iter().map(|row| row.period.as_str()).collect::<Vec<_>>(), ["2026-M02", "2026-M01", "2026-M01"]);
}

async fn only_accepted_values_count_and_a_correction_takes_the_place_of_what_it_corrects(database: Database) {
    let mut tx = writing(&database).await;
    let set = setting(&mut tx).await;
    let unit = set.province.health;
    let first = set.accepted(&mut tx, set.ratio(unit, month(1), 10.0, 100.0)).await;
    let correction = NewObservation { corrects: Some(first), ..set.ratio(unit, month(1), 20.0, 100.0) };
    let second = indicators::submit_observation(&mut tx, set.actor, correction).await.expect("is sent");
    let shown = async |tx: &mut Tx| {
        indicators::find(tx, set.indicator, TODAY).await.expect("is there").totals[0].measured.expect("a value").shown()
    };
    assert_eq!(shown(&mut tx).await, 10.0);
    indicators::accept_observation(&mut tx, set.actor, second).await.expect("is accepted");
    assert_eq!(shown(&mut tx).await, 20.0);
    assert!(matches!(indicators::accept_observation(&mut tx, set.actor, second).await, Err(Error::Conflict(_))));
    tx.commit().await.expect("commits");
    let mut tx = writing(&database).await;
    let again = indicators::submit_observation(&mut tx, set.actor, set.ratio(unit, month(1), 30.0, 100.0)).await;
    assert!(matches!(again, Err(Error::Conflict(sentence)) if sentence.contains("tháng 1/2026")));
}

async fn an_indicator_below_its_line_is_behind(database: Database) {
    let mut tx = writing(&database).await;
    let set = setting(&mut tx).await;
    set.accepted(&mut tx, set.ratio(set.province.health, month(1), 40.0, 100.0)).await;
    set.accepted(&mut tx, set.ratio(set.province.health, month(10), 45.0, 100.0)).await;
    let list = indicators::list(&mut tx, None, TODAY).await.expect("lists");
    assert!(matches!(list[0].pace, Pace::Behind { needed } if needed > 70.0));
    let (behind, measurable) = indicators::behind(&list);
    assert_eq!((behind.len(), measurable), (1, 1));
}
