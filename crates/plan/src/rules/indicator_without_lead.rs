use super::rows::{first_words, indicator_label, indicator_rows, lacks, name_place};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Role;

pub const RULE: Rule =
    Rule { name: "indicator-without-lead", severity: Severity::Error, doc: include_str!("indicator_without_lead.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in indicator_rows(checked).filter(|found| !found.groups && found.indicator.target.is_some()) {
        if !lacks(found.row, Role::Lead) {
            continue;
        }
        let name = first_words(&found.indicator.name);
        let message = format!("{} chưa có cơ quan chủ trì theo dõi: {name}", indicator_label(found.indicator));
        let help = Some("ghi cơ quan chịu trách nhiệm theo dõi, báo cáo chỉ tiêu".to_owned());
        let quote = Some(found.indicator.name.clone());
        out.push(Diagnostic { help, quote, ..RULE.at(name_place(found.row, &found.indicator.span), message) });
    }
}
