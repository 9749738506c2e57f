//! The figures of sign-in and accounts: each with where it comes from and the day it is in force from.
//! Those that ship are the ones written in `roviec.toml.example`.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::file::ConfigFile;
use crate::clock;
use crate::domain::PasswordRules;

/// A legal constant: data with its source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    pub value: i64,
    pub source: String,
    pub from: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Security {
    pub wrong_tries: Figure,
    pub lock_minutes: Figure,
    pub idle_minutes: Figure,
    pub administrator_idle_minutes: Figure,
    pub inactive_days: Figure,
    pub review_months: Figure,
    pub password_letters: Figure,
    pub password_letters_with_code: Figure,
    /// Months after which a password is changed, of everybody and of administrators; 0 for never.
    pub password_months: Figure,
    pub administrator_password_months: Figure,
    /// Last passwords that are not chosen again.
    pub passwords_kept: Figure,
    pub invitation_hours: Figure,
}

impl Default for Security {
    fn default() -> Self {
        ConfigFile::shipped().security
    }
}

impl Security {
    pub fn lock_seconds(&self) -> i64 {
        self.lock_minutes.value * 60
    }

    /// Seconds without a request after which a session is locked.
    pub fn idle_seconds(&self, is_administrator: bool) -> i64 {
        let figure = if is_administrator { &self.administrator_idle_minutes } else { &self.idle_minutes };
        figure.value * 60
    }

    /// The second since when somebody has to have signed in.
    pub fn active_since(&self, now: i64) -> i64 {
        now - self.inactive_days.value * 86_400
    }

    /// Whether a password of a second is too old at another one.
    pub fn is_password_old(&self, set_at: i64, now: i64, is_administrator: bool) -> bool {
        let months = match (is_administrator, self.password_months.value, self.administrator_password_months.value) {
            (false, months, _) | (true, months, 0) | (true, 0, months) => months,
            (true, all, administrators) => all.min(administrators),
        };
        months > 0 && clock::day_of(set_at).checked_add(months.months()).is_ok_and(|last| clock::day_of(now) >= last)
    }

    pub fn password_rules(&self) -> PasswordRules {
        let letters = |figure: &Figure| usize::try_from(figure.value).unwrap_or(usize::MAX);
        PasswordRules { alone: letters(&self.password_letters), with_code: letters(&self.password_letters_with_code) }
    }

    /// Every figure with its name and the span that makes sense.
    pub(super) fn all(&self) -> [(&'static str, &Figure, std::ops::RangeInclusive<i64>); 12] {
        [
            ("wrong_tries", &self.wrong_tries, 1..=100),
            ("lock_minutes", &self.lock_minutes, 1..=43_200),
            ("idle_minutes", &self.idle_minutes, 1..=1_440),
            ("administrator_idle_minutes", &self.administrator_idle_minutes, 1..=1_440),
            ("inactive_days", &self.inactive_days, 1..=3_650),
            ("review_months", &self.review_months, 1..=60),
            ("password_letters", &self.password_letters, 8..=100),
            ("password_letters_with_code", &self.password_letters_with_code, 8..=100),
            ("password_months", &self.password_months, 0..=120),
            ("administrator_password_months", &self.administrator_password_months, 0..=120),
            ("passwords_kept", &self.passwords_kept, 0..=24),
            ("invitation_hours", &self.invitation_hours, 1..=720),
        ]
    }
}
