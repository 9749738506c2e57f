//! Parts of a plan in Vietnamese words, as both the workbook and the web page show them.

use jiff::civil::Date;

use crate::plan::{Cadence, DocumentBlock};

/// "Kế hoạch 45/KH-UBND ngày 12/01/2026: Chuyển đổi số …", without what is blank.
pub fn document_line(document: &DocumentBlock) -> String {
    let mut out = document.kind.clone().unwrap_or_else(|| "Văn bản".to_owned());
    if let Some(number) = &document.number {
        out.push_str(&format!(" {number}"));
    }
    if let Some(date) = document.issued_on {
        out.push_str(&format!(" ngày {}", day(date)));
    }
    if let Some(title) = &document.title {
        out.push_str(&format!(": {title}"));
    }
    out
}

/// "I. Hạ tầng số".
pub fn section(number: Option<&str>, title: Option<&str>) -> String {
    match (number, title) {
        (Some(number), Some(title)) => format!("{}. {title}", number.trim_end_matches('.')),
        (one, other) => one.or(other).unwrap_or_default().to_owned(),
    }
}

pub fn cadence(cadence: Cadence) -> &'static str {
    match cadence {
        Cadence::Monthly => "Hằng tháng",
        Cadence::Quarterly => "Hằng quý",
        Cadence::HalfYear => "6 tháng",
        Cadence::Annual => "Hằng năm",
        Cadence::AdHoc => "Đột xuất",
        Cadence::Other => "Khác",
    }
}

/// dd/mm/yyyy.
pub fn day(date: Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}
