//! The unit that somebody means who types a code or a name.

use jiff::civil::Date;

use crate::domain::written;
use crate::error::{Error, Result};
use crate::store::{Tx, unit_search};

/// The one unit of this code or name on the first of these days on which there is any.
///
/// # Errors
/// `Invalid` where there is none, with what is like it, or where there are several, with their codes; the database fails.
pub async fn meant(tx: &mut Tx, text: &str, days: &[Date]) -> Result<i64> {
    let mut found = Vec::new();
    for day in days {
        if found.is_empty() {
            found = unit_search::named(tx, text, *day).await?;
        }
    }
    let text = shortened(text.trim());
    match (found.as_slice(), days.first()) {
        ([only], _) => Ok(only.id),
        ([], Some(day)) => {
            let like = unit_search::like(tx, &text, *day).await?;
            let like: Vec<String> = like.into_iter().map(|found| format!("{} ({})", found.name, found.code)).collect();
            let hint = if like.is_empty() { String::new() } else { format!("; có phải: {}", like.join(", ")) };
            Err(Error::Invalid(format!("Không có đơn vị nào mã hoặc tên “{text}” vào ngày {}{hint}", written::day(*day))))
        }
        (several, _) => {
            let which = several.iter().map(|found| match &found.parent {
                Some(parent) => format!("{} ({parent})", found.code),
                None => found.code.clone(),
            });
            let which: Vec<String> = which.collect();
            Err(Error::Invalid(format!("Nhiều đơn vị cùng tên “{text}”; hãy ghi mã: {}", which.join(", "))))
        }
    }
}

/// What was typed, as far as a sentence can hold it.
pub fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
