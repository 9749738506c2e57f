use super::rows::{cell_place, prose_tasks, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::plan::{DeadlineKind, Role, Task};

pub const RULE: Rule = Rule {
    name: "continuous-with-single-product",
    severity: Severity::Warning,
    doc: include_str!("continuous_with_single_product.md"),
    check,
};

/// Documents made once; with a day they are done, without one nobody can say when.
const DOCUMENTS: [&str; 14] = [
    "kế hoạch",
    "chương trình",
    "quyết định",
    "đề án",
    "báo cáo",
    "văn bản",
    "bản ghi nhớ",
    "quy chế",
    "nghị quyết",
    "công văn",
    "tờ trình",
    "quy định",
    "chỉ thị",
    "dự án",
];
/// Products that come again, or are more than one.
const REPEATED: [&str; 10] = ["định kỳ", "hằng", "hàng", "quý", "tháng", "6 tháng", "các ", "năm", "thường xuyên", ";"];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in task_rows(checked) {
        judge(found.task, cell_place(found.row, Role::Deadline, &found.task.span), out);
    }
    for task in prose_tasks(checked) {
        judge(task, &task.span, out);
    }
}

fn judge(task: &Task, place: &Span, out: &mut Diagnostics) {
    let (Some(deadline), Some(product)) = (&task.deadline, &task.product) else { return };
    let lower = product.to_lowercase();
    let single = DOCUMENTS.iter().any(|document| lower.starts_with(document)) && !REPEATED.iter().any(|word| lower.contains(word));
    if deadline.kind != Some(DeadlineKind::Continuous) || deadline.due.is_some() || !single {
        return;
    }
    let time = deadline.text.as_deref().unwrap_or("Thường xuyên");
    let message = format!("{} có thời hạn “{time}” nhưng sản phẩm là một văn bản: {product}", task_label(task));
    let help = Some("ghi ngày phải ban hành văn bản, rồi mới ghi “và thực hiện thường xuyên”".to_owned());
    out.push(Diagnostic { help, quote: Some(format!("{product} {time}")), ..RULE.at(place, message) });
}
