//! Where a span stands, in words for a person: the page, the row, the line.

use roviec_plan::document::{Place, Span};

/// "trang 7", "bảng, hàng 12", "dòng 40".
pub fn words(span: &Span) -> String {
    match span.place {
        Place::Page { page, .. } => format!("trang {page}"),
        Place::Block { row: Some(row), .. } => format!("bảng, hàng {}", row + 1),
        Place::Block { block, .. } => format!("đoạn {}", block + 1),
        Place::Lines { line, .. } => format!("dòng {line}"),
    }
}
