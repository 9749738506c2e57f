use super::slips::{of_rule, report};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::Severity;

pub const RULE: Rule = Rule { name: "missing-word", severity: Severity::Advice, doc: include_str!("missing_word.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut met = of_rule(checked, &RULE);
    // Where a line ends, the reader of the file may have lost the word.
    met.retain(|met| !met.is_broken() && met.end < met.words.len());
    let mut found = Vec::new();
    report(&RULE, &met, |met| format!("Thiếu chữ: “{}”", met.written()), &mut found);
    out.append(&mut found);
}
