//! The configuration file: read over what ships, so that it names only what differs.

use serde::Deserialize;
use toml::{Table, Value};

use super::{Config, Mail, Security};
use crate::auth::password::Hashing;
use crate::domain::reminder::Rules;

/// What ships, and the example for others in one.
const SHIPPED: &str = include_str!("../../../../roviec.toml.example");

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    pub server: Server,
    pub work: Work,
    pub reminders: Rules,
    pub password: Password,
    pub security: Security,
    pub oidc: Option<Provider>,
    pub mail: Option<Mail>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub https: bool,
    pub internet: bool,
    pub near_due_days: i64,
    /// Folder of the files that prove results; empty: beside the database.
    pub files: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// Working days in which the assigner answers a result.
    pub answer_days: u32,
    /// Hour from which people are reminded.
    pub reminder_hour: i8,
    /// Months from one check point to the next of work that is done all the time.
    pub check_months: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Password {
    pub hash: Hashing,
}

/// An OpenID Connect provider, and how the board is known there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    pub issuer: String,
    pub client_id: String,
    /// The secret lies in a file of its own; never here.
    pub client_secret_file: Option<String>,
    #[serde(skip)]
    pub client_secret: Option<String>,
    /// Address of the board as people type it.
    pub board: String,
    #[serde(default = "preferred_username")]
    pub login_claim: String,
    #[serde(default = "label")]
    pub label: String,
    pub ca_file: Option<String>,
    /// PEM of `ca_file`.
    #[serde(skip)]
    pub ca_pem: Option<String>,
    /// The provider has asked for a second factor; the board does not ask again.
    #[serde(default)]
    pub asks_for_second_factor: bool,
}

fn preferred_username() -> String {
    "preferred_username".to_owned()
}

fn label() -> String {
    "Đăng nhập bằng tài khoản dùng chung".to_owned()
}

impl ConfigFile {
    pub fn shipped() -> Self {
        Self::read("").expect("what ships is read by a test")
    }

    /// A file laid over what ships.
    ///
    /// # Errors
    /// One sentence that says what cannot be taken and where.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut all: Table = SHIPPED.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
        let own: Table = text.parse().map_err(|error| unreadable(text, &error))?;
        for (name, value) in own {
            match (all.get_mut(&name), value) {
                (Some(Value::Table(known)), Value::Table(given)) => known.extend(given),
                (_, value) => {
                    all.insert(name, value);
                }
            }
        }
        let file: Self = all.try_into().map_err(|error: toml::de::Error| format!("Cấu hình chưa đúng: {}", error.message()))?;
        for (name, figure, span) in file.security.all() {
            if !span.contains(&figure.value) {
                return Err(format!("Cấu hình chưa đúng: security.{name} = {}, phải từ {} đến {}", figure.value, span.start(), span.end()));
            }
        }
        if !(1..=60).contains(&file.work.answer_days) {
            return Err(format!("Cấu hình chưa đúng: work.answer_days = {}, phải từ 1 đến 60", file.work.answer_days));
        }
        if !(0..=23).contains(&file.work.reminder_hour) {
            return Err(format!("Cấu hình chưa đúng: work.reminder_hour = {}, phải từ 0 đến 23", file.work.reminder_hour));
        }
        file.reminders.check().map_err(|refusal| format!("Cấu hình chưa đúng: reminders: {refusal}"))?;
        file.mail.as_ref().map_or(Ok(()), Mail::check)?;
        if !(1..=12).contains(&file.work.check_months) {
            return Err(format!("Cấu hình chưa đúng: work.check_months = {}, phải từ 1 đến 12", file.work.check_months));
        }
        Ok(file)
    }

    /// The settings of a board by this file.
    pub fn config(self) -> Config {
        Config {
            https: self.server.https,
            internet: self.server.internet,
            near_due_days: self.server.near_due_days,
            answer_days: self.work.answer_days,
            reminder_hour: self.work.reminder_hour,
            reminder_rules: self.reminders,
            mail: self.mail,
            check_months: self.work.check_months,
            evidence_folder: self.server.files.into(),
            hashing: self.password.hash,
            security: self.security,
            provider: self.oidc,
            ..Config::default()
        }
    }
}

fn unreadable(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    format!("Cấu hình chưa đúng ở dòng {line}: {}", error.message())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_whole_and_names_a_source_for_every_figure() {
        let shipped = ConfigFile::shipped();
        assert_eq!(shipped.oidc, None);
        assert_eq!((shipped.security.wrong_tries.value, shipped.security.idle_minutes.value), (5, 15));
        assert!(shipped.security.all().iter().all(|(_, figure, _)| !figure.source.is_empty()));
    }

    #[test]
    fn a_file_names_only_what_differs() {
        let text =
            "[server]\ninternet = true\n[security]\ninactive_days = { value = 30, source = \"Quy chế 12/QC-UBND\", from = \"2026-12-01\" }";
        let file = ConfigFile::read(text).expect("is read");
        assert_eq!((file.server.internet, file.server.near_due_days, file.security.inactive_days.value), (true, 7, 30));
        assert_eq!(file.security.lock_minutes.value, 720);
    }

    #[test]
    fn a_provider_has_its_names_and_no_secret_in_the_file() {
        let text = "[oidc]\nissuer = \"https://a\"\nclient_id = \"b\"\nboard = \"https://c\"";
        let provider = ConfigFile::read(text).expect("is read").oidc.expect("is there");
        assert_eq!((provider.login_claim.as_str(), provider.client_secret), ("preferred_username", None));
        assert!(ConfigFile::read(&format!("{text}\nclient_secret = \"x\"")).is_err());
    }

    #[test]
    fn what_cannot_be_taken_is_told_with_its_place() {
        assert!(ConfigFile::read("a\nb = = 1").is_err_and(|sentence| sentence.contains("dòng 1")));
        assert!(ConfigFile::read("[security]\nidle = 1").is_err_and(|sentence| sentence.contains("idle")));
        let nothing = "[security]\nidle_minutes = { value = 0, source = \"a\", from = \"2026-12-01\" }";
        assert!(ConfigFile::read(nothing).is_err_and(|sentence| sentence.contains("idle_minutes") && sentence.contains("từ 1 đến 1440")));
    }
}
