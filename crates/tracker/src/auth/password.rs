//! Passwords: Argon2id with the parameters of the OWASP Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane), or
//! PBKDF2-SHA-512 where it is configured; never on a thread that serves requests. What a password has to be is in `domain`.

use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use pbkdf2::Pbkdf2;
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Of PBKDF2-SHA-512, by the same cheat sheet.
const ROUNDS: u32 = 210_000;

/// Shorter ones are never hashed, whatever is configured (NIST SP 800-63B).
pub const SHORTEST: usize = 8;

/// How a new password is hashed; the old ones are told by their own mark (`docs/decisions/0008-two-password-hashes.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hashing {
    #[default]
    Argon2id,
    /// Named by QĐ 742/QĐ-BTTTT, which does not know Argon2id.
    Pbkdf2Sha512,
}

/// Each hash takes 19 MiB and a core: no more at once than a small server has to spare.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Compared with when no such user exists, so that the answer takes the same time.
static NOBODYS: LazyLock<[String; 2]> = LazyLock::new(|| {
    [Hashing::Argon2id, Hashing::Pbkdf2Sha512].map(|hashing| hash_now("a password nobody has", hashing).unwrap_or_default())
});

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn pbkdf2() -> Result<Pbkdf2> {
    let params = pbkdf2::Params::new(ROUNDS).map_err(internal)?;
    Ok(Pbkdf2::new(pbkdf2::Algorithm::Pbkdf2Sha512, params))
}

fn hash_now(password: &str, hashing: Hashing) -> Result<String> {
    let password = composed(password);
    let hash = match hashing {
        Hashing::Argon2id => argon2()?.hash_password(password.as_bytes()).map_err(internal)?,
        Hashing::Pbkdf2Sha512 => pbkdf2()?.hash_password(password.as_bytes()).map_err(internal)?,
    };
    Ok(hash.to_string())
}

/// The same letters whichever keyboard composed them (NFKC).
fn composed(password: &str) -> String {
    password.nfkc().collect()
}

/// A new hash with its own salt, as a PHC string.
///
/// # Errors
/// `Invalid` when it is too short; no randomness is to be had.
pub async fn hash(password: String, hashing: Hashing) -> Result<String> {
    if password.chars().count() < SHORTEST {
        return Err(Error::Invalid(format!("Mật khẩu phải có ít nhất {SHORTEST} ký tự")));
    }
    // The permit goes with the work: a client that hangs up does not make room for more of it.
    let permit = AT_ONCE.acquire().await.map_err(internal)?;
    let work = move || {
        let _permit = permit;
        hash_now(&password, hashing)
    };
    tokio::task::spawn_blocking(work).await.map_err(internal)?
}

/// Whether the password is right. Without a hash the work of `hashing` is done and the answer is no.
///
/// # Errors
/// The stored hash cannot be read.
pub async fn verify(password: String, stored: Option<String>, hashing: Hashing) -> Result<bool> {
    let permit = AT_ONCE.acquire().await.map_err(internal)?;
    let check = move || {
        let _permit = permit;
        // Somebody who was only invited has no password yet: the same work, the same answer.
        let stored = stored.filter(|stored| stored.starts_with('$'));
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| NOBODYS[usize::from(hashing == Hashing::Pbkdf2Sha512)].clone());
        let hash = PasswordHash::new(&stored).map_err(internal)?;
        let password = composed(&password);
        // The comparison inside takes the same time whatever differs.
        let right = match method(&stored) {
            Hashing::Argon2id => argon2()?.verify_password(password.as_bytes(), &hash).is_ok(),
            Hashing::Pbkdf2Sha512 => pbkdf2()?.verify_password(password.as_bytes(), &hash).is_ok(),
        };
        Ok(right && known)
    };
    tokio::task::spawn_blocking(check).await.map_err(internal)?
}

/// Whether a new password is one of the last that somebody had, by their hashes.
///
/// # Errors
/// A stored hash cannot be read.
pub async fn is_among(password: &str, stored: Vec<String>, hashing: Hashing) -> Result<bool> {
    for hash in stored.into_iter().filter(|hash| hash.starts_with('$')) {
        if verify(password.to_owned(), Some(hash), hashing).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How a stored hash was made.
fn method(stored: &str) -> Hashing {
    if stored.starts_with("$pbkdf2-sha512$") { Hashing::Pbkdf2Sha512 } else { Hashing::Argon2id }
}

/// Whether a right password is to be hashed again, because another method or other costs are in force now.
pub fn is_outdated(stored: &str, hashing: Hashing) -> bool {
    let mark = match hashing {
        Hashing::Argon2id => format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$"),
        Hashing::Pbkdf2Sha512 => format!("$pbkdf2-sha512$i={ROUNDS}"),
    };
    !stored.starts_with(&mark)
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_opens_and_nobody_has_none() {
        for (hashing, mark) in [(Hashing::Argon2id, "$argon2id$v=19$m=19456,t=2,p=1$"), (Hashing::Pbkdf2Sha512, "$pbkdf2-sha512$i=210000")]
        {
            let stored = hash("mật khẩu rất dài".to_owned(), hashing).await.expect("hashes");
            assert!(stored.starts_with(mark), "{stored}");
            for method in [Hashing::Argon2id, Hashing::Pbkdf2Sha512] {
                assert!(verify("mật khẩu rất dài".to_owned(), Some(stored.clone()), method).await.expect("compares"));
                assert!(!verify("mật khẩu rất dài.".to_owned(), Some(stored.clone()), method).await.expect("compares"));
                assert!(!verify("a password nobody has".to_owned(), None, method).await.expect("compares"));
                assert_eq!(is_outdated(&stored, method), method != hashing);
            }
        }
        assert!(!verify("-".to_owned(), Some("-".to_owned()), Hashing::Argon2id).await.expect("compares"));
    }

    #[tokio::test]
    async fn a_short_password_is_refused() {
        assert!(matches!(hash("ngắn".to_owned(), Hashing::Argon2id).await, Err(Error::Invalid(_))));
    }
}
