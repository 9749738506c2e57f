//! What a start tag says that matters to a plan: its kind, alignment, weight, spans.

use html5gum::StartTag;

use crate::read::legacy_encoding::Typeface;

/// A start tag, reduced.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Element {
    /// Lower case.
    pub name: String,
    pub hidden: bool,
    pub bold: Option<bool>,
    pub centred: Option<bool>,
    pub heading: Option<u8>,
    pub colspan: usize,
    pub rowspan: u32,
    /// `start` of a list or `value` of an item.
    pub number: Option<u32>,
    /// `type` of a list.
    pub list_type: Option<char>,
    /// The first font named: of an old encoding, or `Some(None)` for a Unicode one.
    pub font: Option<Option<Typeface>>,
}

/// Grid columns and rows one cell may cover (HTML Standard, 4.9.11); 0 rows is "to the end".
const MOST_COLUMNS: usize = 1000;
const MOST_ROWS: u32 = 65_534;

impl Element {
    pub fn of(tag: &StartTag<usize>) -> Self {
        let name = String::from_utf8_lossy(&tag.name).to_ascii_lowercase();
        let attribute =
            |key: &str| tag.attributes.get(key.as_bytes()).map(|value| String::from_utf8_lossy(&value.value).to_ascii_lowercase());
        let style: String = attribute("style").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
        let heading = name.strip_prefix('h').and_then(|level| level.parse().ok()).filter(|level| (1..=6).contains(level));
        let span = |key: &str| attribute(key).and_then(|value| value.trim().parse::<u32>().ok());
        Self {
            hidden: is_unread(&name)
                || tag.attributes.contains_key(&b"hidden"[..])
                || style.contains("display:none")
                || style.contains("mso-hide:all"),
            bold: weight(&name, &style, heading),
            centred: alignment(&name, &style, attribute("align").as_deref()),
            heading,
            colspan: span("colspan").map_or(1, |columns| (columns as usize).clamp(1, MOST_COLUMNS)),
            rowspan: span("rowspan").map_or(1, |rows| if rows == 0 { MOST_ROWS } else { rows.min(MOST_ROWS) }),
            font: font(tag),
            number: span("start").or_else(|| span("value")),
            list_type: tag.attributes.get(&b"type"[..]).and_then(|value| value.value.first().map(|byte| *byte as char)),
            name,
        }
    }

    /// Elements that never have contents.
    pub fn is_void(&self) -> bool {
        matches!(
            self.name.as_str(),
            "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "param" | "source" | "track" | "wbr"
        )
    }

    /// Elements that may stand in a head; any other one ends it.
    pub fn is_metadata(&self) -> bool {
        matches!(
            self.name.as_str(),
            "html" | "head" | "base" | "link" | "meta" | "title" | "style" | "script" | "noscript" | "template" | "xml"
        ) || self.name.contains(':')
    }
}

/// `<font face>` or the style's font-family; its case matters (.VnTimeH).
fn font(tag: &StartTag<usize>) -> Option<Option<Typeface>> {
    let attribute = |key: &str| tag.attributes.get(key.as_bytes()).map(|value| String::from_utf8_lossy(&value.value).into_owned());
    let style = attribute("style").unwrap_or_default();
    let lower = style.to_ascii_lowercase();
    let family = lower.find("font-family").and_then(|at| style[at..].split_once(':')).map(|(_, rest)| rest.to_owned());
    let named = family.or_else(|| attribute("face"))?;
    let first = named.split([',', ';']).next().unwrap_or_default();
    Some(Typeface::of_font(first))
}

fn is_unread(name: &str) -> bool {
    matches!(
        name,
        "head"
            | "script"
            | "style"
            | "title"
            | "template"
            | "noscript"
            | "iframe"
            | "svg"
            | "math"
            | "object"
            | "select"
            | "textarea"
            | "button"
            | "xml"
            | "noframes"
    )
}

fn weight(name: &str, style: &str, heading: Option<u8>) -> Option<bool> {
    match style.split("font-weight:").nth(1) {
        Some(value) if value.starts_with("bold") || value.starts_with(['6', '7', '8', '9']) => Some(true),
        Some(_) => Some(false),
        None => (matches!(name, "b" | "strong" | "th") || heading.is_some()).then_some(true),
    }
}

fn alignment(name: &str, style: &str, align: Option<&str>) -> Option<bool> {
    match style.split("text-align:").nth(1) {
        Some(value) => Some(value.starts_with("center")),
        None if matches!(name, "center" | "th") => Some(true),
        // On a table the attribute places the table, not its words.
        None => align.filter(|_| name != "table").map(|align| align == "center"),
    }
}

/// Whether the element begins and ends a paragraph.
pub fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}
