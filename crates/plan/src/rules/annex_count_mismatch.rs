use std::collections::HashSet;
use std::sync::LazyLock;

use super::numbering::{Number, Style};
use super::places::{Found, order, paragraphs};
use super::rows::{first_words, indicator_rows, tables, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::pattern::Regex;
use crate::plan::{AnnexKind, AnnexTable, Heading, Role};

pub const RULE: Rule =
    Rule { name: "annex-count-mismatch", severity: Severity::Error, doc: include_str!("annex_count_mismatch.md"), check };

static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?P<count>\d{1,3})\s+(?P<what>nhóm nhiệm vụ|nhóm chỉ tiêu|nhiệm vụ|chỉ tiêu)\b").expect("a fixed pattern")
});

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let before = out.len();
    groups(checked, out);
    // The groups differ: then their number in words is the same defect.
    if out.len() == before {
        counts(checked, out);
    }
}

/// "25 nhiệm vụ (Phụ lục II)" beside an annex of 24.
fn counts(checked: &Checked<'_>, out: &mut Diagnostics) {
    if checked.details.tables.is_empty() {
        return;
    }
    for found in paragraphs(checked) {
        let text = &found.text().text;
        if !(text.contains("hụ lục") || text.contains("PHỤ LỤC")) || found.paragraph.label.is_none() && text.starts_with("PHỤ LỤC")
        {
            continue;
        }
        for counted in COUNTED.captures_iter(text) {
            let whole = counted.get(0).expect("group 0 always takes part").range();
            let Ok(said) = counted["count"].parse::<usize>() else { continue };
            // A part of the whole, or what another document has.
            let sentence = text[..whole.start].rsplit([';', '.']).next().unwrap_or_default();
            if said < 3 || ["trong đó", "Trong đó", "số "].iter().any(|word| sentence.contains(word)) {
                continue;
            }
            let (kind, noun) = if counted["what"].contains("nhiệm vụ") {
                (AnnexKind::Tasks, "nhiệm vụ")
            } else {
                (AnnexKind::Indicators, "chỉ tiêu")
            };
            let possible = possible_counts(checked, kind);
            let Some(rows) = possible.first().copied().filter(|rows| *rows >= 3 && !possible.contains(&said)) else { continue };
            let message = format!("Nội dung nêu {}, phụ lục có {rows} {noun}", &text[whole.clone()]);
            let help = Some("sửa con số trong nội dung hoặc bổ sung, bớt dòng của phụ lục".to_owned());
            let related = tables(checked, kind).map(|table| table.span.clone()).collect();
            out.push(Diagnostic { help, related, ..RULE.at(&found.span(whole), message) });
        }
    }
}

/// One row as it may be counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Row<'a> {
    number: Option<&'a str>,
    name: &'a str,
    groups: bool,
    section: (Option<&'a str>, Option<&'a str>),
}

impl Row<'_> {
    /// The figure of a row that stands under no other.
    fn top(&self) -> Option<u32> {
        let number = Number::parse(self.number?)?;
        (number.prefix.is_empty() && number.style == Style::Arabic).then_some(number.value)
    }
}

fn rows<'a>(checked: &Checked<'a>, kind: AnnexKind) -> Vec<Row<'a>> {
    let task = |row: super::rows::TaskRow<'a>| Row {
        number: row.task.no.as_deref(),
        name: &row.task.name,
        groups: row.groups,
        section: (row.task.section.as_deref(), row.task.section_title.as_deref()),
    };
    let indicator = |row: super::rows::IndicatorRow<'a>| Row {
        number: row.indicator.no.as_deref(),
        name: &row.indicator.name,
        groups: row.groups,
        section: (row.indicator.section.as_deref(), row.indicator.section_title.as_deref()),
    };
    match kind {
        AnnexKind::Tasks => task_rows(checked).map(task).collect(),
        AnnexKind::Indicators => indicator_rows(checked).map(indicator).collect(),
    }
}

/// Every number that a fair count of an annex may give; the number of its rows first.
fn possible_counts(checked: &Checked<'_>, kind: AnnexKind) -> Vec<usize> {
    let rows = rows(checked, kind);
    // A row with several years comes once for each.
    let distinct: HashSet<&Row<'_>> = rows.iter().collect();
    let names: HashSet<_> = rows.iter().map(|row| row.name).collect();
    let sections: HashSet<_> = rows.iter().map(|row| row.section).collect();
    let top = distinct.iter().filter(|row| row.top().is_some()).count();
    let highest = rows.iter().filter_map(Row::top).max().unwrap_or(0) as usize;
    let leaves = distinct.iter().filter(|row| !row.groups).count();
    let mut out = vec![leaves, distinct.len(), names.len(), rows.len(), sections.len(), top, highest];
    // Each annex and each section of it may be meant alone.
    out.extend(tables(checked, kind).map(|table| table.rows.len()));
    out.extend(sections.into_iter().map(|section| rows.iter().filter(|row| row.section == section).count()));
    out
}

/// The groups of duties in the body and the sections of the annex that details them.
fn groups(checked: &Checked<'_>, out: &mut Diagnostics) {
    for (at, part) in checked.plan.headings.iter().enumerate() {
        let title = part.title.to_lowercase();
        if !(title.contains("nhiệm vụ") || title.contains("giải pháp")) {
            continue;
        }
        let below = checked.plan.headings[at + 1..].iter().take_while(|heading| heading.level > part.level);
        let children: Vec<&Heading> = below.filter(|heading| heading.level == part.level + 1 && !lists(&heading.title)).collect();
        // A heading that was not recognised, or that the plan numbers twice, makes the count unsure.
        let counted = children.iter().enumerate().all(|(index, child)| value(child.number.as_deref()) == Some(index as u32 + 1));
        let end = checked.plan.headings[at + 1..].iter().find(|heading| heading.level <= part.level);
        if children.len() < 3 || !counted || goes_on(checked, part, end, children.len() + 1) {
            continue;
        }
        let Some(reference) = reference(checked, part, end) else { continue };
        let groups: Vec<(&str, HashSet<String>)> = children.iter().map(|child| (child.title.as_str(), words(&child.title))).collect();
        for table in tables(checked, AnnexKind::Tasks) {
            let sections: Vec<HashSet<String>> = sections(checked, table).into_iter().map(|(_, title)| words(title)).collect();
            // Far more sections than groups are another division of the same duties.
            let near = sections.len().abs_diff(groups.len()) * 3 <= groups.len().min(sections.len());
            if sections.len() < 3 || sections.len() == groups.len() || !near {
                continue;
            }
            let alike = sections.iter().filter(|section| groups.iter().any(|(_, group)| similar(section, group))).count();
            if alike * 2 < sections.len().min(groups.len()) {
                continue;
            }
            let number = part.number.as_deref().unwrap_or(&part.title);
            let message = format!("Mục {number} có {} nhóm nhiệm vụ, phụ lục có {}", groups.len(), sections.len());
            let lone = groups.iter().find(|(_, group)| !sections.iter().any(|section| similar(section, group)));
            let help = match lone {
                Some((title, _)) => format!("đối chiếu từng nhóm; nhóm “{}” không có phần tương ứng trong phụ lục", first_words(title)),
                None => "đối chiếu từng nhóm, sửa tên và số nhóm cho khớp".to_owned(),
            };
            let related = vec![part.span.clone(), table.span.clone()];
            out.push(Diagnostic { help: Some(help), related, ..RULE.at(&reference, message) });
            break;
        }
    }
}

/// "Danh mục nhiệm vụ (Chi tiết tại Phụ lục II)" is no group of duties.
fn lists(title: &str) -> bool {
    let lower = title.to_lowercase();
    lower.contains("danh mục") || lower.contains("phụ lục")
}

fn value(number: Option<&str>) -> Option<u32> {
    number.and_then(Number::parse).filter(|number| number.style == Style::Arabic).map(|number| number.value)
}

/// Where the part refers to its annex.
fn reference(checked: &Checked<'_>, part: &Heading, end: Option<&Heading>) -> Option<Span> {
    let refers = |found: &Found<'_>| found.text().text.contains("hụ lục") && within(found, part, end);
    paragraphs(checked).find(refers).map(|found| found.span(0..found.text().text.len()))
}

/// A group whose heading was not recognised as one: the next number stands before a paragraph of the part.
fn goes_on(checked: &Checked<'_>, part: &Heading, end: Option<&Heading>, next: usize) -> bool {
    let mark = format!("{next}.");
    paragraphs(checked).any(|found| {
        let text = found.text().text.as_str();
        let number = found.paragraph.label.as_deref().unwrap_or(text);
        let numbered = number.strip_prefix(&mark).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
        numbered && !lists(text) && within(&found, part, end)
    })
}

fn within(found: &Found<'_>, part: &Heading, end: Option<&Heading>) -> bool {
    let first = found.text().text.chars().next().map_or(0, char::len_utf8);
    let place = order(&found.span(0..first));
    place >= order(&part.span) && end.is_none_or(|end| place < order(&end.span))
}

/// Numbers and titles of the sections of an annex, in order.
fn sections<'a>(checked: &Checked<'a>, table: &'a AnnexTable) -> Vec<(Option<&'a str>, &'a str)> {
    let mut out: Vec<(Option<&str>, &str)> = Vec::new();
    for row in table.rows.iter().filter(|row| row.cells.contains_key(&Role::Name) || !row.cells.is_empty()) {
        let Some(task) = checked.plan.tasks.get(row.index) else { continue };
        let Some(title) = task.section_title.as_deref() else { continue };
        let section = (task.section.as_deref(), title);
        if out.last() != Some(&section) {
            out.push(section);
        }
    }
    out
}

/// At least half the words of the shorter title stand in the longer.
fn similar(a: &HashSet<String>, b: &HashSet<String>) -> bool {
    let least = a.len().min(b.len());
    least > 0 && a.intersection(b).count() * 2 >= least
}

fn words(title: &str) -> HashSet<String> {
    title.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
