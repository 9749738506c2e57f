use std::sync::LazyLock;

use super::places::body;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::lowered;
use crate::pattern::Regex;

pub const RULE: Rule =
    Rule { name: "duty-without-deadline", severity: Severity::Warning, doc: include_str!("duty_without_deadline.md"), check };

// Both look at text in small letters.
/// Duties that end: a document to be made, a body to be set up.
static DUTY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\b(?:xây dựng|ban hành|lập)\s+(?:và\s+(?:ban hành|triển khai)\s+)?(?:chương trình, )?kế hoạch\s+(?:chi tiết|cụ thể|triển khai|thực hiện|hành động|tổ chức thực hiện)|\bthành lập\s+(?:ban chỉ đạo|tổ công tác|tổ giúp việc|tổ công nghệ))")
        .expect("a fixed pattern")
});
/// Words that fix a time, or say that the duty comes again.
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:trước|trong|chậm nhất|xong|đến hết|hạn)\s+(?:ngày\s+|tháng\s+|quý\s+|là\s+|năm\s+|vòng\s+)*\d|\btháng\s+\d|\bquý\s+[ivx\d]|\bngày\s+\d|\d/20\d\d|hằng năm|hàng năm|định kỳ|hằng quý|hằng tháng|thường xuyên|ngay sau|kể từ ngày|theo phụ lục|tại phụ lục|phụ lục")
        .expect("a fixed pattern")
});
/// Sections in which units are given duties.
const SECTIONS: [&str; 4] = ["TỔ CHỨC THỰC HIỆN", "Tổ chức thực hiện", "PHÂN CÔNG", "Phân công"];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut within = false;
    for found in body(checked) {
        let text = &found.text().text;
        within = within || text.len() < 200 && SECTIONS.iter().any(|section| text.contains(section));
        if !within || !["kế hoạch", "Kế hoạch", "hành lập"].iter().any(|word| text.contains(word)) {
            continue;
        }
        let lower = lowered(text);
        let Some(duty) = DUTY.find(&lower) else { continue };
        let sentence = sentence(text, duty.start());
        let end = text[duty.end()..].find(['.', ';']).map_or(text.len(), |end| duty.end() + end).min(sentence.end.max(duty.end()));
        // "Căn cứ kế hoạch …" cites; "đã thành lập" tells.
        if TIME.is_match(&lower[sentence.clone()]) || text[..duty.start()].trim_end().ends_with("đã") {
            continue;
        }
        // Who has the duty stands before it.
        let start = if duty.start() - sentence.start < 400 { sentence.start } else { duty.start() };
        let quote = text[start..end].trim().to_owned();
        let what = text[duty.start()..end].trim();
        let message = format!("Không có thời hạn cho việc “{}”", super::rows::first_words(what));
        let help = Some("thêm thời hạn: “xong trước ngày …”, hoặc đưa thành một dòng của phụ lục nhiệm vụ".to_owned());
        out.push(Diagnostic { help, quote: Some(quote), ..RULE.at(&found.span(start..end), message) });
    }
}

/// The sentence around a place.
fn sentence(text: &str, at: usize) -> std::ops::Range<usize> {
    let start = text[..at].rfind(". ").map_or(0, |stop| stop + 2);
    let end = text[at..].find(". ").map_or(text.len(), |stop| at + stop);
    start..end
}
