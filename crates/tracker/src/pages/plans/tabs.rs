//! The five lists beside the source, and the row picked in one of them.

use roviec_plan::Compiled;
use roviec_plan::diagnostic::{Diagnostic, Severity};
use roviec_plan::document::Span;
use roviec_plan::plan::{Cadence, Confidence, Deadline, DeadlineKind, Indicator, Task};

pub use crate::domain::deadline_words::understood;
use crate::domain::written;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Indicators,
    Tasks,
    Duties,
    Citations,
    Diagnostics,
}

impl Tab {
    pub const ALL: [Self; 5] = [Self::Indicators, Self::Tasks, Self::Duties, Self::Citations, Self::Diagnostics];

    /// Name in the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Indicators => "chi-tieu",
            Self::Tasks => "nhiem-vu",
            Self::Duties => "bao-cao",
            Self::Citations => "can-cu",
            Self::Diagnostics => "canh-bao",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Indicators => "Chỉ tiêu",
            Self::Tasks => "Nhiệm vụ",
            Self::Duties => "Chế độ báo cáo",
            Self::Citations => "Căn cứ",
            Self::Diagnostics => "Cảnh báo",
        }
    }

    /// The tasks where nothing else is asked.
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.name() == name).unwrap_or(Self::Tasks)
    }

    pub fn len(self, compiled: &Compiled) -> usize {
        match self {
            Self::Indicators => compiled.plan.indicators.len(),
            Self::Tasks => compiled.plan.tasks.len(),
            Self::Duties => compiled.plan.reporting_duties.len(),
            Self::Citations => compiled.plan.citations.len(),
            Self::Diagnostics => compiled.diagnostics.len(),
        }
    }

    /// Where the row stands in the source.
    pub fn span(self, compiled: &Compiled, row: usize) -> Option<&Span> {
        let plan = &compiled.plan;
        match self {
            Self::Indicators => plan.indicators.get(row).map(|row| &row.span),
            Self::Tasks => plan.tasks.get(row).map(|row| &row.span),
            Self::Duties => plan.reporting_duties.get(row).map(|row| &row.span),
            Self::Citations => plan.citations.get(row).and_then(|row| row.spans.first()),
            Self::Diagnostics => compiled.diagnostics.get(row).map(|row| &row.span),
        }
    }
}

/// Diagnostics with their index, the heaviest first.
pub fn by_weight(diagnostics: &[Diagnostic]) -> Vec<(usize, &Diagnostic)> {
    let mut out: Vec<_> = diagnostics.iter().enumerate().collect();
    out.sort_by_key(|(_, diagnostic)| std::cmp::Reverse(diagnostic.severity));
    out
}

pub fn count(diagnostics: &[Diagnostic], severity: &Severity) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == *severity).count()
}

/// Whether the compiler doubts a field enough that a person should look.
pub fn unsure(confidence: &Confidence, field: &str) -> bool {
    confidence.get(field).is_some_and(|share| *share < 0.9)
}

/// The words of the plan, or the day understood where there are none.
pub fn deadline(deadline: &Deadline) -> String {
    match (&deadline.text, deadline.due) {
        (Some(text), _) => text.clone(),
        (None, Some(day)) => written::day(day),
        (None, None) => deadline.kind.map(kind_word).unwrap_or_default().to_owned(),
    }
}

fn kind_word(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::By => "một lần",
        DeadlineKind::Year => "trong năm",
        DeadlineKind::Continuous => "thường xuyên",
        DeadlineKind::Recurring => "định kỳ",
        DeadlineKind::Range => "theo giai đoạn",
        DeadlineKind::Conditional => "theo điều kiện",
    }
}

pub fn cadence_word(cadence: &Cadence) -> &'static str {
    match cadence {
        Cadence::Monthly => "Hằng tháng",
        Cadence::Quarterly => "Hằng quý",
        Cadence::HalfYear => "6 tháng",
        Cadence::Annual => "Hằng năm",
        Cadence::AdHoc => "Đột xuất",
        Cadence::Other => "Theo văn bản",
    }
}

/// "≥ 80 % (năm 2030)" is written as the plan writes it.
pub fn target(indicator: &Indicator) -> String {
    let Some(target) = &indicator.target else { return String::new() };
    target.text.clone().or_else(|| target.value.map(|value| written::number(value, 2))).unwrap_or_default()
}

/// The heading of a group of rows where it changes.
pub fn section(title: Option<&String>, number: Option<&String>, before: Option<&Option<String>>) -> Option<String> {
    let title = title?;
    if before.is_some_and(|before| before.as_ref() == Some(title)) {
        return None;
    }
    Some(number.map_or_else(|| title.clone(), |number| format!("{number}. {title}")))
}

/// Rows of one indicator together: its targets of several years follow each other.
pub fn indicator_rows(indicators: &[Indicator]) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = Vec::new();
    for (index, row) in indicators.iter().enumerate() {
        let same = |other: &Indicator| (&other.no, &other.section, &other.name) == (&row.no, &row.section, &row.name);
        match out.last_mut() {
            Some(rows) if same(&indicators[rows[0]]) => rows.push(index),
            _ => out.push(vec![index]),
        }
    }
    out
}

/// The heading above a task, when the one before stands under another.
pub fn task_section(tasks: &[Task], row: &usize) -> Option<String> {
    let before = row.checked_sub(1).map(|row| &tasks[row].section_title);
    section(tasks[*row].section_title.as_ref(), tasks[*row].section.as_ref(), before)
}

/// As [`task_section`].
pub fn indicator_section(indicators: &[Indicator], row: &usize) -> Option<String> {
    let before = row.checked_sub(1).map(|row| &indicators[row].section_title);
    section(indicators[*row].section_title.as_ref(), indicators[*row].section.as_ref(), before)
}
