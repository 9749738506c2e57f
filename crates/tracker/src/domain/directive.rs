//! A directive: what a leader says is to be done, about something the board follows or free, and the days that are usually named.

use jiff::civil::{Date, Weekday};

use super::as_of::{days_after, last_of_month};
use super::working_days::WorkingDays;
use super::written;

/// What a directive is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum About {
    Task(i64),
    Indicator(i64),
    Unit(i64),
    #[default]
    Nothing,
}

impl About {
    /// By the name of the field that tells it.
    pub fn named(field: &str, id: Option<i64>) -> Self {
        match (field, id) {
            ("task", Some(id)) => Self::Task(id),
            ("indicator", Some(id)) => Self::Indicator(id),
            ("unit", Some(id)) => Self::Unit(id),
            _ => Self::Nothing,
        }
    }

    /// The field that tells it, and its value.
    pub fn field(self) -> Option<(&'static str, i64)> {
        match self {
            Self::Task(id) => Some(("task", id)),
            Self::Indicator(id) => Some(("indicator", id)),
            Self::Unit(id) => Some(("unit", id)),
            Self::Nothing => None,
        }
    }

    /// Its page.
    pub fn link(self) -> Option<String> {
        self.field().map(|(noun, id)| format!("/{noun}s/{id}"))
    }
}

/// Characters of the words: more is a document, not a directive.
pub const LONGEST_WORDS: usize = 1_000;
/// Characters of what it is about in the name of the task.
const LONGEST_SUBJECT: usize = 160;
/// Working days of the shortest ordinary deadline.
const SHORT_DAYS: u32 = 3;

/// A day that is usually named, in its usual words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsualDay {
    pub day: Date,
    pub label: &'static str,
}

/// The days offered at once, the nearest first; days on which nobody works are none.
pub fn usual_days(today: Date, calendar: &WorkingDays) -> Vec<UsualDay> {
    let this_week = days_after(today, i64::from(Weekday::Friday.to_monday_zero_offset() - today.weekday().to_monday_zero_offset()));
    let this_month = last_of_month(today.year(), today.month());
    let (next_year, next_month) = if today.month() == 12 { (today.year() + 1, 1) } else { (today.year(), today.month() + 1) };
    let all = [
        (calendar.after(today, SHORT_DAYS), "3 ngày làm việc"),
        (last_working(this_week, calendar), "cuối tuần này"),
        (last_working(days_after(this_week, 7), calendar), "cuối tuần sau"),
        (last_working(this_month, calendar), "cuối tháng này"),
        (last_working(last_of_month(next_year, next_month), calendar), "cuối tháng sau"),
    ];
    let mut out: Vec<UsualDay> = Vec::new();
    for (day, label) in all {
        if day > today && out.iter().all(|known| known.day != day) {
            out.push(UsualDay { day, label });
        }
    }
    out.sort_by_key(|usual| usual.day);
    out
}

/// The day itself, or the last one before it on which people work.
fn last_working(day: Date, calendar: &WorkingDays) -> Date {
    (0..14).map(|days| days_after(day, -days)).find(|day| calendar.is_working(*day)).unwrap_or(day)
}

/// The name of the task: the words, and what they are about, so that it can be understood where it stands alone.
pub fn task_name(words: &str, about: Option<&str>) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match about {
        None => words,
        Some(about) => format!("{} (về: {})", words.trim_end_matches('.'), clipped(about.trim_end_matches('.'))),
    }
}

fn clipped(text: &str) -> String {
    if text.chars().count() <= LONGEST_SUBJECT {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST_SUBJECT).collect();
    let whole = kept.rsplit_once(' ').map_or(kept.as_str(), |(whole, _)| whole);
    format!("{whole}…")
}

/// Words to begin with on something that is followed: what is asked most often.
pub fn usual_words(is_late: bool) -> &'static str {
    if is_late {
        "Khẩn trương hoàn thành; báo cáo rõ nguyên nhân chậm và thời điểm hoàn thành"
    } else {
        "Báo cáo tiến độ thực hiện, khó khăn, vướng mắc và đề xuất (nếu có)"
    }
}

/// The title of its source document.
pub fn document_title(giver: &str, given_on: Date) -> String {
    format!("Ý kiến chỉ đạo của {giver} ngày {}", written::day(given_on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::working_days::Exception;
    use jiff::civil::date;

    fn days(today: Date, calendar: &WorkingDays) -> Vec<(Date, &'static str)> {
        usual_days(today, calendar).into_iter().map(|usual| (usual.day, usual.label)).collect()
    }

    #[test]
    fn the_usual_days_are_working_days_to_come_each_once() {
        // Tuesday 17 November 2026: three working days later it is Friday.
        let expected = [
            (date(2026, 11, 20), "3 ngày làm việc"),
            (date(2026, 11, 27), "cuối tuần sau"),
            (date(2026, 11, 30), "cuối tháng này"),
            (date(2026, 12, 31), "cuối tháng sau"),
        ];
        assert_eq!(days(date(2026, 11, 17), &WorkingDays::default()), expected);
        // Monday 31 August is off: the month ends on the Friday before, which is the end of the week too.
        let calendar = WorkingDays::new([(date(2026, 8, 31), Exception::Off)]);
        assert_eq!(days(date(2026, 8, 26), &calendar)[0], (date(2026, 8, 28), "cuối tuần này"));
        assert!(days(date(2026, 8, 28), &calendar).iter().all(|(day, _)| *day > date(2026, 8, 28)));
        assert_eq!(days(date(2026, 12, 31), &WorkingDays::default()).last(), Some(&(date(2027, 1, 29), "cuối tháng sau")));
    }

    #[test]
    fn the_name_of_the_task_tells_what_the_words_are_about() {
        assert_eq!(task_name("Báo cáo  ngay.\n", None), "Báo cáo ngay.");
        assert_eq!(task_name("Báo cáo ngay.", Some("Ban hành quy chế")), "Báo cáo ngay (về: Ban hành quy chế)");
        let long = task_name("Báo cáo", Some(&"từng chữ ".repeat(40)));
        assert!(long.ends_with("từng…)") && long.chars().count() < 190, "{long}");
    }
}
