//! Inline marks of the content files and the runs they become.
//!
//! `{+inserted+}` and `{-deleted-}` are tracked changes, `{=text=}` a content control,
//! `[[text|address]]` a link, `⏎` a soft line break, a tab is a tab.

pub enum Part<'a> {
    Text(&'a str),
    Inserted(&'a str),
    Deleted(&'a str),
    Control(&'a str),
    Link(&'a str, &'a str),
}

impl Part<'_> {
    /// What a reader of the page sees.
    pub fn visible(&self) -> &str {
        match self {
            Part::Text(text) | Part::Inserted(text) | Part::Control(text) | Part::Link(text, _) => text,
            Part::Deleted(_) => "",
        }
    }
}

pub fn split(text: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((start, open, close)) = next_mark(rest) {
        let Some(length) = rest[start + open.len()..].find(close) else { break };
        let inside = &rest[start + open.len()..start + open.len() + length];
        if start > 0 {
            out.push(Part::Text(&rest[..start]));
        }
        out.push(match open {
            "{+" => Part::Inserted(inside),
            "{-" => Part::Deleted(inside),
            "{=" => Part::Control(inside),
            _ => inside.split_once('|').map_or(Part::Text(inside), |(text, address)| Part::Link(text, address)),
        });
        rest = &rest[start + open.len() + length + close.len()..];
    }
    if !rest.is_empty() {
        out.push(Part::Text(rest));
    }
    out
}

fn next_mark(text: &str) -> Option<(usize, &'static str, &'static str)> {
    [("{+", "+}"), ("{-", "-}"), ("{=", "=}"), ("[[", "]]")]
        .into_iter()
        .filter_map(|(open, close)| text.find(open).map(|start| (start, open, close)))
        .min()
}

/// Collects the addresses of links; the package gives each a relationship.
#[derive(Default)]
pub struct Links(pub Vec<String>);

/// Runs of a paragraph; `format` is the inside of w:rPr.
pub fn write(text: &str, format: &str, links: &mut Links) -> String {
    let mut out = String::new();
    for part in split(text) {
        match part {
            Part::Text(text) => out.push_str(&run(text, format)),
            Part::Inserted(text) => out.push_str(&format!("<w:ins w:id=\"901\" w:author=\"Chuyên viên\" w:date=\"2026-01-12T08:00:00Z\">{}</w:ins>", run(text, format))),
            Part::Deleted(text) => out.push_str(&format!(
                "<w:del w:id=\"902\" w:author=\"Chuyên viên\" w:date=\"2026-01-12T08:00:00Z\"><w:r><w:rPr>{format}</w:rPr><w:delText xml:space=\"preserve\">{}</w:delText></w:r></w:del>",
                escape(text)
            )),
            Part::Control(text) => out.push_str(&format!(
                "<w:sdt><w:sdtPr><w:id w:val=\"77\"/><w:text/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
                run(text, format)
            )),
            Part::Link(text, address) => {
                links.0.push(address.to_owned());
                let format = format!("{format}<w:u w:val=\"single\"/>");
                out.push_str(&format!("<w:hyperlink r:id=\"rIdLink{}\">{}</w:hyperlink>", links.0.len(), run(text, &format)));
            }
        }
    }
    out
}

/// Word splits a sentence into runs wherever somebody typed or checked the spelling, also inside a
/// word; every 70 characters stand for that.
fn run(text: &str, format: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let runs = letters.chunks(70).map(|chunk| {
        let words: String = chunk.iter().collect();
        let inside = words
            .split_inclusive(['⏎', '\t'])
            .map(|piece| {
                let text = piece.trim_end_matches(['⏎', '\t']);
                let after = match piece.chars().last() {
                    Some('⏎') => "<w:br/>",
                    Some('\t') => "<w:tab/>",
                    _ => "",
                };
                let text = if text.is_empty() { String::new() } else { format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(text)) };
                text + after
            })
            .collect::<String>();
        format!("<w:r><w:rPr>{format}</w:rPr>{inside}</w:r>")
    });
    runs.collect()
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
