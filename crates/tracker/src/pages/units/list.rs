//! `GET /units`: the tree of one hierarchy on the map of a day, a branch at a time, or the units whose name has the words asked for.
//!
//! `?he=` the hierarchy, `q=` words, `ngay=` the day of the map, `mo=` the unit whose branch is open.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use jiff::civil::Date;
use serde::Deserialize;

use crate::access;
use crate::domain::folding::folded;
use crate::domain::org_unit::Hierarchy;
use crate::domain::{AsOf, written};
use crate::error::Result;
use crate::pages::address::{Pager, address};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{PAGE_SIZE, number_in, page, page_in};
use crate::state::AppState;
use crate::store::live_work::Live;
use crate::store::unit_branches::{self, BranchRow, Load};
use crate::store::unit_changes::{self, Undecided};
use crate::store::{Tx, units};

/// Up to so many units the whole tree is open.
const OPEN_ALL: i64 = 60;
/// Work of units that are no more, named before the tree.
const MOST_UNDECIDED: usize = 5;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    he: String,
    q: String,
    page: String,
    ngay: String,
    mo: String,
}

#[derive(Template)]
#[template(path = "units/list.html")]
struct List {
    frame: Frame,
    hierarchies: Vec<Hierarchy>,
    hierarchy: Hierarchy,
    q: String,
    day: Date,
    /// What was typed for the day cannot be read.
    day_refused: bool,
    is_today: bool,
    tree: Vec<Branch>,
    found: Vec<(BranchRow, Load)>,
    pager: Option<Pager>,
    units: i64,
    undecided: Vec<Undecided>,
    may_change: bool,
    /// Gives open work to another unit.
    may_give: bool,
}

/// A unit with what is open below it.
#[derive(Template)]
#[template(path = "units/_branch.html")]
pub struct Branch {
    row: BranchRow,
    /// With everything below; `None` on the map of another day.
    load: Option<Load>,
    children: Vec<Branch>,
    is_open: bool,
    /// The link that opens it.
    link: String,
}

impl Branch {
    /// The child with the most late, by name.
    fn worst(&self) -> Option<(&str, i64)> {
        let late = self.children.iter().filter_map(|child| Some((child.row.name.as_str(), child.load?.late)));
        late.filter(|(_, late)| *late > 0).max_by_key(|(_, late)| *late)
    }
}

/// The tree that is asked for.
struct Map<'m> {
    live: &'m Live,
    hierarchy: Hierarchy,
    day: Date,
    as_of: AsOf,
    opened: BTreeSet<i64>,
    open_all: bool,
    typed_day: String,
}

pub async fn list(State(state): State<AppState>, reader: Reader, Query(asked): Query<Asked>) -> Result<impl IntoResponse> {
    let as_of = state.as_of();
    let typed = written::parsed_day(&asked.ngay);
    let day = typed.unwrap_or(as_of.today);
    let mut tx = state.db.read().await?;
    let hierarchies = unit_branches::hierarchies(&mut tx, day).await?;
    let hierarchy = asked.he.parse().ok().or(hierarchies.first().copied()).unwrap_or(Hierarchy::Government);
    let count = unit_branches::count(&mut tx, hierarchy, day).await?;
    let undecided = unit_changes::undecided(&mut tx, None, as_of.today).await?;
    let (mut tree, mut found, mut pager) = (Vec::new(), Vec::new(), None);
    if folded(&asked.q).is_empty() {
        let opened = opened(&mut tx, number_in(&asked.mo), hierarchy, day).await?;
        let typed_day = typed.map(written::day).unwrap_or_default();
        tree = Map { live: &state.live, hierarchy, day, as_of, opened, open_all: count <= OPEN_ALL, typed_day }.branches(&mut tx).await?;
    } else {
        let (rows, shown) = search(&mut tx, &state.live, &asked, (hierarchy, day), as_of).await?;
        (found, pager) = (rows, Some(shown));
    }
    drop(tx);
    let may_change = access::can_change_units(&reader.user.posts);
    let may_give = access::can_take_in(&reader.user.posts);
    let (is_today, day_refused) = (day == as_of.today, typed.is_none() && !asked.ngay.trim().is_empty());
    let frame = Frame::of(&state, reader, Section::Units);
    let q = asked.q;
    page(&List {
        frame,
        hierarchies,
        hierarchy,
        q,
        day,
        day_refused,
        is_today,
        tree,
        found,
        pager,
        units: count,
        undecided,
        may_change,
        may_give,
    })
}

/// The unit asked for and all above it.
async fn opened(tx: &mut Tx, unit: Option<i64>, hierarchy: Hierarchy, day: Date) -> Result<BTreeSet<i64>> {
    let Some(unit) = unit else { return Ok(BTreeSet::new()) };
    let above = units::path_in(tx, hierarchy, unit, day).await?;
    Ok(above.into_iter().map(|unit| unit.id).chain([unit]).collect())
}

/// One page of the units whose name, short name or code holds every word.
async fn search(
    tx: &mut Tx,
    live: &Live,
    asked: &Asked,
    (hierarchy, day): (Hierarchy, Date),
    as_of: AsOf,
) -> Result<(Vec<(BranchRow, Load)>, Pager)> {
    let words = folded(&asked.q);
    let has_words = |row: &BranchRow| {
        let text = folded(&format!("{} {} {}", row.name, row.short_name.as_deref().unwrap_or_default(), row.code));
        words.split(' ').all(|word| text.contains(word))
    };
    let matching: Vec<BranchRow> = unit_branches::every(tx, hierarchy, day).await?.into_iter().filter(has_words).collect();
    let pairs = [("he", asked.he.as_str()), ("q", &asked.q), ("ngay", &asked.ngay)];
    let pager = Pager::new("/units", &pairs, page_in(&asked.page) as u64, PAGE_SIZE as u64, matching.len() as i64, "đơn vị");
    let mut rows = Vec::new();
    for row in matching.into_iter().skip(pager.first.saturating_sub(1) as usize).take(PAGE_SIZE as usize) {
        let load = unit_branches::own(tx, live, row.id, as_of).await?;
        rows.push((row, load));
    }
    Ok((rows, pager))
}

impl Map<'_> {
    async fn branches(&self, tx: &mut Tx) -> Result<Vec<Branch>> {
        let mut tops = self.level(tx, None).await?;
        let only = tops.len() == 1;
        for top in &mut tops {
            self.grow(tx, top, only).await?;
        }
        Ok(tops)
    }

    /// Boxed because it calls itself.
    fn grow<'a>(
        &'a self,
        tx: &'a mut Tx,
        branch: &'a mut Branch,
        open: bool,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>> {
        Box::pin(async move {
            if branch.row.children == 0 || !(open || self.open_all || self.opened.contains(&branch.row.id)) {
                return Ok(());
            }
            branch.is_open = true;
            branch.children = self.level(tx, Some(branch.row.id)).await?;
            for child in &mut branch.children {
                self.grow(tx, child, false).await?;
            }
            Ok(())
        })
    }

    async fn level(&self, tx: &mut Tx, parent: Option<i64>) -> Result<Vec<Branch>> {
        let rows = unit_branches::branch(tx, self.hierarchy, parent, self.day).await?;
        let loads = match self.day == self.as_of.today {
            true => Some(unit_branches::loads(tx, self.live, self.hierarchy, &rows, self.as_of).await?),
            false => None,
        };
        let branch = |row: BranchRow| {
            let load = loads.as_ref().map(|loads| loads.get(&row.id).copied().unwrap_or_default());
            let id = row.id.to_string();
            let link = address("/units", &[("he", self.hierarchy.name()), ("ngay", &self.typed_day), ("mo", &id)]);
            Branch { link: format!("{link}#u-{id}"), row, load, children: Vec::new(), is_open: false }
        };
        Ok(rows.into_iter().map(branch).collect())
    }
}

impl List {
    fn hierarchy_link(&self, hierarchy: &Hierarchy) -> String {
        address("/units", &[("he", hierarchy.name()), ("ngay", &self.typed_day())])
    }

    fn typed_day(&self) -> String {
        if self.is_today { String::new() } else { written::day(self.day) }
    }

    fn day_words(&self) -> String {
        written::day(self.day)
    }

    fn named_undecided(&self) -> &[Undecided] {
        &self.undecided[..self.undecided.len().min(MOST_UNDECIDED)]
    }
}
