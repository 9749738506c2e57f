//! What people may do with the work of two units and what comes of it, as plainly as it can be said: held against the board.

use jiff::civil::Date;
use proptest::prelude::*;
use roviec_tracker::domain::AssignmentState;
use roviec_tracker::domain::as_of::days_after;

use super::builders::TODAY;

/// Who tries it. The first unit has an officer and a head; the second an officer only; its focal point consolidates for the province.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    Officer,
    Head,
    OtherOfficer,
    FocalPoint,
    Leader,
    Administrator,
    Inspector,
    Commune,
}

pub const EVERYBODY: [(Who, &str); 8] = [
    (Who::Officer, "an"),
    (Who::Head, "binh"),
    (Who::OtherOfficer, "mai"),
    (Who::FocalPoint, "chi"),
    (Who::Leader, "dung"),
    (Who::Administrator, "quan"),
    (Who::Inspector, "kiem"),
    (Who::Commune, "giang"),
];

#[derive(Debug, Clone)]
pub enum Act {
    Report { percent: u32, says: bool },
    Send { with_number: bool, with_file: bool },
    Approve,
    Decline,
    TakeBack,
    Confirm,
    SendBack { says: bool },
    AskTime { days: i64 },
    Grant { days: i64 },
    Refuse,
    TakeBackTime,
    Stop { by_document: bool },
    MoveDue { days: i64 },
    GivePart { days: i64 },
}

#[derive(Debug, Clone)]
pub enum Step {
    /// So many days pass.
    Wait(i64),
    Try {
        who: Who,
        unit: usize,
        act: Act,
    },
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = prop::sample::select(EVERYBODY.map(|(who, _)| who).to_vec());
    // Those who may do most come more often: else little would ever happen.
    let who =
        prop_oneof![3 => prop::sample::select(vec![Who::Officer, Who::Head, Who::OtherOfficer, Who::FocalPoint, Who::Leader]), 1 => who];
    let act = prop_oneof![
        4 => (0..120_u32, prop::bool::weighted(0.9)).prop_map(|(percent, says)| Act::Report { percent, says }),
        5 => (prop::bool::weighted(0.9), prop::bool::weighted(0.9)).prop_map(|(with_number, with_file)| Act::Send { with_number, with_file }),
        4 => Just(Act::Approve),
        1 => Just(Act::Decline),
        1 => Just(Act::TakeBack),
        4 => Just(Act::Confirm),
        2 => prop::bool::weighted(0.9).prop_map(|says| Act::SendBack { says }),
        3 => (-5..40_i64).prop_map(|days| Act::AskTime { days }),
        2 => (-5..40_i64).prop_map(|days| Act::Grant { days }),
        1 => Just(Act::Refuse),
        1 => Just(Act::TakeBackTime),
        1 => prop::bool::weighted(0.8).prop_map(|by_document| Act::Stop { by_document }),
        1 => (-5..40_i64).prop_map(|days| Act::MoveDue { days }),
        2 => (-2..20_i64).prop_map(|days| Act::GivePart { days }),
    ];
    let tried = (who, 0..2_usize, act).prop_map(|(who, unit, act)| Step::Try { who, unit, act });
    prop::collection::vec(prop_oneof![1 => (1..4_i64).prop_map(Step::Wait), 6 => tried], 1..30)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Open,
    Waiting(Date),
    Returned,
    Done(Date),
    Stopped,
}

/// A result on its way.
#[derive(Debug, Clone, Copy)]
struct Sent {
    by: Who,
    on_by: Option<Who>,
}

#[derive(Debug, Clone)]
pub struct Unit {
    pub phase: Phase,
    pub percent: u32,
    pub due: Date,
    sent: Option<Sent>,
    asked: Option<(Who, Date)>,
    /// Open parts, and all that were given.
    pub open_parts: usize,
    pub parts: usize,
    pub files: usize,
}

/// What comes of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Forbidden,
    /// Not now, or not so.
    Refused,
}

#[derive(Debug, Clone)]
pub struct Model {
    pub today: Date,
    pub original: Date,
    pub units: [Unit; 2],
}

/// Who reports for a unit, approves its results, answers them.
fn reports(who: Who, unit: usize) -> bool {
    match who {
        Who::Officer | Who::Head => unit == 0,
        Who::OtherOfficer | Who::FocalPoint => unit == 1,
        Who::Administrator => true,
        Who::Leader | Who::Inspector | Who::Commune => false,
    }
}

fn approves(who: Who, unit: usize) -> bool {
    who == Who::Head && unit == 0
}

fn answers(who: Who) -> bool {
    matches!(who, Who::FocalPoint | Who::Leader | Who::Administrator)
}

impl Model {
    pub fn new(due: Date) -> Self {
        let unit = Unit { phase: Phase::Open, percent: 0, due, sent: None, asked: None, open_parts: 0, parts: 0, files: 0 };
        Self { today: TODAY, original: due, units: [unit.clone(), unit] }
    }

    /// The day that a number of days from today is.
    pub fn day(&self, days: i64) -> Date {
        days_after(self.today, days)
    }

    pub fn takes(&mut self, who: Who, at: usize, act: &Act) -> Outcome {
        let allowed = match act {
            Act::Report { .. } | Act::Send { .. } | Act::TakeBack | Act::AskTime { .. } | Act::TakeBackTime | Act::GivePart { .. } => {
                reports(who, at)
            }
            Act::Approve | Act::Decline => approves(who, at),
            _ => answers(who),
        };
        if !allowed {
            return Outcome::Forbidden;
        }
        let today = self.today;
        match self.units[at].tries(who, at, act, today) {
            Some(after) => {
                self.units[at] = after;
                Outcome::Done
            }
            None => Outcome::Refused,
        }
    }

    pub fn state(&self, at: usize) -> AssignmentState {
        let unit = &self.units[at];
        match unit.phase {
            Phase::Stopped => AssignmentState::Stopped,
            Phase::Done(on) if on > unit.due => AssignmentState::DoneLate,
            Phase::Done(_) => AssignmentState::DoneOnTime,
            Phase::Waiting(_) => AssignmentState::Waiting,
            Phase::Returned => AssignmentState::Returned,
            Phase::Open if self.today > unit.due => AssignmentState::Overdue,
            Phase::Open if self.day(7) >= unit.due => AssignmentState::NearDue,
            Phase::Open => AssignmentState::Open,
        }
    }

    pub fn is_late(&self, at: usize) -> bool {
        let unit = &self.units[at];
        match unit.phase {
            Phase::Stopped => false,
            Phase::Done(on) | Phase::Waiting(on) => on > unit.due,
            Phase::Open | Phase::Returned => self.today > unit.due,
        }
    }
}

impl Unit {
    /// What the unit is afterwards, where the act follows from where it stands.
    fn tries(&self, who: Who, at: usize, act: &Act, today: Date) -> Option<Self> {
        let mut after = self.clone();
        let goes_on = matches!(self.phase, Phase::Open | Phase::Returned);
        let is_over = matches!(self.phase, Phase::Done(_) | Phase::Stopped);
        let follows = match act {
            Act::Report { percent, says } => {
                after.percent = *percent;
                goes_on && *says && *percent <= 99
            }
            Act::Send { with_number, with_file } => {
                // A head sends on what he sends; so does a unit without one.
                let at_once = at == 1 || who == Who::Head;
                after.sent = Some(Sent { by: who, on_by: at_once.then_some(who) });
                if at_once {
                    after.phase = Phase::Waiting(today);
                }
                after.files += 1;
                goes_on && self.sent.is_none() && *with_number && *with_file
            }
            Act::Approve => {
                after.sent = self.sent.map(|sent| Sent { on_by: Some(who), ..sent });
                after.phase = Phase::Waiting(today);
                self.sent.is_some_and(|sent| sent.on_by.is_none())
            }
            Act::Decline => {
                after.sent = None;
                self.sent.is_some_and(|sent| sent.on_by.is_none())
            }
            Act::TakeBack => {
                after.sent = None;
                if matches!(self.phase, Phase::Waiting(_)) {
                    after.phase = Phase::Open;
                }
                self.sent.is_some()
            }
            Act::Confirm => {
                after.end();
                if let Phase::Waiting(on) = self.phase {
                    after.phase = Phase::Done(on);
                }
                after.percent = 100;
                self.is_to_answer_by(who)
            }
            Act::SendBack { says } => {
                after.sent = None;
                after.phase = Phase::Returned;
                self.is_to_answer_by(who) && *says
            }
            Act::AskTime { days } => {
                let day = days_after(today, *days);
                after.asked = Some((who, day));
                goes_on && today <= self.due && day > self.due && self.asked.is_none()
            }
            Act::Grant { days } => {
                let day = days_after(today, *days);
                after.asked = None;
                after.due = day;
                self.asked.is_some_and(|(asker, _)| asker != who) && !is_over && day > self.due
            }
            Act::Refuse => {
                after.asked = None;
                self.asked.is_some_and(|(asker, _)| asker != who)
            }
            Act::TakeBackTime => {
                after.asked = None;
                self.asked.is_some()
            }
            Act::Stop { by_document } => {
                after.end();
                after.phase = Phase::Stopped;
                !is_over && *by_document
            }
            Act::MoveDue { days } => {
                after.due = days_after(today, *days);
                goes_on && after.due != self.due
            }
            Act::GivePart { days } => {
                let day = days_after(today, *days);
                after.parts += 1;
                after.open_parts += 1;
                goes_on && day >= today && (day <= self.due || today > self.due)
            }
        };
        follows.then_some(after)
    }

    /// Whoever sent a result or sent it on does not answer it.
    fn is_to_answer_by(&self, who: Who) -> bool {
        self.sent.is_some_and(|sent| sent.on_by.is_some_and(|on_by| on_by != who) && sent.by != who)
    }

    /// Nothing waits any longer of what has ended.
    fn end(&mut self) {
        self.sent = None;
        self.asked = None;
        self.open_parts = 0;
    }
}
