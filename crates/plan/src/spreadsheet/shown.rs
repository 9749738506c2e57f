//! Numbers and days as their cell shows them: grouped, rounded, with the unit of the number format.

use jiff::civil::Date;

/// The signs of a number format, colours and conditions and alignment taken off.
#[derive(Debug, Default, PartialEq)]
struct Shape {
    before: String,
    /// "#,##0.00".
    digits: String,
    after: String,
    percent: bool,
}

/// A number in the manner of its format code; "General" and what is not understood show the digits there are.
pub fn number(value: f64, code: &str) -> String {
    let shape = shape(code);
    let positive = code.split(';').next().unwrap_or_default();
    let known = shape.digits.chars().any(|c| matches!(c, '0' | '#')) && !positive.contains("E+") && !positive.contains('?');
    if !known || !value.is_finite() {
        let value = if shape.percent { value * 100.0 } else { value };
        return format!("{}{}", super::sheet::plain(value), if shape.percent { "%" } else { "" });
    }
    let (whole, fraction) = shape.digits.split_once('.').unwrap_or((&shape.digits, ""));
    let most = fraction.chars().filter(|c| matches!(c, '0' | '#')).count().min(9);
    let least = fraction.chars().filter(|c| *c == '0').count().min(9);
    let thousands = whole.len() - whole.trim_end_matches(',').len();
    let scaled = if shape.percent { value * 100.0 } else { value / 1000_f64.powi(thousands.min(4) as i32) };
    // Binary fractions a hair below a half are meant as the half.
    let text = format!("{:.*}", most, (scaled.abs() + 1e-9 * scaled.abs().max(1e-6)));
    let (units, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut rest = rest.to_owned();
    while rest.len() > least && rest.ends_with('0') {
        rest.pop();
    }
    let units = if whole.trim_end_matches(',').contains(',') { grouped(units) } else { units.to_owned() };
    let sign = if value < 0.0 && text.bytes().any(|byte| matches!(byte, b'1'..=b'9')) { "-" } else { "" };
    let comma = if rest.is_empty() { "" } else { "," };
    format!("{sign}{}{units}{comma}{rest}{}", shape.before, shape.after)
}

/// "1250000" gives "1.250.000".
fn grouped(units: &str) -> String {
    let mut out = String::new();
    for (at, digit) in units.chars().enumerate() {
        if at > 0 && (units.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// Only the section for positive numbers is looked at.
fn shape(code: &str) -> Shape {
    let mut out = Shape::default();
    let mut signs = code.chars();
    while let Some(c) = signs.next() {
        let literal = match c {
            ';' => break,
            '[' => {
                // "[$₫-42A]" shows its sign, "[Red]" and conditions show nothing.
                let inside: String = signs.by_ref().take_while(|c| *c != ']').collect();
                inside.strip_prefix('$').map(|sign| sign.split('-').next().unwrap_or_default().to_owned()).unwrap_or_default()
            }
            '"' => signs.by_ref().take_while(|c| *c != '"').collect(),
            '\\' => signs.next().into_iter().collect(),
            '_' | '*' => {
                signs.next();
                continue;
            }
            '0' | '#' | '.' | ',' => {
                out.digits.push(c);
                continue;
            }
            '%' => {
                out.percent = true;
                "%".to_owned()
            }
            ' ' | '(' | ')' | '-' | '+' | '₫' | '$' | '/' => c.to_string(),
            _ => continue,
        };
        if out.digits.is_empty() { out.before.push_str(&literal) } else { out.after.push_str(&literal) }
    }
    out.after = out.after.trim_end().to_owned();
    out
}

/// A day as dd/mm/yyyy, or the month or year alone where the cell shows no more.
pub fn day(day: Date, code: &str) -> String {
    let mut letters = String::new();
    let mut signs = code.chars();
    while let Some(c) = signs.next() {
        match c {
            '[' => signs.by_ref().take_while(|c| *c != ']').for_each(drop),
            '"' => signs.by_ref().take_while(|c| *c != '"').for_each(drop),
            ';' => break,
            c => letters.extend(c.to_lowercase()),
        }
    }
    let has = |letter: char| letters.contains(letter);
    let shape = match (has('d'), has('m'), has('y')) {
        (false, true, true) => "%m/%Y",
        (false, false, true) => "%Y",
        _ => "%d/%m/%Y",
    };
    day.strftime(shape).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_in_their_cell() {
        for (value, code, shown) in [
            (1250.0, "#,##0", "1.250"),
            (1_250_000.5, "#,##0.00", "1.250.000,50"),
            (0.8, "0%", "80%"),
            (0.805, "0.0%", "80,5%"),
            (0.8, "0.##", "0,8"),
            (12.0, "General", "12"),
            (1.1, "", "1,1"),
            (2026.0, "0", "2026"),
            (80.0, "0\"%\"", "80%"),
            (-5.0, "#,##0;(#,##0)", "-5"),
            (1_500_000.0, "#,##0,\" nghìn\"", "1.500 nghìn"),
            (1.005, "0.00", "1,01"),
            (3000.0, "_-* #,##0_-;-* #,##0_-;_-* \"-\"??_-;_-@_-", "3.000"),
            (7.0, "[Red]0", "7"),
        ] {
            assert_eq!(number(value, code).trim(), shown, "{value} as {code}");
        }
    }

    #[test]
    fn a_day_whose_cell_shows_a_month_is_that_month() {
        let june = jiff::civil::date(2026, 6, 1);
        assert_eq!(day(june, "m/d/yyyy"), "01/06/2026");
        assert_eq!(day(june, "mm/yyyy"), "06/2026");
        assert_eq!(day(june, "[$-42A]\"Tháng \"m/yyyy"), "06/2026");
        assert_eq!(day(june, "yyyy"), "2026");
    }
}
