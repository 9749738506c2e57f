//! Tries of passwords and codes: counted by login before anything is compared, so that many at once gain nothing, locked
//! when there are too many, told to the audit when they are wrong.

use super::{password, tokens};
use crate::clock::{self, Clock};
use crate::domain::written;
use crate::error::{Error, Result};
use crate::retrying;
use crate::state::AppState;
use crate::store::audit::Actor;
use crate::store::sign_in_failures::{self as failures, Failures, WrongTry};
use crate::store::users::{self, Credentials};
use crate::store::{Tx, unknown_sign_ins};

/// "Đã nhập sai nhiều lần. Tài khoản bị khóa đến 10:05 ngày 21/11/2026…"
pub(super) fn locked(until: i64) -> String {
    let time = clock::time_of(until);
    let day = written::day(time.date());
    format!(
        "Đã nhập sai nhiều lần. Tài khoản bị khóa đến {:02}:{:02} ngày {day}; quản trị viên có thể mở khóa sớm hơn.",
        time.hour(),
        time.minute()
    )
}

pub(super) enum Compared {
    Locked {
        until: i64,
    },
    Wrong,
    /// Right, but too long away.
    Inactive,
    /// `rehashed`: the hash before and the one by the method configured now.
    Right {
        known: Credentials,
        rehashed: Option<(String, String)>,
    },
}

/// Counts the try, then looks at the password. `actor` is whoever tries, as far as that is known.
pub(super) async fn compare(state: &AppState, actor: Actor, login: &str, typed: String) -> Result<Compared> {
    // Locks run by the clock of the machine also where the board shows a fixed day.
    let now = Clock::System.now();
    let hashing = state.config.hashing;
    // Run again from its beginning, the request would count one wrong try twice.
    let counted = match retrying!(state.tries(), begin(state, login, now))? {
        Ok(counted) => counted,
        Err(until) => return Ok(Compared::Locked { until }),
    };
    let hash = counted.stored.as_ref().map(|known| known.password_hash.clone());
    let right = password::verify(typed.clone(), hash, hashing).await?;
    let Counted { stored, number } = counted;
    let Some(known) = stored.filter(|_| right) else {
        tell(state, actor, login, (number, "password")).await?;
        return Ok(Compared::Wrong);
    };
    retrying!(state.tries(), put_back(state, login))?;
    if known.active_from.is_some_and(|from| from < state.config.security.active_since(now)) {
        return Ok(Compared::Inactive);
    }
    let rehashed = if password::is_outdated(&known.password_hash, hashing) {
        Some((known.password_hash.clone(), password::hash(typed, hashing).await?))
    } else {
        None
    };
    Ok(Compared::Right { known, rehashed })
}

/// Whether the password of somebody who is signed in already is the one typed; wrong ones count as at the sign-in.
///
/// # Errors
/// `Invalid` with the sentence for the person when it is not; the database fails.
pub async fn confirm_password(state: &AppState, actor: Actor, login: &str, typed: String) -> Result<()> {
    match compare(state, actor, login, typed).await? {
        Compared::Right { .. } | Compared::Inactive => Ok(()),
        Compared::Wrong => Err(Error::Invalid("Mật khẩu hiện nay chưa đúng".to_owned())),
        Compared::Locked { until } => Err(Error::Invalid(locked(until).trim_end_matches('.').to_owned())),
    }
}

/// A try that is counted as wrong for now.
pub(super) struct Counted {
    /// What the password is compared with.
    stored: Option<Credentials>,
    /// The how manieth of its login.
    pub number: i64,
}

/// Counts the try; or until when the login is locked.
pub(super) async fn begin(state: &AppState, login: &str, now: i64) -> Result<Result<Counted, i64>> {
    let security = &state.config.security;
    let mut tx = state.db.write().await?;
    failures::forget_before(&mut tx, now - security.lock_seconds()).await?;
    // A name nobody has may be a password in the wrong field: it is not kept as it was typed.
    let is_known = users::id_of(&mut tx, login).await?.is_some();
    let key = if is_known { login.to_owned() } else { tokens::digest(login) };
    let before = failures::of(&mut tx, &key).await?;
    if let Some(before) = before.filter(|before| before.locked_until > now) {
        return Ok(Err(before.locked_until));
    }
    // A lock that has ended forgives what led to it.
    let before = before.filter(|before| before.locked_until == 0);
    let number = before.map_or(0, |before| before.failures) + 1;
    let locked_until = if locks(state, number) { now + security.lock_seconds() } else { 0 };
    failures::set(&mut tx, &key, Failures { failures: number, last_at: now, locked_until }).await?;
    let stored = users::credentials(&mut tx, login).await?;
    tx.commit().await?;
    Ok(Ok(Counted { stored, number }))
}

fn locks(state: &AppState, number: i64) -> bool {
    number >= state.config.security.wrong_tries.value
}

/// A right password takes its own try back, not the wrong codes before it: those are forgotten once the person is in.
async fn put_back(state: &AppState, login: &str) -> Result<()> {
    let mut tx = state.db.write().await?;
    failures::take_back(&mut tx, login).await?;
    Ok(tx.commit().await?)
}

/// Tells the audit of a wrong try: whose account was named, or only from where where nobody has the name.
pub(super) async fn tell(state: &AppState, actor: Actor, login: &str, (number, step): (i64, &'static str)) -> Result<()> {
    retrying!(state.tries(), async {
        let mut tx = state.db.write_by(actor).await?;
        told(&mut tx, state, actor, login, (number, step)).await?;
        Ok(tx.commit().await?)
    })
}

async fn told(tx: &mut Tx, state: &AppState, actor: Actor, login: &str, (number, step): (i64, &'static str)) -> Result<()> {
    // Also of who is disabled: that somebody tries is what an inspector wants to know.
    let Some(user) = users::id_of(tx, login).await? else {
        return unknown_sign_ins::count(tx, actor, Clock::System.now()).await;
    };
    let lock_minutes = locks(state, number).then_some(state.config.security.lock_minutes.value);
    failures::tell(tx, actor, user, WrongTry { step, number, lock_minutes }).await
}
