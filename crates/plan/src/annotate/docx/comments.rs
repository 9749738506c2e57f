//! The comments themselves: word/comments.xml made or extended.

use jiff::civil::DateTime;

use crate::annotate::note::Note;
use crate::annotate::{AUTHOR, INITIALS};
use crate::diagnostic::Severity;

/// One balloon: several remarks on the same words stand in it one below the other.
pub struct Comment {
    pub id: u32,
    pub notes: Vec<Note>,
}

const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A part of its own.
pub fn part(comments: &[Comment], at: DateTime, namespace: Option<&str>) -> String {
    let namespace = namespace.unwrap_or(NAMESPACE);
    let mut out = format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"{namespace}\">");
    for comment in comments {
        one(comment, at, "", &mut out);
    }
    out.push_str("</w:comments>");
    out
}

/// The part the document has, with ours after its own; `None` when it is not a list of comments.
pub fn extended(xml: &str, comments: &[Comment], at: DateTime, namespace: Option<&str>) -> Option<String> {
    let declaration = format!(" xmlns:w=\"{}\"", namespace.unwrap_or(NAMESPACE));
    let mut added = String::new();
    for comment in comments {
        one(comment, at, &declaration, &mut added);
    }
    let trimmed = xml.trim_end();
    if let Some(end) = trimmed.rfind("</").filter(|end| trimmed[*end..].trim_end_matches('>').trim_end().ends_with("comments")) {
        return Some(format!("{}{added}{}", &xml[..end], &xml[end..]));
    }
    // An empty list, "<w:comments …/>".
    let start = trimmed.rfind('<')?;
    let open = trimmed[start..].strip_suffix("/>")?;
    let name = super::marks::tag_name(open);
    name.ends_with("comments").then(|| format!("{}{open}>{added}</{name}>", &trimmed[..start]))
}

fn one(comment: &Comment, at: DateTime, declaration: &str, out: &mut String) {
    let Comment { id, notes } = comment;
    let at = at.strftime("%Y-%m-%dT%H:%M:%SZ");
    out.push_str(&format!("<w:comment{declaration} w:id=\"{id}\" w:author=\"{AUTHOR}\" w:date=\"{at}\" w:initials=\"{INITIALS}\">"));
    for (index, note) in notes.iter().enumerate() {
        paragraph(note, index == 0, out);
    }
    out.push_str("</w:comment>");
}

/// Plain settings throughout: a plan's own default style has a first-line indent, wide spacing and perhaps an old font.
fn paragraph(note: &Note, first: bool, out: &mut String) {
    let before = if first { 0 } else { 120 };
    out.push_str(&format!(
        "<w:p><w:pPr><w:spacing w:before=\"{before}\" w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/>\
         <w:ind w:left=\"0\" w:right=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"left\"/></w:pPr>"
    ));
    if first {
        out.push_str("<w:r><w:annotationRef/></w:r>");
    }
    let colour = match note.severity {
        Severity::Error => "B3261E",
        Severity::Warning => "8A5A00",
        Severity::Advice => "1F5FBF",
    };
    run(&format!("<w:b/><w:color w:val=\"{colour}\"/>"), 20, &format!("{}: ", note.kind), false, out);
    run("", 20, &note.message, false, out);
    for line in &note.lines {
        run("", 20, line, true, out);
    }
    if let Some(basis) = &note.basis {
        run("<w:color w:val=\"55606E\"/>", 17, basis, true, out);
    }
    run("<w:color w:val=\"55606E\"/>", 15, &format!("[{}]", note.rule), true, out);
    out.push_str("</w:p>");
}

fn run(look: &str, half_points: u32, text: &str, new_line: bool, out: &mut String) {
    let line = if new_line { "<w:br/>" } else { "" };
    // The order of properties is the schema's: fonts, bold, colour, size.
    out.push_str(&format!(
        "<w:r><w:rPr><w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:cs=\"Arial\"/>{look}<w:sz w:val=\"{half_points}\"/>\
         <w:szCs w:val=\"{half_points}\"/></w:rPr>{line}<w:t xml:space=\"preserve\">{}</w:t></w:r>",
        escaped(text)
    ));
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // No XML may hold these.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
