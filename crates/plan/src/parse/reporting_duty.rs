//! Duties to report: who reports to whom, how often, by which day (NĐ 09/2019/NĐ-CP, Điều 7).

use std::ops::Range;
use std::sync::LazyLock;

use super::heading::{self, Rank};
use crate::document::{Block, Document, Text, lowered};
use crate::pattern::Regex;
use crate::plan::{Cadence, MonthOfPeriod, ReportingDuty};

pub(super) mod actor;
mod schedule;

/// How a sentence says that something is reported.
const REPORTS: [&str; 6] = ["báo cáo", "Báo cáo", "BÁO CÁO", "gửi ", "Gửi ", "GỬI "];
/// "để tổng hợp, báo cáo UBND tỉnh": the receiver reports in its turn.
static ONWARD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\bđể\s+(?:\p{L}+[,\s]+){0,4}?(?:báo cáo|trình)\s+").expect("the pattern is a literal of this file"));
/// "tham mưu UBND tỉnh … báo cáo": the body advised is the one that reports.
static ADVISED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\btham mưu(?:,?\s*giúp|\s+cho)?\s+").expect("the pattern is a literal of this file"));

/// Reads the duties of the body; with a section "Tổ chức thực hiện", of that section.
pub fn read(document: &Document, body: Range<usize>) -> Vec<ReportingDuty> {
    let mut out: Vec<Said> = Vec::new();
    let mut owner: Option<String> = None;
    let mut organising = false;
    let has_section = document.blocks[body.clone()].iter().any(organises);
    for block in &document.blocks[body] {
        let Block::Paragraph(paragraph) = block else { continue };
        let mark = heading::mark(paragraph);
        if mark.as_ref().is_some_and(|mark| matches!(mark.rank, Rank::Roman | Rank::Part)) {
            organising = organises(block);
            owner = None;
            continue;
        }
        if has_section && !organising {
            continue;
        }
        let text = &paragraph.text;
        let words_at = mark.as_ref().map_or(0, |mark| mark.words_at);
        let words = &text.text[words_at..];
        if mark.as_ref().is_some_and(|mark| mark.rank != Rank::Bullet && mark.rank != Rank::Letter) {
            owner = actor::of_sentence(words);
        }
        let before = out.len();
        for range in sentences(words) {
            let range = words_at + range.start..words_at + range.end;
            if REPORTS.iter().any(|word| text.text[range.clone()].contains(word)) {
                // "…; báo cáo năm trước ngày 05/12" goes to whom the paragraph named before.
                let named = out[before..].iter().rev().find_map(|said| said.duty.to.clone());
                sentence(text, range, (owner.as_deref(), named), &mut out);
            }
        }
    }
    let known: Vec<ReportingDuty> = out.iter().map(|said| said.duty.clone()).collect();
    // What a unit passes on is said once: a duty of its own for the same receiver says it better.
    out.retain(|Said { duty, onward }| {
        let passed_on = duty.due.is_none() && duty.cadence != Cadence::AdHoc && (*onward || duty.cadence == Cadence::Other);
        !passed_on
            || !known
                .iter()
                .any(|other| other != duty && other.from == duty.from && other.cadence != Cadence::AdHoc && contains(&other.to, &duty.to))
    });
    out.into_iter().map(|said| said.duty).collect()
}

/// A duty found, and whether it only passes on what others report.
struct Said {
    duty: ReportingDuty,
    onward: bool,
}

fn contains(wide: &Option<String>, narrow: &Option<String>) -> bool {
    matches!((wide, narrow), (Some(wide), Some(narrow)) if wide.contains(narrow.as_str()) && wide != narrow)
}

fn organises(block: &Block) -> bool {
    let Block::Paragraph(paragraph) = block else { return false };
    let lower = lowered(&paragraph.text.text);
    (lower.contains("tổ chức thực hiện")
        || lower.contains("chế độ báo cáo")
        || lower.contains("tổ chức triển khai")
        || lower.contains("phân công thực hiện"))
        && heading::mark(paragraph).is_some_and(|mark| matches!(mark.rank, Rank::Roman | Rank::Part))
}

/// Sentences and clauses that begin a new duty: after a full stop, or after a semicolon.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut depth = 0_i32;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '.' | ';' if depth <= 0 && chars.peek().is_none_or(|(_, next)| next.is_whitespace() || *next == '/') => {
                out.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(start..text.len());
    // "Thời hạn báo cáo: …" belongs to the sentence that says who reports to whom.
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in out {
        let lower = text[range.clone()].trim().to_lowercase();
        match joined.last_mut() {
            Some(last)
                if [
                    "thời hạn báo cáo",
                    "thời gian báo cáo",
                    "thời hạn gửi",
                    "thời gian gửi",
                    "thời điểm báo cáo",
                    "báo cáo gửi",
                    "báo cáo đột xuất",
                    "thời hạn nộp",
                ]
                .iter()
                .any(|head| lower.starts_with(head)) =>
            {
                last.end = range.end
            }
            _ => joined.push(range),
        }
    }
    joined.retain(|range| !text[range.clone()].trim().is_empty());
    joined
}

fn sentence(text: &Text, range: Range<usize>, (owner, named): (Option<&str>, Option<String>), out: &mut Vec<Said>) {
    let words = text.text[range.clone()].trim();
    let span = text.span(0, range.clone());
    let (main, onward) = match ONWARD.find(words) {
        Some(found) => (&words[..found.start()], Some((&words[found.start()..found.end()], &words[found.end()..]))),
        None => (words, None),
    };
    let mut from = actor::of_sentence(main).or_else(|| owner.map(str::to_owned));
    if let Some(found) = ADVISED.find(main)
        && let Some(advised) = actor::of_sentence(&main[found.end()..]).filter(|_| main[found.end()..].contains("báo cáo"))
    {
        from = Some(advised);
    }
    let to =
        actor::receiver(main).or_else(|| onward.and_then(|(_, rest)| actor::receiver_at(rest)).filter(|_| !lowered(main).contains("về")));
    // The time may stand after the onward part: "… để tổng hợp, báo cáo UBND tỉnh trước ngày 10/12".
    let times = schedule::times(words);
    let says_report = lowered(main).contains("báo cáo");
    if !says_report && times.iter().all(|time| time.due.is_none()) {
        return;
    }
    let Some(to) = to else {
        if !(times.iter().any(|time| time.due.is_some()) && says_report) || from.is_none() {
            return;
        }
        push(out, &times, from, named, &span);
        return;
    };
    push(out, &times, from.clone(), Some(to.clone()), &span);
    let Some((_, rest)) = onward else { return };
    if let Some(next) = actor::receiver_at(rest).filter(|next| *next != to) {
        let cadence = times.first().map_or(Cadence::Other, |time| time.cadence);
        let body = to.split(" (").next().unwrap_or(&to).to_owned();
        let body = to.find("(qua ").and_then(|at| to[at + "(qua ".len()..].strip_suffix(')')).map_or(body, str::to_owned);
        let duty =
            ReportingDuty { from: Some(body), to: Some(next), cadence, due: None, day: None, month: None, month_of_period: None, span };
        out.push(Said { duty, onward: true });
    }
}

fn push(out: &mut Vec<Said>, times: &[schedule::Time], from: Option<String>, to: Option<String>, span: &crate::document::Span) {
    for time in times {
        let duty = ReportingDuty {
            from: from.clone(),
            to: to.clone(),
            cadence: time.cadence,
            due: time.due.clone(),
            day: time.day,
            month: time.month,
            month_of_period: time.last_month.then_some(MonthOfPeriod::Last).or(time.first_month.then_some(MonthOfPeriod::First)),
            span: span.clone(),
        };
        let repeated = |Said { duty: seen, .. }: &Said| {
            seen.from == duty.from && seen.to == duty.to && seen.cadence == duty.cadence && seen.due == duty.due
        };
        if !out.iter().any(repeated) {
            out.push(Said { duty, onward: false });
        }
    }
}
