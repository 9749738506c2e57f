use std::collections::HashSet;

use super::citations::{around, shown};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Mention;
use crate::vocabulary::KnownDocument;

pub const RULE: Rule =
    Rule { name: "citation-number-wrong", severity: Severity::Error, doc: include_str!("citation_number_wrong.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut told = HashSet::new();
    for mention in &checked.details.mentions {
        let list = checked.context.vocabulary.known_documents();
        if !list.of_number(&mention.number).is_empty() {
            continue;
        }
        let turned = || list.of_figures(&mention.number).find(|known| turned(mention, known));
        let same_day = || mention.date.and_then(|date| list.of_date(date).find(|known| same_title(checked, mention, known)));
        let Some(known) = turned().or_else(same_day) else { continue };
        if !told.insert(&mention.number) {
            continue;
        }
        let named = format!("{} của {} ngày {}", known.kind, known.issuer, shown(known.date));
        let message = format!("{} ghi sai số, ký hiệu: {named} là {}", mention.number, known.number);
        let others = checked.details.mentions.iter().filter(|other| other.number == mention.number && other.span != mention.span);
        let related = others.map(|other| other.span.clone()).collect();
        out.push(Diagnostic { help: Some(format!("viết là “{}”", known.number)), related, ..RULE.at(&mention.span, message) });
    }
}

/// The same letters of the symbol in another order: "BTTTT-TTH" for "BTTTT-THH". A short symbol has too few of them
/// to mean the same body.
fn turned(mention: &Mention, known: &KnownDocument) -> bool {
    let symbol = |number: &str| number.split_once(['/', '-']).map_or(String::new(), |(_, symbol)| symbol.to_uppercase());
    let (cited, right) = (symbol(&mention.number), symbol(&known.number));
    let one_off = cited.chars().zip(right.chars()).filter(|(a, b)| a != b).count() <= 2;
    cited != right
        && cited.chars().count() >= 8
        && cited.chars().count() == right.chars().count()
        && one_off
        && cited.split('-').next() == right.split('-').next()
        && mention.date.is_none_or(|date| date == known.date)
}

/// Kind, body, day and title of a known document under another number.
fn same_title(checked: &Checked<'_>, mention: &Mention, known: &KnownDocument) -> bool {
    if mention.kind.as_deref() != Some(known.kind.as_str()) || mention.issuer.as_deref() != Some(known.issuer.as_str()) {
        return false;
    }
    let Some((_, after)) = around(checked, mention) else { return false };
    let sentence = after.split(';').next().unwrap_or_default();
    sentence.to_lowercase().contains(&known.title.to_lowercase())
}
