//! A diagnostic in the words of a remark beside the text: short lines, each of one kind.

use crate::diagnostic::{Diagnostic, Severity};
use crate::render::Lang;
use crate::rules;

/// What one diagnostic says, ready to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub severity: Severity,
    /// "Lỗi", "Cảnh báo", "Góp ý".
    pub kind: String,
    /// One sentence with its full stop.
    pub message: String,
    /// What to write instead, where other words belong to it, on which law it stands.
    pub lines: Vec<String>,
    pub basis: Option<String>,
    pub rule: String,
}

impl Note {
    /// `related` are the other places in words, as the format can name them.
    pub fn of(diagnostic: &Diagnostic, related: impl IntoIterator<Item = String>) -> Self {
        // Helps are instructions ("ghi …", "viết là …", "bỏ …"), so the label must take a verb after it.
        let help = diagnostic.help.as_ref().map(|help| format!("Cách sửa: {}", sentence(help)));
        let related = related.into_iter().map(|place| format!("Xem thêm: {}", sentence(&place)));
        let basis = rules::find(&diagnostic.rule).and_then(|rule| rules::doc::parse(rule.doc));
        Self {
            severity: diagnostic.severity,
            kind: capital(Lang::Vi.severity(diagnostic.severity)),
            message: sentence(&capital(&diagnostic.message)),
            lines: help.into_iter().chain(related).collect(),
            basis: basis.map(|doc| format!("Căn cứ: {}", sentence(&doc.basis.split_whitespace().collect::<Vec<_>>().join(" ")))),
            rule: diagnostic.rule.clone(),
        }
    }
}

/// "“words”, đoạn …" cut to what a person recognises.
pub fn shortened(text: &str, most: usize) -> String {
    let mut out = String::new();
    for (count, word) in text.split_whitespace().enumerate() {
        if count > 0 && out.chars().count() + 1 + word.chars().count() > most {
            out.push('…');
            return out;
        }
        if count > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '…', ';', ':']) { text.to_owned() } else { format!("{text}.") }
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect())
}
