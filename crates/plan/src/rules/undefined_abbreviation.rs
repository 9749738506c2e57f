use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::words::{Line, Shape, Word, Words};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{end_of, start_of};
use crate::syllable::is_syllable;

pub const RULE: Rule =
    Rule { name: "undefined-abbreviation", severity: Severity::Advice, doc: include_str!("undefined_abbreviation.md"), check };

/// Longer words in capitals are names.
const LONGEST: usize = 8;

/// Where an abbreviation is first used.
struct Use<'a> {
    line: &'a Line<'a>,
    range: Range<usize>,
}

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let words = checked.words();
    let list = checked.context.vocabulary.abbreviations();
    let accepted = |part: &str| list.find(part).is_some_and(|known| known.accepted);
    let (mut defined, mut order) = (HashSet::new(), Vec::new());
    let mut first: HashMap<&str, Use<'_>> = HashMap::new();
    let listed = words.lines.iter().any(|line| line.words.len() < 12 && is_list_title(line.text()));
    let mut recipients = 0;
    for line in &words.lines {
        if line.text().starts_with("Nơi nhận") {
            // The block names units in the short forms of the office that sends it.
            recipients = 40;
        }
        let of_line = words.of_line(line);
        let skipped = line.shouted || line.guessed || recipients > 0;
        for range in abbreviations(words, line, of_line) {
            let written = &line.text()[range.clone()];
            if is_defined(line.text(), &range) || (listed && written == line.text()) {
                defined.insert(written);
            } else if !skipped && !first.contains_key(written) {
                order.push(written);
                first.insert(written, Use { line, range });
            }
        }
        // In Word the whole block may be one paragraph.
        let last = recipients > 0 && line.text().trim_start_matches(['-', ' ']).starts_with("Lưu") || line.text().contains("- Lưu");
        recipients = if last { 0 } else { usize::saturating_sub(recipients, 1) };
    }
    for written in order {
        let Some(Use { line, range }) = first.get(written) else { continue };
        // "HĐN&UBND" is a name misspelled, not an abbreviation of its own.
        let parts = || written.split(['-', '&']);
        let joined = parts().count() > 1 && (parts().any(accepted) || parts().all(|part| defined.contains(part)));
        if defined.contains(written) || accepted(written) || joined {
            continue;
        }
        let full = list.find(written).map(|known| known.full.as_str()).filter(|full| !full.is_empty());
        let help = Some(match full {
            Some(full) => format!("lần đầu viết “{full} ({written})”"),
            None => format!("lần đầu viết đủ chữ, rồi “({written})”"),
        });
        let message = format!("Chữ viết tắt “{written}” không được giải thích");
        out.push(Diagnostic { help, ..RULE.at(&line.found.span(range.clone()), message) });
    }
}

fn is_list_title(text: &str) -> bool {
    if !text.contains("tắt") && !text.contains("TẮT") {
        return false;
    }
    let small = text.to_lowercase();
    small.contains("viết tắt")
        && (small.contains("danh mục") || small.contains("bảng") || small.starts_with("từ ") || small.starts_with("chữ "))
}

/// The abbreviations of a line: "CNTT", "KT-XH", "KH&CN", "IoT".
fn abbreviations(words: &Words<'_>, line: &Line<'_>, of_line: &[Word]) -> Vec<Range<usize>> {
    let text = line.text();
    let mut out = Vec::new();
    let mut at = 0;
    while at < of_line.len() {
        let start = at;
        at += 1;
        if !is_short(words, &of_line[start], text) {
            continue;
        }
        while at < of_line.len()
            && matches!(&text[of_line[at - 1].end()..of_line[at].start()], "-" | "&")
            && is_short(words, &of_line[at], text)
        {
            at += 1;
        }
        let range = of_line[start].start()..of_line[at - 1].end();
        if !in_a_number(text, &range) {
            out.push(range);
        }
    }
    out
}

fn is_short(words: &Words<'_>, word: &Word, text: &str) -> bool {
    let written = &text[word.start()..word.end()];
    let length = written.chars().count();
    let short = match word.shape {
        Shape::Capitals => length <= LONGEST,
        // "IoT", "eKYC"; not "VietGAP".
        Shape::Mixed => length <= 5 && written.is_ascii() && written.bytes().filter(u8::is_ascii_uppercase).count() > 1,
        _ => false,
    };
    let small = words.small(word);
    short && !is_roman(written) && (!is_syllable(small) || small == "ai")
}

fn is_roman(written: &str) -> bool {
    written.bytes().all(|letter| matches!(letter, b'I' | b'V' | b'X' | b'L'))
}

/// Part of a document number, an address or a code: "57-NQ/TW", "06/CP", "TCVN".
fn in_a_number(text: &str, range: &Range<usize>) -> bool {
    let sign = |c: char| matches!(c, '/' | '@' | '_' | '\\') || c.is_ascii_digit();
    let before = end_of(&text[..range.start], 40);
    let after = start_of(&text[range.end..], 40);
    let before = before.rfind([' ', '(', ')', '“', ',', ';']).map_or(before, |space| &before[space..]);
    let after = after.find([' ', '(', ')', '”', ',', ';']).map_or(after, |space| &after[..space]);
    before.contains(sign) || after.contains(sign) || before.ends_with(['-', '.']) || after.starts_with('-')
}

/// "công nghệ thông tin (CNTT)", "(sau đây viết tắt là CNTT)", "IoT (Internet kết nối vạn vật)".
fn is_defined(text: &str, range: &Range<usize>) -> bool {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let quoted = |c: char| matches!(c, '“' | '”' | '"' | '\'' | ' ');
    let alone =
        before.trim_end_matches(quoted).ends_with('(') && after.trim_start_matches(quoted).starts_with([')', ';', ':', '-', '–', ',']);
    let told = end_of(before, 40)
        .rsplit(['(', ';', '.'])
        .next()
        .is_some_and(|told| told.contains("tắt là") || told.contains("tắt:") || told.contains("gọi là"));
    let explained = after.strip_prefix(" (").is_some_and(|inside| {
        let inside = inside.split(')').next().unwrap_or_default();
        inside.split(' ').count() > 1 && !inside.contains(|c: char| c.is_ascii_digit()) && !inside.starts_with("sau đây")
    });
    alone || told || explained
}
