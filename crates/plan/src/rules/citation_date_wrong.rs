use super::citations::{shown, slip, told_apart};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Mention;
use crate::vocabulary::KnownDocument;

pub const RULE: Rule = Rule { name: "citation-date-wrong", severity: Severity::Error, doc: include_str!("citation_date_wrong.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for mention in &checked.details.mentions {
        let (Some(date), Some(known)) = (mention.date, wrong(checked, mention)) else { continue };
        let named = format!("{} {} của {}", known.kind, known.number, known.issuer);
        let message = format!("{named} ban hành ngày {}, không phải ngày {}", shown(known.date), shown(date));
        out.push(Diagnostic { help: Some(format!("ghi ngày {}", shown(known.date))), ..RULE.at(&mention.span, message) });
    }
}

/// Whether this rule speaks of the mention.
pub(super) fn speaks(checked: &Checked<'_>, mention: &Mention) -> bool {
    wrong(checked, mention).is_some()
}

/// The known document a mention must mean though it gives it another day.
fn wrong<'a>(checked: &Checked<'a>, mention: &Mention) -> Option<&'a KnownDocument> {
    let date = mention.date?;
    let known = checked.context.vocabulary.known_documents().of_number(&mention.number);
    if known.iter().any(|known| known.date == date) {
        return None;
    }
    let same = |known: &&KnownDocument| {
        mention.kind.as_deref().is_none_or(|kind| kind == "Văn bản" || kind == known.kind)
            && !another_body(mention.issuer.as_deref(), &known.issuer)
            && slip(&known.number, known.date, date)
    };
    known.iter().find(same)
}

/// The Party writes its central bodies in several ways; only a local body is surely another.
fn another_body(issuer: Option<&str>, known: &str) -> bool {
    told_apart(issuer, Some(known))
        && issuer.is_some_and(|issuer| ["tỉnh", "Tỉnh", "xã", "phường", "huyện", "thành phố"].iter().any(|word| issuer.contains(word)))
}
