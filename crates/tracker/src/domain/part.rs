//! Parts of the work ("phần việc") that the lead of a task gives to coordinating units, each with a day of its own.

use jiff::civil::Date;

use super::assignment::{Assignment, Phase};
use super::written;

/// Why a part is not given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("Nhiệm vụ đã gửi kết quả, đã hoàn thành hoặc đã dừng nên không giao thêm phần việc")]
    Closed,
    #[error("Đơn vị chủ trì không giao phần việc cho chính mình")]
    Own,
    #[error("Hạn của phần việc ({}) đã qua", written::day(*.0))]
    Past(Date),
    #[error("Hạn của phần việc ({part}) sau hạn của nhiệm vụ ({whole})", part = written::day(*.part), whole = written::day(*.whole))]
    Later { part: Date, whole: Date },
}

impl Assignment {
    /// Whether `lead`, which has this assignment, may give a part of it to `to`, due on a day.
    ///
    /// # Errors
    /// Nothing is left to do, the lead itself, or a day that has passed or comes after that of the whole.
    pub fn may_give(&self, today: Date, (lead, to): (Option<i64>, i64), due: Date) -> Result<(), Refusal> {
        if !matches!(self.phase, Phase::Open | Phase::Returned { .. }) {
            return Err(Refusal::Closed);
        }
        if lead == Some(to) {
            return Err(Refusal::Own);
        }
        if due < today {
            return Err(Refusal::Past(due));
        }
        match self.current_due {
            // Work that is late already is not helped by a refusal.
            Some(whole) if whole < due && today <= whole => Err(Refusal::Later { part: due, whole }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 20);
    const DUE: Date = date(2026, 11, 30);

    #[test]
    fn a_part_is_due_between_today_and_the_day_of_the_whole() {
        let work = Assignment::new(Some(DUE));
        assert_eq!(work.may_give(TODAY, (Some(1), 2), DUE), Ok(()));
        assert_eq!(work.may_give(TODAY, (Some(1), 2), date(2026, 11, 19)), Err(Refusal::Past(date(2026, 11, 19))));
        let later = date(2026, 12, 1);
        assert_eq!(work.may_give(TODAY, (Some(1), 2), later), Err(Refusal::Later { part: later, whole: DUE }));
        assert_eq!(work.may_give(later, (Some(1), 2), later), Ok(()), "the whole is late already");
        assert_eq!(Assignment::new(None).may_give(TODAY, (None, 2), later), Ok(()));
    }

    #[test]
    fn nothing_is_given_of_work_that_is_over_nor_to_the_lead_itself() {
        let mut work = Assignment::new(Some(DUE));
        assert_eq!(work.may_give(TODAY, (Some(2), 2), DUE), Err(Refusal::Own));
        work.submit(TODAY).expect("is sent");
        assert_eq!(work.may_give(TODAY, (Some(1), 2), DUE), Err(Refusal::Closed));
    }
}
