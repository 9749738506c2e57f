use super::rows::{cell_place, column_name, first_words, indicator_label, indicator_rows, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::plan::{AnnexRow, Role};

pub const RULE: Rule = Rule { name: "unreadable-cell", severity: Severity::Warning, doc: include_str!("unreadable_cell.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in indicator_rows(checked) {
        let name = &found.indicator.name;
        say(found.row, &found.indicator.span, &format!("{} ({})", indicator_label(found.indicator), first_words(name)), out);
    }
    for found in task_rows(checked) {
        say(found.row, &found.task.span, &format!("{} ({})", task_label(found.task), first_words(&found.task.name)), out);
    }
}

fn say(row: &AnnexRow, whole: &Span, label: &str, out: &mut Diagnostics) {
    for role in &row.unreadable {
        let column = column_name(*role);
        let message = match role {
            Role::Name => format!("{label}: không đọc được chắc chắn ô “{column}”"),
            _ => format!("{label}: không đọc được ô “{column}” nên để trống"),
        };
        let help = Some("xem ô này trong bản gốc rồi nhập lại; nếu có tệp Word gốc thì dùng tệp đó".to_owned());
        out.push(Diagnostic { help, ..RULE.at(cell_place(row, *role, whole), message) });
    }
}
