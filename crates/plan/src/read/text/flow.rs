//! Whether a line goes on the one before: how the file was wrapped, and in which part of a plan the line stands.

use crate::read::text::{Item, SourceLine, marks};

/// Lines longer than this were never wrapped for a page of A4.
const LONG_LINE: usize = 130;
/// A line shorter than this says nothing about the width of the page.
const FULLER_LINE: usize = 45;
/// How many lines after its title an annex may take to come to its column names.
const HEAD_WITHIN: usize = 14;

/// How the lines of a file came to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Flow {
    /// Broken at the page's width, so many characters wide.
    Wrapped(usize),
    /// One paragraph per line.
    Unwrapped,
}

impl Flow {
    /// Tells by how many of the fuller lines break off in the middle of a sentence.
    pub fn of(items: &[Item]) -> Self {
        let mut zones = Zones::default();
        let (mut widths, mut long, mut fuller, mut broken) = (Vec::new(), 0, 0, 0);
        let mut last: Option<&str> = None;
        for (at, item) in items.iter().enumerate() {
            let Item::Line(line) = item else {
                zones.leave_table();
                last = None;
                continue;
            };
            zones.enter(&items[at..]);
            if zones.now() == Zone::Table {
                continue;
            }
            let text = line.text.text.as_str();
            let width = text.chars().count();
            widths.push(width);
            long += if width > LONG_LINE { width } else { 0 };
            fuller += usize::from(width >= FULLER_LINE);
            broken += usize::from(last.is_some_and(|last| !marks::ends_sentence(last)) && marks::begins_in_lower_case(text));
            last = (width >= FULLER_LINE).then_some(text);
        }
        widths.sort_unstable();
        let all: usize = widths.iter().sum();
        let width = widths.get(widths.len() * 9 / 10).copied().unwrap_or(0);
        if long * 4 > all || broken * 5 < fuller || fuller == 0 { Flow::Unwrapped } else { Flow::Wrapped(width.max(FULLER_LINE)) }
    }

    /// Whether `line` goes on the paragraph whose last line is `last`.
    pub fn goes_on(self, last: &SourceLine, line: &SourceLine, zone: Zone) -> bool {
        let (before, text) = (last.text.text.as_str(), line.text.text.as_str());
        if last.heading.is_some() || line.heading.is_some() || last.hard_break || zone == Zone::Table {
            return false;
        }
        if last.bold != line.bold && line.blanks == 0 && (last.bold || marks::is_structure(text)) {
            return false;
        }
        // A ruled line under a title parts, it joins nothing.
        if ruled(before) || ruled(text) {
            return false;
        }
        let full = self.is_full(last, text);
        if opens_paragraph(before, text, full) {
            return false;
        }
        let lower = marks::begins_in_lower_case(text);
        if zone == Zone::Closing {
            return lower && !marks::ends_sentence(before);
        }
        match (self, marks::ends_sentence(before)) {
            (Flow::Unwrapped, ended) => !ended && (lower || (marks::wants_more(before) && !before.ends_with(','))),
            (Flow::Wrapped(_), true) => full && (line.blanks == 0 || lower) && line.indent < last.indent + 2,
            (Flow::Wrapped(_), false) => lower || marks::wants_more(before) || self.is_unfinished(last, line),
        }
    }

    /// The next word would hardly have fitted: the line ended because the page did.
    fn is_full(self, last: &SourceLine, next: &str) -> bool {
        let Flow::Wrapped(width) = self else { return false };
        let word = next.split(' ').next().map_or(0, |word| word.chars().count());
        (last.text.text.chars().count() + 1 + word) * 100 >= width * 86
    }

    /// Without a sign at its end and as wide as the page, or nearly so with no empty line after it.
    fn is_unfinished(self, last: &SourceLine, line: &SourceLine) -> bool {
        let upper = (marks::is_upper_case(&last.text.text), marks::is_upper_case(&line.text.text));
        // A title in capitals does not run into the sentence below it.
        let alike = upper.0 == upper.1 || (!upper.0 && line.text.text.chars().count() < 12);
        let figure = line.text.text.starts_with(|c: char| !c.is_alphabetic());
        alike && (self.is_full(last, &line.text.text) || (figure && line.blanks == 0))
    }
}

fn ruled(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() >= 3 && text.chars().all(|c| matches!(c, '-' | '–' | '—' | '_' | '*' | '=' | ' '))
}

/// Words that open a paragraph whatever stands before, unless the line before asks for exactly such a word.
fn opens_paragraph(before: &str, text: &str, full: bool) -> bool {
    let inside = full && !marks::ends_sentence(before);
    if marks::is_bullet(text) {
        // "phát triển kinh tế / - xã hội": a dash within a compound that happens to begin a line.
        let rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        return !(inside && rest.starts_with(char::is_lowercase));
    }
    // "… định hướng đến năm 2030" is a title, "Căn cứ Nghị quyết số …" under it opens the body.
    if !marks::ends_sentence(before) && !marks::wants_more(before) && (text.starts_with("Thực hiện ") || text.starts_with("Căn cứ "))
    {
        return true;
    }
    if marks::is_numbered(text) {
        return !(inside && marks::wants_more(before));
    }
    marks::is_structure(text) && !(inside && marks::wants_more(before) && !marks::is_upper_case(text))
}

/// Part of a plan, as far as it changes what a line end means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zone {
    #[default]
    Body,
    /// Recipients and signature: a line is a line.
    Closing,
    /// A table flattened to lines: the parser needs every line by itself.
    Table,
}

/// Follows the lines of a file from one zone to the next.
#[derive(Debug, Default)]
pub struct Zones {
    now: Zone,
    /// The table stands under an annex title and ends only with the annex.
    annex: bool,
    pages: u32,
    last_page_number: u32,
}

impl Zones {
    pub fn now(&self) -> Zone {
        self.now
    }

    /// A drawn table ends a flattened one.
    pub fn leave_table(&mut self) {
        if self.now == Zone::Table {
            self.now = Zone::Body;
        }
    }

    /// Moves on to the first of these items, a line.
    pub fn enter(&mut self, items: &[Item]) {
        let Some(line) = items.first().and_then(Item::line) else { return };
        self.pages += u32::from(line.page_start);
        let text = line.text.text.as_str();
        if marks::is_annex_title(text) {
            (self.now, self.annex) = (Zone::Body, true);
        } else if marks::is_recipients(text) || marks::is_signing(text) {
            (self.now, self.annex) = (Zone::Closing, false);
        } else if marks::is_table_head(text) && (self.annex || heads_table(items)) {
            self.now = Zone::Table;
        } else if self.now == Zone::Table && !self.annex && is_body_heading(text) {
            self.now = Zone::Body;
        }
    }

    /// Whether the line is only the number of its page. In a flattened table a number may be a row's, so there
    /// it must follow a page break and count on.
    pub fn is_page_number(&mut self, line: &SourceLine, last: Option<&SourceLine>, next: Option<&SourceLine>) -> bool {
        let Some(number) = marks::page_number(&line.text.text) else { return false };
        let counts = number == self.pages + 1 || number == self.last_page_number + 1;
        let at_page_edge = line.page_start || next.is_some_and(|next| next.page_start);
        let inside_sentence = last.is_some_and(|last| !marks::ends_sentence(&last.text.text))
            && next.is_some_and(|next| marks::begins_in_lower_case(&next.text.text) && !marks::is_numbered(&next.text.text));
        let alone = line.blanks > 0 && next.is_none_or(|next| next.blanks > 0);
        let is_one = match self.now {
            Zone::Table => at_page_edge && counts,
            Zone::Body | Zone::Closing => {
                at_page_edge || inside_sentence || (alone && (counts || line.text.text.contains(['-', '/', 'r'])))
            }
        };
        if is_one {
            self.last_page_number = number;
        }
        is_one
    }
}

/// Outside an annex the word "TT" heads a table only when column names follow it, on its line or below.
fn heads_table(items: &[Item]) -> bool {
    let mut short = items.iter().take(HEAD_WITHIN).map_while(Item::line).map(|line| line.text.text.as_str());
    let head = short.next().unwrap_or_default();
    let names = |text: &str| {
        let text = text.to_lowercase();
        ["nhiệm vụ", "nội dung", "chỉ tiêu", "chủ trì", "thực hiện", "sản phẩm", "thời gian", "thời hạn", "đơn vị"]
            .iter()
            .filter(|name| text.contains(**name))
            .count()
    };
    names(head) + short.take(6).map(names).sum::<usize>() >= 2
}

/// "IV. TỔ CHỨC THỰC HIỆN" after a table in the body.
fn is_body_heading(text: &str) -> bool {
    text.split_once(". ").is_some_and(|(number, title)| number.chars().all(|c| "IVXL".contains(c)) && marks::is_upper_case(title))
}
