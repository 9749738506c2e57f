//! Which row a diagnostic speaks of, and whether a person has changed what it speaks of.

use roviec_plan::diagnostic::{Diagnostic, Severity};

use super::lines::{Line, Lines};
use crate::domain::draft::{Aside, Field, FindingKey, RowKey, finding_keys};
use crate::pages::plans::source;
use crate::store::intakes::Reading;

#[derive(Debug, Clone)]
pub struct Defect {
    pub index: usize,
    pub diagnostic: Diagnostic,
    pub row: Option<RowKey>,
    /// A person has changed the field it is about, or taken the row out.
    pub settled: bool,
    pub key: FindingKey,
    pub aside: Option<SetAside>,
}

/// A defect that a person set aside.
#[derive(Debug, Clone)]
pub struct SetAside {
    /// Of the edit that did it.
    pub number: i64,
    pub reason: String,
    /// With every other of its rule.
    pub with_rule: bool,
}

impl Defect {
    /// It still asks for something.
    pub fn is_open(&self) -> bool {
        !self.settled && self.aside.is_none()
    }
}

/// The heaviest first, settled ones after the others, then those set aside.
pub fn defects(reading: &Reading, lines: &Lines) -> Vec<Defect> {
    let gone = Lines::of(&crate::domain::draft::draft(reading.intake, &reading.base, &[]));
    let gone: Vec<&Line> = gone.all().filter(|line| reading.draft.dropped.contains(&line.key)).collect();
    let keys = finding_keys(&reading.base.diagnostics);
    let defect = |((index, diagnostic), key): ((usize, &Diagnostic), FindingKey)| {
        let line = lines.all().find(|line| speaks_of(diagnostic, line));
        let dropped = line.is_none() && gone.iter().any(|line| speaks_of(diagnostic, line));
        let about = fields(&diagnostic.rule);
        let changed = |line: &Line| about.iter().any(|field| line.edited.contains_key(field));
        let settled = dropped || line.map_or(about_document(&diagnostic.rule) && changed(&lines.document), changed);
        let aside = reading.draft.aside(&diagnostic.rule, &key).map(|(what, reason)| SetAside {
            number: reason.number,
            reason: reason.text.clone(),
            with_rule: matches!(what, Aside::Rule(_)),
        });
        Defect { index, diagnostic: diagnostic.clone(), row: line.map(|line| line.key.clone()), settled, key, aside }
    };
    let mut out: Vec<Defect> = reading.base.diagnostics.iter().enumerate().zip(keys).map(defect).collect();
    out.sort_by_key(|defect| (defect.aside.is_some(), defect.settled, std::cmp::Reverse(defect.diagnostic.severity)));
    out
}

pub fn count(defects: &[Defect], severity: Severity) -> usize {
    defects.iter().filter(|defect| defect.is_open() && defect.diagnostic.severity == severity).count()
}

fn speaks_of(diagnostic: &Diagnostic, line: &Line) -> bool {
    line.span.as_ref().is_some_and(|span| span.file == diagnostic.span.file && source::same_row(&diagnostic.span.place, &span.place))
}

fn about_document(rule: &str) -> bool {
    matches!(rule, "missing-document-number" | "missing-issue-date")
}

/// The fields whose change answers a rule.
fn fields(rule: &str) -> &'static [Field] {
    match rule {
        "missing-document-number" => &[Field::Number],
        "missing-issue-date" => &[Field::IssuedOn],
        "task-without-deadline" | "vague-deadline" | "deadline-before-issue" | "deadline-too-close" => &[Field::Deadline],
        "task-without-product" => &[Field::Product],
        "continuous-with-single-product" => &[Field::Product, Field::Deadline],
        "task-without-lead" | "several-leads" | "group-lead" | "indicator-without-lead" => &[Field::Lead],
        "lead-also-coordinates" => &[Field::Lead, Field::Coordinating],
        "indicator-without-target" | "unmeasurable-target" | "impossible-percentage" => &[Field::Target],
        "indicator-without-unit" => &[Field::Unit],
        "unit-repeated" => &[Field::Unit, Field::Target],
        "row-numbering-gap" | "row-numbering-duplicate" => &[Field::Number],
        "malformed-number" => &[Field::Target, Field::Budget],
        "invalid-date" => &[Field::Name, Field::Deadline],
        "repeated-word" => &[Field::Name],
        _ => &[],
    }
}
