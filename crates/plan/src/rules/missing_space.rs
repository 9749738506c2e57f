use std::collections::HashMap;

use super::places::{Found, crosses_lines, paragraphs};
use super::words::{Gap, Shape, Word, text};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Format;
use crate::syllable::is_syllable;

pub const RULE: Rule = Rule { name: "missing-space", severity: Severity::Advice, doc: include_str!("missing_space.md"), check };

/// Units that stand apart from their figure.
const UNITS: [&str; 16] = ["gb", "mb", "tb", "kb", "gbps", "mbps", "kbps", "km", "kg", "ha", "kwh", "mw", "kw", "kv", "ml", "mm"];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut seen = HashMap::new();
    glued(checked, &mut seen, out);
    for found in paragraphs(checked) {
        let format = checked.documents[found.file as usize].format;
        if format == Format::PdfScan {
            continue;
        }
        let text = found.text().text.as_str();
        if text.contains("- ") || text.contains(" -") {
            hyphens(&found, &mut seen, out);
        }
        // The glyphs of a page say where a word ends, not whether a space was typed after a comma.
        if format != Format::Pdf {
            signs(&found, &mut seen, out);
        }
    }
}

/// Reports one kind of fault once, with its further places.
fn report(found: &Found<'_>, range: std::ops::Range<usize>, right: String, seen: &mut HashMap<String, usize>, out: &mut Diagnostics) {
    let span = found.span(range.clone());
    let written = &found.text().text[range];
    match seen.get(written) {
        Some(at) => out[*at].related.push(span),
        None => {
            seen.insert(written.to_owned(), out.len());
            let quote = Some(written.to_owned());
            let help = Some(format!("viết “{right}”"));
            out.push(Diagnostic { help, quote, ..RULE.at(&span, format!("Thiếu dấu cách: “{written}”")) });
        }
    }
}

/// "phòngHĐND", "10km".
fn glued(checked: &Checked<'_>, seen: &mut HashMap<String, usize>, out: &mut Diagnostics) {
    let words = checked.words();
    for line in words.lines.iter().filter(|line| !line.guessed) {
        let of_line = words.of_line(line);
        for (at, word) in of_line.iter().enumerate() {
            let written = text(line, std::slice::from_ref(word));
            let cut = match word.shape {
                Shape::Mixed => mixed(written),
                Shape::Figures => unit(written),
                _ => None,
            };
            let Some(cut) = cut else { continue };
            let (start, end) = surroundings(line.text(), of_line, at);
            let right = format!("{} {}", &line.text()[start..word.start() + cut], &line.text()[word.start() + cut..end]);
            report(&line.found, start..end, right, seen, out);
        }
    }
}

/// The word before and the rest of what hangs on this one.
fn surroundings(text: &str, of_line: &[Word], at: usize) -> (usize, usize) {
    let start = match at.checked_sub(1) {
        Some(before) if of_line[before].gap == Gap::Space && of_line[at].shape == Shape::Mixed => of_line[before].start(),
        _ => of_line[at].start(),
    };
    let end = text[of_line[at].end()..]
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '.' | ')'))
        .map_or(text.len(), |ahead| of_line[at].end() + ahead);
    (start, end)
}

/// A syllable with an abbreviation or the next word glued to it; names of programs are written like that too.
fn mixed(written: &str) -> Option<usize> {
    let mut last = None;
    for (at, c) in written.char_indices() {
        if at > 0 && c.is_uppercase() {
            last = Some(at);
            break;
        }
    }
    let cut = last?;
    let (head, tail) = written.split_at(cut);
    let head = head.to_lowercase();
    let vowel = !head.is_ascii();
    let tail_small = tail.to_lowercase();
    let capitals = tail.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) && tail.chars().count() > 1;
    (vowel && is_syllable(&head) && (capitals || is_syllable(&tail_small))).then_some(cut)
}

/// "1Gb", "10km".
fn unit(written: &str) -> Option<usize> {
    let cut = written.find(|c: char| !c.is_ascii_digit()).filter(|cut| *cut > 0)?;
    UNITS.contains(&written[cut..].to_lowercase().as_str()).then_some(cut)
}

/// A hyphen between words with a space on one side only.
fn hyphens(found: &Found<'_>, seen: &mut HashMap<String, usize>, out: &mut Diagnostics) {
    let text = found.text().text.as_str();
    for (at, _) in text.match_indices('-') {
        let (before, after) = (&text[..at], &text[at + 1..]);
        let left_space = before.ends_with(' ');
        if before.is_empty() || after.is_empty() || left_space == after.starts_with(' ') {
            continue;
        }
        let start = before.trim_end().rfind(|c: char| !c.is_alphabetic()).map_or(0, |space| space + first_length(&text[space..]));
        let end = at
            + 1
            + after.trim_start().find(|c: char| !c.is_alphabetic()).unwrap_or(after.trim_start().len())
            + (after.len() - after.trim_start().len());
        let (left, right) = (text[start..at].trim(), text[at + 1..end].trim());
        let word = |part: &str| part.chars().count() > 1 && part.chars().any(char::is_lowercase);
        // "57- NQ/TW" is a document number; a label is no word; a line may have ended behind the hyphen.
        if !word(left) || !word(right) || text[..start].ends_with(['/', '-']) || crosses_lines(&found.span(start..end)) {
            continue;
        }
        let before = text[..start].trim_end();
        let more = before.rfind(|c: char| !c.is_alphabetic()).map_or(0, |space| space + first_length(&before[space..]));
        let start = if before.ends_with(char::is_alphabetic) && start == before.len() + 1 { more } else { start };
        let right = format!("{} - {right}", text[start..at].trim());
        report(found, start..end, right, seen, out);
    }
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// A comma, semicolon or full stop with the next word close behind it, a bracket close to a word.
fn signs(found: &Found<'_>, seen: &mut HashMap<String, usize>, out: &mut Diagnostics) {
    let text = found.text().text.as_str();
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b',' | b';' | b'(' | b')' | b'.')) {
        let (Some(before), Some(after)) = (text[..at].chars().next_back(), text[at + 1..].chars().next()) else { continue };
        let faulty = match byte {
            b',' | b';' => before.is_lowercase() && after.is_alphabetic(),
            b'(' => before.is_lowercase() && after.is_alphabetic(),
            b')' => after.is_alphabetic(),
            _ => before.is_lowercase() && after.is_uppercase(),
        };
        if !faulty {
            continue;
        }
        let edge = |c: char| matches!(c, ' ' | '“' | '”' | '"');
        let start = text[..at].rfind(edge).map_or(0, |space| space + first_length(&text[space..]));
        let end = text[at..].find(edge).map_or(text.len(), |space| at + space);
        let chunk = &text[start..end];
        // Addresses, file names, "f(x)", "(các)đơn".
        if chunk.contains(['/', '@', '_', '\\', '=']) || chunk.is_ascii() || (*byte == b'(' && end - at < 4) {
            continue;
        }
        let cut = if *byte == b'(' { at } else { at + 1 };
        let right = format!("{} {}", &text[start..cut], &text[cut..end]);
        report(found, start..end, right, seen, out);
    }
}
