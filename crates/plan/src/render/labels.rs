//! The words of the screen in both languages, one line each. Rule messages are Vietnamese only.

use crate::diagnostic::Severity;
use crate::document::{Place, Span};

/// Language of labels, errors and headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    Vi,
    En,
}

impl Lang {
    /// The one of two texts that is in this language.
    pub fn pick<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    /// A label in this language.
    pub fn label(self, label: Label) -> &'static str {
        let (vi, en) = label.both();
        self.pick(vi, en)
    }

    pub fn severity(self, severity: Severity) -> &'static str {
        self.label(match severity {
            Severity::Error => Label::Error,
            Severity::Warning => Label::Warning,
            Severity::Advice => Label::Advice,
        })
    }
}

/// What a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    Error,
    Warning,
    Advice,
    Help,
    SeeAlso,
    At,
    Line,
    Column,
    Page,
    Paragraph,
    Table,
    Row,
    Cell,
    Checks,
    Why,
    BadExample,
    GoodExample,
    Basis,
    Silence,
    InEnglish,
}

impl Label {
    /// Vietnamese, English.
    fn both(self) -> (&'static str, &'static str) {
        match self {
            Label::Error => ("lỗi", "error"),
            Label::Warning => ("cảnh báo", "warning"),
            Label::Advice => ("góp ý", "advice"),
            Label::Help => ("Gợi ý", "Help"),
            Label::SeeAlso => ("xem thêm", "see also"),
            Label::At => ("tại", "at"),
            Label::Line => ("dòng", "line"),
            Label::Column => ("cột", "column"),
            Label::Page => ("trang", "page"),
            Label::Paragraph => ("đoạn", "paragraph"),
            Label::Table => ("bảng ở khối", "table in block"),
            Label::Row => ("hàng", "row"),
            Label::Cell => ("ô", "cell"),
            Label::Checks => ("Kiểm tra gì", "What it checks"),
            Label::Why => ("Vì sao", "Why it matters"),
            Label::BadExample => ("Ví dụ", "Bad example"),
            Label::GoodExample => ("Sửa thành", "Write instead"),
            Label::Basis => ("Căn cứ", "Legal basis"),
            Label::Silence => ("Mức độ", "Severity"),
            Label::InEnglish => ("tiếng Anh", "in English"),
        }
    }
}

/// A place in words: "dòng 12, cột 5", "trang 3", "bảng ở khối 14, hàng 5, ô 3"; all counted from 1.
pub fn place(span: &Span, lang: Lang) -> String {
    let part = |label, number: u32| format!("{} {number}", lang.label(label));
    let parts = match &span.place {
        Place::Lines { line, column, .. } => vec![part(Label::Line, *line), part(Label::Column, *column)],
        Place::Page { page, .. } => vec![part(Label::Page, *page)],
        Place::Block { block, row: None, .. } => vec![part(Label::Paragraph, block + 1)],
        Place::Block { block, row: Some(row), cell } => {
            let cell = cell.map(|cell| part(Label::Cell, cell + 1));
            [part(Label::Table, block + 1), part(Label::Row, row + 1)].into_iter().chain(cell).collect()
        }
    };
    parts.join(", ")
}

/// "2 lỗi, 1 cảnh báo và 3 góp ý".
pub fn counts(severities: impl Iterator<Item = Severity>, lang: Lang) -> String {
    let (mut errors, mut warnings, mut advice) = (0, 0, 0);
    for severity in severities {
        match severity {
            Severity::Error => errors += 1,
            Severity::Warning => warnings += 1,
            Severity::Advice => advice += 1,
        }
    }
    match lang {
        Lang::Vi => format!("{errors} lỗi, {warnings} cảnh báo và {advice} góp ý"),
        Lang::En => {
            let plural = |count: i32, noun: &str| if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") };
            format!("{}, {} and {}", plural(errors, "error"), plural(warnings, "warning"), plural(advice, "suggestion"))
        }
    }
}
