//! Targets in running text, for plans without an annex of targets: "tỷ lệ … đạt trên 80%", "100% cán bộ …", "ít nhất 02 mô hình …".
//! Which figures may be targets: `figure`; what they measure: `name`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::annex::last_year;
use super::heading::{self, Path};
use super::{prose_task, target};
use crate::document::{Block, Document, Paragraph, Span, Text, lowered};
use crate::pattern::Regex;
use crate::plan::{Comparison, Indicator, StatedTarget, StatedWithin, Target};
use figure::Figure;

mod figure;
mod name;
pub mod worded;

// All of these look at text in small letters.
static BY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\b(?:đến|trong|hết|trước|vào)\s[^,.;%]{0,20}?|^\W*năm\s)(20\d{2})").expect("the pattern is a literal of this file")
});
/// What was reached, and what others give: no target of this plan.
static TOLD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\bhiện (?:nay|có|tại)\b|\bđến nay\b|\btính đến\b|\bcùng kỳ\b|\bnăm trước\b|\b(?:mức|được) (?:hỗ trợ|phạt|hưởng)\b|\btheo quy định tại\b")
        .expect("the pattern is a literal of this file")
});
/// Verbs with which a promise of a number of things begins.
static CREATES: LazyLock<Regex> = LazyLock::new(|| {
    let verbs = "có|thành lập|xây dựng|trồng|hỗ trợ|tạo|đào tạo|tổ chức|kết nạp|đón|thu hút|phát triển|hình thành|hoàn thành|triển khai|công nhận|mở|cấp|lắp đặt|nâng cấp|duy trì|phấn đấu|giải quyết|bồi dưỡng|tập huấn|vận động|ít nhất|giới thiệu|xóa|xoá|sửa chữa|làm mới|cải tạo|đưa|mỗi|toàn";
    Regex::new(&format!(r"^\W*(?:{verbs})\b")).expect("the pattern is a literal of this file")
});

/// How sure a reading is: a measure, its verb and its figure; one of them missing; a number of things.
const STRONG: f64 = 0.95;
const FAIR: f64 = 0.8;
const WEAK: f64 = 0.6;

/// Where a paragraph stands: the headings above it, and the year they or the plan's title name.
struct Place<'a> {
    path: &'a Path,
    /// Of a line such as "Phấn đấu đến năm 2030:" above a list.
    led_by: Option<i16>,
    title: Option<i16>,
    /// Under a heading of targets a bare number of things is one as well.
    promises: bool,
}

/// Reads the targets that the body of the first file states, in order; `title` is the plan's.
pub fn read(document: &Document, body: Range<usize>, title: Option<&str>) -> Vec<StatedTarget> {
    let mut out = Vec::new();
    let mut path = Path::default();
    let mut led_by = None;
    let title = title.and_then(only_year);
    for block in &document.blocks[body] {
        let Block::Paragraph(paragraph) = block else { continue };
        let text = &paragraph.text;
        let mark = heading::mark(paragraph);
        if let Some(mark) = &mark {
            if heading::is_title(paragraph, mark) && !states_target(paragraph, &text.text[mark.words_at..]) {
                path.enter(mark, text.text[mark.words_at..].trim());
                led_by = None;
                continue;
            }
            path.leave(mark.rank);
        }
        if prose_task::is_labelled(text) || path.titles().any(tells_results) {
            continue;
        }
        let bulleted = mark.as_ref().is_some_and(|mark| matches!(mark.rank, heading::Rank::Bullet | heading::Rank::Letter));
        if !bulleted || text.text.ends_with(':') {
            led_by = text.text.ends_with(':').then(|| last_year(&text.text)).flatten();
        }
        let place = Place { path: &path, led_by, title, promises: path.titles().any(names_targets) };
        let words_at = mark.as_ref().map_or(0, |mark| mark.words_at).min(text.text.len());
        let within = if place.promises { StatedWithin::Targets } else { StatedWithin::Body };
        let mut found = Vec::new();
        for range in clauses(&text.text, words_at) {
            clause(text, range, &place, &mut found);
        }
        out.extend(found.into_iter().map(|indicator| StatedTarget { indicator, within }));
    }
    out
}

/// Shares that the name of a task promises: "tái sử dụng 100% dữ liệu".
pub fn of_task(name: &Span) -> Vec<StatedTarget> {
    if !name.text.contains('%') {
        return Vec::new();
    }
    let text = Text::at(&name.text, name.place.clone());
    let path = Path::default();
    let place = Place { path: &path, led_by: None, title: None, promises: false };
    let mut found = Vec::new();
    for range in clauses(&text.text, 0) {
        clause(&text, range, &place, &mut found);
    }
    let of_file = |indicator: Indicator| Indicator { span: Span { file: name.file, ..indicator.span }, ..indicator };
    found.into_iter().map(|indicator| StatedTarget { indicator: of_file(indicator), within: StatedWithin::Task }).collect()
}

/// A numbered line with a percentage in it is a target, not a heading, unless it is set as one.
fn states_target(paragraph: &Paragraph, words: &str) -> bool {
    !paragraph.bold && paragraph.heading.is_none() && figure::all(words).iter().any(|figure| figure.percent || figure.firm)
}

fn tells_results(title: &str) -> bool {
    let lower = lowered(title);
    ["kết quả", "thực trạng", "tình hình", "hạn chế", "đánh giá", "căn cứ", "sự cần thiết", "cơ sở pháp lý", "kinh phí", "nguồn vốn"]
        .iter()
        .any(|word| lower.starts_with(word))
}

fn names_targets(title: &str) -> bool {
    let lower = lowered(title);
    ["mục tiêu", "chỉ tiêu", "phấn đấu", "tầm nhìn", "đến năm", "đến hết năm"].iter().any(|word| lower.contains(word))
        || lower.starts_with("giai đoạn")
        || lower.starts_with("năm 20")
}

/// The one year a title is about: "… năm 2026", "giai đoạn 2026 - 2030"; two years of different kinds leave it open.
fn only_year(title: &str) -> Option<i16> {
    static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:giai đoạn\s+20\d\d\s*[-–]\s*|nhiệm kỳ\s+20\d\d\s*[-–]\s*|năm\s+)(20\d\d)")
            .expect("the pattern is a literal of this file")
    });
    let title = lowered(title);
    let mut years: Vec<i16> = ABOUT
        .captures_iter(&title)
        .filter(|found| !found.get(0).is_some_and(|whole| dated(&title[..whole.start()])))
        .filter_map(|found| found[1].parse().ok())
        .collect();
    years.dedup();
    (years.len() == 1).then(|| years[0])
}

/// "ngày 05 tháng 3 năm 2026" is the date of a document, not what a plan is about.
fn dated(before: &str) -> bool {
    static MONTH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"tháng\s+\d{1,2}\s*$").expect("the pattern is a literal of this file"));
    MONTH.is_match(crate::document::end_of(before, 32))
}

/// Sentences and what semicolons set apart; figures keep their stops and commas.
fn clauses(text: &str, from: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = from;
    for (at, c) in text.char_indices().filter(|(at, _)| *at >= from) {
        let ends = text[at + c.len_utf8()..].chars().next().is_none_or(|c| c.is_whitespace() || c == '/');
        if matches!(c, '.' | ';') && ends {
            out.push(start..at);
            start = at + 1;
        }
    }
    out.push(start..text.len());
    out.retain(|range| range.start < range.end);
    out
}

/// "đã" before the figure, or with nothing but time before it, tells what was reached; "tái sử dụng 100% dữ liệu
/// đã số hóa" only says which data.
fn tells_of_done(words: &str, lower: &str) -> bool {
    static DONE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bđã\s").expect("the pattern is a literal of this file"));
    let Some(done) = DONE.find(lower) else { return false };
    let Some(figure) = figure::all(words).into_iter().next() else { return true };
    done.start() < figure.range.start || name::only_time(&words[..figure.range.start])
}

/// What one figure was read as.
struct Reading {
    name: String,
    unit: Option<String>,
    /// The words of the target.
    words: Range<usize>,
    sure: f64,
    /// Of a share the predicate may stand behind a later one.
    share: bool,
    year: Option<i16>,
}

fn clause(text: &Text, range: Range<usize>, place: &Place<'_>, out: &mut Vec<Indicator>) {
    let words = &text.text[range.clone()];
    let figures = words.bytes().any(|byte| byte.is_ascii_digit());
    if !figures && !worded::may_state(words) {
        return;
    }
    let lower = lowered(words);
    if TOLD.is_match(&lower) || tells_of_done(words, &lower) {
        return;
    }
    let above = place.led_by.or_else(|| place.path.titles().find_map(last_year));
    if place.promises
        && let Some((name, target)) = worded::read(words)
    {
        out.push(Indicator {
            section: place.path.number(),
            section_title: place.path.title(),
            horizon: above.or(place.title),
            target: Some(Target { text: Some(target), op: Comparison::Text, value: None, high: None }),
            ..Indicator::named(name, text.span(0, range.clone()))
        });
    }
    if !figures {
        return;
    }
    let readings = readings(words, place.promises);
    for (index, reading) in readings.iter().enumerate() {
        let name = if reading.share { composed(&readings, index) } else { reading.name.clone() };
        let Some(target) = target_of(&words[reading.words.clone()]) else { continue };
        let said = BY.captures_iter(&lower[..reading.words.start]).last().and_then(|year| year[1].parse().ok());
        let horizon = reading.year.or(said).or(above).or(place.title);
        let mut confidence = BTreeMap::from([("name".to_owned(), reading.sure), ("target".to_owned(), reading.sure.max(FAIR))]);
        if reading.unit.is_some() && reading.sure < STRONG {
            confidence.insert("unit".to_owned(), reading.sure);
        }
        if horizon.is_some() && reading.year.or(said).or(above).is_none() {
            confidence.insert("horizon".to_owned(), WEAK);
        }
        out.push(Indicator {
            section: place.path.number(),
            section_title: place.path.title(),
            horizon,
            unit: reading.unit.clone(),
            target: Some(target),
            confidence,
            ..Indicator::named(name, text.span(0, range.clone()))
        });
    }
}

/// The words keep their verb of change: "giảm ít nhất 10%" compares as "ít nhất 10%" does.
fn target_of(words: &str) -> Option<Target> {
    let lower = lowered(words);
    let change = ["tăng trưởng", "tăng thêm", "tăng", "giảm"].iter().find(|verb| lower.starts_with(**verb));
    let Some(change) = change else { return target::parse(words) };
    let mut rest = words[change.len()..].trim_start();
    for about in ["bình quân", "trung bình", "khoảng", "hằng năm", "hàng năm"] {
        rest = if lowered(rest).starts_with(about) { rest[about.len()..].trim_start() } else { rest };
    }
    target::parse(rest).map(|target| Target { text: Some(words.to_owned()), ..target })
}

fn readings(words: &str, promises: bool) -> Vec<Reading> {
    let figures = figure::all(words);
    let mut out: Vec<Reading> = Vec::new();
    let mut start = 0;
    for (index, figure) in figures.iter().enumerate() {
        let next =
            figures[index + 1..].iter().find(|next| next.percent || !next.of_time && reached(&words[figure.range.end..next.range.start]));
        let after = after_of(words, figure, next);
        let before = &words[start.min(figure.range.start)..figure.range.start];
        let found = if figure.percent {
            percent(words, figure, (before, after), out.last())
        } else {
            let inside = out.last().is_some_and(|last| last.share && !before.contains([',', ';']));
            (!inside).then(|| number(words, figure, (before, after), promises)).flatten()
        };
        if let Some(found) = found {
            start = found.words.end.max(figure.range.end);
            out.push(found);
        }
    }
    out
}

fn reached(between: &str) -> bool {
    name::verb(between).is_some()
}

/// What stands behind a figure, up to where the next one's measure begins.
fn after_of<'a>(words: &'a str, figure: &Figure, next: Option<&Figure>) -> &'a str {
    let Some(next) = next else { return &words[figure.range.end..] };
    let between = &words[figure.range.end..next.range.start];
    let own_measure = reached(between) || name::has_measure(between);
    match between.rfind([',', ';']).filter(|_| own_measure) {
        // A measure may hold commas itself: it begins where its first word says so.
        Some(last) => {
            let first =
                between.match_indices([',', ';']).map(|(at, _)| at).find(|at| name::has_measure(&between[*at..]) && reached(between));
            &between[..first.unwrap_or(last)]
        }
        None => between,
    }
}

fn percent(words: &str, figure: &Figure, (before, after): (&str, &str), last: Option<&Reading>) -> Option<Reading> {
    let offset = figure.range.start - before.len();
    let verb = name::verb(before);
    let change = verb.as_ref().and_then(|verb| verb.change).map(|at| offset + at);
    let start = change.unwrap_or(figure.range.start);
    let measure_ends = verb.as_ref().map(|verb| verb.start).or_else(|| name::has_measure(before).then_some(before.len()));
    let read = |name: String, unit: String, sure: f64, share: bool| {
        let per = unit.strip_prefix('%').filter(|per| per.starts_with('/') && change.is_some()).map_or(0, str::len);
        let year = BY.captures(&lowered(after)).filter(|_| !reached(after)).and_then(|year| year[1].parse().ok());
        let end = (figure.range.end + per).min(words.len());
        Some(Reading { name, unit: Some(unit), words: start..end, sure, share, year })
    };
    let end = measure_ends.unwrap_or(0);
    if let Some(measured) = measure_ends.and_then(|end| name::measured(&before[..end], last.is_some())) {
        let (name, proven) = measured;
        if let (Some(last), Some(predicate)) = (last, name::predicate(&name).filter(|predicate| predicate.len() == name.len())) {
            return read(name::narrowed(&last.name, predicate), name::of_percent(after), WEAK, false);
        }
        let name = match name::place(after) {
            Some(place) => format!("{name} {place}"),
            None => name,
        };
        return read(name, name::of_percent(after), if proven { STRONG } else { FAIR }, false);
    }
    // "… đạt 60% vào năm 2028, 80% vào năm 2030", "… ở cấp tỉnh, 60% ở cấp xã": the measure before it goes on.
    if let Some(last) = last.filter(|last| !last.share && name::only_time(&before[..end.min(before.len())])) {
        let base = last.name.as_str();
        if name::only_time(after) {
            return read(base.to_owned(), last.unit.clone()?, FAIR, false);
        }
        if let Some(place) = name::place(after) {
            return read(format!("{} {place}", name::without_place(base)), "%".to_owned(), FAIR, false);
        }
    }
    let so_with = lowered(after.trim_start()).starts_with("so với");
    let given = lowered(before.trim_end()).ends_with("hỗ trợ");
    let name = name::phrase(after);
    let words_of_name = name.split_whitespace().count();
    if so_with || given || words_of_name < 2 && name::predicate(&name).is_none() {
        return None;
    }
    read(name, "%".to_owned(), if figure.firm || change.is_some() || before.trim().is_empty() { FAIR + 0.1 } else { FAIR }, true)
}

/// A share whose noun or predicate stands at its neighbour: "100% hồ sơ cấp tỉnh và 80% cấp xã được ký số".
fn composed(readings: &[Reading], index: usize) -> String {
    let own = readings[index].name.as_str();
    let before = readings[..index].iter().rev().take_while(|reading| reading.share).take(8);
    let after = readings[index + 1..].iter().take_while(|reading| reading.share).take(8);
    let lower = lowered(own);
    if name::predicate(own).is_some_and(|predicate| predicate.len() == own.len())
        && let Some(noun) = before.clone().map(|reading| name::noun(&reading.name)).next()
    {
        return format!("{noun} {own}");
    }
    let mut name = own.to_owned();
    let place = |name: &str| ["tại ", "ở ", "cấp ", "đối với "].iter().any(|word| lowered(name).starts_with(word));
    if place(&lower) {
        let whole = before.clone().map(|reading| reading.name.as_str()).find(|name| !place(name));
        if let Some(whole) = whole {
            name = format!("{} {own}", name::without_place(name::noun(whole)));
        }
    }
    if name::predicate(&name).is_none()
        && let Some(predicate) = after.clone().find_map(|reading| name::predicate(&reading.name))
    {
        name = format!("{name} {predicate}");
    }
    name
}

/// A figure that is no percentage: a measure reaches it, or it counts things that are promised.
fn number(words: &str, figure: &Figure, (before, after): (&str, &str), promises: bool) -> Option<Reading> {
    let offset = figure.range.start - before.len();
    let verb = name::verb(before);
    let unit = name::unit(after);
    let year = BY.captures(&lowered(after)).and_then(|year| year[1].parse().ok());
    let end = verb.as_ref().map(|verb| verb.start).or_else(|| (figure.firm && name::has_measure(before)).then_some(before.len()));
    if let Some((name, proven)) = end.and_then(|end| name::measured(&before[..end], offset > 0)) {
        let of_time = figure.of_time && !(proven && (lowered(&name).contains("thời gian") || lowered(&name).contains("tuổi thọ")));
        if of_time || !(proven || figure.firm || promises && unit.is_some()) {
            return None;
        }
        let start = verb.and_then(|verb| verb.change).map_or(figure.range.start, |at| offset + at);
        let taken = unit.as_ref().map_or(0, |(_, taken)| *taken);
        let upward = lowered(after[taken..].trim_start()).starts_with("trở lên") && taken > 0;
        let end = if upward { after[taken..].find("lên").map_or(0, |at| taken + at + "lên".len()) } else { 0 };
        let words = start..figure.range.end + end;
        let unit = unit.map(|(unit, _)| unit).or_else(|| short_tail(after));
        let sure = if proven { STRONG } else { FAIR };
        return Some(Reading { name, unit, words, sure, share: false, year });
    }
    if figure.of_time || !(promises || lowered(words).contains("phấn đấu") && figure.firm) {
        return None;
    }
    let lead = before.rsplit([',', ':']).next().unwrap_or_default();
    let lead_words = lead.split_whitespace().count();
    if lead_words > 9 || !(figure.firm && lead_words <= 6 || CREATES.is_match(&lowered(lead))) {
        return None;
    }
    let (name, unit) = match &unit {
        Some((unit, taken)) if name::phrase(&after[*taken..]).split_whitespace().count() >= 1 && !unit.eq_ignore_ascii_case("người") => {
            (name::phrase(&after[*taken..]), Some(unit.clone()))
        }
        _ => (name::phrase(after), name::counted(after.trim_start())),
    };
    let begins = name.chars().next().is_some_and(char::is_alphabetic);
    (begins && (name.split_whitespace().count() >= 2 || unit.is_some())).then(|| Reading {
        name,
        unit,
        words: figure.range.clone(),
        sure: WEAK,
        share: false,
        year,
    })
}

/// A unit no list knows: a few words up to the next sign.
fn short_tail(after: &str) -> Option<String> {
    let unit = name::of_percent(after);
    let tail = unit.strip_prefix("% ").unwrap_or_default();
    (!tail.is_empty() && tail.split_whitespace().count() <= 4).then(|| tail.to_owned())
}

#[cfg(test)]
mod tests;
