//! What one unit has to do for one task, and where it stands: the states come from the rules on
//! following assigned tasks in use since 2014 (product.md), derived from stored facts and the day.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::as_of::AsOf;

/// The stored facts, as types: a state that means nothing cannot be written down.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    Open,
    /// Sent for confirmation on this day.
    Waiting {
        submitted_on: Date,
    },
    Returned {
        on: Date,
        reason: String,
    },
    /// `on` is the day the unit sent the result that was then confirmed.
    Done {
        on: Date,
        evidence: Option<String>,
    },
    /// `by` is the document that stops it.
    Stopped {
        on: Date,
        by: String,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    pub phase: Phase,
    pub percent: u8,
    /// First day of work, where known.
    pub started_on: Option<Date>,
    /// As the plan was issued; `None` for work without an end.
    pub original_due: Option<Date>,
    /// After extensions.
    pub current_due: Option<Date>,
}

/// What a person reads beside an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssignmentState {
    Overdue,
    Returned,
    NearDue,
    Waiting,
    Open,
    DoneLate,
    DoneOnTime,
    Stopped,
}

impl AssignmentState {
    /// Worst first.
    pub const ALL: [Self; 8] =
        [Self::Overdue, Self::Returned, Self::NearDue, Self::Waiting, Self::Open, Self::DoneLate, Self::DoneOnTime, Self::Stopped];

    /// Kebab-case name for addresses, style classes and the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Returned => "returned",
            Self::NearDue => "near-due",
            Self::Waiting => "waiting",
            Self::Open => "open",
            Self::DoneLate => "done-late",
            Self::DoneOnTime => "done-on-time",
            Self::Stopped => "stopped",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Overdue => "Quá hạn",
            Self::Returned => "Trả lại",
            Self::NearDue => "Sắp đến hạn",
            Self::Waiting => "Chờ xác nhận",
            Self::Open => "Đang thực hiện",
            Self::DoneLate => "Hoàn thành quá hạn",
            Self::DoneOnTime => "Hoàn thành đúng hạn",
            Self::Stopped => "Dừng",
        }
    }
}

impl fmt::Display for AssignmentState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// A name that is not one of [`AssignmentState::name`].
#[derive(Debug, thiserror::Error)]
#[error("unknown state {0:?}")]
pub struct UnknownName(pub String);

impl FromStr for AssignmentState {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|state| state.name() == name).ok_or_else(|| UnknownName(name.to_owned()))
    }
}

/// The place in [`AssignmentState::ALL`], as the store's queries compute it.
impl TryFrom<i64> for AssignmentState {
    type Error = UnknownName;

    fn try_from(rank: i64) -> Result<Self, UnknownName> {
        usize::try_from(rank).ok().and_then(|rank| Self::ALL.get(rank)).copied().ok_or_else(|| UnknownName(rank.to_string()))
    }
}

/// Why an assignment cannot take a step now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("Nhiệm vụ đã hoàn thành hoặc đã dừng, không nhận thêm thay đổi")]
    Closed,
    #[error("Nhiệm vụ đang chờ xác nhận")]
    AlreadyWaiting,
    #[error("Đơn vị chưa gửi kết quả, chưa có gì để xác nhận hoặc trả lại")]
    NotSubmitted,
    #[error("Ngày {0} sớm hơn bước trước đó")]
    BackInTime(Date),
}

impl Assignment {
    /// A new one, not begun.
    pub fn new(due: Option<Date>) -> Self {
        Self { phase: Phase::Open, percent: 0, started_on: None, original_due: due, current_due: due }
    }

    pub fn state(&self, as_of: AsOf) -> AssignmentState {
        match self.phase {
            Phase::Stopped { .. } => AssignmentState::Stopped,
            Phase::Done { on, .. } if after(on, self.current_due) => AssignmentState::DoneLate,
            Phase::Done { .. } => AssignmentState::DoneOnTime,
            Phase::Waiting { .. } => AssignmentState::Waiting,
            Phase::Returned { .. } => AssignmentState::Returned,
            Phase::Open if after(as_of.today, self.current_due) => AssignmentState::Overdue,
            Phase::Open if self.current_due.is_some_and(|due| due <= as_of.near_until) => AssignmentState::NearDue,
            Phase::Open => AssignmentState::Open,
        }
    }

    /// Past its deadline without a result, or with a result that came too late. What waits is judged by the day it was sent.
    pub fn is_late(&self, today: Date) -> bool {
        match self.phase {
            Phase::Stopped { .. } => false,
            Phase::Done { on, .. } => after(on, self.current_due),
            Phase::Waiting { submitted_on } => after(submitted_on, self.current_due),
            Phase::Open | Phase::Returned { .. } => after(today, self.current_due),
        }
    }

    /// The denominator of lateness: what had to be done by today, done or not.
    pub fn is_due(&self, today: Date) -> bool {
        !matches!(self.phase, Phase::Stopped { .. }) && self.current_due.is_some_and(|due| due <= today)
    }

    /// # Errors
    /// Closed, waiting, or earlier than the start.
    pub fn report(&mut self, on: Date, percent: u8) -> Result<(), Refusal> {
        self.require_open()?;
        let start = *self.started_on.get_or_insert(on);
        if on < start {
            return Err(Refusal::BackInTime(on));
        }
        self.percent = percent.min(99);
        Ok(())
    }

    /// # Errors
    /// Closed, waiting already, or earlier than the return it answers.
    pub fn submit(&mut self, on: Date) -> Result<(), Refusal> {
        self.require_open()?;
        if matches!(self.phase, Phase::Returned { on: returned, .. } if on < returned) {
            return Err(Refusal::BackInTime(on));
        }
        self.started_on.get_or_insert(on);
        self.phase = Phase::Waiting { submitted_on: on };
        Ok(())
    }

    /// What was sent is taken back: the work goes on.
    ///
    /// # Errors
    /// Nothing waits for confirmation.
    pub fn take_back(&mut self) -> Result<(), Refusal> {
        let Phase::Waiting { .. } = self.phase else { return Err(Refusal::NotSubmitted) };
        self.phase = Phase::Open;
        Ok(())
    }

    /// # Errors
    /// Nothing waits for confirmation.
    pub fn confirm(&mut self, evidence: Option<String>) -> Result<(), Refusal> {
        let Phase::Waiting { submitted_on } = self.phase else { return Err(Refusal::NotSubmitted) };
        self.phase = Phase::Done { on: submitted_on, evidence };
        self.percent = 100;
        Ok(())
    }

    /// One period of work without an end is confirmed: the next one begins. The period and the day it was met, where it had one.
    ///
    /// # Errors
    /// Nothing waits for confirmation.
    pub fn meet(&mut self, next: Date) -> Result<(Option<Date>, Date), Refusal> {
        let Phase::Waiting { submitted_on } = self.phase else { return Err(Refusal::NotSubmitted) };
        let due = self.current_due;
        *self = Self { phase: Phase::Open, percent: 0, started_on: self.started_on, original_due: Some(next), current_due: Some(next) };
        Ok((due, submitted_on))
    }

    /// # Errors
    /// Nothing waits for confirmation, or earlier than it was sent.
    pub fn send_back(&mut self, on: Date, reason: String) -> Result<(), Refusal> {
        let Phase::Waiting { submitted_on } = self.phase else { return Err(Refusal::NotSubmitted) };
        if on < submitted_on {
            return Err(Refusal::BackInTime(on));
        }
        self.phase = Phase::Returned { on, reason };
        Ok(())
    }

    /// # Errors
    /// Closed already.
    pub fn stop(&mut self, on: Date, by: String) -> Result<(), Refusal> {
        if matches!(self.phase, Phase::Done { .. } | Phase::Stopped { .. }) {
            return Err(Refusal::Closed);
        }
        self.phase = Phase::Stopped { on, by };
        Ok(())
    }

    fn require_open(&self) -> Result<(), Refusal> {
        match self.phase {
            Phase::Open | Phase::Returned { .. } => Ok(()),
            Phase::Waiting { .. } => Err(Refusal::AlreadyWaiting),
            Phase::Done { .. } | Phase::Stopped { .. } => Err(Refusal::Closed),
        }
    }
}

fn after(day: Date, due: Option<Date>) -> bool {
    due.is_some_and(|due| day > due)
}
