//! What changed from one version of a plan to the next: rows kept, reworded, moved to another agency or date, new
//! and gone.

mod fields;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub use fields::{Field, FieldChange};

use crate::Vocabulary;
use crate::matching::{Matcher, Row, words};
use crate::plan::{Compiled, Indicator, Plan, Task};

/// Two versions held against each other: rows of the new one in its order, then those that are gone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    pub old: String,
    pub new: String,
    pub tasks: Vec<Change>,
    pub indicators: Vec<Change>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Kept,
    Changed,
    New,
    Gone,
}

/// One row and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub state: State,
    pub old: Option<RowOf>,
    pub new: Option<RowOf>,
    /// How alike the two are, 0 to 1; absent where there is only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    pub changes: Vec<FieldChange>,
}

/// A row of either version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowOf {
    pub no: Option<String>,
    pub name: String,
    /// Year of an indicator's target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon: Option<i16>,
}

/// From this score on two rows are two versions of one.
const SAME_ROW: f64 = 0.45;

/// Compares two versions of one plan.
pub fn revision(old: &Compiled, new: &Compiled, vocabulary: &Vocabulary) -> Revision {
    let (before, after) = (&old.plan, &new.plan);
    Revision {
        old: title(old),
        new: title(new),
        tasks: changes(&Rows::of_tasks(before), &Rows::of_tasks(after), vocabulary, |old, new| {
            fields::of_task(&before.tasks[old], &after.tasks[new])
        }),
        indicators: changes(&Rows::of_indicators(before), &Rows::of_indicators(after), vocabulary, |old, new| {
            fields::of_indicator(&before.indicators[old], &after.indicators[new])
        }),
    }
}

/// "Kế hoạch số 45/KH-UBND (ke-hoach.docx)".
fn title(plan: &Compiled) -> String {
    let file = plan.sources.first().map_or("", |source| source.file.as_str());
    let document = &plan.plan.document;
    match &document.number {
        Some(number) => format!("{} số {number} ({file})", document.kind.as_deref().unwrap_or("Văn bản")),
        None => file.to_owned(),
    }
}

/// Rows of one version as both kinds are compared.
struct Rows<'a> {
    rows: Vec<Row<'a>>,
    horizons: Vec<Option<i16>>,
    sections: Vec<Option<&'a str>>,
}

impl<'a> Rows<'a> {
    fn of_tasks(plan: &'a Plan) -> Self {
        let section = |task: &'a Task| task.section_title.as_deref();
        Self {
            rows: plan.tasks.iter().map(Row::from).collect(),
            horizons: vec![None; plan.tasks.len()],
            sections: plan.tasks.iter().map(section).collect(),
        }
    }

    fn of_indicators(plan: &'a Plan) -> Self {
        let section = |indicator: &'a Indicator| indicator.section_title.as_deref();
        Self {
            rows: plan.indicators.iter().map(Row::from).collect(),
            horizons: plan.indicators.iter().map(|indicator| indicator.horizon).collect(),
            sections: plan.indicators.iter().map(section).collect(),
        }
    }

    fn row(&self, index: usize) -> RowOf {
        let row = &self.rows[index];
        RowOf { no: row.no.map(str::to_owned), name: row.name.to_owned(), horizon: self.horizons[index] }
    }
}

fn changes(old: &Rows<'_>, new: &Rows<'_>, vocabulary: &Vocabulary, fields: impl Fn(usize, usize) -> Vec<FieldChange>) -> Vec<Change> {
    let pairs = paired(old, new, vocabulary);
    let mut out = Vec::new();
    for index in 0..new.rows.len() {
        let row = Some(new.row(index));
        out.push(match pairs.get(&index) {
            None => Change { state: State::New, old: None, new: row, score: None, changes: Vec::new() },
            Some((from, score)) => {
                let changes = fields(*from, index);
                let state = if changes.is_empty() { State::Kept } else { State::Changed };
                Change { state, old: Some(old.row(*from)), new: row, score: Some(*score), changes }
            }
        });
    }
    let mut stays = vec![false; old.rows.len()];
    for (from, _) in pairs.values() {
        stays[*from] = true;
    }
    let gone = (0..old.rows.len()).filter(|index| !stays[*index]);
    out.extend(gone.map(|index| Change { state: State::Gone, old: Some(old.row(index)), new: None, score: None, changes: Vec::new() }));
    out
}

/// New row to old row and their likeness, each taken once: the likeliest pairs first.
fn paired(old: &Rows<'_>, new: &Rows<'_>, vocabulary: &Vocabulary) -> HashMap<usize, (usize, f64)> {
    let matcher = Matcher::new(new.rows.clone(), old.rows.clone(), &[], vocabulary);
    let names = |rows: &Rows<'_>| rows.rows.iter().map(|row| words::folded(row.name)).collect::<Vec<_>>();
    let (old_names, new_names) = (names(old), names(new));
    let mut candidates: Vec<(f64, f64, usize, usize)> = Vec::new();
    for index in 0..new.rows.len() {
        for found in matcher.matches(index) {
            let from = found.right;
            let year = new.horizons[index] == old.horizons[from];
            let same_name = new_names[index] == old_names[from];
            let score = if same_name { 1.0 } else { found.score } * if year { 1.0 } else { 0.8 };
            if score >= SAME_ROW {
                candidates.push((score, near(old, new, from, index), index, from));
            }
        }
    }
    // Rows of only common words share no rare one: the same name still makes the same row.
    let mut by_name: HashMap<(&[String], Option<i16>), Vec<usize>> = HashMap::new();
    for (from, name) in old_names.iter().enumerate() {
        by_name.entry((name, old.horizons[from])).or_default().push(from);
    }
    for (index, name) in new_names.iter().enumerate() {
        for from in by_name.get(&(name.as_slice(), new.horizons[index])).into_iter().flatten().take(8) {
            candidates.push((1.0, near(old, new, *from, index), index, *from));
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let mut out = HashMap::new();
    let mut taken = vec![false; old.rows.len()];
    for (score, _, index, from) in candidates {
        if !taken[from] && !out.contains_key(&index) {
            taken[from] = true;
            out.insert(index, (from, score));
        }
    }
    out
}

/// What tells rows of one name apart: number, part, agency, place in the list.
fn near(old: &Rows<'_>, new: &Rows<'_>, from: usize, index: usize) -> f64 {
    let (before, after) = (&old.rows[from], &new.rows[index]);
    let same = |yes: bool| f64::from(u8::from(yes));
    let distance = (from as f64 / old.rows.len() as f64 - index as f64 / new.rows.len() as f64).abs();
    same(before.no == after.no) + same(old.sections[from] == new.sections[index]) + same(before.lead == after.lead) - distance
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, SourceFile, compile};

    fn plan(rows: &[&str]) -> Compiled {
        let table = rows.iter().map(|row| format!("| {row} |\n")).collect::<String>();
        let source = format!(
            "# PHỤ LỤC\n\n**DANH MỤC NHIỆM VỤ**\n\n| TT | Nhiệm vụ | Cơ quan chủ trì | Sản phẩm | Thời hạn |\n|---|---|---|---|---|\n{table}"
        );
        compile(&[SourceFile { name: "ke-hoach.md", bytes: source.as_bytes() }], &Context::default()).unwrap()
    }

    #[test]
    fn each_row_is_kept_changed_new_or_gone() {
        let old = plan(&[
            "1 | Lập danh mục sách cần mua cho thư viện | Phòng Văn hóa - Xã hội | Danh mục | 30/6/2026",
            "2 | Sửa phòng đọc tại nhà văn hóa thôn Đông | Phòng Kinh tế | Biên bản nghiệm thu | 30/9/2026",
            "3 | Tổ chức ngày hội đọc sách | Phòng Văn hóa - Xã hội | Kế hoạch | 21/4/2026",
            "4 | Mua máy tính cho cán bộ thư viện | Phòng Kinh tế | Biên bản bàn giao | 31/12/2026",
        ]);
        let new = plan(&[
            "1 | Lập danh mục sách cần mua cho thư viện | Phòng Văn hóa - Xã hội | Danh mục | Quý II/2026",
            "2 | Tổ chức ngày hội đọc sách | Trung tâm Văn hóa | Kế hoạch | 23/4/2026",
            "3 | Cải tạo phòng đọc tại nhà văn hóa thôn Đông | Phòng Kinh tế | Biên bản nghiệm thu | 30/9/2026",
            "4 | Tuyển cộng tác viên đọc truyện cho trẻ em | Phòng Văn hóa - Xã hội | Danh sách | 31/5/2026",
        ]);
        let found = revision(&old, &new, Vocabulary::built_in()).tasks;
        let told: Vec<_> =
            found.iter().map(|change| (change.state, change.changes.iter().map(|one| one.field).collect::<Vec<_>>())).collect();
        assert_eq!(
            told,
            [
                (State::Kept, vec![]),
                (State::Changed, vec![Field::Lead, Field::Deadline]),
                (State::Changed, vec![Field::Name]),
                (State::New, vec![]),
                (State::Gone, vec![]),
            ]
        );
        assert_eq!(found[2].old.as_ref().unwrap().no.as_deref(), Some("2"));
    }

    #[test]
    fn the_same_plan_has_no_changes() {
        let one = plan(&["1 | Họp | Văn phòng | Biên bản | 30/6/2026", "2 | Họp | Văn phòng | Biên bản | 30/9/2026"]);
        let found = revision(&one, &one, Vocabulary::built_in());
        assert!(found.tasks.len() == 2 && found.tasks.iter().all(|change| change.state == State::Kept), "{found:#?}");
    }
}
