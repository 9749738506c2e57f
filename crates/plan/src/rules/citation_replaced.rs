use std::collections::HashSet;

use super::citations::{around, shown, speaks_on};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};

pub const RULE: Rule = Rule { name: "citation-replaced", severity: Severity::Warning, doc: include_str!("citation_replaced.md"), check };

/// Words by which a plan says itself that a document is no longer the one to follow.
const SAID: [&str; 6] = ["thay thế", "bãi bỏ", "hết hiệu lực", "sửa đổi", "trước đây", "trước khi"];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let Some(on) = speaks_on(checked) else { return };
    let mut told = HashSet::new();
    for mention in &checked.details.mentions {
        let [known] = checked.context.vocabulary.known_documents().of_number(&mention.number) else { continue };
        let Some(replaced) = known.replaced.as_ref().filter(|replaced| replaced.from <= on) else { continue };
        let near = |text: &str| SAID.iter().any(|word| text.contains(word));
        let said = around(checked, mention)
            .is_some_and(|(before, after)| near(crate::document::end_of(before, 120)) || near(crate::document::start_of(after, 160)));
        if said || !told.insert(&known.number) {
            continue;
        }
        let message = format!("{} {} đã được thay bằng {} từ ngày {}", known.kind, known.number, replaced.number, shown(replaced.from));
        let help = Some(format!("viện dẫn {} nếu nội dung còn phù hợp", replaced.number));
        let others = checked.details.mentions.iter().filter(|other| other.number == mention.number && other.span != mention.span);
        let related = others.map(|other| other.span.clone()).collect();
        out.push(Diagnostic { help, related, ..RULE.at(&mention.span, message) });
    }
}
