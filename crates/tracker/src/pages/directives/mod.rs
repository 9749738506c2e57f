//! Directives: the short form by which one is given, the list, a meeting's list as Word.

mod change;
mod form;
mod list;
mod new;
mod sent;
mod word;

pub use change::{amend, edit, withdraw};
pub use list::list;
pub use new::{give, new};
pub use word::word;

use crate::domain::written;
use crate::store::directives::DirectiveRow;

/// "Nguyễn Văn A (Lãnh đạo, UBND tỉnh), Trần Thị B ghi".
pub fn giver(row: &DirectiveRow) -> String {
    let writer = if row.written_by == row.giver_id { String::new() } else { format!("; {} ghi", row.writer) };
    format!("{} ({}){writer}", row.giver, row.giver_title)
}

/// Where what it is about stands.
pub fn about_link(row: &DirectiveRow) -> Option<String> {
    row.about().link()
}

/// "Giao ban tháng 11, ngày 18/11/2026".
pub fn meeting(row: &DirectiveRow) -> Option<String> {
    Some(format!("{}, ngày {}", row.meeting_name.as_deref()?, written::day(row.held_on?)))
}
