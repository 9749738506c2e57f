//! What differs between two versions of one row; spelling of tones, spaces and punctuation apart.

use serde::{Deserialize, Serialize};

use crate::matching::words::folded;
use crate::plan::{Deadline, Indicator, Target, Task};

/// What of a row changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    Name,
    Lead,
    Coordinating,
    Product,
    Deadline,
    Budget,
    Unit,
    Target,
    Horizon,
}

impl Field {
    /// "đổi lời", "chuyển cơ quan": what such a change is called.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Field::Name => "đổi lời",
            Field::Lead => "chuyển cơ quan chủ trì",
            Field::Coordinating => "đổi cơ quan phối hợp",
            Field::Product => "đổi sản phẩm",
            Field::Deadline => "đổi thời hạn",
            Field::Budget => "đổi kinh phí",
            Field::Unit => "đổi đơn vị tính",
            Field::Target => "đổi mục tiêu",
            Field::Horizon => "đổi năm",
        }
    }

    pub fn english(self) -> &'static str {
        match self {
            Field::Name => "reworded",
            Field::Lead => "other lead agency",
            Field::Coordinating => "other coordinating agencies",
            Field::Product => "other product",
            Field::Deadline => "other deadline",
            Field::Budget => "other budget",
            Field::Unit => "other unit",
            Field::Target => "other target",
            Field::Horizon => "other year",
        }
    }
}

/// One field in both versions, as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    pub field: Field,
    pub old: Option<String>,
    pub new: Option<String>,
}

pub fn of_task(old: &Task, new: &Task) -> Vec<FieldChange> {
    let text = |deadline: &Option<Deadline>| deadline.as_ref().and_then(|deadline| deadline.text.clone());
    let amount = |amount: Option<f64>| amount.map(|amount| format!("{} triệu đồng", crate::parse::money::shown(amount)));
    let mut out = vec![
        of_text(Field::Name, Some(&old.name), Some(&new.name)),
        of_agencies(Field::Lead, &old.lead, &new.lead),
        of_agencies(Field::Coordinating, &old.coordinating, &new.coordinating),
        of_text(Field::Product, old.product.as_deref(), new.product.as_deref()),
    ];
    if !same_deadline(old.deadline.as_ref(), new.deadline.as_ref()) {
        out.push(Some(FieldChange { field: Field::Deadline, old: text(&old.deadline), new: text(&new.deadline) }));
    }
    if old.budget_million_vnd != new.budget_million_vnd {
        let (old, new) = (amount(old.budget_million_vnd), amount(new.budget_million_vnd));
        out.push(Some(FieldChange { field: Field::Budget, old, new }));
    }
    out.into_iter().flatten().collect()
}

pub fn of_indicator(old: &Indicator, new: &Indicator) -> Vec<FieldChange> {
    let text = |target: &Option<Target>| target.as_ref().and_then(|target| target.text.clone());
    let mut out = vec![
        of_text(Field::Name, Some(&old.name), Some(&new.name)),
        of_text(Field::Unit, old.unit.as_deref(), new.unit.as_deref()),
        of_agencies(Field::Lead, &old.lead, &new.lead),
        of_agencies(Field::Coordinating, &old.coordinating, &new.coordinating),
    ];
    if !same_target(old.target.as_ref(), new.target.as_ref()) {
        out.push(Some(FieldChange { field: Field::Target, old: text(&old.target), new: text(&new.target) }));
    }
    if old.horizon != new.horizon {
        let year = |year: Option<i16>| year.map(|year| year.to_string());
        out.push(Some(FieldChange { field: Field::Horizon, old: year(old.horizon), new: year(new.horizon) }));
    }
    out.into_iter().flatten().collect()
}

fn of_text(field: Field, old: Option<&str>, new: Option<&str>) -> Option<FieldChange> {
    let differs = old.map(folded).unwrap_or_default() != new.map(folded).unwrap_or_default();
    differs.then(|| FieldChange { field, old: old.map(str::to_owned), new: new.map(str::to_owned) })
}

/// Agencies in any order.
fn of_agencies(field: Field, old: &[String], new: &[String]) -> Option<FieldChange> {
    let sorted = |list: &[String]| {
        let mut names: Vec<Vec<String>> = list.iter().map(|name| folded(name)).collect();
        names.sort();
        names
    };
    let joined = |list: &[String]| (!list.is_empty()).then(|| list.join("; "));
    (sorted(old) != sorted(new)).then(|| FieldChange { field, old: joined(old), new: joined(new) })
}

/// "Quý II/2026" and "30/6/2026" are one day.
fn same_deadline(old: Option<&Deadline>, new: Option<&Deadline>) -> bool {
    let (Some(old), Some(new)) = (old, new) else { return old.is_none() && new.is_none() };
    let meant = |deadline: &Deadline| (deadline.start, deadline.due, deadline.then_continuous, deadline.every_months, deadline.in_month);
    let known = |deadline: &Deadline| deadline.due.is_some() || deadline.every_months.is_some();
    let text = |deadline: &Deadline| deadline.text.as_deref().map(folded);
    if known(old) && known(new) { meant(old) == meant(new) } else { text(old) == text(new) }
}

fn same_target(old: Option<&Target>, new: Option<&Target>) -> bool {
    let (Some(old), Some(new)) = (old, new) else { return old.is_none() && new.is_none() };
    match (old.value, new.value) {
        (Some(_), Some(_)) => (old.op, old.value, old.high) == (new.op, new.value, new.high),
        _ => old.text.as_deref().map(folded) == new.text.as_deref().map(folded),
    }
}
