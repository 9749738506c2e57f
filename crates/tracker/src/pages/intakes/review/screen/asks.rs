//! What the template of the review page asks.

use roviec_plan::diagnostic::Severity;
use roviec_plan::plan::Replaced;

use super::super::defects::{self, Defect, SetAside};
use super::super::lines::Line;
use super::super::place::{Asked, tab_of, table_of};
use super::super::progress;
use super::super::source::Source;
use super::Screen;
use crate::accept;
use crate::domain::draft::{RowKey, Table};
use crate::domain::written;
use crate::pages::plans::tabs::Tab;
use crate::store::plans::PlanRow;

impl Screen {
    /// Who made an edit.
    pub(super) fn editor(&self, user: &Option<i64>) -> &str {
        user.and_then(|user| self.names.get(&user)).map_or("người khác", String::as_str)
    }

    /// Who set a defect aside, and when.
    pub(super) fn dismissal(&self, aside: &SetAside) -> &str {
        self.dismissals.get(&aside.number).map_or("", String::as_str)
    }

    /// The picked row stands in this part.
    pub(super) fn is_in(&self, part: &progress::Part) -> bool {
        self.form.as_ref().is_some_and(|form| form.table == part.table && form.line.section == part.section)
    }

    pub(super) fn count(&self, tab: &Tab) -> usize {
        match (table_of(*tab), tab) {
            (Some(table), _) => self.counted(table),
            (None, Tab::Diagnostics) => self.defects.iter().filter(|defect| defect.is_open()).count(),
            (None, tab) => tab.len(&self.compiled),
        }
    }

    /// What a person counts: an indicator once, however many years it has targets for.
    pub(super) fn counted(&self, table: Table) -> usize {
        match table {
            Table::Indicators => accept::indicator_count(&self.reading.draft.indicators),
            other => self.lines.table(other).len(),
        }
    }

    pub(super) fn table(&self) -> Option<Table> {
        table_of(self.tab)
    }

    pub(super) fn rows(&self) -> &[Line] {
        self.table().map(|table| self.lines.table(table)).unwrap_or_default()
    }

    pub(super) fn tab_link(&self, tab: &Tab) -> String {
        Asked { muc: tab.name().to_owned(), ..Asked::default() }.address(self.intake.id)
    }

    /// The page without a picked row.
    pub(super) fn here(&self) -> String {
        self.tab_link(&self.tab)
    }

    pub(super) fn row_link(&self, row: &RowKey) -> String {
        Asked::row(self.tab, row).address(self.intake.id)
    }

    pub(super) fn index_link(&self, index: &usize) -> String {
        Asked { muc: self.tab.name().to_owned(), dong: (index + 1).to_string(), ..Asked::default() }.address(self.intake.id)
    }

    pub(super) fn defect_link(&self, defect: &Defect) -> String {
        match defect.row.as_ref().and_then(|row| self.lines.find(row)) {
            Some(line) => Asked::row(tab_of(line.table).unwrap_or(self.tab), &line.key).address(self.intake.id),
            None => self.index_link(&defect.index),
        }
    }

    /// Where in a long source the page stands.
    pub(super) fn part(&self) -> Option<(usize, usize)> {
        let (number, of) = match &self.source {
            Source::Text(part) => (part.number, part.of),
            Source::Pictures(pictures) => (pictures.number, pictures.of),
            Source::Nothing(_) => return None,
        };
        (of > 1).then_some((number, of))
    }

    pub(super) fn part_words(&self) -> Option<String> {
        self.part().map(|(number, of)| format!("Phần {number} của {of}"))
    }

    /// The part before or after the one shown.
    pub(super) fn other_part(&self, by: isize) -> Option<String> {
        let (number, of) = self.part()?;
        let part = number.checked_add_signed(by).filter(|part| (1..=of).contains(part))?;
        Some(Asked { phan: part.to_string(), ..self.asked.clone() }.address(self.intake.id))
    }

    /// The doubt to look at next.
    pub(super) fn doubt_link(&self) -> Option<String> {
        let doubt = progress::next(&self.doubts, self.form.as_ref().map(|form| &form.row), &self.asked.o)?;
        let at = Asked::row(tab_of(doubt.table)?, &doubt.row);
        Some(Asked { o: doubt.field.name().to_owned(), ..at }.address(self.intake.id))
    }

    pub(super) fn is_picked(&self, row: &RowKey) -> bool {
        self.form.as_ref().is_some_and(|form| form.row == *row)
    }

    /// The heading above a row, where it changes.
    pub(super) fn section_of(&self, at: &usize) -> Option<&progress::Part> {
        let rows = self.rows();
        let before = at.checked_sub(1).map(|before| &rows[before].section);
        if before == Some(&rows[*at].section) {
            return None;
        }
        self.sections.iter().find(|part| part.table == rows[*at].table && part.section == rows[*at].section)
    }

    pub(super) fn is_duties(&self) -> bool {
        self.tab == Tab::Duties
    }

    /// A citation or defect is the one asked for.
    pub(super) fn is_asked(&self, index: &usize) -> bool {
        self.asked.index() == Some(*index)
    }

    pub(super) fn is_again(&self, plan: &PlanRow) -> bool {
        self.intake.plan_id == Some(plan.id)
    }

    /// Plans the document says it replaces, where the board has none of them and none was chosen.
    pub(super) fn unknown_replaced(&self) -> String {
        if self.plan.is_some() || self.is_replacing {
            return String::new();
        }
        let replaces = &self.compiled.plan.document.replaces;
        let named =
            |old: &Replaced| old.date.map_or_else(|| old.number.clone(), |day| format!("{} ngày {}", old.number, written::day(day)));
        replaces.iter().map(named).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn has_headings(&self) -> bool {
        self.rows().iter().any(|line| !line.section.is_empty())
    }

    pub(super) fn seen(&self) -> usize {
        self.sections.iter().filter(|part| part.approved).count()
    }

    pub(super) fn continues(&self, at: &usize) -> bool {
        at.checked_sub(1).is_some_and(|before| self.rows()[*at].continues(&self.rows()[before]))
    }

    pub(super) fn defects_of(&self, row: &RowKey) -> usize {
        self.defects.iter().filter(|defect| defect.is_open() && defect.row.as_ref() == Some(row)).count()
    }

    /// "18 nhiệm vụ, 27 chỉ tiêu; 2 lỗi, 5 cảnh báo".
    pub(super) fn summary(&self) -> String {
        let mut counts: Vec<String> = [(Table::Tasks, "nhiệm vụ"), (Table::Indicators, "chỉ tiêu"), (Table::Duties, "chế độ báo cáo")]
            .into_iter()
            .map(|(table, word)| format!("{} {word}", self.counted(table)))
            .collect();
        let defects = [(Severity::Error, "lỗi"), (Severity::Warning, "cảnh báo"), (Severity::Advice, "khuyến nghị")];
        let defects = defects.map(|(severity, word)| (defects::count(&self.defects, severity), word));
        let found: Vec<String> =
            defects.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        if self.lines.duties.is_empty() {
            counts.pop();
        }
        format!("{}; {}", counts.join(", "), if found.is_empty() { "không có lỗi".to_owned() } else { found.join(", ") })
    }

    pub(super) fn intake_id(&self) -> i64 {
        self.intake.id
    }

    pub(super) fn heading(&self) -> String {
        let document = &self.compiled.plan.document;
        let kind = document.kind.as_deref().unwrap_or("Văn bản");
        document.number.as_ref().map_or_else(|| format!("{kind} chưa có số"), |number| format!("{kind} {number}"))
    }

    pub(super) fn title(&self) -> &str {
        self.compiled.plan.document.title.as_deref().unwrap_or(&self.intake.title)
    }

    pub(super) fn open_differences(&self) -> usize {
        self.plan.as_ref().map_or(0, |known| known.open)
    }

    pub(in super::super) fn poll(&self) -> String {
        let at = [("muc", self.tab.name()), ("dong", self.asked.dong.as_str())];
        let since = self.reading.draft.version.to_string();
        let pairs: Vec<(&str, &str)> = std::iter::once(("since", since.as_str())).chain(at).collect();
        crate::pages::address::address(&format!("/intakes/{}/changes", self.intake.id), &pairs)
    }
}
