use super::rows::{first_words, indicator_label, indicator_rows, lacks, name_place};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Role;

pub const RULE: Rule =
    Rule { name: "indicator-without-target", severity: Severity::Error, doc: include_str!("indicator_without_target.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in indicator_rows(checked).filter(|found| !found.groups && found.indicator.target.is_none()) {
        if !lacks(found.row, Role::Target) {
            continue;
        }
        let name = first_words(&found.indicator.name);
        let message = match found.indicator.no {
            Some(_) => format!("{} ({name}) chưa có giá trị mục tiêu", indicator_label(found.indicator)),
            None => format!("{} chưa có giá trị mục tiêu", indicator_label(found.indicator)),
        };
        let help = Some("ghi con số phải đạt và năm đạt, ví dụ “≥ 90” cho năm 2030".to_owned());
        let quote = Some(found.indicator.name.clone());
        out.push(Diagnostic { help, quote, ..RULE.at(name_place(found.row, &found.indicator.span), message) });
    }
}
