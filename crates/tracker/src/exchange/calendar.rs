//! A calendar of whole days (RFC 5545). Written by hand: the libraries for it bring a second library of dates and read the clock.

use jiff::civil::Date;

use crate::clock::time_of;
use crate::domain::as_of::days_after;

/// Bytes of a line (RFC 5545, 3.1).
const LONGEST: usize = 75;

/// Something on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same at each reading, so that a calendar changes the day and does not add a second one.
    pub id: String,
    pub on: Date,
    pub title: String,
    pub words: String,
}

/// The whole calendar, as it is at a second.
pub fn written(name: &str, events: &[Event], now: i64) -> String {
    let name = escaped(name);
    let head = ["BEGIN:VCALENDAR".to_owned(), "VERSION:2.0".to_owned(), "PRODID:-//Ro Viec//vi".to_owned()];
    let title = [format!("X-WR-CALNAME:{name}"), "REFRESH-INTERVAL;VALUE=DURATION:PT6H".to_owned(), "X-PUBLISHED-TTL:PT6H".to_owned()];
    let body = events.iter().flat_map(|event| lines(event, now));
    let all = head.into_iter().chain(title).chain(body).chain(["END:VCALENDAR".to_owned()]);
    all.map(|line| folded(&line)).collect()
}

fn lines(event: &Event, now: i64) -> Vec<String> {
    // The clock on the wall here is seven hours ahead of UTC.
    let stamp = time_of(now - 7 * 3600);
    let (date, time) = (compact(stamp.date()), format!("{:02}{:02}{:02}", stamp.hour(), stamp.minute(), stamp.second()));
    vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@roviec", event.id),
        format!("DTSTAMP:{date}T{time}Z"),
        format!("DTSTART;VALUE=DATE:{}", compact(event.on)),
        format!("DTEND;VALUE=DATE:{}", compact(days_after(event.on, 1))),
        format!("SUMMARY:{}", escaped(&event.title)),
        format!("DESCRIPTION:{}", escaped(&event.words)),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
    ]
}

fn compact(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// RFC 5545, 3.3.11.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// No letter is cut in two.
fn folded(line: &str) -> String {
    let (mut out, mut width) = (String::with_capacity(line.len() + 8), 0);
    for c in line.chars() {
        if width + c.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_written_whole_with_its_text_escaped() {
        let event = Event {
            id: "assignment-7".to_owned(),
            on: date(2026, 12, 31),
            title: "Đến hạn: quy chế; danh mục, dữ liệu".to_owned(),
            words: "Sở Y tế\nBEGIN:VEVENT".to_owned(),
        };
        // 2026-11-20T05:00:00Z.
        let text = written("Rõ Việc", &[event], 1_795_150_800);
        for line in [
            "UID:assignment-7@roviec",
            "DTSTAMP:20261120T050000Z",
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "SUMMARY:Đến hạn: quy chế\\; danh mục\\, dữ liệu",
            "DESCRIPTION:Sở Y tế\\nBEGIN:VEVENT",
        ] {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line} in {text}");
        }
        assert_eq!(text.matches("\r\nBEGIN:VEVENT\r\n").count(), 1);
    }

    #[test]
    fn long_lines_are_folded_between_letters() {
        let text = folded(&format!("SUMMARY:{}", "Nhiệm vụ ".repeat(20)));
        assert!(text.split("\r\n").all(|line| line.len() <= LONGEST));
        assert_eq!(text.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "Nhiệm vụ ".repeat(20)));
    }
}
