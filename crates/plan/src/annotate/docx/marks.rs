//! Sets the marks of comments into the main part. Every byte of the original stays: runs are cut by closing and
//! opening them again, and nothing is taken away but the stroke of an empty "<w:p/>".

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::anchors::{Anchors, Element, Kind, Letter};

/// The words of one comment: first and last letter, each as paragraph and index of the letter in it.
/// A paragraph without letters is marked as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Words {
    pub first: (usize, usize),
    pub last: (usize, usize),
}

/// How the names of the main part are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Names {
    pub prefix: String,
    /// Declared on every mark where the part itself has no prefix for it.
    pub declaration: String,
}

/// Where a mark goes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cut {
    /// Between two units.
    Between,
    /// Inside a run, between two of its elements.
    Run(usize),
    /// Inside a w:t.
    Text(usize),
    /// Inside a paragraph without letters.
    Empty(usize),
}

struct Point {
    cut: Cut,
    /// Comments that end here, with the properties of the words' run.
    ends: Vec<(u32, Option<Range<usize>>)>,
    starts: Vec<u32>,
}

/// The main part with a comment's marks round each of these words.
pub fn set(xml: &str, anchors: &Anchors, names: &Names, comments: &[(u32, Words)]) -> String {
    let mut points = BTreeMap::new();
    for (id, words) in comments {
        let first = &anchors.paragraphs[words.first.0];
        if first.letters.is_empty() {
            let properties = first.mark_properties.clone().filter(|properties| !tracked(&xml[properties.clone()]));
            point(&mut points, (first.end.start, Cut::Empty(words.first.0))).ends.push((*id, properties));
            continue;
        }
        let (first, last) = (&first.letters[words.first.1], &anchors.paragraphs[words.last.0].letters[words.last.1]);
        let run = anchors.units[anchors.elements[last.element].unit].run.as_ref();
        let properties = run.and_then(|run| run.properties.clone()).filter(|properties| !tracked(&xml[properties.clone()]));
        point(&mut points, before(xml, anchors, first)).starts.push(*id);
        point(&mut points, after(xml, anchors, last)).ends.push((*id, properties));
    }
    written(xml, anchors, names, &points)
}

fn point(points: &mut BTreeMap<usize, Point>, (offset, cut): (usize, Cut)) -> &mut Point {
    points.entry(offset).or_insert_with(|| Point { cut, ends: Vec::new(), starts: Vec::new() })
}

/// A change of properties is recorded once, at the words it was made to.
fn tracked(properties: &str) -> bool {
    ["rPrChange", ":ins", ":del", ":moveFrom", ":moveTo"].iter().any(|name| properties.contains(name))
}

fn before(xml: &str, anchors: &Anchors, letter: &Letter) -> (usize, Cut) {
    let element = &anchors.elements[letter.element];
    let unit = &anchors.units[element.unit];
    let Some(run) = unit.run.as_ref().filter(|_| element.kind != Kind::Uncut) else { return (unit.whole.start, Cut::Between) };
    match inner(xml, element) {
        Some(inner) if letter.source.start > inner.start => (letter.source.start, Cut::Text(letter.element)),
        _ if element.whole.start == run.content.start => (unit.whole.start, Cut::Between),
        _ => (element.whole.start, Cut::Run(element.unit)),
    }
}

fn after(xml: &str, anchors: &Anchors, letter: &Letter) -> (usize, Cut) {
    let element = &anchors.elements[letter.element];
    let unit = &anchors.units[element.unit];
    let Some(run) = unit.run.as_ref().filter(|_| element.kind != Kind::Uncut) else { return (unit.whole.end, Cut::Between) };
    match inner(xml, element) {
        Some(inner) if letter.source.end < inner.end => (letter.source.end, Cut::Text(letter.element)),
        _ if element.whole.end == run.content.end => (unit.whole.end, Cut::Between),
        _ => (element.whole.end, Cut::Run(element.unit)),
    }
}

/// Content of a w:t that may be cut. Blanks at its ends that Word drops would come to life in the parts.
fn inner(xml: &str, element: &Element) -> Option<Range<usize>> {
    let Kind::Text { open, inner } = &element.kind else { return None };
    let words = &xml[inner.clone()];
    (preserves(&xml[open.clone()]) || words.trim() == words).then(|| inner.clone())
}

fn preserves(open: &str) -> bool {
    open.contains("xml:space=\"preserve\"") || open.contains("xml:space='preserve'")
}

fn written(xml: &str, anchors: &Anchors, names: &Names, points: &BTreeMap<usize, Point>) -> String {
    // Bytes replaced, and by what; only the stroke of an empty paragraph is more than an insertion.
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut preserved = BTreeSet::new();
    for (&offset, point) in points {
        let mut marks = String::new();
        for (id, properties) in &point.ends {
            if let Cut::Empty(_) = point.cut {
                names.range("Start", *id, &mut marks);
            }
            names.range("End", *id, &mut marks);
            names.reference(*id, properties.clone().map_or("", |range| &xml[range]), &mut marks);
        }
        for id in &point.starts {
            names.range("Start", *id, &mut marks);
        }
        match point.cut {
            Cut::Between => edits.push((offset..offset, marks)),
            Cut::Run(unit) => {
                let (close, open) = run_tags(xml, anchors, unit);
                edits.push((offset..offset, format!("{close}{marks}{open}")));
            }
            Cut::Text(index) => {
                let element = &anchors.elements[index];
                let Kind::Text { open: tag, .. } = &element.kind else { continue };
                let (close, open) = run_tags(xml, anchors, element.unit);
                let name = tag_name(&xml[tag.clone()]);
                edits.push((offset..offset, format!("</{name}>{close}{marks}{open}<{name} xml:space=\"preserve\">")));
                if !preserves(&xml[tag.clone()]) && preserved.insert(index) {
                    edits.push((tag.end - 1..tag.end - 1, " xml:space=\"preserve\"".to_owned()));
                }
            }
            Cut::Empty(index) => {
                let paragraph = &anchors.paragraphs[index];
                let tag = &xml[paragraph.open.clone()];
                if paragraph.end.is_empty() {
                    edits.push((offset..offset, marks));
                } else {
                    let slash = paragraph.open.start + tag.rfind('/').unwrap_or(tag.len());
                    edits.push((slash..paragraph.open.end, format!(">{marks}</{}>", tag_name(tag))));
                }
            }
        }
    }
    edits.sort_by_key(|(bytes, _)| bytes.start);
    let mut out = String::with_capacity(xml.len() + edits.iter().map(|(_, text)| text.len()).sum::<usize>());
    let mut from = 0;
    for (bytes, text) in edits {
        out.push_str(&xml[from..bytes.start]);
        out.push_str(&text);
        from = bytes.end;
    }
    out.push_str(&xml[from..]);
    out
}

/// What closes a run and what opens it again with the same properties.
fn run_tags(xml: &str, anchors: &Anchors, unit: usize) -> (String, String) {
    let Some(run) = &anchors.units[unit].run else { return (String::new(), String::new()) };
    let open = &xml[run.open.clone()];
    let properties = run.properties.clone().map_or("", |range| &xml[range]);
    (format!("</{}>", tag_name(open)), format!("{open}{properties}"))
}

/// The name in a start tag, prefix included.
pub fn tag_name(tag: &str) -> &str {
    let name = tag.trim_start_matches('<');
    &name[..name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(name.len())]
}

impl Names {
    fn range(&self, side: &str, id: u32, out: &mut String) {
        let Self { prefix, declaration } = self;
        out.push_str(&format!("<{prefix}:commentRange{side}{declaration} {prefix}:id=\"{id}\"/>"));
    }

    /// The invisible sign the comment hangs on, as high as the words before it so that no line grows.
    fn reference(&self, id: u32, properties: &str, out: &mut String) {
        let Self { prefix, declaration } = self;
        out.push_str(&format!("<{prefix}:r{declaration}>{properties}<{prefix}:commentReference {prefix}:id=\"{id}\"/></{prefix}:r>"));
    }
}
