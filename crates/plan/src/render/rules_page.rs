//! docs/rules.md: the documentation of every rule as one page, written by `cargo xtask docs`.

use crate::diagnostic::Severity;
use crate::render::Lang;
use crate::rules::{RULES, Rule, doc};

/// The whole page as Markdown; the same rules always give the same text.
pub fn rules_markdown() -> String {
    let mut out = String::from(
        "<!-- Viết bởi `cargo xtask docs` từ crates/plan/src/rules; không sửa ở đây. -->\n\n# Quy tắc soát kế hoạch\n\n\
         Mỗi quy tắc mang tên của lỗi. Mức độ: **lỗi** (kế hoạch không thực hiện được hoặc tự mâu thuẫn), \
         **cảnh báo** (sẽ có người hỏi), **góp ý** (hình thức, câu chữ).\n\n| Quy tắc | Mức độ | Nói gì |\n|---|---|---|\n",
    );
    for (rule, doc) in documented() {
        out.push_str(&format!("| [{0}](#{0}) | {1} | {2} |\n", rule.name, severity(rule.severity), doc.title));
    }
    for (rule, doc) in documented() {
        out.push_str(&format!("\n## {}\n\n{}. Mức độ: {}. *{}*\n", rule.name, doc.title, severity(rule.severity), doc.english));
        out.push_str(&format!("\n### Kiểm tra gì\n\n{}\n\n### Vì sao\n\n{}\n\n### Ví dụ\n\n", doc.checks, doc.why));
        out.push_str(&format!("```markdown\n{}\n```\n\n", doc.bad));
        if let Some(superior) = doc.superior {
            out.push_str(&format!("Kế hoạch cấp trên:\n\n```markdown\n{superior}\n```\n\n"));
        }
        for line in &doc.expected {
            out.push_str(&format!("> {line}\n"));
        }
        out.push_str(&format!("\n### Sửa thành\n\n```markdown\n{}\n```\n\n### Căn cứ\n\n{}\n", doc.good, doc.basis));
    }
    out
}

fn documented() -> impl Iterator<Item = (&'static Rule, doc::Doc<'static>)> {
    RULES.iter().filter_map(|rule| Some((rule, doc::parse(rule.doc)?)))
}

fn severity(severity: Severity) -> &'static str {
    Lang::Vi.severity(severity)
}
