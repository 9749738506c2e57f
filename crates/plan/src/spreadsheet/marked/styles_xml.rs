//! Styles of a workbook: one more fill, and for each style of a bad cell the same style with that fill.

use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

const FILL: &str =
    "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"FFFFC7CE\"/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>";

/// Index of a new style by the style it was made from.
#[derive(Debug, Default)]
pub struct Ids {
    marked: BTreeMap<u32, u32>,
    /// Style of the added column: the default one with wrapped text and the fill.
    pub sentence: u32,
}

impl Ids {
    pub fn marked(&self, style: u32) -> u32 {
        self.marked.get(&style).copied().unwrap_or(self.sentence)
    }
}

/// Where a list of the styles stands in the text.
struct List {
    /// The start tag.
    tag: Range<usize>,
    /// Before the end tag.
    end: usize,
    /// Each child, end tag included.
    children: Vec<Range<usize>>,
}

/// `wanted` are the styles of the bad cells. Nothing when the part has no styles of cells.
pub fn with_marks(xml: &str, wanted: &[u32]) -> Option<(String, Ids)> {
    let (fills, cells) = (list(xml, "fills")?, list(xml, "cellXfs")?);
    let prefix = xml[cells.tag.start + 1..cells.tag.end]
        .split_once(':')
        .map(|(prefix, _)| prefix)
        .filter(|prefix| prefix.chars().all(char::is_alphanumeric));
    let prefix = prefix.map_or(String::new(), |prefix| format!("{prefix}:"));
    let fill = fills.children.len() as u32;
    let mut ids = Ids::default();
    let mut added = String::new();
    let mut next = cells.children.len() as u32;
    for style in wanted {
        let Some(range) = cells.children.get(*style as usize) else { continue };
        added.push_str(&filled(&xml[range.clone()], fill)?);
        ids.marked.insert(*style, next);
        next += 1;
    }
    ids.sentence = next;
    added.push_str(&format!(
        "<{prefix}xf numFmtId=\"0\" fontId=\"0\" fillId=\"{fill}\" borderId=\"0\" xfId=\"0\" applyFill=\"1\" applyAlignment=\"1\"><{prefix}alignment vertical=\"top\" wrapText=\"1\"/></{prefix}xf>"
    ));
    let mut edits = vec![
        (fills.tag.clone(), counted(&xml[fills.tag.clone()], fill + 1)),
        (fills.end..fills.end, FILL.replace("{p}", &prefix)),
        (cells.tag.clone(), counted(&xml[cells.tag.clone()], next + 1)),
        (cells.end..cells.end, added),
    ];
    edits.sort_by_key(|(range, _)| range.start);
    Some((applied(xml, &edits), ids))
}

/// The text with ranges replaced; the ranges are in order and do not overlap.
pub fn applied(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len() + edits.iter().map(|(_, new)| new.len()).sum::<usize>());
    let mut at = 0;
    for (range, new) in edits {
        out.push_str(&text[at..range.start]);
        out.push_str(new);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The element's own list among the children of the root.
fn list(xml: &str, name: &str) -> Option<List> {
    let mut reader = Reader::from_str(xml);
    let mut found: Option<List> = None;
    let (mut depth, mut begun) = (0_usize, 0);
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event().ok()?;
        let end = reader.buffer_position() as usize;
        match event {
            Event::Start(element) => {
                if found.is_none() && depth == 1 && element.local_name().as_ref() == name {
                    found = Some(List { tag: start..end, end, children: Vec::new() });
                } else if found.is_some() && depth == 2 {
                    begun = start;
                }
                depth += 1;
            }
            Event::Empty(_) => {
                if let Some(list) = found.as_mut().filter(|_| depth == 2) {
                    list.children.push(start..end);
                }
            }
            Event::End(_) => {
                depth = depth.checked_sub(1)?;
                match found.as_mut() {
                    Some(list) if depth == 2 => list.children.push(begun..end),
                    Some(list) if depth == 1 => {
                        list.end = start;
                        return found;
                    }
                    _ => {}
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// A start tag with its `count` put right.
fn counted(tag: &str, count: u32) -> String {
    with_attribute(tag, "count", &count.to_string())
}

/// A cell style with another fill.
fn filled(xf: &str, fill: u32) -> Option<String> {
    let end = xf.find('>')? + 1;
    let tag = with_attribute(&with_attribute(&xf[..end], "fillId", &fill.to_string()), "applyFill", "1");
    Some(tag + &xf[end..])
}

/// A tag with an attribute set, whatever it was.
pub fn with_attribute(tag: &str, name: &str, value: &str) -> String {
    match attribute(tag, name) {
        Some(range) => format!("{}{value}{}", &tag[..range.start], &tag[range.end..]),
        None => {
            let end = tag.trim_end_matches('>').trim_end_matches('/').trim_end().len();
            format!("{} {name}=\"{value}\"{}", &tag[..end], &tag[end..])
        }
    }
}

/// Where the value of an attribute stands in a tag.
pub fn attribute(tag: &str, name: &str) -> Option<Range<usize>> {
    let mut at = tag.find(char::is_whitespace)?;
    loop {
        at += tag[at..].len() - tag[at..].trim_start().len();
        let equals = at + tag[at..].find('=')?;
        let key = tag[at..equals].trim();
        let open = equals + tag[equals..].find(['"', '\''])?;
        let quote = tag[open..].chars().next()?;
        let close = open + 1 + tag[open + 1..].find(quote)?;
        if key == name {
            return Some(open + 1..close);
        }
        at = close + 1;
    }
}
