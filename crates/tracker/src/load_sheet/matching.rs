//! Which task a row of a sheet means: the same number and name, else a name that stands once on both sides.

use std::collections::HashMap;

use roviec_plan::spreadsheet::SheetRow;

use crate::domain::folding::folded;
use crate::store::sheet_progress::TaskName;

/// The tasks met, row by row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matching {
    tasks: Vec<Option<i64>>,
}

type Key = (String, String);

fn key(number: Option<&str>, name: &str) -> Key {
    (folded(number.unwrap_or_default()), folded(name))
}

impl Matching {
    /// Each task is met by one row at most.
    pub fn of(rows: &[SheetRow], names: &[TaskName]) -> Self {
        let mut whole: HashMap<Key, i64> = HashMap::new();
        let mut by_name: HashMap<String, Vec<i64>> = HashMap::new();
        for task in names {
            let key = key(task.number.as_deref(), &task.name);
            by_name.entry(key.1.clone()).or_default().push(task.id);
            whole.entry(key).or_insert(task.id);
        }
        let keys: Vec<Key> = rows.iter().map(|row| key(row.number.as_deref(), &row.name)).collect();
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (_, name) in &keys {
            *seen.entry(name).or_default() += 1;
        }
        let mut tasks: Vec<Option<i64>> = keys.iter().map(|key| whole.get(key).copied()).collect();
        let mut taken: std::collections::HashSet<i64> = tasks.iter().flatten().copied().collect();
        for (task, (_, name)) in tasks.iter_mut().zip(&keys).filter(|(task, _)| task.is_none()) {
            let alone = by_name.get(name).filter(|ids| ids.len() == 1 && seen.get(name.as_str()) == Some(&1));
            *task = alone.map(|ids| ids[0]).filter(|id| taken.insert(*id));
        }
        Self { tasks }
    }

    /// The task that the row at this index means.
    pub fn task(&self, row: usize) -> Option<i64> {
        self.tasks.get(row).copied().flatten()
    }

    pub fn matched(&self) -> usize {
        self.tasks.iter().flatten().count()
    }

    /// Rows that mean no task, by number and name.
    pub fn unmatched(&self, rows: &[SheetRow]) -> Vec<String> {
        rows.iter().zip(&self.tasks).filter(|(_, task)| task.is_none()).map(|(row, _)| shown(row)).collect()
    }
}

/// "12. Lập tổ công nghệ số".
pub fn shown(row: &SheetRow) -> String {
    match &row.number {
        Some(number) => format!("{number}. {}", row.name),
        None => row.name.clone(),
    }
}

/// The plan that most rows meet, when it is at least half of them.
pub fn likely_plan(rows: &[SheetRow], names: &[TaskName]) -> Option<i64> {
    let of_plans = names.chunk_by(|a, b| a.plan_id == b.plan_id);
    let counted = of_plans.filter_map(|names| Some((Matching::of(rows, names).matched(), names.first()?.plan_id)));
    let (most, plan) = counted.max_by_key(|(matched, plan)| (*matched, -*plan))?;
    (most > 0 && most * 2 >= rows.len()).then_some(plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: &str, name: &str) -> SheetRow {
        SheetRow { number: Some(number.to_owned()), name: name.to_owned(), ..SheetRow::default() }
    }

    fn task(id: i64, number: &str, name: &str) -> TaskName {
        TaskName { id, plan_id: 1, number: Some(number.to_owned()), name: name.to_owned() }
    }

    #[test]
    fn a_row_means_the_task_of_its_number_and_name_else_the_only_one_of_its_name() {
        let names = [task(1, "1", "Lập tổ"), task(2, "2", "Lập tổ"), task(3, "3", "Rà soát"), task(4, "4", "Khác")];
        let rows = [row("2", "lập  tổ."), row("7", "Rà soát"), row("9", "Lập tổ"), row("10", "Mới")];
        let matching = Matching::of(&rows, &names);
        assert_eq!((0..4).map(|row| matching.task(row)).collect::<Vec<_>>(), [Some(2), Some(3), None, None]);
        assert_eq!(matching.unmatched(&rows), ["9. Lập tổ", "10. Mới"]);
        assert_eq!(likely_plan(&rows, &names), Some(1));
        assert_eq!(likely_plan(&rows[2..], &names), None);
    }
}
