use std::sync::LazyLock;

use super::places::said;
use super::{Checked, Diagnostics, Rule};
use crate::cascade::{Level, Unit};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{end_of, lowered};
use crate::pattern::Regex;
use crate::plan::Role;

pub const RULE: Rule = Rule { name: "wrong-level-phrase", severity: Severity::Warning, doc: include_str!("wrong_level_phrase.md"), check };

/// What every level has of its own, so that "… của tỉnh" in a commune's plan was the superior's sentence. What the
/// superior makes and we follow (hướng dẫn, chỉ tiêu, đề án, hệ thống của tỉnh) is not here.
const OWN: [&str; 24] = [
    "điều hành",
    "tăng trưởng",
    "kinh tế - xã hội",
    "kinh tế, xã hội",
    "văn hóa, xã hội",
    "văn hoá, xã hội",
    "xã hội",
    "an ninh",
    "khu công nghiệp",
    "cụm công nghiệp",
    "tình hình thực tế",
    "điều kiện thực tế",
    "thực tiễn",
    "thực tế",
    "tiềm năng",
    "lợi thế",
    "thế mạnh",
    "đặc thù",
    "ngân sách",
    "cán bộ, công chức",
    "cơ quan nhà nước",
    "người dân",
    "nông sản",
    "làng nghề",
];

/// Words in small letters by which a superior's own document or thing is named: its title keeps its level.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:quyết định|nghị quyết|đề án|chương trình|kết luận|chỉ thị|thông báo|kế hoạch số|hướng dẫn|theo|về việc|sở, ngành|hội đồng|thi đua|giải thưởng|so với|bình quân)\b")
        .expect("a fixed pattern")
});
// These look at text in small letters.
static REPORT_UP: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:báo cáo|tham mưu|trình)\s+(?:với\s+)?(?:chính phủ|thủ tướng|quốc hội)").expect("a fixed pattern"));
static FROM_THE_TOP: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bquản lý nhà nước (?:từ|ở|tại) trung ương (?:đến|và|tới) địa phương").expect("a fixed pattern"));

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let Some(us) = Unit::of(&checked.plan.document) else { return };
    if !matches!(us.level, Level::District | Level::Commune) {
        return;
    }
    let own = us.kind.unwrap_or(if us.level == Level::District { "huyện" } else { "xã" });
    let higher: Vec<&str> = ["tỉnh", "thành phố", "huyện"]
        .into_iter()
        .filter(|word| *word != own && (*word != "huyện" || us.level == Level::Commune))
        .collect();
    for found in said(checked, &[Role::Name, Role::Product, Role::Target]) {
        let text = found.text();
        let mut say = |range: std::ops::Range<usize>, of: &str| {
            let quote = text[range.clone()].trim().to_owned();
            let message = format!("“{quote}” là lời của văn bản cấp trên, kế hoạch này của cấp {own}");
            let help = Some(if of.is_empty() {
                format!("viết lại cho đúng thẩm quyền cấp {own}")
            } else {
                format!("viết “{}”", quote.replace(of, own))
            });
            out.push(Diagnostic { help, quote: Some(quote), ..RULE.at(&found.span(range), message) });
        };
        if text.contains("rung ương")
            && let Some(whole) = FROM_THE_TOP.find(&lowered(text))
        {
            say(whole.range(), "");
        }
        if (text.contains("hính phủ") || text.contains("Thủ tướng"))
            && let Some(whole) = REPORT_UP.find(&lowered(text))
        {
            let end = text[whole.end()..].find(['.', ';', '\n']).map_or(text.len(), |end| whole.end() + end);
            let end = text[whole.end()..end].match_indices(' ').nth(5).map_or(end, |(space, _)| whole.end() + space);
            say(whole.start()..end, "");
        }
        for of in &higher {
            leftover(text, of).into_iter().for_each(|range| say(range, of));
        }
    }
}

/// "… của tỉnh", "trên địa bàn tỉnh" where our own level is meant.
fn leftover(text: &str, of: &str) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    if !text.contains(of) {
        return out;
    }
    for (lead, bare) in [("của ", false), ("trên địa bàn ", true), ("trong toàn ", true)] {
        if !text.contains(lead) {
            continue;
        }
        let words = format!("{lead}{of}");
        for (at, _) in text.match_indices(&words) {
            let end = at + words.len();
            let after = &text[end..];
            // "của tỉnh Lam Giang", "của thành phố Huế" name a place; "của tỉnh ủy" a body.
            let named = after.trim_start().chars().next().is_some_and(char::is_uppercase) && after.starts_with(' ')
                || after.starts_with(" ủy")
                || after.starts_with(" đề ra")
                || after.starts_with(" giao");
            if named || after.starts_with(char::is_alphabetic) {
                continue;
            }
            let before = lowered(end_of(&text[..at], 160));
            let clause = before.rsplit([';', '.', ':']).next().unwrap_or_default();
            let clause = end_of(clause, 90);
            if NAMED.is_match(clause) {
                continue;
            }
            let thing = OWN.iter().find(|own| clause.trim_end().ends_with(*own));
            let range = match thing {
                // One space stands between them; a letter may be longer in lower case.
                Some(own) => at.saturating_sub(own.len() + 1)..end,
                None if bare => at..end,
                None => continue,
            };
            if text.is_char_boundary(range.start) {
                out.push(range);
            }
        }
    }
    out
}
