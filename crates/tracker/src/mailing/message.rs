//! The text of a digest as a mail.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::{Address, message::header};

use crate::config::Mail;
use crate::domain::written;
use crate::store::mails::Taken;
use crate::store::reminders::Item;

/// Things of a digest that a mail lists; the board has all of them.
pub const SHOWN: i64 = 40;

/// A mail ready to go.
pub struct Letter {
    pub to: Address,
    pub bytes: Vec<u8>,
}

/// `None` where the person has no address that can be written to.
pub fn letter(mail: &Mail, taken: &Taken, (items, count): (&[Item], i64), now: i64) -> Option<Letter> {
    let to: Address = taken.email.as_deref()?.parse().ok()?;
    let from: Address = mail.from.parse().ok()?;
    let sent = UNIX_EPOCH + Duration::from_secs(u64::try_from(now).unwrap_or_default());
    let message = Message::builder()
        .from(Mailbox::new(Some("Rõ Việc".to_owned()), from))
        .to(Mailbox::new(Some(taken.full_name.clone()), to.clone()))
        .subject(format!("Đôn đốc công việc ngày {}: {} việc", written::day(taken.day), written::count(count)))
        .message_id(Some(taken.message_id.clone()))
        .date(sent)
        .header(ContentType::TEXT_PLAIN)
        // Nobody's absence note is to answer it (RFC 3834).
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .header(header::ContentTransferEncoding::Base64)
        .body(body(mail, taken, items, count));
    Some(Letter { to, bytes: message.ok()?.formatted() })
}

fn body(mail: &Mail, taken: &Taken, items: &[Item], count: i64) -> String {
    let board = mail.board.trim_end_matches('/');
    let mut out =
        format!("Kính gửi: {}\n\nNgày {}, có {} việc đề nghị lưu ý:\n", taken.full_name, written::day(taken.day), written::count(count));
    let mut heading = "";
    for (at, item) in items.iter().enumerate() {
        if item.occasion.heading() != heading {
            heading = item.occasion.heading();
            out += &format!("\n{}\n", heading.to_uppercase());
        }
        let name = item.task_name.as_deref().unwrap_or("Nhiệm vụ đã được thay bằng bản mới của kế hoạch");
        let unit = item.unit_name.as_ref().map(|unit| format!("{unit}; ")).unwrap_or_default();
        let plan = item.plan_number.as_ref().map(|number| format!("; {number}")).unwrap_or_default();
        out += &format!(
            "\n{}. {name}\n   {unit}{}{plan}\n   {board}/assignments/{}\n",
            at + 1,
            item.occasion.words(item.about, taken.day),
            item.assignment_id
        );
    }
    let left = count - items.len() as i64;
    if left > 0 {
        out += &format!("\nCòn {} việc khác.\n", written::count(left));
    }
    out += &format!("\nXem đầy đủ: {board}/reminders\n\nThư do phần mềm Rõ Việc gửi tự động, mỗi ngày làm việc nhiều nhất một thư.\n");
    out
}
