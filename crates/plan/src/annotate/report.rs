//! A report page for a file that takes no remarks: every diagnostic with its line, the words marked in it. Self-contained,
//! no script, printable.

use jiff::civil::DateTime;

use super::note::Note;
use crate::SourceFile;
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Compiled;
use crate::render::excerpt::{Lines, excerpt};
use crate::render::html::{STYLE, escaped};
use crate::render::labels::{counts, place};
use crate::render::{Lang, words};

const OWN_STYLE: &str = "blockquote { margin: .375rem 0; padding: .375rem .5rem; background: var(--head); white-space: pre-wrap; overflow-wrap: anywhere; }\n\
    mark { background: #ffe08a; color: inherit; padding: 0 .1em; }\n\
    @media print { @page { size: A4 portrait; } mark { text-decoration: underline; -webkit-print-color-adjust: exact; print-color-adjust: exact; } }\n";

/// The page of one file of a plan.
pub fn page(file: SourceFile<'_>, index: u32, compiled: &Compiled, at: DateTime) -> String {
    let found: Vec<&Diagnostic> = compiled.diagnostics.iter().filter(|diagnostic| diagnostic.span.file == index).collect();
    let source = std::str::from_utf8(file.bytes).map(|text| text.strip_prefix('\u{feff}').unwrap_or(text)).unwrap_or_default();
    let lines = Lines::of(source);
    let name = escaped(file.name);
    let mut out = String::with_capacity(16 << 10);
    out.push_str("<!DOCTYPE html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str(&format!("<title>Nhận xét {name}</title>\n<style>\n{STYLE}{OWN_STYLE}</style>\n</head>\n<body>\n<main>\n"));
    out.push_str(&format!(
        "<p class=\"kind\">Nhận xét của {}</p>\n<h1>{}</h1>\n",
        super::AUTHOR,
        escaped(&words::document_line(&compiled.plan.document))
    ));
    let day = at.strftime("%H:%M ngày %d/%m/%Y");
    let total = counts(found.iter().map(|one| one.severity), Lang::Vi);
    out.push_str(&format!("<p>{name}: {total}. <small>Soát lúc {day}.</small></p>\n"));
    if found.is_empty() {
        out.push_str("<p class=\"none\">Không thấy lỗi nào.</p>\n");
    } else {
        out.push_str("<ol class=\"diagnostics\">\n");
        for diagnostic in found {
            remark(diagnostic, &lines, compiled, &mut out);
        }
        out.push_str("</ol>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn remark(diagnostic: &Diagnostic, lines: &Lines<'_>, compiled: &Compiled, out: &mut String) {
    let related = diagnostic.related.iter().map(|span| {
        let file = compiled.sources.get(span.file as usize).filter(|_| span.file != diagnostic.span.file);
        let file = file.map_or(String::new(), |source| format!(" trong tệp {}", source.file));
        format!("“{}” ({}{file})", super::note::shortened(&span.text, 60), place(span, Lang::Vi))
    });
    let note = Note::of(diagnostic, related);
    let class = match note.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    };
    out.push_str(&format!("<li class=\"{class}\"><p><b>{}:</b> {}</p>\n", note.kind, escaped(&note.message)));
    out.push_str(&format!("<p class=\"place\">{}</p>\n", escaped(&place(&diagnostic.span, Lang::Vi))));
    match excerpt(lines, &diagnostic.span) {
        Some(found) => {
            let (before, rest) = found.lines.split_at(found.words.start);
            let (meant, after) = rest.split_at(found.words.end - found.words.start);
            out.push_str(&format!("<blockquote>{}<mark>{}</mark>{}</blockquote>\n", escaped(before), escaped(meant), escaped(after)));
        }
        // A place of another kind, or a source in an old encoding: the words as they were read.
        None => {
            let quote = diagnostic.quote.as_deref().unwrap_or(&diagnostic.span.text);
            if !quote.is_empty() {
                out.push_str(&format!("<blockquote><mark>{}</mark></blockquote>\n", escaped(quote)));
            }
        }
    }
    for line in &note.lines {
        out.push_str(&format!("<p class=\"help\">{}</p>\n", escaped(line)));
    }
    if let Some(basis) = &note.basis {
        out.push_str(&format!("<p><small>{}</small></p>\n", escaped(basis)));
    }
    out.push_str(&format!("<p><code>{}</code></p>\n</li>\n", escaped(&note.rule)));
}

#[cfg(test)]
mod tests {
    use crate::annotate::{Kind, annotate};
    use crate::context::{Context, Limits};
    use crate::document::Format;
    use crate::{SourceFile, compile};

    #[test]
    fn every_diagnostic_of_a_text_stands_on_the_page_with_its_words_marked() {
        let bytes = include_bytes!("../render/expected/plan.md");
        let file = SourceFile { name: "ke-hoach <1>.md", bytes };
        let compiled = compile(&[file], &Context::default()).expect("readable");
        let at = jiff::civil::date(2026, 2, 3).at(14, 5, 0, 0);
        let page = String::from_utf8(annotate(file, 0, &compiled, at, Limits::default()).expect("a page")).expect("UTF-8");
        assert!(!compiled.diagnostics.is_empty());
        assert_eq!(page.matches("<li class=").count(), compiled.diagnostics.len());
        assert_eq!(page.matches("<mark>").count(), compiled.diagnostics.len());
        assert!(page.contains("ke-hoach &lt;1&gt;.md") && page.contains("14:05 ngày 03/02/2026"), "{page}");
        assert!(!page.contains("<script") && !page.contains("http"), "nothing is fetched: {page}");
        assert_eq!((Kind::of(Format::Markdown).ending(), Kind::of(Format::Docx).ending()), ("html", "docx"));
    }
}
