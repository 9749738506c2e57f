//! Extensions ("gia hạn"): asked for before the deadline, with a reason and a new day; granted or refused by a document.

use jiff::civil::Date;

use super::assignment::{Assignment, Phase, UnknownName};

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExtensionState {
    Asked,
    Granted,
    Refused,
    /// Taken back by the unit before it was answered.
    Withdrawn,
}

impl ExtensionState {
    pub const ALL: [Self; 4] = [Self::Asked, Self::Granted, Self::Refused, Self::Withdrawn];

    pub fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Asked => "Đang xin gia hạn",
            Self::Granted => "Được gia hạn",
            Self::Refused => "Không được gia hạn",
            Self::Withdrawn => "Đã rút đề nghị",
        }
    }
}

impl TryFrom<String> for ExtensionState {
    type Error = UnknownName;

    fn try_from(name: String) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|state| state.name() == name).ok_or(UnknownName(name))
    }
}

/// Why an extension is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("Nhiệm vụ không có thời hạn cụ thể nên không cần gia hạn")]
    NoDeadline,
    #[error("Thời hạn {due} đã qua; gia hạn phải được đề nghị trước khi hết hạn", due = super::written::day(*.0))]
    TooLate(Date),
    #[error("Ngày mới phải sau thời hạn hiện nay là {due}", due = super::written::day(*.0))]
    NotLater(Date),
    #[error("Nhiệm vụ đã gửi kết quả, đã hoàn thành hoặc đã dừng")]
    Closed,
}

impl Assignment {
    /// Whether a new day may be asked for today.
    ///
    /// # Errors
    /// No deadline, one that has passed, a day that is not later, or nothing left to do.
    pub fn may_extend(&self, today: Date, new_due: Date) -> Result<(), Refusal> {
        if !matches!(self.phase, Phase::Open | Phase::Returned { .. }) {
            return Err(Refusal::Closed);
        }
        let due = self.current_due.ok_or(Refusal::NoDeadline)?;
        if today > due {
            return Err(Refusal::TooLate(due));
        }
        if new_due <= due { Err(Refusal::NotLater(due)) } else { Ok(()) }
    }

    /// Grants a day. An answer that comes after the old deadline does not punish the unit that asked in time.
    ///
    /// # Errors
    /// No deadline, a day that is not later, or nothing left to do.
    pub fn extend(&mut self, new_due: Date) -> Result<(), Refusal> {
        if matches!(self.phase, Phase::Done { .. } | Phase::Stopped { .. }) {
            return Err(Refusal::Closed);
        }
        let due = self.current_due.ok_or(Refusal::NoDeadline)?;
        if new_due <= due {
            return Err(Refusal::NotLater(due));
        }
        self.current_due = Some(new_due);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const DUE: Date = date(2026, 11, 30);

    #[test]
    fn a_new_day_is_asked_for_before_the_old_one_has_passed() {
        let mut work = Assignment::new(Some(DUE));
        let later = date(2026, 12, 31);
        assert_eq!(work.may_extend(DUE, later), Ok(()));
        assert_eq!(work.may_extend(date(2026, 12, 1), later), Err(Refusal::TooLate(DUE)));
        assert_eq!(work.may_extend(DUE, DUE), Err(Refusal::NotLater(DUE)));
        assert_eq!(Assignment::new(None).may_extend(DUE, later), Err(Refusal::NoDeadline));
        work.submit(DUE).expect("is sent");
        assert_eq!(work.may_extend(DUE, later), Err(Refusal::Closed));
    }

    #[test]
    fn what_is_granted_moves_the_current_deadline_and_keeps_the_original() {
        let mut work = Assignment::new(Some(DUE));
        work.extend(date(2026, 12, 31)).expect("is later");
        assert_eq!((work.original_due, work.current_due), (Some(DUE), Some(date(2026, 12, 31))));
        assert_eq!(work.extend(DUE), Err(Refusal::NotLater(date(2026, 12, 31))));
        assert_eq!(Refusal::TooLate(DUE).to_string(), "Thời hạn 30/11/2026 đã qua; gia hạn phải được đề nghị trước khi hết hạn");
    }
}
