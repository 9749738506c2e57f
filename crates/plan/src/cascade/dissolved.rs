//! Agencies a superior plan may still name though they are no more.

use jiff::civil::{Date, date};

use super::unit::{level_words, position};
use crate::matching::words::syllables;
use crate::vocabulary::dissolved_agencies::DissolvedAgencies;

/// The district level ended (Luật Tổ chức chính quyền địa phương 72/2025/QH15).
const DISTRICTS_UNTIL: Date = date(2025, 7, 1);
/// Whether an agency so named is no more at a day.
pub fn is_no_more(agency: &str, day: Date, known: &DissolvedAgencies) -> bool {
    let said = syllables(agency);
    // "Thành phố" lives on as a name of provinces.
    let district = |word: &str| matches!(word, "huyện" | "quận" | "thị xã" | "thị trấn");
    if day >= DISTRICTS_UNTIL && level_words(&said).iter().any(|found| district(found.word)) {
        return true;
    }
    let text: Vec<&str> = said.iter().map(|syllable| syllable.folded.as_str()).collect();
    known.on(day).any(|name| position(&text, name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn districts_and_merged_departments_are_no_more() {
        for (agency, day, gone) in [
            ("UBND các huyện, thị xã", date(2025, 6, 30), false),
            ("UBND các huyện, thị xã", date(2025, 7, 1), true),
            ("Sở Kế hoạch và Đầu tư", date(2025, 3, 1), true),
            ("Sở Kế hoạch và Đầu tư", date(2025, 2, 28), false),
            ("Sở Khoa học và Công nghệ", date(2026, 1, 1), false),
            ("UBND các xã, phường", date(2026, 1, 1), false),
        ] {
            assert_eq!(is_no_more(agency, day, &DissolvedAgencies::default()), gone, "{agency} at {day}");
        }
    }
}
