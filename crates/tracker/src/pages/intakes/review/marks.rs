//! Small shapes beside the words that say what people did to a row.

use askama::filters::Safe;

use crate::pages::parts::Html;

fn mark(drawing: &str) -> Html {
    Safe(format!("<svg viewBox=\"0 0 12 12\" aria-hidden=\"true\">{drawing}</svg>"))
}

/// A pencil: a person has changed it.
pub fn edited() -> Html {
    mark(r#"<path d="M1 11l.8-3L8.6 1.2l2.2 2.2L4 10.2Z"/>"#)
}

/// A cross: a person has added it.
pub fn made() -> Html {
    mark(r#"<path d="M4.8 1h2.4v3.8H11v2.4H7.2V11H4.8V7.2H1V4.8h3.8Z"/>"#)
}

/// A tick: a person has looked at it.
pub fn seen() -> Html {
    mark(r#"<path class="stroke" d="M1.2 6.5l3.2 3.2L10.8 2.8"/>"#)
}

/// A triangle: something is to be looked at.
pub fn defect() -> Html {
    mark(r#"<path d="M6 .8L11.7 11.2H.3Z"/>"#)
}
