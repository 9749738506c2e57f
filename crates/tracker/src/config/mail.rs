//! The mail server, and how the board is known to it.

use serde::Deserialize;

/// How the line to the server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// A server on the same machine, or on a line of one's own.
    None,
    Starttls,
    Implicit,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: Option<String>,
    /// The password lies in a file of its own; never here.
    pub password_file: Option<String>,
    #[serde(skip)]
    pub password: Option<String>,
    /// Address that the mails come from.
    pub from: String,
    /// Address of the board as people type it.
    pub board: String,
    /// Of an authority of one's own (PEM).
    pub ca_file: Option<String>,
    #[serde(skip)]
    pub ca_pem: Option<String>,
    /// The server answers each step within these seconds, or is asked again later.
    #[serde(default = "sixty")]
    pub seconds: u64,
    /// Mails at once.
    #[serde(default = "fifty")]
    pub batch: u32,
}

fn sixty() -> u64 {
    60
}

fn fifty() -> u32 {
    50
}

impl Mail {
    /// Part behind the @.
    pub fn domain(&self) -> &str {
        self.from.rsplit('@').next().unwrap_or_default()
    }

    /// # Errors
    /// One sentence that says what cannot be taken.
    pub fn check(&self) -> Result<(), String> {
        let wrong = |what: &str| Err(format!("Cấu hình chưa đúng: mail.{what}"));
        if self.from.parse::<lettre::Address>().is_err() {
            return wrong("from phải là địa chỉ thư, như roviec@tinh.example");
        }
        if self.user.is_some() && self.tls == Tls::None {
            return wrong("tls = \"none\" thì không được ghi user: mật khẩu sẽ đi trên đường truyền không mã hóa");
        }
        if !(1..=3600).contains(&self.seconds) || !(1..=1000).contains(&self.batch) {
            return wrong("seconds phải từ 1 đến 3600, batch phải từ 1 đến 1000");
        }
        Ok(())
    }
}
