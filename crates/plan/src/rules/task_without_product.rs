use super::task_without_lead::{Says, empty_cells, gaps_in_prose};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::Severity;
use crate::plan::Role;

pub const RULE: Rule =
    Rule { name: "task-without-product", severity: Severity::Error, doc: include_str!("task_without_product.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let says = Says {
        rule: &RULE,
        what: "chưa có sản phẩm",
        help: "ghi thứ sẽ đưa ra được khi kiểm tra: quyết định, kế hoạch, báo cáo, hệ thống đã vận hành",
    };
    empty_cells(checked, Role::Product, &says, out);
    gaps_in_prose(checked, |task| task.product.is_some(), &says, out);
}
