//! The line to the mail server, step by step (RFC 5321), so that each can be noted before the next.

use std::future::Future;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, response::Response};

use super::message::Letter;
use crate::config::{Mail, Tls};

/// Seconds for the answer to the whole text: a server may look for viruses until then (RFC 5321, 4.5.3.2.6).
const TEXT_SECONDS: u64 = 600;

/// Why a mail did not go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// For good: 5xx.
    Refused(String),
    /// Perhaps later: 4xx.
    NotNow(String),
    /// There is no line, or it broke before the server took the mail.
    Cut(String),
    /// The text is out and the answer did not come in time.
    Doubtful(String),
}

pub struct Connection {
    line: AsyncSmtpConnection,
    from: Address,
    limit: Duration,
}

impl Connection {
    pub async fn open(mail: &Mail) -> Result<Self, Failure> {
        let limit = Duration::from_secs(mail.seconds);
        let from: Address = mail.from.parse().map_err(|_| Failure::Refused("Địa chỉ gửi trong cấu hình chưa đúng".to_owned()))?;
        let hello = ClientId::Domain(mail.domain().to_owned());
        let tls = |kind| (mail.tls == kind).then(|| tls(mail)).transpose();
        let (implicit, starttls) = (tls(Tls::Implicit)?, tls(Tls::Starttls)?);
        let opened = AsyncSmtpConnection::connect_tokio1((mail.host.as_str(), mail.port), Some(limit), &hello, implicit, None);
        let mut line = within(limit, opened).await?;
        if let Some(tls) = starttls {
            within(limit, line.starttls(tls, &hello)).await?;
        }
        if let (Some(user), Some(password)) = (&mail.user, &mail.password) {
            let credentials = Credentials::new(user.clone(), password.clone());
            // A password that is wrong today may be mended tomorrow: no mail is lost for it.
            within(limit, line.auth(DEFAULT_MECHANISMS, &credentials)).await.map_err(Failure::of_the_line)?;
        }
        Ok(Self { line, from, limit })
    }

    /// Everything up to the text: who sends, to whom, and that the server waits for it.
    pub async fn envelope(&mut self, letter: &Letter) -> Result<(), Failure> {
        let limit = self.limit;
        within(limit, self.line.command(MailFrom::new(Some(self.from.clone()), vec![]))).await.map_err(Failure::of_the_line)?;
        within(limit, self.line.command(Rcpt::new(letter.to.clone(), vec![]))).await?;
        within(limit, self.line.command(Data)).await?;
        Ok(())
    }

    /// The text and the server's word that it has it.
    pub async fn text(&mut self, letter: &Letter) -> Result<(), Failure> {
        match tokio::time::timeout(Duration::from_secs(TEXT_SECONDS), self.line.message(&letter.bytes)).await {
            Ok(answer) => answer.map(|_| ()).map_err(|error| Failure::of(&error)),
            Err(_) => Err(Failure::Doubtful("Máy chủ thư không trả lời sau khi nhận nội dung".to_owned())),
        }
    }

    /// Forgets the mail that was refused.
    pub async fn reset(&mut self) -> Result<(), Failure> {
        within(self.limit, self.line.command(Rset)).await.map(|_: Response| ())
    }

    /// Nothing depends on the answer.
    pub async fn quit(mut self) {
        let _ = within(self.limit, self.line.quit()).await;
    }
}

impl Failure {
    fn of(error: &Error) -> Self {
        let reason = match error.status() {
            Some(code) => format!("Máy chủ thư trả lời {code}: {}", said(error)),
            None => format!("Không liên lạc được với máy chủ thư: {}", said(error)),
        };
        if error.is_permanent() {
            Self::Refused(reason)
        } else if error.is_transient() {
            Self::NotNow(reason)
        } else {
            Self::Cut(reason)
        }
    }

    /// What servers say names the person: the address stays out of what is kept.
    pub fn without(self, address: &str) -> Self {
        let calm = |reason: String| if address.is_empty() { reason } else { reason.replace(address, "…") };
        match self {
            Self::Refused(reason) => Self::Refused(calm(reason)),
            Self::NotNow(reason) => Self::NotNow(calm(reason)),
            Self::Cut(reason) => Self::Cut(calm(reason)),
            Self::Doubtful(reason) => Self::Doubtful(calm(reason)),
        }
    }

    /// What concerns the sender or the sign-in is no fault of the mail: it waits.
    fn of_the_line(self) -> Self {
        match self {
            Self::Refused(reason) => Self::Cut(reason),
            other => other,
        }
    }
}

/// What the server or the system says, in one short line.
fn said(error: &Error) -> String {
    let mut words = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    words.retain(|c| !c.is_control());
    words.chars().take(200).collect()
}

fn tls(mail: &Mail) -> Result<TlsParameters, Failure> {
    let wrong = |error: Error| Failure::Cut(format!("Chứng thư trong cấu hình chưa đúng: {}", said(&error)));
    let mut builder = TlsParameters::builder(mail.host.clone());
    if let Some(pem) = &mail.ca_pem {
        builder = builder.add_root_certificate(Certificate::from_pem(pem.as_bytes()).map_err(wrong)?);
    }
    builder.build().map_err(wrong)
}

async fn within<T>(limit: Duration, step: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
    match tokio::time::timeout(limit, step).await {
        Ok(answer) => answer.map_err(|error| Failure::of(&error)),
        Err(_) => Err(Failure::Cut("Máy chủ thư không trả lời".to_owned())),
    }
}
