//! The run of a working day: everybody is told of what falls on it, each person once. It goes through the work in stretches of ids, a
//! short transaction for each, and may be cut off at any place: what goes on later tells nobody twice and leaves nobody out.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::config::Config;
use crate::domain::as_of::days_after;
use crate::domain::reminder::{self, Days, People, Reminder, Rules};
use crate::error::{Error, Result};
use crate::retrying;
use crate::retrying::{Retries, Tries};
use crate::store::audit::Actor;
use crate::store::reminders::{self, Run, Stage};
use crate::store::{Database, calendar_days, mails};

/// What a run goes by.
#[derive(Debug, Clone)]
pub struct Reminding {
    /// Where a plan has none of its own.
    pub rules: Rules,
    /// What stands behind the @ of Message-IDs; `None`: nothing goes by e-mail.
    pub mail_domain: Option<String>,
    pub retries: Retries,
    /// Ids in one stretch.
    pub stretch: i64,
}

impl Reminding {
    const STRETCH: i64 = 10_000;

    /// As a board is configured.
    pub fn by(config: &Config) -> Self {
        Self {
            rules: config.reminder_rules.clone(),
            mail_domain: config.mail.as_ref().map(|mail| mail.domain().to_owned()),
            retries: config.retries,
            stretch: Self::STRETCH,
        }
    }
}

/// Tells everybody what falls on a day. Nothing on a day off, nothing where it was done.
///
/// # Errors
/// The database fails; what was done until then stays.
pub async fn run(db: &Database, actor: Actor, today: Date, reminding: &Reminding) -> Result<()> {
    let before = reminders::last(&mut db.read().await?, today).await?;
    // Everybody was told, but not everything was put in the queue.
    if let Some(run) = before.filter(|run| run.stage == Stage::Mails) {
        let mut cut_off = Running::resume(db, actor, reminding, run).await?;
        while cut_off.step().await? {}
    }
    let Some(mut running) = Running::begin(db, actor, today, reminding).await? else { return Ok(()) };
    while running.step().await? {}
    Ok(())
}

/// A run under way.
pub struct Running<'a> {
    db: &'a Database,
    actor: Actor,
    reminding: &'a Reminding,
    run: Run,
    /// Of the stage.
    last_id: i64,
    people: People,
    of_plans: HashMap<i64, Rules>,
    /// By person.
    digests: HashMap<i64, i64>,
}

impl<'a> Running<'a> {
    /// Begins the run of a day or goes on with it; `None` on a day off.
    ///
    /// # Errors
    /// The database fails.
    pub async fn begin(db: &'a Database, actor: Actor, today: Date, reminding: &'a Reminding) -> Result<Option<Self>> {
        let mut tx = db.read().await?;
        let run = reminders::find(&mut tx, today).await?;
        let last = reminders::last(&mut tx, today).await?.map(|run| run.days.today);
        let days = Days::of(today, last, &calendar_days::working_days(&mut tx).await?);
        drop(tx);
        let run = match (run, days) {
            (Some(run), _) => run,
            (None, None) => return Ok(None),
            (None, Some(days)) => {
                retrying!(tries(actor, reminding), async {
                    let mut tx = db.write().await?;
                    reminders::begin(&mut tx, days).await?;
                    Ok(tx.commit().await?)
                })?;
                Run { days, stage: Stage::Deadlines, passed: 0 }
            }
        };
        Ok(Some(Self::resume(db, actor, reminding, run).await?))
    }

    async fn resume(db: &'a Database, actor: Actor, reminding: &'a Reminding, run: Run) -> Result<Self> {
        let mut tx = db.read().await?;
        let people = reminders::people(&mut tx, run.days.today).await?;
        let of_plans = reminders::all_rules(&mut tx).await?;
        drop(tx);
        let mut out = Self { db, actor, reminding, run, last_id: 0, people, of_plans, digests: HashMap::new() };
        out.look_up().await?;
        Ok(out)
    }

    /// Where the run is by the database.
    async fn look_up(&mut self) -> Result<()> {
        let mut tx = self.db.read().await?;
        let today = self.run.days.today;
        self.run = reminders::find(&mut tx, today).await?.ok_or(Error::NotFound)?;
        self.last_id = reminders::last_id(&mut tx, self.run.stage).await?;
        self.digests = reminders::digests_of(&mut tx, today).await?;
        Ok(())
    }

    /// Goes through one stretch; false when there is nothing left.
    ///
    /// # Errors
    /// The database fails; the stretch was not gone through.
    pub async fn step(&mut self) -> Result<bool> {
        if self.run.stage == Stage::Done {
            return Ok(false);
        }
        let page = (self.run.passed, self.last_id.min(self.run.passed + self.reminding.stretch));
        let after =
            if page.0 >= page.1 { Run { stage: self.run.stage.next(), passed: 0, ..self.run } } else { Run { passed: page.1, ..self.run } };
        let reminders = self.told(page).await?;
        let (before, digests, actor) = (self.run, &self.digests, self.actor);
        let domain = self.reminding.mail_domain.as_deref().filter(|_| before.stage == Stage::Mails);
        let recorded = retrying!(tries(actor, self.reminding), async {
            let mut tx = self.db.write().await?;
            let new = reminders::record(&mut tx, (&before, &after), &reminders, digests, actor.at).await?;
            if let (Some(_), Some(domain)) = (&new, domain) {
                mails::queue(&mut tx, actor, before.days.today, page, domain).await?;
            }
            tx.commit().await?;
            Ok(new)
        })?;
        match recorded {
            Some(new) if after.stage == before.stage => {
                self.digests.extend(new);
                self.run = after;
            }
            // The next stage, or another process was here.
            _ => self.look_up().await?,
        }
        Ok(self.run.stage != Stage::Done)
    }

    /// What people are told of a stretch.
    async fn told(&self, page: (i64, i64)) -> Result<Vec<Reminder>> {
        let (days, people) = (self.run.days, &self.people);
        let mut tx = self.db.read().await?;
        let requests = match self.run.stage {
            Stage::Deadlines => {
                let until = days_after(days.today, self.farthest());
                let work = reminders::deadlines(&mut tx, page, until).await?;
                return Ok(work.into_iter().flat_map(|(plan, work)| reminder::of_deadline(work, self.rules(plan), days, people)).collect());
            }
            Stage::Results => reminders::results(&mut tx, page).await?,
            Stage::Extensions => reminders::extensions(&mut tx, page).await?,
            Stage::Mails | Stage::Done => Vec::new(),
        };
        Ok(requests.into_iter().flat_map(|(plan, request)| reminder::of_request(request, self.rules(plan), days, people)).collect())
    }

    fn rules(&self, plan: i64) -> &Rules {
        self.of_plans.get(&plan).unwrap_or(&self.reminding.rules)
    }

    fn farthest(&self) -> i64 {
        self.of_plans.values().map(Rules::farthest).max().unwrap_or(0).max(self.reminding.rules.farthest())
    }
}

fn tries(actor: Actor, reminding: &Reminding) -> Tries {
    let mut random = [0; 8];
    random.copy_from_slice(&actor.seed[..8]);
    Tries::new(reminding.retries, u64::from_le_bytes(random))
}
