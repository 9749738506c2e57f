//! What happened to units, in a sentence.

use crate::domain::unit_change::{Kind, Operation, Target};
use crate::domain::written;
use crate::store::unit_changes::HistoryRow;

/// "Sáp nhập xã A, xã B vào xã C".
pub fn sentence(row: &HistoryRow) -> String {
    match (row.kind, &row.reason) {
        (Kind::Reversal, Some(reason)) => {
            let what = operation(&row.change.operation, &row.parties);
            format!("Hủy thay đổi ghi nhầm: {}. Lý do: {reason}", lowered(&what))
        }
        _ => operation(&row.change.operation, &row.parties),
    }
}

/// "Nghị quyết 1685/NQ-UBTVQH15 ngày 16/06/2025": as it was typed, with its day.
pub fn basis(number: &str, on: &jiff::civil::Date) -> String {
    format!("{number} ngày {}", written::day(*on))
}

/// `parties`: id, role, name on the day of the change.
pub fn operation(operation: &Operation, parties: &[(i64, String, String)]) -> String {
    let named = |unit: i64| parties.iter().find(|(id, ..)| *id == unit).map_or("đơn vị khác", |(.., name)| name.as_str());
    let target = |target: &Target| match target {
        Target::Known(unit) => named(*unit).to_owned(),
        Target::New(founded) => founded.name.clone(),
    };
    match operation {
        Operation::Creation(founded) => match founded.parent {
            Some(parent) => format!("Thành lập {} trực thuộc {}", founded.name, named(parent)),
            None => format!("Thành lập {}", founded.name),
        },
        Operation::Rename { unit, name, .. } => format!("Đổi tên {} thành {name}", named(*unit)),
        Operation::Merge { from, into } => {
            let from: Vec<&str> = from.iter().map(|unit| named(*unit)).collect();
            let verb = if into.founded().is_some() { "thành đơn vị mới" } else { "vào" };
            format!("Sáp nhập {} {verb} {}", from.join(", "), target(into))
        }
        Operation::Split { unit, parts, .. } => {
            let parts: Vec<String> = parts.iter().map(|(part, share)| format!("{} ({share})", target(part))).collect();
            format!("Chia tách {} thành {}", named(*unit), parts.join(", "))
        }
        Operation::Dissolution { unit } => format!("Giải thể {}", named(*unit)),
        Operation::Transfer { unit, hierarchy, parent } => {
            let place = parent.map_or_else(|| "lên đứng đầu hệ".to_owned(), |parent| format!("về trực thuộc {}, hệ", named(parent)));
            format!("Chuyển {} {place} {}", named(*unit), hierarchy.label().to_lowercase())
        }
    }
}

fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
