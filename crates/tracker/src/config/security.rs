//! The figures of sign-in and accounts: each with where it comes from and the day it is in force from.
//! Those that ship are the ones written in `roviec.toml.example`.

use jiff::civil::Date;
use serde::Deserialize;

use super::file::ConfigFile;
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

    pub fn password_rules(&self) -> PasswordRules {
        let letters = |figure: &Figure| usize::try_from(figure.value).unwrap_or(usize::MAX);
        PasswordRules { alone: letters(&self.password_letters), with_code: letters(&self.password_letters_with_code) }
    }

    /// Every figure with its name and the span that makes sense.
    pub(super) fn all(&self) -> [(&'static str, &Figure, std::ops::RangeInclusive<i64>); 9] {
        [
            ("wrong_tries", &self.wrong_tries, 1..=100),
            ("lock_minutes", &self.lock_minutes, 1..=43_200),
            ("idle_minutes", &self.idle_minutes, 1..=1_440),
            ("administrator_idle_minutes", &self.administrator_idle_minutes, 1..=1_440),
            ("inactive_days", &self.inactive_days, 1..=3_650),
            ("review_months", &self.review_months, 1..=60),
            ("password_letters", &self.password_letters, 8..=100),
            ("password_letters_with_code", &self.password_letters_with_code, 8..=100),
            ("invitation_hours", &self.invitation_hours, 1..=720),
        ]
    }
}
