//! Digests go by e-mail: one after another from the queue to the mail server, in the background. No page waits for it.
//!
//! Where each mail is stands in the database before the next step is taken. What becomes of it when something breaks, and why, says
//! docs/decisions/0010-mail-once.md.

mod connection;
mod message;

use std::time::Duration;

use rand::RngExt;

use self::connection::{Connection, Failure};
use crate::config::Mail;
use crate::error::Result;
use crate::retrying;
use crate::retrying::{Retries, Tries};
use crate::state::AppState;
use crate::store::mails::{self, Outcome, Taken};
use crate::store::{Database, reminders};

/// Seconds between two looks at the queue.
const LOOK_SECONDS: u64 = 20;

/// How long a mail is waited for, and how often it is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// Seconds after the first try; twice as many after each further one.
    pub first: i64,
    pub longest: i64,
    pub most_tries: i64,
    /// Seconds for which whoever sends a mail holds it: longer than the server may take for all of it.
    pub hold: i64,
}

impl Default for Waits {
    /// About a day and a half in all.
    fn default() -> Self {
        Self { first: 60, longest: 3 * 3600, most_tries: 20, hold: 3600 }
    }
}

impl Waits {
    /// Seconds until the next try after so many.
    fn after(&self, tries: i64) -> i64 {
        let doubled = u32::try_from(tries - 1).unwrap_or_default().min(20);
        self.first.saturating_mul(2_i64.pow(doubled)).min(self.longest)
    }
}

/// What sending goes by; the second comes in with each call.
pub struct Sending<'a> {
    pub db: &'a Database,
    pub mail: &'a Mail,
    pub waits: Waits,
    pub retries: Retries,
    pub now: &'a (dyn Fn() -> i64 + Sync),
}

impl Sending<'_> {
    /// Sends what is due, one batch of it at most; how many mails were taken in hand.
    ///
    /// # Errors
    /// The database fails. What the mail server does is noted with each mail and is no error.
    pub async fn send_due(&self) -> Result<u32> {
        let mut line: Option<Connection> = None;
        let mut taken = 0;
        while taken < self.mail.batch {
            let Some(mail) = self.take().await? else { break };
            taken += 1;
            let outcome = self.send(&mut line, &mail).await?;
            let is_cut = line.is_none();
            self.settle(&mail, &outcome).await?;
            // A server that does not answer is not asked once more for each mail.
            if is_cut && matches!(outcome, Outcome::Later(..)) {
                break;
            }
        }
        if let Some(line) = line {
            line.quit().await;
        }
        Ok(taken)
    }

    async fn take(&self) -> Result<Option<Taken>> {
        retrying!(self.tries(), async {
            let now = (self.now)();
            let mut tx = self.db.write().await?;
            let taken = mails::take(&mut tx, now, now + self.waits.hold).await?;
            tx.commit().await?;
            Ok(taken)
        })
    }

    async fn settle(&self, mail: &Taken, outcome: &Outcome) -> Result<()> {
        retrying!(self.tries(), async {
            let mut tx = self.db.write().await?;
            mails::settle(&mut tx, mail, outcome).await?;
            Ok(tx.commit().await?)
        })
    }

    /// One mail over the line, which is made where there is none and dropped when it breaks.
    async fn send(&self, line: &mut Option<Connection>, mail: &Taken) -> Result<Outcome> {
        let Some(text) = self.text(mail).await? else {
            return Ok(Outcome::Failed("Người nhận không có địa chỉ thư dùng được".to_owned()));
        };
        let mut connection = match self.addressed(line, &text).await {
            Ok(connection) => connection,
            Err(failure) => return Ok(self.outcome(mail, failure)),
        };
        let is_ours = retrying!(self.tries(), async {
            let mut tx = self.db.write().await?;
            let is_ours = mails::hand_over(&mut tx, mail, (self.now)() + self.waits.hold).await?;
            tx.commit().await?;
            Ok(is_ours)
        })?;
        if !is_ours {
            return Ok(Outcome::Doubtful(String::new()));
        }
        match connection.text(&text).await {
            Ok(()) => {
                *line = Some(connection);
                Ok(Outcome::Sent((self.now)()))
            }
            Err(failure) => {
                keep_line(line, connection, &failure).await;
                Ok(self.outcome(mail, failure))
            }
        }
    }

    /// A line on which the server waits for the text. One that was idle may have been closed: then a new one is made.
    async fn addressed(&self, line: &mut Option<Connection>, text: &message::Letter) -> Result<Connection, Failure> {
        if let Some(mut idle) = line.take() {
            match idle.envelope(text).await {
                Ok(()) => return Ok(idle),
                Err(Failure::Cut(_)) => {}
                Err(failure) => {
                    keep_line(line, idle, &failure).await;
                    return Err(failure);
                }
            }
        }
        let mut connection = Connection::open(self.mail).await?;
        match connection.envelope(text).await {
            Ok(()) => Ok(connection),
            Err(failure) => {
                keep_line(line, connection, &failure).await;
                Err(failure)
            }
        }
    }

    async fn text(&self, mail: &Taken) -> Result<Option<message::Letter>> {
        let mut tx = self.db.read().await?;
        let as_of = crate::domain::AsOf::new(mail.day, 0);
        let items = reminders::items(&mut tx, mail.digest_id, as_of, message::SHOWN).await?;
        let count = reminders::digest(&mut tx, mail.user_id, mail.day).await?.map_or(0, |digest| digest.count);
        drop(tx);
        Ok(message::letter(self.mail, mail, (&items, count), (self.now)()))
    }

    fn outcome(&self, mail: &Taken, failure: Failure) -> Outcome {
        match failure.without(mail.email.as_deref().unwrap_or_default()) {
            Failure::Refused(reason) => Outcome::Failed(reason),
            Failure::Doubtful(reason) => Outcome::Doubtful(reason),
            Failure::NotNow(reason) | Failure::Cut(reason) if mail.tries >= self.waits.most_tries => Outcome::Failed(reason),
            Failure::NotNow(reason) | Failure::Cut(reason) => Outcome::Later((self.now)() + self.waits.after(mail.tries), reason),
        }
    }

    fn tries(&self) -> Tries {
        Tries::new(self.retries, rand::rng().random())
    }
}

/// After a refusal the line goes on with the next mail.
async fn keep_line(line: &mut Option<Connection>, mut connection: Connection, failure: &Failure) {
    if matches!(failure, Failure::Refused(_) | Failure::NotNow(_)) && connection.reset().await.is_ok() {
        *line = Some(connection);
    }
}

/// Sends what is due as long as the board runs.
pub async fn keep(state: AppState) {
    let Some(mail) = &state.config.mail else { return };
    let clock = state.clock;
    let now = move || clock.now();
    let sending = Sending { db: &state.db, mail, waits: Waits::default(), retries: state.config.retries, now: &now };
    loop {
        match sending.send_due().await {
            Ok(taken) if taken == mail.batch => {}
            Ok(_) => tokio::time::sleep(Duration::from_secs(LOOK_SECONDS)).await,
            Err(error) => {
                tracing::error!(%error, "mails that are due were not sent");
                tokio::time::sleep(Duration::from_secs(LOOK_SECONDS)).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_twice_as_long_as_the_one_before_up_to_the_longest() {
        let waits = Waits { first: 60, longest: 600, most_tries: 9, hold: 1 };
        assert_eq!([1, 2, 3, 4, 5, 90].map(|tries| waits.after(tries)), [60, 120, 240, 480, 600, 600]);
    }
}
