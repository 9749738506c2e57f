//! Random tokens that open something once, and the digests under which they are kept.

use rand::RngExt;
use sha2::{Digest, Sha256};

/// 128 random bits in hexadecimal digits.
pub fn random() -> String {
    format!("{:032x}", rand::rng().random::<u128>())
}

/// SHA-256 in hexadecimal digits: enough for what is random itself.
pub fn digest(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
