//! A Word document with a comment at the words of every diagnostic. The main part grows by marks, the comments stand
//! in a part of their own; all else in the package is copied as it is.

mod anchors;
mod comments;
mod marks;
mod package;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use self::comments::Comment;
use self::marks::{Names, Words};
use self::package::Package;
use self::words::Finder;
use super::note::Note;
use crate::context::Limits;
use crate::diagnostic::Diagnostic;
use crate::document::Span;
use crate::plan::Compiled;
use crate::read::ReadError;
use crate::read::docx::xml_elements;

/// The document with the diagnostics of this file.
pub fn annotated(bytes: &[u8], file: u32, compiled: &Compiled, at: DateTime, limits: Limits) -> Result<Vec<u8>, ReadError> {
    let mut package = Package::open(bytes, limits)?;
    let main = package.main.text.clone();
    let anchors = anchors::of(&main, &package.styles)?;
    let no_paragraph = || ReadError::Broken("tệp Word không có đoạn văn nào".to_owned());
    let finder = Finder::new(&anchors, compiled.plan.document.title.as_deref()).ok_or_else(no_paragraph)?;
    let others = |span: &Span| match compiled.sources.get(span.file as usize) {
        Some(source) if span.file != file => format!("“{}” trong tệp {}", super::note::shortened(&span.text, 60), source.file),
        _ => finder.shown(span),
    };
    // Several remarks on the same words are one comment, the gravest first; in the order of the text.
    let mut spots: BTreeMap<Words, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in compiled.diagnostics.iter().filter(|diagnostic| diagnostic.span.file == file) {
        spots.entry(finder.words(diagnostic)).or_default().push(diagnostic);
    }
    if spots.is_empty() {
        return Ok(bytes.to_vec());
    }
    let first = first_free(&main, package.comments.as_ref().map(|part| part.text.as_str()));
    let (mut comments, mut marked) = (Vec::new(), Vec::new());
    for (id, (words, mut found)) in (first..).zip(spots) {
        found.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
        let notes = found.iter().map(|diagnostic| Note::of(diagnostic, diagnostic.related.iter().map(others)));
        comments.push(Comment { id, notes: notes.collect() });
        marked.push((id, words));
    }
    let (names, namespace) = names(&main, &main[anchors.body.clone()]);
    package.main.text = marks::set(&main, &anchors, &names, &marked);
    package.written(&comments, at, namespace.as_deref())
}

/// Comments are counted through the whole document, those already there first.
fn first_free(main: &str, comments: Option<&str>) -> u32 {
    let ids = |xml: &str, name: &str| -> Option<u32> {
        let all = xml_elements(xml, name);
        let values = all.iter().flatten().filter(|(key, _)| key == "id").filter_map(|(_, value)| value.parse().ok());
        values.max()
    };
    let taken = [
        comments.and_then(|xml| ids(xml, "comment")),
        ids(main, "commentRangeStart"),
        ids(main, "commentRangeEnd"),
        ids(main, "commentReference"),
    ];
    taken.into_iter().flatten().max().map_or(0, |most: u32| most.saturating_add(1))
}

/// The prefix under which the main part writes its names, and what it stands for.
fn names(main: &str, body: &str) -> (Names, Option<String>) {
    let prefix = marks::tag_name(body).split_once(':').map(|(prefix, _)| prefix);
    let root = xml_elements_raw(main);
    let bound = |name: &str| root.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    match prefix {
        Some(prefix) => {
            let namespace = bound(&format!("xmlns:{prefix}"));
            (Names { prefix: prefix.to_owned(), declaration: String::new() }, namespace)
        }
        None => {
            let namespace = bound("xmlns");
            let declaration = namespace.as_ref().map_or(String::new(), |namespace| format!(" xmlns:w=\"{namespace}\""));
            (Names { prefix: "w".to_owned(), declaration }, namespace)
        }
    }
}

/// Attributes of the root element with their prefixes.
fn xml_elements_raw(xml: &str) -> Vec<(String, String)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let pairs = element.attributes().flatten().map(|attribute| {
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map(std::borrow::Cow::into_owned);
                    (attribute.key.as_ref().to_owned(), value.unwrap_or_default())
                });
                return pairs.collect();
            }
            Ok(Event::Eof) | Err(_) => return Vec::new(),
            Ok(_) => {}
        }
    }
}
