//! Codes of an authenticator (RFC 6238: SHA-1, six digits, thirty seconds, as every authenticator knows them) and recovery codes.

use data_encoding::{BASE32_NOPAD, BASE64};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use rand::RngExt;
use totp_rs::{Builder, Totp};

use super::tokens;
use crate::error::{Error, Result};
use crate::pages::address::encoded;
use crate::store::audit::Actor;
use crate::store::{Tx, second_factors};

const STEP_SECONDS: u64 = 30;
const RECOVERY_CODES: usize = 10;

/// 160 random bits in Base32 (RFC 4226, 4).
pub fn new_secret() -> String {
    BASE32_NOPAD.encode(&rand::rng().random::<[u8; 20]>())
}

fn totp(secret: &str) -> Result<Totp> {
    let bytes = BASE32_NOPAD.decode(secret.as_bytes()).map_err(internal)?;
    // SHA-1 and six digits are what the library begins with.
    Builder::new().with_secret(bytes).with_skew(1).with_step_duration(STEP_SECONDS).build().map_err(internal)
}

/// The code of a second.
///
/// # Errors
/// The secret is none of ours.
pub fn code_at(secret: &str, second: i64) -> Result<String> {
    Ok(totp(secret)?.generate(second.unsigned_abs()).to_string())
}

/// The time step whose code this is: the one of now, or the one before or after it for clocks that differ.
///
/// # Errors
/// The secret is none of ours.
pub fn step_of(secret: &str, code: &str, now: i64) -> Result<Option<i64>> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    Ok(totp(secret)?.check(&code, now.unsigned_abs()).and_then(|step| i64::try_from(step).ok()))
}

/// What an authenticator reads from the picture.
fn address(secret: &str, login: &str) -> String {
    format!("otpauth://totp/{0}:{1}?secret={secret}&issuer={0}", encoded("Rõ Việc"), encoded(login))
}

/// The picture as an address of its own, which the content policy allows in `img`.
///
/// # Errors
/// The login is too long for a picture.
pub fn picture(secret: &str, login: &str) -> Result<String> {
    let code = QrCode::with_error_correction_level(address(secret, login), EcLevel::M).map_err(internal)?;
    let drawing = code.render::<svg::Color<'_>>().min_dimensions(220, 220).build();
    Ok(format!("data:image/svg+xml;base64,{}", BASE64.encode(drawing.as_bytes())))
}

/// Recovery codes of 80 bits as people write them down, with the digests that are kept.
pub fn new_recovery_codes() -> (Vec<String>, Vec<String>) {
    let code = || {
        let letters = BASE32_NOPAD.encode(&rand::rng().random::<[u8; 10]>());
        [&letters[..4], &letters[4..8], &letters[8..12], &letters[12..]].join("-")
    };
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| code()).collect();
    let digests = codes.iter().map(|code| tokens::digest(plain(code))).collect();
    (codes, digests)
}

/// Without what people put between the letters.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether a code of the authenticator, or a recovery code, is right and is taken for the first time.
///
/// # Errors
/// The database fails.
pub async fn take(tx: &mut Tx, actor: Actor, user: i64, code: &str, now: i64) -> Result<bool> {
    let Some(secret) = second_factors::secret(tx, user).await? else { return Ok(false) };
    match step_of(&secret, code, now)? {
        Some(step) => second_factors::take_step(tx, user, step).await,
        None => second_factors::take_code(tx, actor, user, &tokens::digest(plain(code))).await,
    }
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six digits of its eight.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = BASE32_NOPAD.encode(b"12345678901234567890");
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")] {
            assert_eq!(code_at(&secret, second).expect("is a secret"), code);
            assert_eq!(step_of(&secret, code, second).expect("is a secret"), Some(second / 30));
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_more() {
        let secret = new_secret();
        let code = code_at(&secret, 3_000).expect("is a secret");
        for (now, step) in [(2_940, None), (2_970, Some(100)), (3_029, Some(100)), (3_059, Some(100)), (3_060, None)] {
            assert_eq!(step_of(&secret, &format!(" {} {}", &code[..3], &code[3..]), now).expect("is a secret"), step, "{now}");
        }
    }

    #[test]
    fn recovery_codes_are_ten_and_found_however_they_are_written() {
        let (codes, digests) = new_recovery_codes();
        assert_eq!((codes.len(), digests.len(), codes[0].len()), (10, 10, 19));
        assert_eq!(tokens::digest(plain(&codes[0].to_lowercase().replace('-', " "))), digests[0]);
        assert!(codes.iter().all(|code| code != &codes[0] || std::ptr::eq(code, &codes[0])));
    }

    #[test]
    fn the_picture_is_a_drawing_in_an_address() {
        let picture = picture(&new_secret(), "nguyen.an").expect("is drawn");
        let drawing = picture.strip_prefix("data:image/svg+xml;base64,").expect("is an address");
        let drawing = String::from_utf8(BASE64.decode(drawing.as_bytes()).expect("is Base64")).expect("is text");
        assert!(drawing.contains("<svg") && !drawing.contains("style="), "{drawing}");
    }
}
