//! Reminders ("đôn đốc"): on which days who is told of which work. Pure: what is sent and kept is elsewhere.

pub mod message;
mod people;
mod rules;

use jiff::civil::Date;

pub use people::{Above, Holder, People, Told};
pub use rules::{Line, Occasion, Refusal, Rules};

use super::as_of::{days_after, days_between};
use super::working_days::WorkingDays;

/// Days that a run looks back at most: after a long stop old reminders are of no use.
const LONGEST_PAUSE: i64 = 31;

/// The days whose reminders come together: a working day, with the days off and the days without a run before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub first: Date,
    pub today: Date,
}

impl Days {
    /// Since the run before, or since the working day before; nothing on a day off.
    pub fn of(today: Date, last_run: Option<Date>, working: &WorkingDays) -> Option<Self> {
        if !working.is_working(today) {
            return None;
        }
        let earliest = days_after(today, -LONGEST_PAUSE);
        let before = |days: i64| days_after(today, -days);
        let last = last_run.or_else(|| (1..LONGEST_PAUSE).map(before).find(|day| working.is_working(*day)));
        let first = last.map_or(earliest, |last| days_after(last, 1)).clamp(earliest, today);
        Some(Self { first, today })
    }
}

/// One thing that one person is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    pub user: i64,
    pub assignment: i64,
    pub occasion: Occasion,
    /// The day it is about: a deadline, or the day something was asked or is to be answered.
    pub about: Date,
}

/// Work of a unit that is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenWork {
    pub assignment: i64,
    pub unit: i64,
    pub due: Date,
}

/// Something that somebody waits for: a result or more time, asked by one person and perhaps sent on by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    pub assignment: i64,
    pub unit: i64,
    /// The unit that gave the work as a part of its own, and answers what comes of it.
    pub given_by: Option<i64>,
    pub asked_by: [Option<i64>; 2],
    pub about: Date,
    /// [`Occasion::Approval`], [`Occasion::Answer`] or [`Occasion::Extension`].
    pub occasion: Occasion,
}

/// Who is told of a deadline: those who do the work first; nobody twice.
pub fn of_deadline(work: OpenWork, rules: &Rules, days: Days, people: &People) -> Vec<Reminder> {
    let mut out: Vec<Reminder> = Vec::new();
    let mut told = None;
    for occasion in Occasion::OF_DEADLINES {
        if !rules.line(occasion).falls(work.due, days) {
            continue;
        }
        let told: &Told = told.get_or_insert_with(|| people.of(work.unit));
        for user in told.by(occasion) {
            if out.iter().all(|reminder| reminder.user != *user) {
                out.push(Reminder { user: *user, assignment: work.assignment, occasion, about: work.due });
            }
        }
    }
    out
}

/// Who is told that somebody waits for an answer: never those who asked.
pub fn of_request(request: Request, rules: &Rules, days: Days, people: &People) -> Vec<Reminder> {
    if !rules.line(request.occasion).falls(request.about, days) {
        return Vec::new();
    }
    let Request { assignment, occasion, about, asked_by, .. } = request;
    let users = match request.given_by {
        Some(giver) if occasion != Occasion::Approval => people.of(giver).workers(),
        _ => people.of(request.unit).by(occasion).to_vec(),
    };
    let users = users.into_iter().filter(|user| !asked_by.contains(&Some(*user)));
    users.map(|user| Reminder { user, assignment, occasion, about }).collect()
}

/// How far a day is from the one it is about, negative before it.
fn late(about: Date, on: Date) -> i64 {
    days_between(about, on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Role;
    use crate::domain::working_days::Exception;
    use jiff::civil::date;

    // Friday.
    const TODAY: Date = date(2026, 11, 20);

    fn rules() -> Rules {
        let line = |before: &[i64], on_day, from, every| Line { before: before.to_vec(), on_day, from, every };
        Rules {
            officer: line(&[7, 3], true, 1, 3),
            head: line(&[3], false, 3, 7),
            focal_point: line(&[], false, 7, 7),
            leader: line(&[], false, 15, 15),
            approval: line(&[], false, 1, 2),
            answer: line(&[1], true, 1, 1),
            extension: line(&[], false, 1, 1),
        }
    }

    /// A department (2) of a province (1), another one (3) whose focal point consolidates for the province.
    fn people() -> People {
        let holder = |user, role, unit| Holder { user, role, unit };
        People::new(
            [
                holder(10, Role::UnitOfficer, Some(2)),
                holder(11, Role::UnitHead, Some(2)),
                holder(12, Role::FocalPoint, Some(3)),
                holder(13, Role::Leader, Some(1)),
                holder(14, Role::Inspector, Some(1)),
            ],
            [Above { unit: 2, above: 1, depth: 1 }, Above { unit: 3, above: 1, depth: 1 }],
            [(3, 1)],
        )
    }

    fn on(today: Date) -> Days {
        Days { first: today, today }
    }

    fn told(due: Date, days: Days) -> Vec<(i64, Occasion)> {
        let work = OpenWork { assignment: 1, unit: 2, due };
        of_deadline(work, &rules(), days, &people()).into_iter().map(|reminder| (reminder.user, reminder.occasion)).collect()
    }

    #[test]
    fn those_who_do_the_work_are_told_first_and_those_above_when_it_stays_undone() {
        let late_by = |days: i64| told(days_after(TODAY, -days), on(TODAY));
        assert_eq!(late_by(-7), [(10, Occasion::Officer)]);
        assert_eq!(late_by(-3), [(10, Occasion::Officer), (11, Occasion::Head)]);
        assert_eq!(late_by(0), [(10, Occasion::Officer)]);
        assert_eq!(late_by(7), [(10, Occasion::Officer), (12, Occasion::FocalPoint)]);
        assert_eq!(late_by(15), [(13, Occasion::Leader)]);
        assert!(late_by(2).is_empty() && late_by(-5).is_empty());
    }

    #[test]
    fn what_falls_on_days_off_comes_once_with_the_next_working_day() {
        let monday = Days::of(date(2026, 11, 23), None, &WorkingDays::default()).expect("is worked");
        assert_eq!(monday.first, date(2026, 11, 21), "Saturday and Sunday come with Monday");
        // Due on Saturday, and one day late on Sunday: one reminder.
        assert_eq!(told(date(2026, 11, 21), monday), [(10, Occasion::Officer)]);
        assert_eq!(Days::of(date(2026, 11, 22), None, &WorkingDays::default()), None);
        let holiday = WorkingDays::new([(TODAY, Exception::Off)]);
        assert_eq!(Days::of(TODAY, None, &holiday), None);
        assert_eq!(Days::of(date(2026, 11, 23), None, &holiday).map(|days| days.first), Some(TODAY));
    }

    #[test]
    fn days_without_a_run_are_made_up_for_but_not_for_ever() {
        let since = |last| Days::of(TODAY, Some(last), &WorkingDays::default()).map(|days| days.first);
        assert_eq!(since(date(2026, 11, 17)), Some(date(2026, 11, 18)));
        assert_eq!(since(TODAY), Some(TODAY));
        assert_eq!(since(date(2025, 1, 1)), Some(date(2026, 10, 20)));
    }

    #[test]
    fn an_answer_is_asked_of_those_above_but_not_of_who_asked() {
        let ask_of = |given_by, occasion, asked_by| {
            let about = days_after(TODAY, -1);
            let request = Request { assignment: 1, unit: 2, given_by, asked_by: [asked_by, None], about, occasion };
            of_request(request, &rules(), on(TODAY), &people()).into_iter().map(|reminder| reminder.user).collect::<Vec<_>>()
        };
        let ask = |occasion, asked_by| ask_of(None, occasion, asked_by);
        assert_eq!(ask_of(Some(2), Occasion::Answer, None), [10, 11], "a part is answered by the unit that gave it");
        assert_eq!(ask(Occasion::Approval, Some(10)), [11]);
        assert_eq!(ask(Occasion::Answer, Some(10)), [12]);
        assert_eq!(ask(Occasion::Extension, Some(12)), [] as [i64; 0]);
    }
}
