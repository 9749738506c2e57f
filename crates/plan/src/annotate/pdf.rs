//! A PDF with a highlight over the words of every diagnostic, appended as an update of its own: the bytes that were
//! there stay as they are (ISO 32000-1, 7.5.6 and 12.5.6.10).

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;

use jiff::civil::DateTime;
use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, Stream, StringFormat, dictionary};

use super::AUTHOR;
use super::note::{Note, shortened};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Place, Span};
use crate::plan::Compiled;
use crate::read::ReadError;

/// How far up the tree of pages a page may inherit its size from.
const DEEPEST: usize = 64;
/// Where a remark without a place of its own stands, in points from the top left of the first page.
const NOWHERE: [f64; 4] = [18.0, 18.0, 54.0, 36.0];
/// "Bỏ qua khi in" is not wanted: what a colleague prints shows the remarks.
const PRINTED: i64 = 4;

/// The document with the diagnostics of this file. What the library that writes PDF does not survive is a damaged
/// file, as it is for the one that reads.
pub fn annotated(bytes: &[u8], file: u32, compiled: &Compiled, at: DateTime) -> Result<Vec<u8>, ReadError> {
    let write = AssertUnwindSafe(|| updated(bytes, file, compiled, at));
    std::panic::catch_unwind(write)
        .unwrap_or_else(|_| Err(ReadError::Broken("không ghi thêm được nhận xét vào PDF: cấu trúc tệp hỏng".to_owned())))
}

fn updated(bytes: &[u8], file: u32, compiled: &Compiled, at: DateTime) -> Result<Vec<u8>, ReadError> {
    let broken = |error: lopdf::Error| ReadError::Broken(format!("không ghi thêm được nhận xét vào PDF: {error}"));
    let read = Document::load_mem(bytes).map_err(broken)?;
    if read.is_encrypted() || read.encryption_state.is_some() {
        return Err(ReadError::Encrypted);
    }
    let pages = read.get_pages();
    // Several remarks on the same words are one, the gravest first; in the order of the pages.
    let mut spots: BTreeMap<(u32, [i64; 4]), Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in compiled.diagnostics.iter().filter(|diagnostic| diagnostic.span.file == file) {
        let (page, area) = place(&diagnostic.span);
        spots.entry((page, area.map(|edge| (edge * 10.0).round() as i64))).or_default().push(diagnostic);
    }
    if spots.is_empty() {
        return Ok(bytes.to_vec());
    }
    let mut update = IncrementalDocument::create_from(bytes.to_vec(), read);
    let mut of_page: BTreeMap<ObjectId, Vec<Object>> = BTreeMap::new();
    for (number, ((page, area), mut found)) in (1..).zip(spots) {
        let Some(id) = pages.get(&page).or_else(|| pages.values().next()) else { continue };
        found.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
        let frame = Frame::of(update.get_prev_documents(), *id);
        let area = frame.user(area.map(|edge| edge as f64 / 10.0));
        let mut remark = remark(&found, (file, compiled), area, (number, at), *id);
        let drawn = update.new_document.try_add_object(drawn(area, colour(&found))).map_err(broken)?;
        remark.set("AP", dictionary! { "N" => drawn });
        let added = update.new_document.try_add_object(remark).map_err(broken)?;
        of_page.entry(*id).or_default().push(Object::Reference(added));
    }
    for (page, remarks) in of_page {
        attach(&mut update, page, remarks).map_err(broken)?;
    }
    let mut out = Vec::new();
    update.save_to(&mut out).map_err(|error| ReadError::Broken(format!("không ghi thêm được nhận xét vào PDF: {error}")))?;
    Ok(out)
}

/// Page from 1, and left, top, right, bottom in points from its top left corner.
fn place(span: &Span) -> (u32, [f64; 4]) {
    match span.place {
        Place::Page { page, area } if area[2] > area[0] && area[3] > area[1] => (page, area),
        Place::Page { page, .. } => (page, NOWHERE),
        _ => (1, NOWHERE),
    }
}

/// The highlight as an annotation of its page.
fn remark(
    found: &[&Diagnostic],
    (file, compiled): (u32, &Compiled),
    [left, bottom, right, top]: [f64; 4],
    (number, at): (usize, DateTime),
    page: ObjectId,
) -> Dictionary {
    let others = |span: &Span| {
        let words = shortened(&span.text, 60);
        let place = match span.place {
            Place::Page { page, .. } => format!(", trang {page}"),
            _ => String::new(),
        };
        match compiled.sources.get(span.file as usize).filter(|_| span.file != file) {
            Some(source) => format!("“{words}” trong tệp {}", source.file),
            None => format!("“{words}”{place}"),
        }
    };
    let notes = found.iter().map(|diagnostic| {
        let note = Note::of(diagnostic, diagnostic.related.iter().map(others));
        let lines = [format!("{}: {}", note.kind, note.message)].into_iter().chain(note.lines).chain(note.basis);
        lines.chain([format!("Quy tắc: {}", note.rule)]).collect::<Vec<_>>().join("\n")
    });
    let text = notes.collect::<Vec<_>>().join("\n\n");
    dictionary! {
        "Type" => "Annot",
        "Subtype" => "Highlight",
        "Rect" => numbers(&[left, bottom, right, top]),
        // Readers want the upper corners before the lower ones.
        "QuadPoints" => numbers(&[left, top, right, top, left, bottom, right, bottom]),
        "C" => numbers(&colour(found)),
        "F" => PRINTED,
        "P" => page,
        "T" => words(AUTHOR),
        "Contents" => words(&text),
        "NM" => words(&format!("roviec-{number}")),
        "M" => Object::string_literal(at.strftime("D:%Y%m%d%H%M%S+07'00'").to_string()),
    }
}

/// Red, green and blue of the gravest remark of a spot.
fn colour(found: &[&Diagnostic]) -> [f64; 3] {
    match found.first().map(|diagnostic| diagnostic.severity) {
        Some(Severity::Error) => [1.0, 0.72, 0.7],
        Some(Severity::Warning) => [1.0, 0.87, 0.5],
        _ => [0.72, 0.87, 1.0],
    }
}

/// How the highlight looks: a colour under the letters. Not every reader draws one of its own.
fn drawn([left, bottom, right, top]: [f64; 4], [red, green, blue]: [f64; 3]) -> Stream {
    let (width, height) = (right - left, top - bottom);
    let content = format!("/M gs {red} {green} {blue} rg {left:.2} {bottom:.2} {width:.2} {height:.2} re f");
    let resources = dictionary! { "ExtGState" => dictionary! { "M" => dictionary! { "Type" => "ExtGState", "BM" => "Multiply" } } };
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => numbers(&[left, bottom, right, top]),
        "Resources" => resources,
        "Group" => dictionary! { "S" => "Transparency" },
    };
    Stream::new(form, content.into_bytes())
}

fn numbers(values: &[f64]) -> Object {
    Object::Array(values.iter().map(|value| Object::Real(*value as f32)).collect())
}

/// A text string in UTF-16, which every reader takes.
fn words(text: &str) -> Object {
    let bytes = [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// Adds annotations to a page, behind those it has.
fn attach(update: &mut IncrementalDocument, page: ObjectId, remarks: Vec<Object>) -> lopdf::Result<()> {
    update.opt_clone_object_to_new_document(page)?;
    let listed = update.new_document.get_dictionary(page)?.get(b"Annots").ok().cloned();
    if let Some(Object::Reference(list)) = listed {
        update.opt_clone_object_to_new_document(list)?;
        if let Ok(list) = update.new_document.get_object_mut(list).and_then(Object::as_array_mut) {
            list.extend(remarks);
            return Ok(());
        }
    }
    let before = match listed {
        Some(Object::Array(before)) => before,
        _ => Vec::new(),
    };
    let all = before.into_iter().chain(remarks).collect::<Vec<_>>();
    update.new_document.get_object_mut(page)?.as_dict_mut()?.set("Annots", all);
    Ok(())
}

/// How a page is shown: what of it, in its own coordinates, and turned by how many quarters clockwise.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Frame {
    left: f64,
    bottom: f64,
    right: f64,
    top: f64,
    quarters: i64,
}

impl Frame {
    fn of(document: &Document, page: ObjectId) -> Self {
        // A4, where a page says nothing.
        let media = rectangle(document, page, b"MediaBox").unwrap_or([0.0, 0.0, 595.0, 842.0]);
        let crop = rectangle(document, page, b"CropBox").unwrap_or(media);
        let quarters = inherited(document, page, b"Rotate").and_then(|turned| turned.as_i64().ok()).unwrap_or(0);
        Self {
            left: media[0].max(crop[0]),
            bottom: media[1].max(crop[1]),
            right: media[2].min(crop[2]),
            top: media[3].min(crop[3]),
            quarters: quarters.div_euclid(90).rem_euclid(4),
        }
    }

    /// From left, top, right, bottom as shown to left, bottom, right, top of the page itself.
    fn user(&self, [left, top, right, bottom]: [f64; 4]) -> [f64; 4] {
        let point = |x: f64, y: f64| match self.quarters {
            0 => (self.left + x, self.top - y),
            1 => (self.left + y, self.bottom + x),
            2 => (self.right - x, self.bottom + y),
            _ => (self.right - y, self.top - x),
        };
        let (one, other) = (point(left, top), point(right, bottom));
        [one.0.min(other.0), one.1.min(other.1), one.0.max(other.0), one.1.max(other.1)]
    }
}

/// An entry of a page, or of what stands above it in the tree.
fn inherited(document: &Document, page: ObjectId, key: &[u8]) -> Option<Object> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..DEEPEST {
        if let Ok(value) = node.get(key) {
            return document.dereference(value).ok().map(|(_, value)| value.clone());
        }
        node = document.get_dictionary(node.get(b"Parent").ok()?.as_reference().ok()?).ok()?;
    }
    None
}

fn rectangle(document: &Document, page: ObjectId, key: &[u8]) -> Option<[f64; 4]> {
    let value = inherited(document, page, key)?;
    let edges: Vec<f64> = value.as_array().ok()?.iter().filter_map(|edge| edge.as_float().ok().map(f64::from)).collect();
    let [a, b, c, d] = edges.as_slice() else { return None };
    Some([a.min(*c), b.min(*d), a.max(*c), b.max(*d)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, SourceFile, compile};

    const PDF: &[u8] = include_bytes!("../../../../samples/dong-phu-xa.pdf");

    fn of(bytes: &[u8]) -> Compiled {
        compile(&[SourceFile { name: "ke-hoach.pdf", bytes }], &Context::default()).expect("readable")
    }

    fn remarks(bytes: &[u8]) -> Vec<(u32, Dictionary)> {
        let document = Document::load_mem(bytes).expect("a PDF");
        let pages = document.get_pages();
        let of_page = |page: ObjectId| document.get_page_annotations(page).expect("a list").into_iter().cloned().collect::<Vec<_>>();
        pages.into_iter().flat_map(|(number, page)| of_page(page).into_iter().map(move |found| (number, found))).collect()
    }

    fn text(of: &Dictionary, key: &[u8]) -> String {
        let bytes = of.get(key).and_then(Object::as_str).expect("a text");
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        String::from_utf16(&units).expect("UTF-16")
    }

    #[test]
    fn every_diagnostic_is_said_over_its_words_and_nothing_else_changes() {
        let compiled = of(PDF);
        assert!(!compiled.diagnostics.is_empty());
        let given_back = annotated(PDF, 0, &compiled, DateTime::constant(2026, 11, 30, 8, 30, 0, 0)).expect("written");
        assert!(given_back.starts_with(PDF));
        let again = of(&given_back);
        assert_eq!((again.plan, again.diagnostics), (compiled.plan.clone(), compiled.diagnostics.clone()));
        let found = remarks(&given_back);
        let said: Vec<String> = found.iter().map(|(_, remark)| text(remark, b"Contents")).collect();
        for diagnostic in &compiled.diagnostics {
            let (page, area) = place(&diagnostic.span);
            let rule = format!("Quy tắc: {}", diagnostic.rule);
            let over = found.iter().zip(&said).find(|((number, remark), said)| {
                let edges: Vec<f64> = remark
                    .get(b"Rect")
                    .and_then(Object::as_array)
                    .expect("four edges")
                    .iter()
                    .map(|edge| f64::from(edge.as_float().expect("a number")))
                    .collect();
                // The sample's pages are upright A4: left, and top from above.
                *number == page
                    && said.contains(&rule)
                    && (edges[0] - area[0]).abs() < 0.2
                    && (edges[3] - edges[1] - (area[3] - area[1])).abs() < 0.3
            });
            assert!(over.is_some(), "{}: {said:#?}", diagnostic.message);
        }
        assert!(found.iter().all(|(_, remark)| text(remark, b"T") == AUTHOR));
    }

    #[test]
    fn remarks_of_a_file_with_remarks_stand_behind_those_it_has() {
        let compiled = of(PDF);
        let at = DateTime::constant(2026, 11, 30, 8, 30, 0, 0);
        let once = annotated(PDF, 0, &compiled, at).expect("written");
        let twice = annotated(&once, 0, &compiled, at).expect("written");
        assert_eq!(remarks(&twice).len(), 2 * remarks(&once).len());
    }

    #[test]
    fn a_place_on_a_turned_page_is_found_in_its_own_coordinates() {
        let frame = |quarters| Frame { left: 10.0, bottom: 20.0, right: 210.0, top: 320.0, quarters };
        let shown = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(frame(0).user(shown), [11.0, 312.0, 14.0, 318.0]);
        assert_eq!(frame(1).user(shown), [12.0, 21.0, 18.0, 24.0]);
        assert_eq!(frame(2).user(shown), [206.0, 22.0, 209.0, 28.0]);
        assert_eq!(frame(3).user(shown), [202.0, 316.0, 208.0, 319.0]);
    }

    #[test]
    fn what_is_no_pdf_is_refused() {
        assert!(annotated(b"%PDF-1.7 hong", 0, &of(PDF), DateTime::constant(2026, 11, 30, 8, 30, 0, 0)).is_err());
    }
}
