//! Passwords: Argon2id with the parameters of the OWASP Password Storage Cheat Sheet
//! (19 MiB, 2 passes, 1 lane), never on a thread that serves requests.

use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Shorter ones are refused (NIST SP 800-63B asks for 8 beside a limit of tries; more where that is all).
pub const SHORTEST: usize = 10;

/// Each hash takes 19 MiB and a core: no more at once than a small server has to spare.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Compared with when no such user exists, so that the answer takes the same time.
static NOBODYS: LazyLock<String> = LazyLock::new(|| hash_now("a password nobody has").unwrap_or_default());

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<String> {
    Ok(argon2()?.hash_password(composed(password).as_bytes()).map_err(internal)?.to_string())
}

/// The same letters whichever keyboard composed them (NFKC).
fn composed(password: &str) -> String {
    password.nfkc().collect()
}

/// A new hash with its own salt, as a PHC string.
///
/// # Errors
/// `Invalid` when it is too short; no randomness is to be had.
pub async fn hash(password: String) -> Result<String> {
    if password.chars().count() < SHORTEST {
        return Err(Error::Invalid(format!("Mật khẩu phải có ít nhất {SHORTEST} ký tự")));
    }
    // The permit goes with the work: a client that hangs up does not make room for more of it.
    let permit = AT_ONCE.acquire().await.map_err(internal)?;
    let work = move || {
        let _permit = permit;
        hash_now(&password)
    };
    tokio::task::spawn_blocking(work).await.map_err(internal)?
}

/// Whether the password is right. Without a hash the same work is done and the answer is no.
///
/// # Errors
/// The stored hash cannot be read.
pub async fn verify(password: String, stored: Option<String>) -> Result<bool> {
    let permit = AT_ONCE.acquire().await.map_err(internal)?;
    let check = move || {
        let _permit = permit;
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| NOBODYS.clone());
        let hash = PasswordHash::new(&stored).map_err(internal)?;
        // The comparison inside takes the same time whatever differs.
        Ok(argon2()?.verify_password(composed(&password).as_bytes(), &hash).is_ok() && known)
    };
    tokio::task::spawn_blocking(check).await.map_err(internal)?
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_opens_and_nobody_has_none() {
        let stored = hash("mật khẩu rất dài".to_owned()).await.expect("hashes");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("mật khẩu rất dài".to_owned(), Some(stored.clone())).await.expect("compares"));
        assert!(!verify("mật khẩu rất dài.".to_owned(), Some(stored)).await.expect("compares"));
        assert!(!verify("a password nobody has".to_owned(), None).await.expect("compares"));
    }

    #[tokio::test]
    async fn a_short_password_is_refused() {
        assert!(matches!(hash("ngắn".to_owned()).await, Err(Error::Invalid(_))));
    }
}
