//! Numbers of documents: State "102/KH-UBND", normative "107/2021/NĐ-CP", letters "1552/BTTTT-THH", Party "57-NQ/TW".

use std::ops::Range;
use std::sync::LazyLock;

use crate::pattern::Regex;

/// Codes of kinds in use by State bodies (NĐ 30/2020/NĐ-CP, Appendix III) and in normative documents.
const STATE_CODES: [&str; 34] = [
    "NQ", "QĐ", "CT", "QC", "QyĐ", "TC", "TB", "HD", "CTr", "KH", "PA", "ĐA", "DA", "BC", "BB", "TTr", "HĐ", "CĐ", "BGN", "BTT", "GUQ",
    "GM", "GGT", "GNP", "PG", "PC", "PB", "NĐ", "TT", "TTLT", "NQLT", "L", "PL", "VBHN",
];

/// Codes of kinds in use by Party bodies.
const PARTY_CODES: [&str; 20] =
    ["NQ", "CT", "KL", "QĐ", "QĐi", "QyĐ", "QC", "TT", "TTr", "HD", "BC", "KH", "CTr", "CTrHĐ", "ĐA", "PA", "DA", "CV", "BB", "TB"];

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let symbol = r"[A-ZĐ][A-Za-zĐđ0-9&]*(?:\s?[-–]\s?[A-ZĐ][A-Za-zĐđ0-9&.]*)*";
    let party = r"(?P<pn>\d{1,5})\s?[-–]\s?(?P<pc>[A-ZĐ][A-Za-zĐđ]{0,5})\s?/\s?(?P<pb>[A-ZĐ][A-Za-zĐđ]*(?:[-–.][A-ZĐ]+)*)";
    let state = format!(r"(?P<sn>\d{{1,5}})\s?/\s?(?:(?P<sy>\d{{4}})\s?/\s?)?(?P<ss>{symbol})");
    Regex::new(&format!("{party}|{state}")).expect("the pattern is a literal of this file")
});

/// A document number found in running text.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub range: Range<usize>,
    /// Canonical: no spaces, plain hyphens.
    pub number: String,
    /// The code alone does not prove it a document number ("06/CP"): a word before it must.
    pub doubtful: bool,
}

/// All document numbers of a text, in order.
pub fn find_all(text: &str) -> Vec<Found> {
    let mut out = Vec::new();
    for found in NUMBER.captures_iter(text) {
        let whole = found.get(0).expect("group 0 always takes part");
        // A figure that goes on to the left is a date or a bigger number.
        if text[..whole.start()].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '.' | ',')) {
            continue;
        }
        let mut end = whole.end();
        let (known, doubtful) = if let Some(code) = found.name("pc") {
            (PARTY_CODES.contains(&code.as_str()), false)
        } else {
            let symbol = &found["ss"];
            let first = symbol.split(['-', '–']).next().unwrap_or_default().trim();
            let normative = first.strip_prefix("QH").is_some_and(|term| !term.is_empty() && term.chars().all(|c| c.is_ascii_digit()));
            let grouped = symbol.contains(['-', '–']);
            if grouped
                && !symbol.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '–' | ' ' | '&' | '.'))
                && !STATE_CODES.contains(&first)
            {
                (false, true)
            } else {
                (true, !(normative || grouped || STATE_CODES.contains(&first)))
            }
        };
        if !known {
            continue;
        }
        while text[..end].ends_with(['.', '-', '–', ' ']) {
            end -= text[..end].chars().next_back().map_or(1, char::len_utf8);
        }
        let number = canonical(&text[whole.start()..end]);
        out.push(Found { range: whole.start()..end, number, doubtful });
    }
    out
}

/// Without spaces, with plain hyphens.
pub fn canonical(raw: &str) -> String {
    raw.chars().filter(|c| !c.is_whitespace()).map(|c| if matches!(c, '–' | '—' | '‑' | '‐') { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_party_and_normative_numbers_are_found() {
        let text = "Nghị quyết số 57-NQ/TW, Quyết định 20/2020/QĐ-TTg, Luật số 116/2025/QH15, văn bản 1552/BTTTT-THH và 7- NQ/TU";
        let numbers: Vec<_> = find_all(text).into_iter().map(|found| found.number).collect();
        assert_eq!(numbers, ["57-NQ/TW", "20/2020/QĐ-TTg", "116/2025/QH15", "1552/BTTTT-THH", "7-NQ/TU"]);
    }

    #[test]
    fn dates_ratios_and_hours_are_not_numbers() {
        assert!(find_all("ngày 30/6/2026, hỗ trợ 24/7, 12 người/vạn dân, 2026-2030, 5G/IoT").is_empty());
        assert!(find_all("Đề án 06/CP").iter().all(|found| found.doubtful));
    }
}
