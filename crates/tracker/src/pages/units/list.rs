//! `GET /units`: the tree of one hierarchy, or the units whose name has the words asked for.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use serde::Deserialize;

use crate::domain::folding::folded;
use crate::domain::org_unit::Hierarchy;
use crate::error::Result;
use crate::pages::address::{Pager, address};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{PAGE_SIZE, page, page_in};
use crate::state::AppState;
use crate::store::units::{self, TreeRow};

/// Up to so many units the whole tree is open.
const OPEN_ALL: usize = 60;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Name of a hierarchy.
    he: String,
    q: String,
    page: String,
}

#[derive(Template)]
#[template(path = "units/list.html")]
struct List {
    frame: Frame,
    hierarchies: Vec<Hierarchy>,
    hierarchy: Hierarchy,
    q: String,
    tree: Vec<Branch>,
    found: Vec<TreeRow>,
    pager: Option<Pager>,
    units: usize,
}

/// A unit with all below it.
#[derive(Template)]
#[template(path = "units/_branch.html")]
pub struct Branch {
    row: TreeRow,
    children: Vec<Branch>,
    open: bool,
    /// With everything below.
    total: i64,
    late: i64,
    due: i64,
}

impl Branch {
    /// The child with the most late, by name.
    fn worst(&self) -> Option<&Branch> {
        self.children.iter().filter(|child| child.late > 0).max_by_key(|child| child.late)
    }
}

pub async fn list(State(state): State<AppState>, reader: Reader, Query(asked): Query<Asked>) -> Result<impl IntoResponse> {
    let as_of = state.as_of();
    let mut tx = state.db.read().await?;
    let all = units::all(&mut tx, as_of.today).await?;
    let hierarchies: Vec<Hierarchy> =
        Hierarchy::ALL.into_iter().filter(|hierarchy| all.iter().any(|unit| unit.hierarchy == *hierarchy)).collect();
    let hierarchy = asked.he.parse().ok().or(hierarchies.first().copied()).unwrap_or(Hierarchy::Government);
    let rows = units::tree(&mut tx, hierarchy, as_of).await?;
    drop(tx);
    let words = folded(&asked.q);
    let count = rows.len();
    let (tree, found, pager) = if words.is_empty() {
        (branches(rows, count <= OPEN_ALL), Vec::new(), None)
    } else {
        let matching: Vec<TreeRow> = rows.into_iter().filter(|row| has_words(row, &words)).collect();
        let pairs = [("he", asked.he.as_str()), ("q", &asked.q)];
        let pager = Pager::new("/units", &pairs, page_in(&asked.page) as u64, PAGE_SIZE as u64, matching.len() as i64, "đơn vị");
        let shown = matching.into_iter().skip(pager.first.saturating_sub(1) as usize).take(PAGE_SIZE as usize).collect();
        (Vec::new(), shown, Some(pager))
    };
    let frame = Frame::of(&state, reader, Section::Units);
    page(&List { frame, hierarchies, hierarchy, q: asked.q, tree, found, pager, units: count })
}

fn has_words(row: &TreeRow, words: &str) -> bool {
    let text = folded(&format!("{} {} {}", row.name, row.short_name.as_deref().unwrap_or_default(), row.code));
    words.split(' ').all(|word| text.contains(word))
}

/// `rows` with each parent before its children.
fn branches(rows: Vec<TreeRow>, open: bool) -> Vec<Branch> {
    let mut below: BTreeMap<Option<i64>, Vec<Branch>> = BTreeMap::new();
    for row in rows.into_iter().rev() {
        let mut children = below.remove(&Some(row.id)).unwrap_or_default();
        children.reverse();
        let sum = |own: i64, part: fn(&Branch) -> i64| own + children.iter().map(part).sum::<i64>();
        let (total, late, due) = (sum(row.total, |child| child.total), sum(row.late, |child| child.late), sum(row.due, |child| child.due));
        let branch = Branch { open: open || row.depth == 0, total, late, due, children, row };
        below.entry(branch.row.parent_id).or_default().push(branch);
    }
    let mut top = below.remove(&None).unwrap_or_default();
    top.reverse();
    top
}

impl List {
    fn hierarchy_link(&self, hierarchy: &Hierarchy) -> String {
        address("/units", &[("he", hierarchy.name())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64, parent_id: Option<i64>, depth: i64, late: i64) -> TreeRow {
        TreeRow {
            id,
            code: format!("H{id}"),
            name: format!("Đơn vị {id}"),
            short_name: None,
            kind: "so".to_owned(),
            parent_id,
            depth,
            total: 10,
            unfinished: 5,
            late,
            due: 6,
            waiting: 0,
        }
    }

    #[test]
    fn a_parent_counts_what_is_late_below_it_and_names_the_worst_child() {
        let tree = branches(vec![row(1, None, 0, 1), row(2, Some(1), 1, 2), row(3, Some(1), 1, 4)], true);
        assert_eq!((tree.len(), tree[0].late, tree[0].total), (1, 7, 30));
        assert_eq!(tree[0].worst().map(|child| child.row.id), Some(3));
        assert_eq!(tree[0].children[0].row.id, 2);
    }
}
