use std::ops::Range;
use std::sync::LazyLock;

use super::citations::told_apart;
use super::places::paragraphs;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Span, end_of};
use crate::pattern::Regex;

pub const RULE: Rule =
    Rule { name: "citation-without-number", severity: Severity::Advice, doc: include_str!("citation_without_number.md"), check };

/// "Kết luận của Tỉnh ủy": kind and body, no number between or behind.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let kinds = "Nghị quyết|Chỉ thị|Kết luận|Quyết định|Chương trình hành động|Chương trình|Kế hoạch|Thông báo|Công văn|Hướng dẫn|Quy định|Đề án|Thông tư|Nghị định";
    let party = r"(?:Ban Thường vụ |Ban Chấp hành (?:Đảng bộ )?|BTV |BCH )?(?:Trung ương|Tỉnh [uủỷ][yỷ]|Thành [uủỷ][yỷ]|Huyện [uủỷ][yỷ]|Thị [uủỷ][yỷ]|Đảng [uủỷ][yỷ])";
    let state = r"Bộ Chính trị|Ban Bí thư|Thủ tướng Chính phủ|Chính phủ|Quốc hội|(?:UBND|HĐND|[ỦU][yỷ] ban nhân dân|Hội đồng nhân dân|Chủ tịch UBND) (?:tỉnh|thành phố|xã|phường|huyện)|Bộ trưởng Bộ \p{Lu}\p{L}+";
    Regex::new(&format!(r"(?P<kind>{kinds}) của (?P<body>{state}|{party})(?P<name>(?: (?:tỉnh|thành phố|huyện|xã|phường)\b)?(?: \p{{Lu}}\p{{Ll}}+)*)(?P<day>,? ngày \d)?"))
        .expect("a fixed pattern")
});
/// The programme everybody calls by the number of the decision that put it into force.
static PROJECT_06: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"Đề án (?:số )?06(?:[^\d/-]|$)").expect("a fixed pattern"));

/// Words that lead to a document one must be able to find; a product is named without them.
const LEADS: [&str; 9] = ["tại ", "theo ", "hiện ", "căn cứ ", "Căn cứ ", "thể hóa ", "thể hoá ", "nội dung ", "triệt "];
/// Words that tell the document as something still to be made, or as one of several.
const MAKES: [&str; 8] = ["ban hành ", "xây dựng ", "tham mưu ", "trình ", "dự thảo ", "các ", "những ", "rà soát "];

/// A document named by its kind and body only.
pub(super) struct Named<'a> {
    pub text: &'a str,
    pub dated: bool,
    kind: &'a str,
    body: String,
}

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let help = || Some("lần viện dẫn đầu ghi đủ: số, ký hiệu, ngày ban hành, cơ quan ban hành".to_owned());
    for (named, span) in found(checked) {
        let message = format!("{} không ghi số, ký hiệu ở chỗ nào", named.text);
        out.push(Diagnostic { help: help(), quote: Some(named.text.to_owned()), ..RULE.at(span, message) });
    }
    if checked.plan.citations.iter().any(|cited| cited.number == "06/QĐ-TTg" || cited.number == "6/QĐ-TTg") {
        return;
    }
    let first = paragraphs(checked).find_map(|found| {
        let text = &found.text().text;
        let whole = Some(text).filter(|text| text.contains("Đề án ")).and_then(|text| PROJECT_06.find(text))?;
        let end = whole.start() + whole.as_str().find("06").map_or(0, |at| at + "06".len());
        Some(found.span(whole.start()..end))
    });
    if let Some(span) = first {
        let help = Some("lần đầu viết “Đề án 06 (Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ)”".to_owned());
        out.push(Diagnostic {
            help, ..RULE.at(&span, "“Đề án 06” là cách gọi tắt, chưa viện dẫn quyết định phê duyệt".to_owned())
        });
    }
}

/// Every document the plan names and nowhere numbers, at its first place.
pub(super) fn found<'c, 'a>(checked: &'c Checked<'a>) -> &'c [(Named<'a>, Span)] {
    checked.named.get_or_init(|| read(checked))
}

fn read<'a>(checked: &Checked<'a>) -> Vec<(Named<'a>, Span)> {
    let mut out: Vec<(Named<'a>, Span)> = Vec::new();
    for found in paragraphs(checked) {
        search(checked, &found.text().text, &|range| found.span(range), &mut out);
    }
    // Cells of a table that lost its rulings are torn into lines: the name of a task is whole again.
    for task in &checked.plan.tasks {
        search(checked, &task.name, &|_| task.span.clone(), &mut out);
    }
    out
}

fn search<'a>(checked: &Checked<'_>, text: &'a str, span: &dyn Fn(Range<usize>) -> Span, out: &mut Vec<(Named<'a>, Span)>) {
    if !text.contains(" của ") {
        return;
    }
    for name in NAMED.captures_iter(text) {
        let (whole, kind) = (name.get(0).expect("group 0 always takes part"), name.name("kind").map_or("", |kind| kind.as_str()));
        let before = end_of(&text[..whole.start()], 60);
        if !LEADS.iter().any(|word| before.contains(word)) || MAKES.iter().any(|word| before.contains(word)) {
            continue;
        }
        let end = name.name("name").map_or(whole.end(), |name| name.end());
        let named = Named { text: &text[whole.start()..end], dated: name.name("day").is_some(), kind, body: plain(&name["body"]) };
        let told = out.iter().any(|(other, _)| other.kind == named.kind && other.body == named.body);
        if !told && !numbered(checked, &named) {
            out.push((named, span(whole.start()..end)));
        }
    }
}

/// Some place gives the number of a document of this kind by this body.
fn numbered(checked: &Checked<'_>, named: &Named<'_>) -> bool {
    checked.plan.citations.iter().any(|cited| {
        let kind = cited.kind.as_deref().is_none_or(|kind| kind.starts_with(named.kind) || named.kind.starts_with(kind));
        kind && !told_apart(cited.issuer.as_deref().map(plain).as_deref(), Some(&named.body))
    })
}

/// The body without the words for its standing committee: "Ban Thường vụ Tỉnh uỷ" is "tỉnh ủy".
fn plain(body: &str) -> String {
    let low = body.to_lowercase().replace("uỷ", "ủy").replace("ủy ban nhân dân", "ubnd").replace("hội đồng nhân dân", "hđnd");
    let short = ["ban thường vụ ", "ban chấp hành ", "btv ", "bch ", "chủ tịch "].iter().find_map(|head| low.strip_prefix(head));
    short.unwrap_or(&low).to_owned()
}
