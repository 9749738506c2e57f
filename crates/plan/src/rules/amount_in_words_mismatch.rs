use std::sync::LazyLock;

use super::places::paragraphs;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::parse::money::{Amount, MoneyUnit, number_to_words, parse_amount, shown, words_to_number};
use crate::pattern::Regex;

pub const RULE: Rule =
    Rule { name: "amount-in-words-mismatch", severity: Severity::Error, doc: include_str!("amount_in_words_mismatch.md"), check };

/// "1.250 triệu đồng (một tỷ hai trăm năm mươi triệu đồng)".
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?P<digits>\d[\d. ,]*\s*(?:nghìn|ngàn|triệu|tỷ|tỉ)?\s*đồng)[\s,;:]*\((?:viết\s+)?(?:bằng chữ\s*:?\s*)?(?P<words>\p{L}[\p{L}\s,]{5,}?)[\s./]*\)")
        .expect("a fixed pattern")
});

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for table in &checked.details.tables {
        let column = table.money_unit.as_deref().and_then(MoneyUnit::from_text);
        for total in &table.totals {
            let (Some((digits, digits_place)), Some((words, place))) = (&total.amount, &total.words) else { continue };
            let Some(amount) = parse_amount(digits) else { continue };
            let unit = amount.unit.or(total.unit.as_deref().and_then(MoneyUnit::from_text)).or(column);
            judge(&Amount { unit, ..amount }, words, place, vec![digits_place.clone()], out);
        }
    }
    for found in paragraphs(checked) {
        for beside in BESIDE.captures_iter(&found.text().text) {
            let (Some(amount), Some(words)) = (parse_amount(&beside["digits"]), beside.name("words")) else { continue };
            let digits = found.span(beside.name("digits").map_or(words.range(), |digits| digits.range()));
            judge(&amount, words.as_str(), &found.span(words.range()), vec![digits], out);
        }
    }
}

fn judge(amount: &Amount, words: &str, place: &Span, related: Vec<Span>, out: &mut Diagnostics) {
    let (Some(said), false) = (words_to_number(words), amount.malformed) else { return };
    let units: &[MoneyUnit] = match &amount.unit {
        Some(unit) => std::slice::from_ref(unit),
        // The unit stands nowhere near the digits: any that makes both agree will do.
        None => &[MoneyUnit::Dong, MoneyUnit::Nghin, MoneyUnit::Trieu, MoneyUnit::Ty],
    };
    let in_dong = |unit: &MoneyUnit| (amount.value * unit.in_dong() as f64).round() as i128;
    if units.iter().any(|unit| in_dong(unit) == said) {
        return;
    }
    let digits = format!("{} {}", shown(amount.value), amount.unit.map_or("", MoneyUnit::name));
    let message = format!("Số tiền bằng chữ “{}” khác số tiền bằng số {}", words.trim(), digits.trim());
    let help = amount.unit.map(|unit| {
        let right = number_to_words(in_dong(&unit));
        let mut letters = right.chars();
        let first = letters.next().map(char::to_uppercase).into_iter().flatten();
        format!("theo số thì viết “{} đồng”", first.chain(letters).collect::<String>())
    });
    out.push(Diagnostic { help, related, ..RULE.at(place, message) });
}
