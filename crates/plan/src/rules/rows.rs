//! Rows of the annexes as rules need them: the compiled row beside its cells, grouping rows told apart.

use std::collections::HashSet;

use super::Checked;
use crate::document::Span;
use crate::plan::{AnnexKind, AnnexRow, AnnexTable, Indicator, Role, Task};

/// A row of an annex of tasks.
pub struct TaskRow<'a> {
    pub task: &'a Task,
    pub row: &'a AnnexRow,
    /// Only a title for the rows below it.
    pub groups: bool,
}

/// A row of an annex of targets; a row with several years comes once per year.
pub struct IndicatorRow<'a> {
    pub indicator: &'a Indicator,
    pub row: &'a AnnexRow,
    pub groups: bool,
}

/// Every row of every annex of tasks.
pub fn task_rows<'a>(checked: &Checked<'a>) -> impl Iterator<Item = TaskRow<'a>> {
    let tasks = &checked.plan.tasks;
    tables(checked, AnnexKind::Tasks).flat_map(move |table| {
        table.rows.iter().enumerate().filter_map(move |(at, row)| {
            let task = tasks.get(row.index)?;
            let next = table.rows.get(at + 1).and_then(|next| tasks.get(next.index));
            let bare = [Role::Lead, Role::Product, Role::Deadline].iter().all(|role| row.cells.get(role).is_none_or(blank));
            let groups = bare && next.is_some_and(|next| stands_under(next.no.as_deref(), task.no.as_deref()));
            Some(TaskRow { task, row, groups })
        })
    })
}

/// Every row of every annex of targets.
pub fn indicator_rows<'a>(checked: &Checked<'a>) -> impl Iterator<Item = IndicatorRow<'a>> {
    let indicators = &checked.plan.indicators;
    tables(checked, AnnexKind::Indicators).flat_map(move |table| {
        table.rows.iter().enumerate().filter_map(move |(at, row)| {
            let indicator = indicators.get(row.index)?;
            let next = table.rows.get(at + 1).and_then(|next| indicators.get(next.index));
            let groups = next.is_some_and(|next| stands_under(next.no.as_deref(), indicator.no.as_deref()));
            Some(IndicatorRow { indicator, row, groups })
        })
    })
}

/// Every annex of one kind.
pub fn tables<'a>(checked: &Checked<'a>, kind: AnnexKind) -> impl Iterator<Item = &'a AnnexTable> {
    checked.details.tables.iter().filter(move |table| table.kind == kind)
}

/// Tasks that stand in the body, not in an annex.
pub fn prose_tasks<'a>(checked: &Checked<'a>) -> Vec<&'a Task> {
    let in_tables: HashSet<usize> = tables(checked, AnnexKind::Tasks).flat_map(|table| &table.rows).map(|row| row.index).collect();
    let tasks = checked.plan.tasks.iter().enumerate();
    tasks.filter(|(index, _)| !in_tables.contains(index)).map(|(_, task)| task).collect()
}

/// "1.2", "a)", "-" or no number below "1".
fn stands_under(number: Option<&str>, parent: Option<&str>) -> bool {
    let Some(parent) = parent.map(bare) else { return false };
    let Some(number) = number.map(bare) else { return true };
    let deeper = number.strip_prefix(parent).is_some_and(|rest| rest.starts_with('.'));
    let lettered = |text: &str| text.chars().all(|c| c.is_lowercase() || matches!(c, '-' | '+' | '•'));
    deeper || (lettered(number) && !lettered(parent))
}

fn bare(number: &str) -> &str {
    number.trim_end_matches(['.', ')', ' '])
}

/// The cell of a column that is there holds nothing, or only a dash or dots.
pub fn lacks(row: &AnnexRow, role: Role) -> bool {
    row.cells.get(&role).is_some_and(blank)
}

fn blank(cell: &Span) -> bool {
    cell.text.chars().all(|c| c.is_whitespace() || "-–—_.…·*/\\".contains(c))
}

/// The name of a column as a plan writes it.
pub fn column_name(role: Role) -> &'static str {
    match role {
        Role::Number => "Số thứ tự",
        Role::Name => "Tên",
        Role::Unit => "Đơn vị tính",
        Role::Target => "Mục tiêu",
        Role::Lead => "Cơ quan chủ trì",
        Role::Coordinating => "Cơ quan phối hợp",
        Role::Product => "Sản phẩm",
        Role::Deadline => "Thời hạn",
        Role::Money => "Kinh phí",
        Role::DataSource => "Nguồn số liệu",
        Role::RelatedIndicators => "Chỉ tiêu liên quan",
        Role::Note => "Ghi chú",
    }
}

/// Where the row's name stands; the whole row where the name has no place of its own.
pub fn name_place<'a>(row: &'a AnnexRow, whole: &'a Span) -> &'a Span {
    row.cells.get(&Role::Name).filter(|span| !span.text.is_empty()).unwrap_or(whole)
}

/// Where a column's cell of this row stands; the whole row when the cell is empty.
pub fn cell_place<'a>(row: &'a AnnexRow, role: Role, whole: &'a Span) -> &'a Span {
    row.cells.get(&role).filter(|span| !span.text.is_empty()).unwrap_or(whole)
}

/// "Nhiệm vụ 7", or the first words of the task when it has no number.
pub fn task_label(task: &Task) -> String {
    label("Nhiệm vụ", task.no.as_deref(), &task.name)
}

/// "Chỉ tiêu 7", or the first words of the indicator when it has no number.
pub fn indicator_label(indicator: &Indicator) -> String {
    label("Chỉ tiêu", indicator.no.as_deref(), &indicator.name)
}

fn label(noun: &str, number: Option<&str>, name: &str) -> String {
    match number.map(bare).filter(|number| number.chars().any(char::is_alphanumeric)) {
        Some(number) => format!("{noun} {number}"),
        None => format!("{noun} “{}”", first_words(name)),
    }
}

/// At most twelve words, so that a message stays one line.
pub fn first_words(text: &str) -> String {
    let mut words = text.split(' ');
    let mut out = words.by_ref().take(12).collect::<Vec<_>>().join(" ");
    if words.next().is_some() {
        out.push('…');
    }
    out
}
