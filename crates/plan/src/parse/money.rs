//! Amounts of money as plans write them: digits with Vietnamese grouping, units, and amounts in words.
//!
//! "1.250,5 triệu đồng" and "hai tỷ năm trăm triệu đồng chẵn"; the words' grammar stands in [`words`].

mod words;

use std::sync::LazyLock;

use crate::pattern::Regex;

pub use words::{number_to_words, words_to_number};

/// What one unit of an amount is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyUnit {
    Dong,
    Nghin,
    Trieu,
    Ty,
}

impl MoneyUnit {
    /// Worth in million đồng.
    pub fn in_million(self) -> f64 {
        self.in_dong() as f64 / 1e6
    }

    /// Worth in đồng.
    pub fn in_dong(self) -> i128 {
        match self {
            MoneyUnit::Dong => 1,
            MoneyUnit::Nghin => 1_000,
            MoneyUnit::Trieu => 1_000_000,
            MoneyUnit::Ty => 1_000_000_000,
        }
    }

    /// The unit a column header or a caption promises: "Kinh phí (triệu đồng)", "ĐVT: tỷ đồng".
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.to_lowercase();
        // "hội đồng", "hợp đồng", "cộng đồng" are no money.
        let other = |at: usize| ["hội", "hợp", "cộng", "tương", "đồng"].iter().any(|word| text[..at].trim_end().ends_with(word));
        UNIT_ALONE
            .captures_iter(&text)
            .filter_map(|found| found.name("unit"))
            .find(|unit| unit.as_str() != "đồng" || !other(unit.start()))
            .and_then(|unit| unit_of(unit.as_str()))
    }

    /// As written in full: "triệu đồng".
    pub fn name(self) -> &'static str {
        match self {
            MoneyUnit::Dong => "đồng",
            MoneyUnit::Nghin => "nghìn đồng",
            MoneyUnit::Trieu => "triệu đồng",
            MoneyUnit::Ty => "tỷ đồng",
        }
    }
}

/// An amount in the unit it was written in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// As written: 1250 of "1.250 triệu đồng".
    pub value: f64,
    /// The unit written beside the digits, when there is one.
    pub unit: Option<MoneyUnit>,
    /// The grouping is broken or mixed ("1.250.0000", "1.250 000"); `value` then reads the digits in a row.
    pub malformed: bool,
}

impl Amount {
    /// In million đồng; `column` is the unit that holds where the amount itself names none.
    pub fn in_million(&self, column: Option<MoneyUnit>) -> Option<f64> {
        let unit = self.unit.or(column)?;
        Some(self.value * unit.in_dong() as f64 / 1e6)
    }
}

/// No budget has so many digits: a longer row of them is no number, and some hundreds would be read as infinite.
const MOST_DIGITS: usize = 30;

const UNIT: &str = r"(?P<unit>(?:nghìn|ngàn)\s*(?:tỷ|tỉ)(?:\s*đồng|\s*đ\b)?|(?:tỷ|tỉ)(?:\s*đồng|\s*đ\b)?|triệu(?:\s*đồng|\s*đ\b)?|tr\.?\s*đ(?:ồng)?\b|(?:nghìn|ngàn)\s*(?:đồng|đ\b)|đồng|vnđ|vnd|đ\b)";
const DIGITS: &str = r"\d[\d.,]*(?:[ \u{a0}\u{202f}]\d{3}(?:[.,]\d+)*)*";

static UNIT_ALONE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"(?:^|[^\p{{L}}]){}(?:[^\p{{L}}]|$)", UNIT)).expect("a fixed pattern"));
static WITH_UNIT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"(?P<digits>{DIGITS})\s*{UNIT}(?P<half>\s+rưỡi)?(?:[^\p{{L}}]|$)")).expect("a fixed pattern"));
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"^(?:(?:tổng\s*(?:số|cộng|kinh phí)?|cộng|kinh phí|khoảng|dự kiến|ước|gần|trên|[:~≈\s-])\s*)*(?P<digits>{DIGITS})\s*(?:\([^()]*\))?\s*[.;]?$"
    ))
    .expect("a fixed pattern")
});

/// Reads an amount: digits beside a unit anywhere in the text ("2 tỷ 500 triệu đồng" is one amount), or a
/// text that is nothing but a number. Words and years ("theo dự toán năm 2026") give `None`.
pub fn parse_amount(text: &str) -> Option<Amount> {
    let text = text.to_lowercase();
    if let Some(found) = WITH_UNIT.captures(&text) {
        let mut amount = one_amount(&found)?;
        let mut rest = &text[found.get(0).expect("the whole match").end()..];
        // "2 tỷ 500 triệu đồng": the smaller part belongs to the same amount when it follows at once.
        while let (Some(next), Some(unit)) = (WITH_UNIT.captures(rest), amount.unit) {
            let whole = next.get(0).expect("the whole match");
            let part = one_amount(&next)?;
            let smaller = part.unit.filter(|small| small.in_dong() < unit.in_dong());
            let (Some(small), true) = (smaller, rest[..whole.start()].trim().is_empty()) else { break };
            amount.value += part.value * small.in_dong() as f64 / unit.in_dong() as f64;
            amount.malformed |= part.malformed;
            rest = &rest[whole.end()..];
        }
        return Some(amount);
    }
    let found = BARE.captures(text.trim())?;
    let (value, malformed) = parse_number(&found["digits"])?;
    Some(Amount { value, unit: None, malformed })
}

fn one_amount(found: &regex::Captures<'_>) -> Option<Amount> {
    let (mut value, malformed) = parse_number(&found["digits"])?;
    if found.name("half").is_some() {
        value += 0.5;
    }
    let unit = unit_of(&found["unit"])?;
    if unit == MoneyUnit::Ty && (found["unit"].starts_with("nghìn") || found["unit"].starts_with("ngàn")) {
        value *= 1_000.0;
    }
    Some(Amount { value, unit: Some(unit), malformed })
}

/// `text` is a match of [`UNIT`], in lower case.
fn unit_of(text: &str) -> Option<MoneyUnit> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if has(&["tỷ", "tỉ"]) => Some(MoneyUnit::Ty),
        () if has(&["triệu", "tr"]) => Some(MoneyUnit::Trieu),
        () if has(&["nghìn", "ngàn"]) => Some(MoneyUnit::Nghin),
        () if has(&["đ", "vnd"]) => Some(MoneyUnit::Dong),
        () => None,
    }
}

/// Reads digits in Vietnamese writing: full stop or space between groups of three, comma before decimals.
/// Gives the value and whether the grouping is broken or mixed; the English way round ("1,250,000.5") and a
/// decimal point ("3.2") are read for what they mean.
pub fn parse_number(text: &str) -> Option<(f64, bool)> {
    let text = text.trim().trim_end_matches(['.', ',']);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() || digits.len() > MOST_DIGITS || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let value_of = |whole: &str, decimals: &str| -> Option<f64> {
        let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
        format!("{whole}.{decimals}0").parse().ok().filter(|value: &f64| value.is_finite())
    };
    let marks: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    let last = parts.last().copied().unwrap_or_default();
    let grouped = |parts: &[&str]| {
        let first = parts[0].len();
        (1..=3).contains(&first) && (parts.len() == 1 || parts[0] != "0") && parts[1..].iter().all(|part| part.len() == 3)
    };
    let all = |mark: char, marks: &[char]| marks.iter().all(|m| *m == mark);
    let whole = &parts[..parts.len() - 1];
    match marks.as_slice() {
        [] => Some((digits.parse().ok()?, false)),
        // "1.250" groups, "3.2" and "0.250" are decimals written with a point.
        ['.'] if grouped(&parts) => Some((digits.parse().ok()?, false)),
        ['.'] if parts[0] == "0" || last.len() <= 2 => Some((value_of(parts[0], last)?, false)),
        [','] => Some((value_of(parts[0], last)?, false)),
        [first, rest @ ..] if all(*first, rest) && grouped(&parts) => Some((digits.parse().ok()?, false)),
        [first @ ('.' | ' '), rest @ .., ','] if all(*first, rest) && grouped(whole) => Some((value_of(&whole.concat(), last)?, false)),
        [first @ (',' | ' '), rest @ .., '.'] if all(*first, rest) && grouped(whole) => Some((value_of(&whole.concat(), last)?, false)),
        [.., ','] => Some((value_of(&whole.concat(), last)?, true)),
        _ => Some((digits.parse().ok()?, true)),
    }
}

/// Writes a number the Vietnamese way: 1234.5 as "1.234,5", at most three decimals.
pub fn shown(value: f64) -> String {
    let thousandths = (value.abs() * 1_000.0).round() as i128;
    let (whole, decimals) = (thousandths / 1_000, thousandths % 1_000);
    let digits = whole.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    if decimals > 0 {
        out.push(',');
        out.push_str(format!("{decimals:03}").trim_end_matches('0'));
    }
    if value < 0.0 && thousandths > 0 { format!("-{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn million(text: &str) -> Option<f64> {
        parse_amount(text)?.in_million(Some(MoneyUnit::Trieu))
    }

    #[test]
    fn amounts_are_read_in_the_unit_they_name() {
        for (text, expected) in [
            ("2 500", 2_500.0),
            ("1.250", 1_250.0),
            ("1.250,5", 1_250.5),
            ("850", 850.0),
            ("Khoảng 1.200", 1_200.0),
            ("1.250 triệu đồng", 1_250.0),
            ("1.250 tr.đ", 1_250.0),
            ("3,2 tỷ đồng", 3_200.0),
            ("3.2 tỉ", 3_200.0),
            ("15 nghìn tỷ đồng", 15_000_000.0),
            ("2 tỷ 500 triệu đồng", 2_500.0),
            ("2 tỷ rưỡi", 2_500.0),
            ("1.250.000.000 đồng", 1_250.0),
            ("1,250,000,000 đồng", 1_250.0),
            ("500.000đ", 0.5),
            ("750 nghìn đồng", 0.75),
            ("Ngân sách xã: 120 triệu đồng/năm", 120.0),
            ("3.000 (NSTW: 1.000; NSĐP: 2.000)", 3_000.0),
            ("0", 0.0),
        ] {
            assert_eq!(million(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_gives_nothing() {
        for text in ["", "Theo dự toán năm 2026", "Lồng ghép", "Không", "Đề án số 06", "100 máy tính", "-"] {
            assert_eq!(parse_amount(text), None, "{text}");
        }
    }

    #[test]
    fn a_row_of_hundreds_of_digits_is_no_amount() {
        for text in ["9".repeat(400), format!("{} nghìn tỷ đồng", "9".repeat(306)), "1".to_owned() + &".000".repeat(110) + " đồng"]
        {
            assert_eq!(parse_amount(&text), None);
        }
        assert_eq!(million(&format!("{} nghìn tỷ đồng", "9".repeat(30))).map(f64::is_finite), Some(true));
    }

    #[test]
    fn broken_and_mixed_grouping_is_told_apart() {
        for (text, malformed) in [
            ("1.250.0000.000", true),
            ("12.50.000", true),
            ("1.250 000", true),
            ("1250.000", true),
            ("1.250,000.5", true),
            ("1 250 000", false),
            ("1.250.000", false),
            ("1.250.000,25", false),
            ("12500", false),
        ] {
            assert_eq!(parse_amount(text).map(|amount| amount.malformed), Some(malformed), "{text}");
        }
    }

    #[test]
    fn headers_promise_a_unit() {
        for (text, unit) in [
            ("Kinh phí (triệu đồng)", Some(MoneyUnit::Trieu)),
            ("ĐVT: Tỷ đồng", Some(MoneyUnit::Ty)),
            ("Kinh phí (đồng)", Some(MoneyUnit::Dong)),
            ("Dự toán, nghìn đồng", Some(MoneyUnit::Nghin)),
            ("Tr.đồng", Some(MoneyUnit::Trieu)),
            ("Kinh phí", None),
            ("Hội đồng thẩm định", None),
            ("Giá trị hợp đồng (triệu đồng)", Some(MoneyUnit::Trieu)),
        ] {
            assert_eq!(MoneyUnit::from_text(text), unit, "{text}");
        }
    }

    #[test]
    fn numbers_are_shown_the_vietnamese_way() {
        for (value, text) in
            [(0.0, "0"), (1_234.5, "1.234,5"), (5_127.0, "5.127"), (1_000_000.0, "1.000.000"), (-12.25, "-12,25"), (99.9996, "100")]
        {
            assert_eq!(shown(value), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(thousandths in 0i64..1_000_000_000_000) {
            let value = thousandths as f64 / 1_000.0;
            let text = shown(value);
            let (read, malformed) = parse_number(&text).expect("a number");
            prop_assert!((read - value).abs() < 1e-6, "{text} gave {read}");
            prop_assert!(!malformed);
        }

        #[test]
        fn any_text_is_survived(text in "\\PC{0,40}") {
            let _ = parse_amount(&text);
            let _ = words_to_number(&text);
        }

        #[test]
        fn any_row_of_marks_is_survived(text in "[0-9., ]{0,24}( triệu| tỷ| đồng)?") {
            let _ = parse_amount(&text);
        }
    }
}
