//! Rules of reminding: who, how many days before, on the day, every how many days after.

use jiff::civil::Date;
use serde::Deserialize;

use super::{Days, late};
use crate::domain::as_of::days_between;
use crate::domain::assignment::UnknownName;
use crate::domain::written;

/// Who is reminded of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Occasion {
    /// A deadline: those who do the work, who answers for it, and those above.
    Officer,
    Head,
    FocalPoint,
    Leader,
    /// A result waits for the head of the unit.
    Approval,
    /// A result waits for the assigner.
    Answer,
    /// More time was asked for.
    Extension,
}

impl Occasion {
    pub const ALL: [Self; 7] = [Self::Officer, Self::Head, Self::FocalPoint, Self::Leader, Self::Approval, Self::Answer, Self::Extension];
    pub const OF_DEADLINES: [Self; 4] = [Self::Officer, Self::Head, Self::FocalPoint, Self::Leader];

    pub fn name(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Head => "head",
            Self::FocalPoint => "focal-point",
            Self::Leader => "leader",
            Self::Approval => "approval",
            Self::Answer => "answer",
            Self::Extension => "extension",
        }
    }

    /// Who is told.
    pub fn label(self) -> &'static str {
        match self {
            Self::Officer => "Chuyên viên của đơn vị",
            Self::Head | Self::Approval => "Thủ trưởng đơn vị",
            Self::FocalPoint => "Đầu mối tổng hợp cấp trên",
            Self::Leader => "Lãnh đạo cấp trên",
            Self::Answer | Self::Extension => "Người giao việc",
        }
    }

    /// Of what.
    pub fn matter(self) -> &'static str {
        match self {
            Self::Officer | Self::Head | Self::FocalPoint | Self::Leader => "Thời hạn của nhiệm vụ",
            Self::Approval => "Kết quả chờ thủ trưởng duyệt (tính từ ngày trình)",
            Self::Answer => "Kết quả chờ xác nhận (theo hạn trả lời)",
            Self::Extension => "Đề nghị gia hạn (tính từ ngày xin)",
        }
    }

    /// Over the things of a digest that are of one kind.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Officer | Self::Head => "Nhiệm vụ đến hạn, quá hạn",
            Self::FocalPoint | Self::Leader => "Nhiệm vụ của đơn vị cấp dưới",
            Self::Approval => "Kết quả chờ duyệt",
            Self::Answer => "Kết quả chờ xác nhận",
            Self::Extension => "Đề nghị gia hạn chờ trả lời",
        }
    }

    /// "thời hạn 17/11/2026, trễ 3 ngày".
    pub fn words(self, about: Date, today: Date) -> String {
        let (day, distance) = (written::day(about), written::distance(about, today));
        match self {
            Self::Officer | Self::Head | Self::FocalPoint | Self::Leader => format!("thời hạn {day}, {distance}"),
            Self::Approval => format!("trình ngày {day}"),
            Self::Answer => format!("hạn trả lời {day}, {distance}"),
            Self::Extension => format!("xin ngày {day}"),
        }
    }

    /// There is a day before which something can be said: what was asked has no deadline of its own.
    pub fn has_before(self) -> bool {
        !matches!(self, Self::Approval | Self::Extension)
    }
}

impl TryFrom<String> for Occasion {
    type Error = UnknownName;

    fn try_from(name: String) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|occasion| occasion.name() == name).ok_or(UnknownName(name))
    }
}

/// When one audience is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Days before.
    pub before: Vec<i64>,
    pub on_day: bool,
    /// After the day: from which day on, and every how many days; 0: not at all.
    pub from: i64,
    pub every: i64,
}

/// Farther ahead and rarer than once a year nobody is reminded.
const MOST_DAYS: i64 = 365;
const MOST_BEFORE: usize = 5;

/// Why rules are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("Số ngày nhắc trước hạn phải từ 1 đến 365, nhiều nhất 5 số, cách nhau bằng dấu phẩy")]
    Before,
    #[error("Số ngày nhắc sau hạn phải từ 0 đến 365")]
    After,
}

impl Line {
    /// # Errors
    /// Days that nobody can mean.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.before.len() > MOST_BEFORE || !self.before.iter().all(|days| (1..=MOST_DAYS).contains(days)) {
            return Err(Refusal::Before);
        }
        if [self.from, self.every].iter().all(|days| (0..=MOST_DAYS).contains(days)) { Ok(()) } else { Err(Refusal::After) }
    }

    /// Whether something is to be said on one of these days of what is about a day.
    pub fn falls(&self, about: Date, days: Days) -> bool {
        let today = late(about, days.today);
        (0..=days_between(days.first, days.today)).any(|back| self.says(today - back))
    }

    fn says(&self, late: i64) -> bool {
        match late {
            0 => self.on_day,
            ..0 => self.before.contains(&-late),
            _ => self.every > 0 && late >= self.from && (late - self.from.max(1)) % self.every == 0,
        }
    }
}

/// One line for each audience.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub officer: Line,
    pub head: Line,
    pub focal_point: Line,
    pub leader: Line,
    pub approval: Line,
    pub answer: Line,
    pub extension: Line,
}

impl Rules {
    pub fn line(&self, occasion: Occasion) -> &Line {
        match occasion {
            Occasion::Officer => &self.officer,
            Occasion::Head => &self.head,
            Occasion::FocalPoint => &self.focal_point,
            Occasion::Leader => &self.leader,
            Occasion::Approval => &self.approval,
            Occasion::Answer => &self.answer,
            Occasion::Extension => &self.extension,
        }
    }

    pub fn line_mut(&mut self, occasion: Occasion) -> &mut Line {
        match occasion {
            Occasion::Officer => &mut self.officer,
            Occasion::Head => &mut self.head,
            Occasion::FocalPoint => &mut self.focal_point,
            Occasion::Leader => &mut self.leader,
            Occasion::Approval => &mut self.approval,
            Occasion::Answer => &mut self.answer,
            Occasion::Extension => &mut self.extension,
        }
    }

    /// # Errors
    /// As [`Line::check`].
    pub fn check(&self) -> Result<(), Refusal> {
        Occasion::ALL.into_iter().try_for_each(|occasion| self.line(occasion).check())
    }

    /// Days before a deadline from which somebody may be told.
    pub fn farthest(&self) -> i64 {
        Occasion::OF_DEADLINES.into_iter().flat_map(|occasion| self.line(occasion).before.iter()).copied().max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_day_it_is_said_from_a_day_on_at_equal_distances() {
        let said = |from, every| {
            let line = Line { from, every, ..Line::default() };
            (1..=12).filter(|late| line.says(*late)).collect::<Vec<_>>()
        };
        assert_eq!(said(1, 3), [1, 4, 7, 10]);
        assert_eq!(said(3, 7), [3, 10]);
        assert_eq!(said(0, 5), [1, 6, 11], "from the first day on");
        assert!(said(3, 0).is_empty());
    }

    #[test]
    fn days_that_nobody_can_mean_are_refused() {
        let line = |before: &[i64], from, every| Line { before: before.to_vec(), from, every, ..Line::default() };
        assert_eq!(line(&[30, 7], 1, 3).check(), Ok(()));
        assert_eq!(line(&[0], 1, 3).check(), Err(Refusal::Before));
        assert_eq!(line(&[1, 2, 3, 4, 5, 6], 1, 3).check(), Err(Refusal::Before));
        assert_eq!(line(&[], 1, 366).check(), Err(Refusal::After));
    }
}
