//! What a single line of a plan looks like: a list item, a heading, an annex title, a page number.
//! Shared by the readers of plain text and Markdown; the parser has its own, finer grammar.

use std::sync::LazyLock;

use crate::pattern::Regex;

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern is a literal of this file")
}

static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:[0-9]{1,2}(?:\.[0-9]{1,3}){0,3}|[IVXL]{1,6})[.)](?:\s|$)|[0-9]{1,2}(?:\.[0-9]{1,3}){1,3}\s|\([0-9]{1,2}\)\s|[a-zđ]\)(?:\s|$))",
    )
});
static BULLET: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[-–—+*•▪●○◦·❖➢✓](?:\s|\p{Lu})"));
static STRUCTURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:Điều [0-9]+\s*[.:]|(?:Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC) (?:thứ \p{L}+|[IVXL]+|[0-9]+)\s*(?:[.:]|$)|Số\s*:|Kính gửi\s*:|Nơi nhận\s*:?$|Căn cứ |Theo đề nghị |Độc lập\s*[-–])",
    )
});
static ANNEX: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:PHỤ LỤC|Phụ lục|BIỂU|Biểu|Biểu số|BIỂU SỐ)(?:\s+(?:số\s+|SỐ\s+)?[0-9IVXLA-H]{1,5})?\s*(?:[.:–-].*)?$"));
static TABLE_HEAD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?i:TT|STT|Số TT|Số thứ tự)(?:$|\s+\p{Lu})"));
static PAGE_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[-–—\s]*(?:(?i:trang|page|seite)\s*)?([0-9]{1,3})(?:\s*/\s*[0-9]{1,3})?[-–—\s]*$"));
static SIGNING: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:TM|T/M|KT|K/T|TL|T/L|TUQ|Q|TU)\.?\s+\p{Lu}{2}"));
static NUMBER_WANTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:khoản|điểm|mục|điều|phần|số|tháng|năm|quý|ngày|đến|từ|bảng|biểu|chương|lục|và|hoặc|cùng|với|của|theo|tại|là|về|các|trên|dưới|đạt|khoảng)$",
    )
});

/// "1.", "1.2.", "a)", "II.": a number that opens a paragraph.
pub fn is_numbered(line: &str) -> bool {
    // "08/2024/TT-BTTTT" goes on with "Thông tư", it numbers nothing.
    let figures = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let document = line[figures..].strip_prefix('/').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit())
            || rest
                .split(['-', ' '])
                .next()
                .is_some_and(|code| code.len() >= 2 && rest[code.len()..].starts_with('-') && is_upper_case(code))
    });
    !(figures > 0 && document) && NUMBERED.is_match(line)
}

/// "- ", "+ ", "• ".
pub fn is_bullet(line: &str) -> bool {
    BULLET.is_match(line)
}

/// "Điều 3.", "Phần I", "Số:", "Nơi nhận:", "Căn cứ …": words that only ever open a paragraph.
pub fn is_structure(line: &str) -> bool {
    STRUCTURE.is_match(line) || is_place_and_day(line) || is_annex_title(line) || is_signing(line)
}

/// "Lam Giang, ngày 15 tháng 01 năm 2026", the day and month perhaps left blank.
fn is_place_and_day(line: &str) -> bool {
    // Bounded repeats of Unicode classes cost milliseconds to compile: this is written out instead.
    let Some((place, day)) = line.split_once(", ngày") else { return false };
    let in_order = day.find("tháng").zip(day.find("năm")).is_some_and(|(month, year)| month < year && year < 40);
    in_order && place.starts_with(char::is_uppercase) && place.chars().count() <= 41 && !place.contains([',', '.', ';'])
}

/// "Phụ lục II", "PHỤ LỤC SỐ 1: DANH MỤC …".
pub fn is_annex_title(line: &str) -> bool {
    ANNEX.is_match(line) || (line.starts_with("PHỤ LỤC") && is_upper_case(line))
}

/// "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH".
pub fn is_signing(line: &str) -> bool {
    SIGNING.is_match(line)
}

pub fn is_recipients(line: &str) -> bool {
    line.starts_with("Nơi nhận") && line.chars().count() <= 12
}

/// "TT", "STT", or one of them followed by the next column's name.
pub fn is_table_head(line: &str) -> bool {
    TABLE_HEAD.is_match(line)
}

/// The number of a line that may be a page number: "7", "- 7 -", "Trang 7/12".
pub fn page_number(line: &str) -> Option<u32> {
    PAGE_NUMBER.captures(line)?[1].parse().ok()
}

/// At least two letters and none in lower case.
pub fn is_upper_case(line: &str) -> bool {
    let mut letters = line.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && line.chars().filter(|c| c.is_uppercase()).count() >= 2 && letters.all(|c| !c.is_lowercase())
}

/// The first letter, with no digit before it, is in lower case: the line cannot open a sentence.
pub fn begins_in_lower_case(line: &str) -> bool {
    let first = line.chars().find(|c| c.is_alphanumeric());
    first.is_some_and(char::is_lowercase)
}

/// The line ends as a sentence or a list item does.
pub fn ends_sentence(line: &str) -> bool {
    let end = line.trim_end_matches(['”', '"', ')', '’', '»', ' ']);
    end.ends_with(['.', ';', ':', '?', '!', '…']) || end.ends_with("./")
}

/// The line ends in a word or a sign after which something must follow ("và", "của", "khoản", ",").
pub fn wants_more(line: &str) -> bool {
    line.ends_with([',', '-', '–', '/', '(', '&']) || NUMBER_WANTED.is_match(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_items_and_headings_are_told_from_running_words() {
        for line in ["I. MỤC TIÊU", "1. Mục đích", "1.1. Chỉ tiêu", "10.2 Tỷ lệ hộ", "a) Giao", "đ) Giao", "(1) Giao"] {
            assert!(is_numbered(line), "{line}");
        }
        for line in ["57-NQ/TW ngày", "2025 và những năm", "và 1. Mục", "90% hộ dân", "1,5 tỷ đồng"] {
            assert!(!is_numbered(line), "{line}");
        }
        assert!(is_bullet("- Giao") && is_bullet("+ Giao") && is_bullet("•Giao") && !is_bullet("-giao"));
    }

    #[test]
    fn annex_titles_are_told_from_mentions_of_an_annex() {
        for line in ["PHỤ LỤC", "Phụ lục II", "PHỤ LỤC SỐ 01", "PHỤ LỤC I: DANH MỤC NHIỆM VỤ", "Phụ lục 2. Danh mục nhiệm vụ"]
        {
            assert!(is_annex_title(line), "{line}");
        }
        assert!(!is_annex_title("Phụ lục I kèm theo Kế hoạch này"));
    }

    #[test]
    fn the_place_and_day_of_a_head_is_known_with_blanks_too() {
        for line in ["Lam Giang, ngày 15 tháng 01 năm 2026", "Tân Lập, ngày    tháng 02 năm 2026"] {
            assert!(is_place_and_day(line), "{line}");
        }
        assert!(!is_place_and_day("Nghị quyết số 5, ngày mai sẽ có năm tháng nữa"));
    }

    #[test]
    fn page_numbers_are_read_in_their_usual_shapes() {
        assert_eq!(page_number("- 12 -"), Some(12));
        assert_eq!(page_number("Trang 3/9"), Some(3));
        assert_eq!(page_number("2030"), None);
    }
}
