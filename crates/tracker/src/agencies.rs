//! Every agency name of a draft with what it means, for a person to decide what nobody answers to.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;
use roviec_plan::plan::Plan;

use crate::domain::agency_name::name_key;
use crate::domain::agency_suggestion::Directory;
use crate::error::Result;
use crate::store::Tx;
use crate::store::unit_names::{self, Meant, UnitNames};

/// One name as the plan writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct AgencyName {
    pub name: String,
    pub meant: Meant,
    /// Name of the unit or group in the directory.
    pub called: Option<String>,
    /// Members of a group on the plan's date.
    pub members: Vec<String>,
    /// Rows it leads, and rows it stands in at all.
    pub leads: usize,
    pub rows: usize,
    /// A person has decided to leave it as it stands.
    pub left_open: bool,
    /// Units and groups it may mean, the nearest first; only where nobody answers to it.
    pub suggestions: Vec<(Meant, String)>,
}

impl AgencyName {
    /// Waits for a person.
    pub fn is_open(&self) -> bool {
        self.meant == Meant::Nobody && !self.left_open
    }
}

/// The names of a plan as its issuer means them, what waits first, then by use.
#[derive(Debug)]
pub struct AgencyNames {
    pub names: Vec<AgencyName>,
    /// What may be chosen by hand: units and groups within the issuer's reach, in Vietnamese order.
    pub choices: Vec<String>,
    directory: UnitNames,
    reach: Directory<Meant>,
    issuer: Option<i64>,
    /// Day on which units and groups are read.
    pub day: Date,
}

const SUGGESTED: usize = 4;

impl AgencyNames {
    /// # Errors
    /// The database fails.
    pub async fn of(tx: &mut Tx, plan: &Plan, today: Date) -> Result<Self> {
        let day = plan.document.issued_on.unwrap_or(today);
        let directory = UnitNames::load(tx, day).await?;
        let left_open = unit_names::left_open(tx).await?;
        let issuer = plan.document.issuer.as_deref().and_then(|name| directory.issuer(name));
        let reach = directory.within_reach(issuer);
        let near = Directory::of(&reach);
        let mut names: Vec<AgencyName> =
            counted(plan).into_iter().map(|used| resolved(used, &directory, issuer, (&left_open, &near))).collect();
        names.sort_by_key(|name| (!name.is_open(), std::cmp::Reverse(name.leads), std::cmp::Reverse(name.rows)));
        let mut choices: Vec<String> = reach.iter().map(|(_, name)| (*name).to_owned()).collect();
        choices.sort_by_cached_key(|name| crate::domain::collation::sort_key(name));
        choices.dedup();
        Ok(Self { names, choices, directory, reach: near, issuer, day })
    }

    pub fn open(&self) -> usize {
        self.names.iter().filter(|name| name.is_open()).count()
    }

    /// What a typed name means to the issuer of this plan.
    pub fn meant(&self, name: &str) -> Meant {
        self.directory.meant(name, self.issuer)
    }

    /// What is like a typed name.
    pub fn like(&self, name: &str) -> Vec<String> {
        self.reach.suggestions(name).into_iter().take(SUGGESTED).map(|near| near.name).collect()
    }
}

/// Each name once, with how often it leads and stands anywhere.
fn counted(plan: &Plan) -> BTreeMap<&str, (usize, usize)> {
    let leads = plan.tasks.iter().flat_map(|task| &task.lead).chain(plan.indicators.iter().flat_map(|row| &row.lead));
    let others = plan.tasks.iter().flat_map(|task| &task.coordinating).chain(plan.indicators.iter().flat_map(|row| &row.coordinating));
    let mut out: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (name, leads) in leads.map(|name| (name, 1)).chain(others.map(|name| (name, 0))).filter(|(name, _)| !name.trim().is_empty()) {
        let used = out.entry(name).or_default();
        *used = (used.0 + leads, used.1 + 1);
    }
    out
}

fn resolved(
    (name, (leads, rows)): (&str, (usize, usize)),
    directory: &UnitNames,
    issuer: Option<i64>,
    (left_open, reach): (&HashSet<String>, &Directory<Meant>),
) -> AgencyName {
    let meant = directory.meant(name, issuer);
    let called = match meant {
        Meant::Unit(unit) => directory.unit_name(unit),
        Meant::Group(group) => directory.group_name(group),
        Meant::Nobody => None,
    };
    let members = match meant {
        Meant::Group(group) => directory.members(group).iter().filter_map(|unit| directory.unit_name(*unit)).map(str::to_owned).collect(),
        Meant::Unit(_) | Meant::Nobody => Vec::new(),
    };
    let near = if meant == Meant::Nobody { reach.suggestions(name) } else { Vec::new() };
    AgencyName {
        name: name.to_owned(),
        meant,
        called: called.map(str::to_owned),
        members,
        leads,
        rows,
        left_open: left_open.contains(&name_key(name)),
        suggestions: near.into_iter().take(SUGGESTED).map(|near| (near.id, near.name)).collect(),
    }
}
