//! Diagnostics for the terminal: the words meant, underlined in their line, aligned under combining marks.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::excerpt::{Excerpt, Lines, excerpt};
use super::labels::{Label, Lang, counts, place};
use crate::SourceFile;
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Compiled;
use crate::rules;

/// Columns a line may take before the excerpt is cut around the words meant.
const WIDTH: usize = 120;

/// Whether the text carries ANSI colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    Never,
    Always,
}

/// Every diagnostic in the order of the source, and a last sentence that counts them. `files` are those
/// that were compiled, in the same order; text sources are quoted from them.
pub fn terminal(compiled: &Compiled, files: &[SourceFile<'_>], lang: Lang, colour: Colour) -> String {
    let renderer = match colour {
        Colour::Never => Renderer::plain(),
        Colour::Always => Renderer::styled().hyperlink(false),
    };
    let renderer = renderer.term_width(WIDTH).decor_style(DecorStyle::Unicode);
    let texts: Vec<Option<Lines<'_>>> = files.iter().map(|file| std::str::from_utf8(file.bytes).ok().map(Lines::of)).collect();
    let mut out = String::new();
    for diagnostic in &compiled.diagnostics {
        let file = diagnostic.span.file as usize;
        let name = files.get(file).map_or("", |file| file.name);
        let source = texts.get(file).and_then(Option::as_ref);
        out.push_str(&renderer.render(&[report(diagnostic, name, source, files, lang)]));
        out.push_str("\n\n");
    }
    out.push_str(&last_sentence(compiled, lang));
    out.push('\n');
    out
}

/// What was found in the files and how many diagnostics there are.
fn last_sentence(compiled: &Compiled, lang: Lang) -> String {
    let names: Vec<&str> = compiled.sources.iter().map(|source| source.file.as_str()).collect();
    let names = names.join(", ");
    let plan = &compiled.plan;
    let (indicators, tasks) = (plan.indicators.len(), plan.tasks.len());
    let found = match (indicators + tasks, lang) {
        (0, Lang::Vi) => "không tìm thấy chỉ tiêu, nhiệm vụ nào".to_owned(),
        (0, Lang::En) => "no indicators and no tasks found".to_owned(),
        (_, Lang::Vi) => format!("đọc được {indicators} chỉ tiêu, {tasks} nhiệm vụ"),
        (_, Lang::En) => format!("read {indicators} indicators, {tasks} tasks"),
    };
    let verdict = match (compiled.diagnostics.is_empty(), lang) {
        (true, Lang::Vi) => "không thấy lỗi nào.".to_owned(),
        (true, Lang::En) => "nothing wrong found.".to_owned(),
        (false, Lang::Vi) => format!("{}. Xem giải thích: roviec explain TÊN-QUY-TẮC", counted(compiled, lang)),
        (false, Lang::En) => format!("{}. For more: roviec explain RULE", counted(compiled, lang)),
    };
    format!("{names}: {found}; {verdict}")
}

fn counted(compiled: &Compiled, lang: Lang) -> String {
    counts(compiled.diagnostics.iter().map(|diagnostic| diagnostic.severity), lang)
}

fn report<'a>(diagnostic: &'a Diagnostic, name: &str, source: Option<&Lines<'a>>, files: &[SourceFile<'_>], lang: Lang) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::INFO,
    };
    let title = level.with_name(lang.severity(diagnostic.severity)).primary_title(&diagnostic.message).id(&diagnostic.rule);
    let mut elements: Vec<Element<'a>> = where_it_stands(diagnostic, name, source, lang);
    for related in &diagnostic.related {
        let file = if related.file == diagnostic.span.file {
            String::new()
        } else {
            files.get(related.file as usize).map_or(String::new(), |file| format!("{}: ", file.name))
        };
        let text = format!("{file}{}: “{}”", place(related, lang), shortened(&related.text));
        elements.push(Level::NOTE.with_name(lang.label(Label::SeeAlso)).message(text).into());
    }
    if let Some(help) = &diagnostic.help {
        elements.push(Level::HELP.with_name(lang.label(Label::Help)).message(help).into());
    }
    if lang == Lang::En
        && let Some(doc) = rules::find(&diagnostic.rule).and_then(|rule| rules::doc::parse(rule.doc))
    {
        elements.push(Level::NOTE.with_name(lang.label(Label::InEnglish)).message(doc.english).into());
    }
    title.elements(elements)
}

/// The line of a text source with the words underlined; elsewhere the place in words and the words quoted.
fn where_it_stands<'a>(diagnostic: &'a Diagnostic, name: &str, source: Option<&Lines<'a>>, lang: Lang) -> Vec<Element<'a>> {
    if let Some(Excerpt { lines, first_line, words }) = source.and_then(|source| excerpt(source, &diagnostic.span)) {
        let snippet = Snippet::source(lines.to_owned()).line_start(first_line).path(name.to_owned());
        return vec![snippet.annotation(AnnotationKind::Primary.span(words)).into()];
    }
    let origin = format!("{name}, {}", place(&diagnostic.span, lang));
    let quote = shortened(diagnostic.quote.as_deref().unwrap_or(&diagnostic.span.text).trim());
    if quote.is_empty() {
        return vec![Origin::path(origin).into()];
    }
    let words = 0..quote.len();
    let snippet = Snippet::source(quote).line_numbering(false).annotation(AnnotationKind::Primary.span(words));
    vec![snippet.into(), Level::NOTE.with_name(lang.label(Label::At)).message(origin).into()]
}

/// At most a line of words.
fn shortened(text: &str) -> String {
    let mut out: String = text.chars().take(90).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
