//! Numbers of headings and rows: Roman, Arabic, Vietnamese letters, and numbers in several parts.

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Roman,
    Arabic,
    Letter,
}

/// Order of the letters of points (NĐ 30/2020/NĐ-CP): with đ, without f, j, w, z.
const LETTERS: &str = "abcdđeghiklmnopqrstuvxy";

/// A number such as "IV", "3", "đ", "14.2": its parts before the last, and the last with its style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    pub prefix: Vec<u32>,
    pub style: Style,
    pub value: u32,
}

impl Number {
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches(['.', ')', ':', ' ']).trim_start_matches('(');
        if text.is_empty() || text.len() > 24 {
            return None;
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            // Every number has a next one.
            let part = |part: &str| part.trim().parse().ok().filter(|value| *value < u32::MAX);
            let mut parts = text.split('.').map(part).collect::<Option<Vec<u32>>>()?;
            let value = parts.pop()?;
            return Some(Self { prefix: parts, style: Style::Arabic, value });
        }
        if let Some(value) = roman(text) {
            return Some(Self { prefix: Vec::new(), style: Style::Roman, value });
        }
        let mut letters = text.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else { return None };
        let value = LETTERS.chars().position(|c| Some(c) == letter.to_lowercase().next())? as u32 + 1;
        Some(Self { prefix: Vec::new(), style: Style::Letter, value })
    }

    /// The number of the same sequence with another value, as it would be written.
    pub fn with(&self, value: u32) -> String {
        let last = match self.style {
            Style::Arabic => value.to_string(),
            Style::Roman => to_roman(value),
            Style::Letter => LETTERS.chars().nth(value as usize - 1).unwrap_or('?').to_string(),
        };
        let parts: Vec<String> = self.prefix.iter().map(u32::to_string).chain([last]).collect();
        parts.join(".")
    }
}

/// Upper-case Roman numerals in their regular form.
fn roman(text: &str) -> Option<u32> {
    let mut total = 0;
    let mut last = 0;
    for c in text.chars().rev() {
        let value = match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            _ => return None,
        };
        if value < last {
            total -= value;
        } else {
            total += value;
            last = value;
        }
    }
    let total = u32::try_from(total).ok()?;
    (to_roman(total) == text).then_some(total)
}

fn to_roman(mut value: u32) -> String {
    let mut out = String::new();
    for (worth, digits) in [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")] {
        while value >= worth {
            out.push_str(digits);
            value -= worth;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_style_are_read_and_written() {
        for (text, style, value, next) in [
            ("IV", Style::Roman, 4, "V"),
            ("XIX.", Style::Roman, 19, "XX"),
            ("3", Style::Arabic, 3, "4"),
            ("14.2.", Style::Arabic, 2, "14.3"),
            ("d)", Style::Letter, 4, "đ"),
            ("đ", Style::Letter, 5, "e"),
        ] {
            let number = Number::parse(text).expect(text);
            assert_eq!((number.style, number.value), (style, value), "{text}");
            assert_eq!(number.with(value + 1), next);
        }
        for text in ["", "-", "Phần", "IIII", "1.a", "w", "*", "4294967295"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
