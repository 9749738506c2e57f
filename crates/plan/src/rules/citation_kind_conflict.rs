use std::collections::BTreeMap;

use super::citations::told_apart;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Mention;

pub const RULE: Rule =
    Rule { name: "citation-kind-conflict", severity: Severity::Warning, doc: include_str!("citation_kind_conflict.md"), check };

/// Kinds whose code no other kind bears; the Party's QĐ and TT mean two kinds each.
const CODES: [(&str, &str); 11] = [
    ("NQ", "Nghị quyết"),
    ("NĐ", "Nghị định"),
    ("QĐ", "Quyết định"),
    ("CT", "Chỉ thị"),
    ("KH", "Kế hoạch"),
    ("KL", "Kết luận"),
    ("TB", "Thông báo"),
    ("HD", "Hướng dẫn"),
    ("BC", "Báo cáo"),
    ("TTr", "Tờ trình"),
    ("CTr", "Chương trình"),
];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut by_number: BTreeMap<&str, Vec<(&Mention, &str)>> = BTreeMap::new();
    for mention in &checked.details.mentions {
        let Some(kind) = mention.kind.as_deref().filter(|kind| *kind != "Văn bản") else { continue };
        if let Some(right) = of_code(&mention.number).filter(|right| foreign(kind, right)) {
            let message = format!("Gọi {} là {kind}, nhưng ký hiệu là của {right}", mention.number);
            let help = Some(format!("viết “{right} số {}” hoặc sửa ký hiệu", mention.number));
            out.push(Diagnostic { help, ..RULE.at(&mention.span, message) });
            continue;
        }
        let seen = by_number.entry(&mention.number).or_default();
        let clash = seen.iter().find(|(other, said)| differ(kind, said) && one_document(mention, other));
        if let Some((first, said)) = clash {
            let message = format!("{} gọi là {kind}, nhưng chỗ khác gọi là {said}", mention.number);
            let help = Some("đối chiếu với văn bản gốc và gọi thống nhất một tên loại".to_owned());
            out.push(Diagnostic { help, related: vec![first.span.clone()], ..RULE.at(&mention.span, message) });
        } else if !seen.iter().any(|(other, said)| *said == kind && other.date == mention.date && other.issuer == mention.issuer) {
            seen.push((mention, kind));
        }
    }
}

/// The kind a number's code names.
fn of_code(number: &str) -> Option<&'static str> {
    let code = number.split(['/', '-']).find(|part| !part.starts_with(|c: char| c.is_ascii_digit()))?;
    CODES.iter().find(|(known, _)| *known == code).map(|(_, kind)| *kind)
}

/// A kind that has a code of its own under the code of another. Projects, programmes and rules are put into force by
/// a decision and may be called by its number.
fn foreign(kind: &str, right: &str) -> bool {
    let coded = CODES.iter().any(|(_, known)| *known == kind);
    coded && kind != right && kind != "Chương trình" && !(right == "Chương trình" && kind.starts_with(right)) && right != "Quyết định"
}

fn differ(a: &str, b: &str) -> bool {
    let put_into_force = |kind: &str| {
        matches!(kind, "Đề án" | "Chương trình" | "Chương trình hành động" | "Dự án" | "Phương án" | "Quy hoạch" | "Quy chế" | "Quy định")
    };
    // "Quyết định số 06/QĐ-TTg" puts the "Đề án" of the same number into force.
    let pair = |a: &str, b: &str| put_into_force(a) && matches!(b, "Quyết định" | "Nghị quyết");
    a != b && told_apart(Some(a), Some(b)) && !pair(a, b) && !pair(b, a)
}

/// Numbers of several bodies and years are alike: only the same body, or the same day, makes two kinds a conflict.
fn one_document(a: &Mention, b: &Mention) -> bool {
    let dates = match (a.date, b.date) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    dates && !told_apart(a.issuer.as_deref(), b.issuer.as_deref())
}
