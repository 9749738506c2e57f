use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::places::{Said, said};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Span, lowered};
use crate::pattern::Regex;
use crate::plan::Role;

pub const RULE: Rule = Rule { name: "agency-name-variant", severity: Severity::Advice, doc: include_str!("agency_name_variant.md"), check };

/// The office that serves two bodies: joined by "&", "-" or "và", either first, a letter lost.
static OFFICE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?P<one>HĐN?D?|UBN?D?)\s*(?P<by>&|-|–|và|,)\s*(?P<two>HĐN?D?|UBN?D?)\b").expect("a fixed pattern"));
/// Agencies whose long names are often shortened by a word.
const BOARDS: [&str; 6] = ["Ban Quản lý ", "Ban quản lý ", "Trung tâm ", "Hội ", "Hạt ", "Chi cục "];
/// Whose they are.
const LEVELS: [&str; 5] = [" tỉnh", " huyện", " xã", " phường", " thành phố"];
/// A name is longer than this many bytes and shorter than that; beyond it stands another word of the sentence.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=110;

/// One spelling of an agency's name.
struct Variant {
    first: Span,
    times: usize,
}

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut offices: BTreeMap<String, Variant> = BTreeMap::new();
    let mut names: BTreeMap<String, Variant> = BTreeMap::new();
    for found in said(checked, &[Role::Lead, Role::Coordinating]) {
        let text = found.text();
        if (text.contains("HĐN") || text.contains("UBN")) && text.contains("ăn phòng") {
            for name in OFFICE.captures_iter(text) {
                let Some(whole) = name.get(0) else { continue };
                // "UBND và HĐND" elsewhere are two bodies.
                let office = lowered(text[..whole.start()].trim_end()).ends_with("văn phòng");
                let own =
                    format!("{}{}{}", &name["one"], if &name["by"] == "và" { " và " } else { &name["by"] }, &name["two"]).replace('–', "-");
                if office && own.contains("HĐ") && own.contains("UB") {
                    count(&mut offices, own, &found, whole.range());
                }
            }
        }
        for range in boards_of(text) {
            // Few names are said many times.
            match names.get_mut(&text[range.clone()]) {
                Some(known) => known.times += 1,
                None => count(&mut names, text[range.clone()].to_owned(), &found, range),
            }
        }
    }
    let mut boards: BTreeMap<String, BTreeMap<String, Variant>> = BTreeMap::new();
    for (name, variant) in names {
        let key = lowered(&name).replace(" các ", " ").replace(" và ", " ").replace('-', " ");
        let key = key.split_whitespace().collect::<Vec<_>>().join(" ");
        boards.entry(key).or_default().insert(name, variant);
    }
    say(&offices, out);
    boards.values().for_each(|variants| say(variants, out));
}

/// Names that begin with the words of a board and end with a level, letters and hyphens between them.
fn boards_of(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    // One look at the text: each board begins with one of these letters.
    let begins = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'B' | b'T' | b'H' | b'C'));
    let boards =
        begins.filter_map(|(at, _)| BOARDS.iter().find(|board| text[at..].starts_with(**board)).map(|board| (at, at + board.len())));
    boards.filter_map(move |(at, from)| {
        let part =
            text[from..].find(|c: char| !(c.is_alphabetic() || c == ' ' || c == '-')).map_or(&text[from..], |end| &text[from..from + end]);
        let ends = LEVELS.iter().filter_map(|level| {
            let start = part.find(level)?;
            let end = start + level.len();
            (LENGTH.contains(&start) && !part[end..].starts_with(char::is_alphabetic)).then_some(end)
        });
        ends.min().map(|end| at..from + end)
    })
}

fn count(variants: &mut BTreeMap<String, Variant>, own: String, found: &Said<'_>, range: std::ops::Range<usize>) {
    variants.entry(own).or_insert_with(|| Variant { first: found.span(range), times: 0 }).times += 1;
}

/// The spelling used most is the one meant; each other is said once.
fn say(variants: &BTreeMap<String, Variant>, out: &mut Diagnostics) {
    let whole = |name: &str| !name.contains("HĐ") || name.contains("HĐND") && name.contains("UBND");
    let Some((usual, first)) = variants.iter().filter(|(name, _)| whole(name)).max_by_key(|(_, variant)| variant.times) else { return };
    for (name, variant) in variants.iter().filter(|(name, _)| *name != usual) {
        // Capitals alone are another rule's.
        if lowered(name) == lowered(usual) {
            continue;
        }
        let message = format!("“{name}” chỗ khác viết “{usual}”: một cơ quan, hai cách gọi");
        let help = Some(format!("viết thống nhất “{usual}”"));
        let related = vec![first.first.clone()];
        out.push(Diagnostic { help, related, quote: Some(name.clone()), ..RULE.at(&variant.first, message) });
    }
}
