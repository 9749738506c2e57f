//! Indicators with their targets and what was measured.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use roviec_plan::plan::Indicator as PlannedIndicator;

use super::audit::{self, Actor};
use super::dialect::{Arg, StoredDay, Tx, args};
use super::plans::written;
use super::tasks::{NamedAgency, agency_rows};
use crate::domain::folding::folded;
use crate::domain::indicator::{Direction, Pace, Point, pace};
use crate::domain::observation::{Measured, Period, total};
use crate::error::{Error, Result};

/// One indicator of a plan in force; grouping rows (kind "group") have no target.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Indicator {
    pub id: i64,
    pub plan_id: i64,
    pub plan_number: Option<String>,
    pub plan_title: String,
    pub number: Option<String>,
    pub section: Option<String>,
    pub section_title: Option<String>,
    pub name: String,
    /// "%", "doanh nghiệp"….
    pub measure_unit: Option<String>,
    /// "number" (may be added over units), "average", "rank", "ratio", "text", "group".
    pub kind: String,
    #[sqlx(try_from = "String")]
    pub direction: Direction,
    pub data_source: Option<String>,
    pub note: Option<String>,
    /// Lead agencies as written, joined by "; ".
    pub leads: Option<String>,
    pub span_json: String,
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct TargetRow {
    pub indicator_id: i64,
    /// Index among the compiled indicators of the plan.
    pub position: i64,
    pub horizon: Option<i64>,
    /// As the plan writes it: "≥ 80 %".
    pub text: Option<String>,
    /// As `roviec_plan::plan::Comparison` is written; `None` for a grouping row.
    pub comparison: Option<String>,
    pub value: Option<f64>,
    pub high: Option<f64>,
    pub span_json: String,
}

/// A figure that may prove a result.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct AcceptedRow {
    pub id: i64,
    pub name: String,
    pub measure_unit: Option<String>,
    /// Stored form of a `domain::observation::Period`.
    pub period: String,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    pub value: Option<f64>,
}

impl AcceptedRow {
    /// "Tỷ lệ hồ sơ trực tuyến, quý III/2026: 62,5 %".
    pub fn label(&self) -> String {
        let period = Period::parse(&self.period).map_or_else(|| self.period.clone(), Period::label);
        let value = match (self.numerator, self.denominator, self.value) {
            (Some(numerator), Some(denominator), _) => 100.0 * numerator / denominator,
            (_, _, value) => value.unwrap_or_default(),
        };
        let unit = self.measure_unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        format!("{}, {period}: {}{unit}", self.name, crate::domain::written::number(value, 2))
    }
}

const ACCEPTED_OF_UNIT: &str = "SELECT o.id, i.name, i.measure_unit, o.period, o.numerator, o.denominator, o.value
    FROM observations o JOIN indicators i ON i.id = o.indicator_id
    WHERE o.unit_id = $1 AND o.state = 'accepted'
        AND NOT EXISTS (SELECT 1 FROM observations c WHERE c.corrects_id = o.id AND c.state = 'accepted')
    ORDER BY o.period_end DESC, i.name, o.id LIMIT $2";

/// What a unit has measured and somebody accepted, the latest first.
///
/// # Errors
/// The database fails.
pub async fn accepted_of_unit(tx: &mut Tx, unit: i64, most: i64) -> Result<Vec<AcceptedRow>> {
    Ok(tx.all(ACCEPTED_OF_UNIT, args![unit, most]).await?)
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ObservationRow {
    pub id: i64,
    pub indicator_id: i64,
    pub unit_id: i64,
    pub unit_name: String,
    /// Last day of the unit.
    #[sqlx(try_from = "StoredDay")]
    pub unit_to: Date,
    /// Stored form of a `domain::observation::Period`.
    pub period: String,
    #[sqlx(try_from = "StoredDay")]
    pub period_end: Date,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    pub value: Option<f64>,
    /// "draft", "submitted", "accepted".
    pub state: String,
    /// "typed", "imported", "computed".
    pub source: String,
}

impl ObservationRow {
    pub fn measured(&self) -> Option<Measured> {
        match (self.numerator, self.denominator, self.value) {
            (Some(numerator), Some(denominator), _) => Some(Measured::Ratio { numerator, denominator }),
            (_, _, value) => value.map(Measured::Value),
        }
    }
}

/// All units of one period together.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodTotal {
    pub period: String,
    pub period_end: Date,
    /// `None` where the parts cannot be put together: percentages without numerators.
    pub measured: Option<Measured>,
    pub units_reported: usize,
    /// Units that have reported this indicator at any time up to the asked day and were there at the end of the period.
    pub units_expected: usize,
}

/// An indicator with its targets, its accepted totals in order of time, and its pace.
#[derive(Debug, Clone, PartialEq)]
pub struct IndicatorProgress {
    pub indicator: Indicator,
    pub targets: Vec<TargetRow>,
    pub totals: Vec<PeriodTotal>,
    pub pace: Pace,
}

impl IndicatorProgress {
    pub fn latest(&self) -> Option<&PeriodTotal> {
        self.totals.last()
    }
}

macro_rules! indicator_rows {
    ($end:literal) => {
        concat!(
            "SELECT i.id, i.plan_id, p.number AS plan_number, p.title AS plan_title, i.number, i.section, i.section_title, i.name,
                i.measure_unit, i.kind, i.direction, i.data_source, i.note, i.span_json,
                (SELECT string_agg(l.name, '; ' ORDER BY l.position) FROM indicator_units l
                 WHERE l.indicator_id = i.id AND l.role = 'lead') AS leads
             FROM indicators i JOIN plans p ON p.id = i.plan_id WHERE ",
            $end
        )
    };
}

const LIST: &str =
    indicator_rows!("p.state <> 'replaced' AND i.ended_on IS NULL AND ($1 IS NULL OR i.plan_id = $1) ORDER BY i.plan_id, i.position");
const FIND: &str = indicator_rows!("i.id = $1");

const TARGETS: &str = "SELECT t.indicator_id, t.position, t.horizon, t.text, t.comparison, t.value, t.high, t.span_json
    FROM indicator_targets t JOIN indicators i ON i.id = t.indicator_id
    WHERE ($1 IS NULL OR i.plan_id = $1) AND ($2 IS NULL OR i.id = $2) ORDER BY t.indicator_id, t.horizon NULLS FIRST, t.position";

macro_rules! observation_rows {
    ($end:literal) => {
        concat!(
            "SELECT o.id, o.indicator_id, o.unit_id, u.name AS unit_name, u.valid_to AS unit_to, o.period, o.period_end, o.numerator, o.denominator, o.value,
                o.state, o.source
             FROM observations o JOIN org_units u ON u.id = o.unit_id JOIN indicators i ON i.id = o.indicator_id
             WHERE NOT EXISTS (SELECT 1 FROM observations c WHERE c.corrects_id = o.id AND c.state = 'accepted') AND ",
            $end
        )
    };
}

const ACCEPTED: &str = observation_rows!(
    "o.state = 'accepted' AND o.period_end <= $1 AND ($2 IS NULL OR i.plan_id = $2) AND ($3 IS NULL OR i.id = $3)
     ORDER BY o.indicator_id, o.period_end, o.period, u.sort_key"
);

const OBSERVATIONS: &str = observation_rows!("o.indicator_id = $1 ORDER BY o.period_end DESC, o.period, u.sort_key, o.id");

/// Indicators of one plan, or of all that are not replaced, as the plans list them; values accepted for periods ended by `today`.
///
/// # Errors
/// The database fails.
pub async fn list(tx: &mut Tx, plan: Option<i64>, today: Date) -> Result<Vec<IndicatorProgress>> {
    let indicators: Vec<Indicator> = tx.all(LIST, args![plan]).await?;
    with_progress(tx, indicators, plan, None, today).await
}

/// # Errors
/// `NotFound`, or the database fails.
pub async fn find(tx: &mut Tx, id: i64, today: Date) -> Result<IndicatorProgress> {
    let indicator: Indicator = tx.one(FIND, args![id]).await?;
    let mut found = with_progress(tx, vec![indicator], None, Some(id), today).await?;
    found.pop().ok_or(Error::NotFound)
}

/// Every value of an indicator by period, newest first, corrected ones left out; drafts and submitted ones included.
///
/// # Errors
/// The database fails.
pub async fn observations(tx: &mut Tx, indicator: i64) -> Result<Vec<ObservationRow>> {
    Ok(tx.all(OBSERVATIONS, args![indicator]).await?)
}

/// Behind the line to their next target, largest gap (as a share of the needed value) first, and how many have a pace at all.
pub fn behind(indicators: &[IndicatorProgress]) -> (Vec<&IndicatorProgress>, usize) {
    let gap = |progress: &IndicatorProgress| match (progress.pace, progress.latest().and_then(|latest| latest.measured)) {
        (Pace::Behind { needed }, Some(measured)) => (needed - measured.shown()).abs() / needed.abs().max(1e-9),
        _ => 0.0,
    };
    let measurable = indicators.iter().filter(|progress| progress.pace != Pace::Unknown).count();
    let mut rows: Vec<_> = indicators.iter().filter(|progress| matches!(progress.pace, Pace::Behind { .. })).collect();
    rows.sort_by(|a, b| gap(b).total_cmp(&gap(a)));
    (rows, measurable)
}

async fn with_progress(
    tx: &mut Tx,
    indicators: Vec<Indicator>,
    plan: Option<i64>,
    id: Option<i64>,
    today: Date,
) -> Result<Vec<IndicatorProgress>> {
    let mut targets: BTreeMap<i64, Vec<TargetRow>> = BTreeMap::new();
    for target in tx.all::<TargetRow>(TARGETS, args![plan, id]).await? {
        targets.entry(target.indicator_id).or_default().push(target);
    }
    let mut observed: BTreeMap<i64, Vec<ObservationRow>> = BTreeMap::new();
    for row in tx.all::<ObservationRow>(ACCEPTED, args![today, plan, id]).await? {
        observed.entry(row.indicator_id).or_default().push(row);
    }
    let progress = indicators.into_iter().map(|indicator| {
        let targets = targets.remove(&indicator.id).unwrap_or_default();
        let totals = totals(&observed.remove(&indicator.id).unwrap_or_default(), indicator.kind == "number");
        let points: Vec<Point> = totals
            .iter()
            .filter_map(|total| total.measured.map(|measured| Point { on: total.period_end, value: measured.shown() }))
            .collect();
        let wanted: Vec<(i16, f64)> =
            targets.iter().filter_map(|target| Some((i16::try_from(target.horizon?).ok()?, target.value?))).collect();
        let pace = pace(&points, &wanted, indicator.direction, today);
        IndicatorProgress { indicator, targets, totals, pace }
    });
    Ok(progress.collect())
}

/// `rows` of one indicator in order of periods.
fn totals(rows: &[ObservationRow], additive: bool) -> Vec<PeriodTotal> {
    let units: BTreeMap<i64, Date> = rows.iter().map(|row| (row.unit_id, row.unit_to)).collect();
    rows.chunk_by(|a, b| a.period == b.period)
        .map(|rows| {
            let parts: Vec<Measured> = rows.iter().filter_map(ObservationRow::measured).collect();
            PeriodTotal {
                period: rows[0].period.clone(),
                period_end: rows[0].period_end,
                measured: total(&parts, additive),
                units_reported: rows.len(),
                units_expected: units.values().filter(|to| **to >= rows[0].period_end).count(),
            }
        })
        .collect()
}

/// A value as a unit sends it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NewObservation {
    pub indicator: i64,
    pub unit: i64,
    pub period: Period,
    pub measured: Measured,
    /// The accepted observation this one corrects.
    pub corrects: Option<i64>,
    pub noted_on: Date,
}

const INSERT_OBSERVATION: &str = "INSERT INTO observations
        (indicator_id, unit_id, period, period_end, numerator, denominator, value, state, source, corrects_id, noted_on, noted_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'submitted', 'typed', $8, $9, $10) RETURNING id";

/// Sends a value; it counts once it is accepted.
///
/// # Errors
/// `Conflict` when the unit has sent a value for this period and this one does not correct it, or the database fails.
pub async fn submit_observation(tx: &mut Tx, actor: Actor, new: NewObservation) -> Result<i64> {
    let (numerator, denominator, value) = match new.measured {
        Measured::Ratio { numerator, denominator } => (Some(numerator), Some(denominator), None),
        Measured::Value(value) => (None, None, Some(value)),
    };
    let period = new.period.to_string();
    let values = args![
        new.indicator,
        new.unit,
        period.as_str(),
        new.period.last_day(),
        numerator,
        denominator,
        value,
        new.corrects,
        new.noted_on,
        actor.user
    ];
    let (id,): (i64,) = tx.one(INSERT_OBSERVATION, values).await.map_err(|error| match error {
        sqlx::Error::Database(cause) if cause.is_unique_violation() => {
            Error::Conflict(format!("Đơn vị đã gửi số liệu {}; muốn sửa phải gửi số liệu đính chính", new.period.label()))
        }
        other => other.into(),
    })?;
    let after = serde_json::json!({ "period": period, "numerator": numerator, "denominator": denominator, "value": value });
    audit::append(tx, actor, "observation-submitted", ("observation", Some(id)), (None::<&()>, Some(&after))).await?;
    Ok(id)
}

const ACCEPT_OBSERVATION: &str = "UPDATE observations SET state = 'accepted' WHERE id = $1 AND state = 'submitted'";

/// # Errors
/// `Conflict` when it does not wait for acceptance, or the database fails.
pub async fn accept_observation(tx: &mut Tx, actor: Actor, id: i64) -> Result<()> {
    if tx.execute(ACCEPT_OBSERVATION, args![id]).await? != 1 {
        return Err(Error::Conflict("Số liệu này không còn chờ chấp nhận".to_owned()));
    }
    audit::append(tx, actor, "observation-accepted", ("observation", Some(id)), (None::<&()>, None::<&()>)).await
}

/// One indicator of a plan, gathered from the compiled rows of its years.
#[derive(Debug, Clone, PartialEq)]
pub struct NewIndicator<'a> {
    /// Index among the plan's indicators as they are stored.
    pub position: i64,
    /// Key of the first row in the draft.
    pub key: &'a str,
    pub first: &'a PlannedIndicator,
    pub kind: &'static str,
    pub direction: &'static str,
    /// Index among the compiled rows, and the row.
    pub rows: Vec<(i64, &'a PlannedIndicator)>,
}

const INSERT: &str = "INSERT INTO indicators (plan_id, position, number, section, section_title, name, name_folded, measure_unit, kind,
    direction, data_source, note, span_json, row_key) VALUES";
const UPDATE: &str = "UPDATE indicators SET position = $2, number = $3, section = $4, section_title = $5, name = $6, name_folded = $7,
        measure_unit = $8, kind = $9, direction = $10, data_source = $11, note = $12, span_json = $13, row_key = $14, ended_on = NULL
    WHERE id = $1";
const KEYS: &str = "SELECT row_key, id FROM indicators WHERE plan_id = $1 AND row_key IS NOT NULL";
const SHIFT: &str = "UPDATE indicators SET position = 1000000000 + id WHERE plan_id = $1";
const CLEAR_TARGETS: &str = "DELETE FROM indicator_targets WHERE indicator_id = $1";
const CLEAR_UNITS: &str = "DELETE FROM indicator_units WHERE indicator_id = $1";
const DELETE: &str = "DELETE FROM indicators WHERE id = $1";
const OBSERVED: &str = "SELECT COUNT(*) FROM observations WHERE indicator_id = $1";
const END: &str = "UPDATE indicators SET ended_on = $2 WHERE id = $1";
const INSERT_TARGETS: &str =
    "INSERT INTO indicator_targets (indicator_id, position, horizon, text, comparison, value, high, span_json) VALUES";

/// Indicators of a plan by row key.
///
/// # Errors
/// The database fails.
pub async fn keys(tx: &mut Tx, plan: i64) -> Result<HashMap<String, i64>> {
    Ok(tx.all::<(String, i64)>(KEYS, args![plan]).await?.into_iter().collect())
}

/// Makes room: every indicator of the plan behind all places that a reading can give.
///
/// # Errors
/// The database fails.
pub async fn shift(tx: &mut Tx, plan: i64) -> Result<()> {
    tx.execute(SHIFT, args![plan]).await?;
    Ok(())
}

/// Writes a new reading over the indicators that are `known` and adds the others; the ids, in order. What was
/// observed stays.
///
/// # Errors
/// The database fails.
pub async fn accept_all(tx: &mut Tx, plan: i64, indicators: &[(Option<i64>, NewIndicator<'_>)]) -> Result<Vec<i64>> {
    let mut new = Vec::new();
    for (known, indicator) in indicators {
        match known {
            Some(id) => {
                tx.execute(CLEAR_TARGETS, args![*id]).await?;
                tx.execute(CLEAR_UNITS, args![*id]).await?;
                tx.execute(UPDATE, row(*id, indicator)?).await?;
            }
            None => new.push(row(plan, indicator)?),
        }
    }
    tx.insert_all(INSERT, new).await?;
    let by_key = keys(tx, plan).await?;
    let mut ids = Vec::new();
    let mut targets = Vec::new();
    for (_, indicator) in indicators {
        let id = *by_key.get(indicator.key).ok_or_else(|| Error::Internal(format!("indicator {} was not written", indicator.key)))?;
        ids.push(id);
        for (position, compiled) in &indicator.rows {
            targets.push(target_row(id, *position, compiled)?);
        }
    }
    tx.insert_all(INSERT_TARGETS, targets).await?;
    Ok(ids)
}

/// The plan no longer has this indicator: it goes, or stays for the record where something was observed.
///
/// # Errors
/// The database fails.
pub async fn end(tx: &mut Tx, id: i64, on: Date) -> Result<()> {
    let (observed,): (i64,) = tx.one(OBSERVED, args![id]).await?;
    tx.execute(CLEAR_TARGETS, args![id]).await?;
    if observed > 0 {
        tx.execute(END, args![id, on]).await?;
    } else {
        tx.execute(CLEAR_UNITS, args![id]).await?;
        tx.execute(DELETE, args![id]).await?;
    }
    Ok(())
}

/// `owner` is the plan for a new row, the indicator itself for a known one.
fn row(owner: i64, new: &NewIndicator<'_>) -> Result<Vec<Arg>> {
    let first = new.first;
    let values = args![
        owner,
        new.position,
        first.no.as_deref(),
        first.section.as_deref(),
        first.section_title.as_deref(),
        first.name.as_str(),
        folded(&first.name),
        first.unit.as_deref(),
        new.kind,
        new.direction,
        first.data_source.as_deref(),
        first.note.as_deref(),
        serde_json::to_string(&first.span)?,
        new.key
    ];
    Ok(values.to_vec())
}

fn target_row(indicator: i64, position: i64, compiled: &PlannedIndicator) -> Result<Vec<Arg>> {
    let target = compiled.target.as_ref();
    let values = args![
        indicator,
        position,
        compiled.horizon.map(i64::from),
        target.and_then(|target| target.text.as_deref()),
        target.map(|target| written(&target.op)).transpose()?,
        target.and_then(|target| target.value),
        target.and_then(|target| target.high),
        serde_json::to_string(&compiled.span)?
    ];
    Ok(values.to_vec())
}

const INSERT_UNITS: &str = "INSERT INTO indicator_units (indicator_id, role, position, name, unit_id, group_id) VALUES";

/// The agencies of indicators, in order.
///
/// # Errors
/// The database fails.
pub async fn insert_units(tx: &mut Tx, units: &[(i64, Vec<NamedAgency<'_>>)]) -> Result<()> {
    Ok(tx.insert_all(INSERT_UNITS, agency_rows(units)).await?)
}

const LEAD_UNITS: &str = "SELECT unit_id FROM indicator_units WHERE indicator_id = $1 AND role = 'lead' AND unit_id IS NOT NULL
    ORDER BY position";

/// Units that answer for an indicator.
///
/// # Errors
/// The database fails.
pub async fn lead_units(tx: &mut Tx, id: i64) -> Result<Vec<i64>> {
    Ok(tx.all::<(i64,)>(LEAD_UNITS, args![id]).await?.into_iter().map(|(unit,)| unit).collect())
}
