//! Reminders: what a person is told of, the rules of a plan, texts, calls and letters for units that are late, mails that are stuck,
//! and the calendar of one's own.

mod calls;
mod feed;
mod given;
mod letters;
mod mail;
mod rules;
mod show;
mod unit;

pub use calls::{csv as calls_csv, show as calls};
pub use feed::show as calendar;
pub use given::show as given;
pub use letters::make as make_letter;
pub use mail::{send_again, show as mail};
pub use rules::{set as set_rules, show as rules};
pub use show::show;
pub use unit::show as unit;

use jiff::civil::Date;

use super::frame::Reader;
use crate::access;
use crate::error::Result;
use crate::store::{Tx, posts};

/// The unit whose late units the reader sees after; `None`: those of the whole board.
async fn overseen(tx: &mut Tx, reader: &Reader, today: Date) -> Result<Option<i64>> {
    let post = reader.user.posts.iter().find(|post| access::answers(post));
    access::require(post.is_some())?;
    match post {
        // The whole of what is directly above holds what is within the unit itself.
        Some(post) => Ok(posts::desk(tx, post, today).await?.last().copied()),
        None => Ok(None),
    }
}
