//! Values of the indicators over the invented year: ratios with numerators and denominators, some by
//! commune and month, the others by quarter from their lead agency.

use anyhow::Result;
use roviec_tracker::domain::folding::folded;
use roviec_tracker::domain::indicator::Direction;
use roviec_tracker::domain::observation::{Measured, Period};
use roviec_tracker::store::indicators::{self, IndicatorProgress, NewObservation};
use roviec_tracker::store::live_work::Live;
use roviec_tracker::store::plans;
use roviec_tracker::store::unit_names::{Meant, UnitNames};
use roviec_tracker::store::{Tx, units};

use super::DEMO_DAY;
use super::people::People;

/// The last month that is over on the demo day.
const MONTHS: i8 = 10;

/// # Errors
/// The database fails.
pub async fn fill(tx: &mut Tx, people: &People) -> Result<()> {
    let names = UnitNames::load(tx, DEMO_DAY).await?;
    let communes: Vec<i64> =
        units::all(tx, DEMO_DAY).await?.into_iter().filter(|unit| unit.kind == "commune").map(|unit| unit.id).collect();
    let issuers: Vec<(i64, Option<i64>)> = {
        let as_of = roviec_tracker::domain::AsOf::new(DEMO_DAY, 7);
        plans::list(tx, &Live::default(), as_of).await?.into_iter().map(|plan| (plan.id, plan.issuer_unit_id)).collect()
    };
    for (at, progress) in indicators::list(tx, None, DEMO_DAY).await?.into_iter().enumerate() {
        let issuer = issuers.iter().find(|(plan, _)| *plan == progress.indicator.plan_id).and_then(|(_, issuer)| *issuer);
        let lead = progress.indicator.leads.as_deref().and_then(|leads| leads.split("; ").next()).map(|lead| names.meant(lead, issuer));
        let Some(Meant::Unit(lead)) = lead else { continue };
        let Some(target) = first_target(&progress) else { continue };
        let of_province = names.issuer("Ủy ban nhân dân tỉnh Lam Giang") == issuer;
        if of_province && progress.indicator.kind == "ratio" && counted_by_communes(&progress.indicator.name) {
            by_communes(tx, people, &progress, target, &communes, at).await?;
        } else {
            by_lead(tx, people, &progress, target, lead, at).await?;
        }
    }
    Ok(())
}

/// Value wanted at the nearest horizon.
fn first_target(progress: &IndicatorProgress) -> Option<f64> {
    progress.targets.iter().filter(|target| target.horizon.is_some_and(|year| year >= 2026)).find_map(|target| target.value)
}

fn counted_by_communes(name: &str) -> bool {
    let name = folded(name);
    ["thu tuc hanh chinh", "dan so"].iter().any(|words| name.contains(words))
}

/// Where the year stands at a share of it (0 to 1): from well below the target to near, above or clearly below it.
fn level(target: f64, direction: Direction, at: usize, share: f64) -> f64 {
    let (first, last) = match direction {
        Direction::Higher => (0.55 + (at % 4) as f64 * 0.07, [0.98, 1.03, 0.80, 0.94, 1.0][at % 5]),
        Direction::Lower => (1.6, [1.1, 1.0, 1.3][at % 3]),
    };
    target * (first + (last - first) * share)
}

async fn by_communes(tx: &mut Tx, people: &People, progress: &IndicatorProgress, target: f64, communes: &[i64], at: usize) -> Result<()> {
    for month in 1..=MONTHS {
        for (n, commune) in communes.iter().enumerate() {
            // One commune has not sent its last month yet, another's waits for acceptance.
            let last = month == MONTHS;
            if last && n == at % communes.len() {
                continue;
            }
            let share = f64::from(month) / f64::from(MONTHS);
            let tilt = 1.0 + (n as f64 - communes.len() as f64 / 2.0) * 0.012;
            let percent = (level(target, progress.indicator.direction, at, share) * tilt).min(99.5);
            let denominator = 380.0 + (n * 67 % 410) as f64 + f64::from(month) * 9.0;
            let measured = Measured::Ratio { numerator: (denominator * percent / 100.0).round(), denominator };
            let period = Period::Month { year: 2026, month };
            let accepted = !(last && n == (at + 1) % communes.len());
            send(tx, people, progress, *commune, (period, measured), accepted).await?;
        }
    }
    Ok(())
}

async fn by_lead(tx: &mut Tx, people: &People, progress: &IndicatorProgress, target: f64, lead: i64, at: usize) -> Result<()> {
    let indicator = &progress.indicator;
    if indicator.kind == "rank" {
        let year = |year, value: f64| (Period::Year { year }, Measured::Value(value));
        for value in [year(2024, (target * 1.7).round()), year(2025, (target * 1.3).round())] {
            send(tx, people, progress, lead, value, true).await?;
        }
        return Ok(());
    }
    for quarter in 1..=3 {
        let value = level(target, indicator.direction, at, f64::from(quarter) / 3.0);
        let measured = match indicator.kind.as_str() {
            "ratio" => {
                let denominator = 240.0 + (at * 53 % 900) as f64;
                Measured::Ratio { numerator: (denominator * value.min(100.0) / 100.0).round(), denominator }
            }
            "number" if target.fract() == 0.0 => Measured::Value(value.round()),
            _ => Measured::Value((value * 10.0).round() / 10.0),
        };
        send(tx, people, progress, lead, (Period::Quarter { year: 2026, quarter }, measured), true).await?;
    }
    Ok(())
}

async fn send(
    tx: &mut Tx,
    people: &People,
    progress: &IndicatorProgress,
    unit: i64,
    (period, measured): (Period, Measured),
    accepted: bool,
) -> Result<()> {
    let noted_on = period.last_day().saturating_add(jiff::Span::new().days(5)).min(DEMO_DAY);
    let new = NewObservation { indicator: progress.indicator.id, unit, period, measured, corrects: None, noted_on };
    let id = indicators::submit_observation(tx, people.of(unit), new).await?;
    if accepted {
        indicators::accept_observation(tx, people.confirming(), id).await?;
    }
    Ok(())
}
