use super::places::{Found, paragraphs};
use super::slips::{Met, of_rule, report};
use super::words::{Gap, Shape};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Format;
use crate::plan::{AnnexKind, Role};

pub const RULE: Rule = Rule { name: "stray-punctuation", severity: Severity::Advice, doc: include_str!("stray_punctuation.md"), check };

/// After these words something must follow at once.
const OPEN: [&str; 7] = ["và", "của", "với", "các", "những", "để", "bởi"];

/// How well something is done: behind a comma after a verb they have lost their verb.
const MANNERS: [(&str, &str); 8] = [
    ("kịp", "thời"),
    ("hiệu", "quả"),
    ("đồng", "bộ"),
    ("nghiêm", "túc"),
    ("quyết", "liệt"),
    ("đầy", "đủ"),
    ("thống", "nhất"),
    ("thiết", "thực"),
];

/// Whether a word ends one of the verbs after which a manner follows without a comma.
pub fn is_verb_end(word: &str) -> bool {
    matches!(word, "hiện" | "khai" | "quyết" | "lý")
}

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut met = of_rule(checked, &RULE);
    let words = checked.words();
    for line in words.lines.iter().filter(|line| !line.guessed && !line.shouted) {
        let of_line = words.of_line(line);
        for (start, pair) in of_line.windows(2).enumerate().filter(|(_, pair)| pair[0].gap == Gap::Comma) {
            let first = words.small(&pair[0]);
            if OPEN.contains(&first) && pair[1].shape == Shape::Small {
                let right = format!("{first} {}", words.small(&pair[1]));
                met.push(Met { line, words: of_line, start, end: start + 2, right });
            }
            if is_verb_end(first) && start > 0 && of_line.len() > start + 4 {
                let small = |at: usize| words.small(&of_line[at]);
                let manner = |at: usize| MANNERS.contains(&(small(at), small(at + 1))) && of_line[at].gap == Gap::Space;
                if manner(start + 1) && manner(start + 3) && of_line[start + 2].gap == Gap::Space {
                    let right = format!(
                        "{} {first} {} {}, {} {}",
                        small(start - 1),
                        small(start + 1),
                        small(start + 2),
                        small(start + 3),
                        small(start + 4)
                    );
                    met.push(Met { line, words: of_line, start: start - 1, end: start + 5, right });
                }
            }
        }
    }
    let mut found = Vec::new();
    report(&RULE, &met, |met| format!("Thừa hoặc sai dấu câu: “{}”", met.written()), &mut found);
    out.append(&mut found);
    signs(checked, out);
    broken_opening(checked, out);
    recipients(checked, out);
    indicator_names(checked, out);
}

/// Two signs where one should stand, and a space before a comma.
fn signs(checked: &Checked<'_>, out: &mut Diagnostics) {
    const DOUBLED: [&str; 9] = [",,", ", ,", ",;", ";,", ";;", ",. ", ":.", "::", ".;"];
    const SPACED: [&str; 2] = [" ,", " ;"];
    /// More than so many are the work of a converter.
    const OF_A_WRITER: usize = 3;
    let mut spaced = Vec::new();
    for found in paragraphs(checked).filter(|found| checked.documents[found.file as usize].format != Format::PdfScan) {
        let text = &found.text().text;
        // One look at the bytes: nearly every paragraph has no sign behind a sign or a space.
        let sign = |byte: u8| matches!(byte, b',' | b';' | b':' | b'.');
        if !text.as_bytes().windows(2).any(|pair| sign(pair[1]) && (sign(pair[0]) || pair[0] == b' ')) {
            continue;
        }
        for sign in DOUBLED.iter().filter(|sign| text.contains(*sign)) {
            let at = text.find(sign).unwrap_or_default();
            // "v.v.;", "...;"
            let after = &text[at + sign.len()..];
            let listed = text[..at].ends_with(['v', '.', '…']) || *sign == ".;" && after.is_empty();
            if !listed {
                out.push(at_sign(&found, at, sign, if *sign == ".;" { ";" } else { &sign[..1] }));
            }
        }
        let pages = matches!(checked.documents[found.file as usize].format, Format::Pdf | Format::Html);
        for sign in SPACED.iter().filter(|sign| !pages && text.contains(*sign)) {
            let at = text.find(sign).unwrap_or_default();
            if text[..at].ends_with(char::is_alphanumeric) {
                spaced.push(at_sign(&found, at, sign, &sign[1..]));
            }
        }
    }
    if spaced.len() <= OF_A_WRITER {
        out.append(&mut spaced);
    }
}

fn at_sign(found: &Found<'_>, at: usize, sign: &str, right: &str) -> Diagnostic {
    let text = &found.text().text;
    let start = text[..at].rmatch_indices(' ').nth(1).map_or(0, |(space, _)| space + 1);
    let end = text[at + sign.len()..].match_indices(' ').nth(1).map_or(text.len(), |(space, _)| at + sign.len() + space);
    let quote = Some(text[start..end].to_owned());
    let help = Some(format!("viết “{}”", right.trim()));
    Diagnostic { help, quote, ..RULE.at(&found.span(at..at + sign.len()), format!("Sai dấu câu: “{}”", sign.trim())) }
}

/// "Thực hiện Kế hoạch số …. UBND xã xây dựng kế hoạch": a full stop after the clause that only opens the sentence.
fn broken_opening(checked: &Checked<'_>, out: &mut Diagnostics) {
    const OPENINGS: [&str; 5] = ["Thực hiện ", "Căn cứ ", "Để thực hiện ", "Triển khai ", "Nhằm "];
    // The second of several grounds, on a line of its own.
    const GROUNDS: [&str; 6] = ["Chương trình ", "Kế hoạch ", "Nghị quyết ", "Quyết định ", "Chỉ thị ", "Công văn "];
    const ISSUERS: [&str; 6] = ["UBND ", "Ủy ban nhân dân ", "Uỷ ban nhân dân ", "Ban Thường vụ ", "Đảng ủy ", "Huyện ủy "];
    for found in paragraphs(checked) {
        let text = &found.text().text;
        if !text.contains(". ") {
            continue;
        }
        let ground = || GROUNDS.iter().any(|ground| text.starts_with(ground)) && crate::document::start_of(text, 60).contains(" số ");
        if !OPENINGS.iter().any(|opening| text.starts_with(opening)) && !ground() {
            continue;
        }
        for (at, _) in text.match_indices(". ") {
            let rest = &text[at + 2..];
            let issues = || {
                let sentence = rest.split(". ").next().unwrap_or(rest);
                ["xây dựng kế hoạch", "xây dựng Kế hoạch", "ban hành kế hoạch", "ban hành Kế hoạch"]
                    .iter()
                    .any(|verb| sentence.contains(verb))
            };
            if text[..at].contains(". ") || !ISSUERS.iter().any(|issuer| rest.starts_with(issuer)) || !issues() {
                continue;
            }
            let start = text[..at].rmatch_indices(' ').nth(2).map_or(0, |(space, _)| space + 1);
            let end = rest.match_indices(' ').nth(4).map_or(text.len(), |(space, _)| at + 2 + space);
            let quote = Some(text[start..end].to_owned());
            let span = found.span(start..end);
            let message = "Dấu chấm tách vế nêu căn cứ khỏi câu của nó".to_owned();
            out.push(Diagnostic { help: Some("thay dấu chấm bằng dấu phẩy".to_owned()), quote, ..RULE.at(&span, message) });
        }
    }
}

/// A full stop inside the list of recipients, whose other items end in a comma or a semicolon.
fn recipients(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut items: Vec<Found<'_>> = Vec::new();
    let mut inside = false;
    for found in paragraphs(checked) {
        let text = found.text().text.as_str();
        if text.starts_with("Nơi nhận") {
            inside = true;
            items.clear();
            continue;
        }
        if !inside {
            continue;
        }
        let item = text.trim_start_matches(['-', '–', '+', ' ']);
        items.push(found);
        if item.starts_with("Lưu") || items.len() > 40 {
            inside = false;
            let listed = items.iter().filter(|item| item.text().text.ends_with([';', ','])).count();
            for item in items.iter().take(items.len() - 1).filter(|item| listed > 2 && item.text().text.ends_with('.')) {
                let span = item.text().whole(item.file);
                let message = format!("Dấu chấm giữa danh sách nơi nhận: “{}”", item.text().text);
                out.push(Diagnostic { help: Some("thay dấu chấm bằng dấu chấm phẩy".to_owned()), ..RULE.at(&span, message) });
            }
        }
    }
}

/// A full stop at the end of the name of an indicator, where the others have none.
fn indicator_names(checked: &Checked<'_>, out: &mut Diagnostics) {
    for table in checked.details.tables.iter().filter(|table| table.kind == AnnexKind::Indicators) {
        let names: Vec<_> = table.rows.iter().filter_map(|row| row.cells.get(&Role::Name)).filter(|span| !span.text.is_empty()).collect();
        let stopped: Vec<_> = names.iter().filter(|span| span.text.ends_with('.') && !span.text.ends_with("..")).collect();
        if stopped.is_empty() || stopped.len() * 5 > names.len() {
            continue;
        }
        for span in stopped {
            let message = "Dấu chấm cuối tên chỉ tiêu, các chỉ tiêu khác không có".to_owned();
            let start = span.text.rmatch_indices(' ').nth(2).map_or(0, |(space, _)| space + 1);
            let quote = Some(span.text[start..].to_owned());
            out.push(Diagnostic { help: Some("bỏ dấu chấm".to_owned()), quote, ..RULE.at(span, message) });
        }
    }
}
