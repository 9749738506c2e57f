use super::places::paragraphs;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};

pub const RULE: Rule =
    Rule { name: "missing-signing-authority", severity: Severity::Warning, doc: include_str!("missing_signing_authority.md"), check };

/// Bodies that decide together: who signs does it in their name.
const COLLECTIVE: [&str; 11] = [
    "ủy ban nhân dân",
    "uỷ ban nhân dân",
    "ubnd ",
    "hội đồng nhân dân",
    "hđnd ",
    "ban thường vụ",
    "ban chấp hành",
    "tỉnh ủy",
    "thành ủy",
    "huyện ủy",
    "đảng ủy",
];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let document = &checked.plan.document;
    let (Some(issuer), Some(position)) = (document.issuer.as_deref(), document.signer.position.as_deref()) else { return };
    let Some(place) = checked.details.document.signer.as_ref().filter(|_| document.signer.authority.is_none()) else { return };
    let lower = issuer.to_lowercase();
    if !COLLECTIVE.iter().any(|body| lower.starts_with(body)) || written_elsewhere(checked) {
        return;
    }
    let party = !["ủy ban", "uỷ ban", "ubnd", "hội đồng", "hđnd"].iter().any(|body| lower.starts_with(body));
    let (mark, deputy) = if party { ("T/M", "K/T") } else { ("TM.", "KT.") };
    let body = if party { "BAN THƯỜNG VỤ".to_owned() } else { short(issuer).to_uppercase() };
    let message = format!("{issuer} là tập thể, nhưng trên chức vụ {position} không có “{mark}” (thay mặt)");
    let help = match position.strip_prefix("PHÓ ").filter(|_| !party) {
        Some(head) => format!("ghi “{mark} {body}”, dòng dưới “{deputy} {head}”, rồi “{position}”"),
        None => format!("ghi “{mark} {body}” trên “{position}”"),
    };
    out.push(Diagnostic { help: Some(help), quote: Some(position.to_owned()), ..RULE.at(place, message) });
}

/// "Ủy ban nhân dân", without its place.
fn short(issuer: &str) -> String {
    issuer.split(' ').take(4).collect::<Vec<_>>().join(" ")
}

/// The words stand somewhere though the signature was not understood.
fn written_elsewhere(checked: &Checked<'_>) -> bool {
    paragraphs(checked)
        .any(|found| ["TM.", "T/M", "TM ", "KT.", "K/T", "TL.", "T/L", "TUQ."].iter().any(|mark| found.text().text.contains(mark)))
}
