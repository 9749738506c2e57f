//! The chains: which one an entry goes into, and the digests that hold it there.

use sha2::{Digest, Sha256};

use super::Actor;
use crate::clock;
use crate::error::Result;
use crate::store::Tx;
use crate::store::dialect::args;

/// Of the program itself, and of posts without a unit.
pub(in crate::store) const PROGRAM: &str = "-";
/// The hash before the first entry.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The last entry of a chain: its number, 0 for none, and its hash in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub number: i64,
    pub hash: String,
}

/// A chain that a transaction has taken, with what it has appended; nobody else appends to it until the end.
#[derive(Debug, Clone)]
pub struct OpenChain {
    pub name: String,
    pub head: Head,
    /// Posts whose entries go into it, as far as they are known.
    pub(super) posts: Vec<Option<i64>>,
}

/// Name of the chain of post `$1` on the day `$2`.
pub(in crate::store) const TOPMOST: &str =
    "SELECT u.code FROM posts p JOIN unit_ancestors a ON a.unit_id = p.unit_id JOIN org_units u ON u.id = a.ancestor_id
    WHERE p.id = $1 AND a.valid_from <= $2 AND $2 <= a.valid_to ORDER BY a.depth DESC, a.hierarchy, u.code LIMIT 1";
const BEGIN: &str = "INSERT INTO audit_heads (chain, number, hash) VALUES ($1, 0, $2) ON CONFLICT (chain) DO NOTHING";
// An update holds the row against other writers on both databases, and gives what the last of them left.
const TAKE: &str = "UPDATE audit_heads SET number = number WHERE chain = $1 RETURNING number, hash";
const KEEP: &str = "UPDATE audit_heads SET number = $2, hash = $3 WHERE chain = $1";

/// The chain of a post, taken by this transaction, and its last entry.
///
/// # Errors
/// The database fails.
pub(super) async fn of(tx: &mut Tx, actor: Actor) -> Result<(String, Head)> {
    if let Some(chain) = tx.chains.iter().find(|chain| chain.posts.contains(&actor.post)) {
        return Ok((chain.name.clone(), chain.head.clone()));
    }
    let name = match actor.post {
        Some(post) => tx.optional::<(String,)>(TOPMOST, args![post, clock::day_of(actor.at)]).await?.map(|(code,)| code),
        None => None,
    };
    let name = name.unwrap_or_else(|| PROGRAM.to_owned());
    // Another post of the same province has taken it before.
    if let Some(chain) = tx.chains.iter_mut().find(|chain| chain.name == name) {
        chain.posts.push(actor.post);
        return Ok((chain.name.clone(), chain.head.clone()));
    }
    tx.execute(BEGIN, args![name.as_str(), NOTHING]).await?;
    let (number, hash) = tx.one::<(i64, String)>(TAKE, args![name.as_str()]).await?;
    let head = Head { number, hash };
    tx.chains.push(OpenChain { name: name.clone(), head: head.clone(), posts: vec![actor.post] });
    Ok((name, head))
}

/// What the transaction has appended last.
pub(super) fn advance(tx: &mut Tx, name: &str, to: Head) {
    if let Some(chain) = tx.chains.iter_mut().find(|chain| chain.name == name) {
        chain.head = to;
    }
}

/// Writes the heads, once for all entries of the transaction.
///
/// # Errors
/// The database fails.
pub(in crate::store) async fn keep(tx: &mut Tx) -> std::result::Result<(), sqlx::Error> {
    for chain in std::mem::take(&mut tx.chains) {
        tx.execute(KEEP, args![chain.name, chain.head.number, chain.head.hash]).await?;
    }
    Ok(())
}

/// 128 bits that nobody can tell without the seed.
pub(super) fn salt(seed: [u8; 16], chain: &str, number: i64) -> String {
    let mut digest = Sha256::new();
    digest.update(seed);
    part(&mut digest, Some(chain.as_bytes()));
    digest.update(number.to_be_bytes());
    hex(&digest.finalize()[..16])
}

pub(super) fn payload_digest(salt: &str, before: Option<&str>, after: Option<&str>) -> String {
    hex(&payload(salt, before, after))
}

/// As [`payload_digest`], before it is written down.
pub(super) fn payload(salt: &str, before: Option<&str>, after: Option<&str>) -> [u8; 32] {
    let mut digest = Sha256::new();
    part(&mut digest, Some(salt.as_bytes()));
    part(&mut digest, before.map(str::as_bytes));
    part(&mut digest, after.map(str::as_bytes));
    digest.finalize().into()
}

/// What an entry says, as it goes into its hash.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub chain: &'a str,
    pub number: i64,
    pub at: i64,
    pub user: Option<i64>,
    pub post: Option<i64>,
    pub source: Option<&'a str>,
    pub action: &'a str,
    pub subject: &'a str,
    pub subject_id: Option<i64>,
    /// Digest of before and after.
    pub payload: &'a str,
}

impl Said<'_> {
    /// Of this entry after the one with that hash.
    pub(super) fn hash(&self, before: &str) -> String {
        hex(&self.digest(before))
    }

    /// As [`Said::hash`], before it is written down.
    pub(super) fn digest(&self, before: &str) -> [u8; 32] {
        let mut digest = Sha256::new();
        part(&mut digest, Some(before.as_bytes()));
        part(&mut digest, Some(self.chain.as_bytes()));
        for number in [Some(self.number), Some(self.at), self.user, self.post, self.subject_id] {
            part(&mut digest, number.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
        }
        for text in [self.source, Some(self.action), Some(self.subject), Some(self.payload)] {
            part(&mut digest, text.map(str::as_bytes));
        }
        digest.finalize().into()
    }
}

/// With its length, so that no two entries run together to the same bytes; nothing is told from empty.
fn part(digest: &mut Sha256, bytes: Option<&[u8]>) {
    match bytes {
        None => digest.update([0]),
        Some(bytes) => {
            digest.update([1]);
            digest.update((bytes.len() as u64).to_be_bytes());
            digest.update(bytes);
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    digits(bytes).map(char::from).collect()
}

fn digits(bytes: &[u8]) -> impl Iterator<Item = u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
}

/// Whether a text is what these bytes are written down as.
pub(super) fn is_hex_of(text: &str, bytes: &[u8]) -> bool {
    text.bytes().eq(digits(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_an_entry_says_is_in_its_hash() {
        let said = Said {
            chain: "10",
            number: 7,
            at: 1_795_150_000,
            user: Some(3),
            post: None,
            source: Some("10.0.0.1"),
            action: "plan-imported",
            subject: "plan",
            subject_id: Some(12),
            payload: "abc",
        };
        let hash = said.hash(NOTHING);
        let others = [
            Said { chain: "1", ..said },
            Said { number: 8, ..said },
            Said { at: 0, ..said },
            Said { user: None, ..said },
            Said { user: None, post: Some(3), ..said },
            Said { source: None, ..said },
            Said { action: "plan-importe", subject: "dplan", ..said },
            Said { subject_id: None, ..said },
            Said { payload: "abd", ..said },
        ];
        let mut hashes: Vec<String> = others.iter().map(|other| other.hash(NOTHING)).collect();
        hashes.push(said.hash(&hash));
        hashes.push(hash);
        let count = hashes.len();
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), count);
    }

    #[test]
    fn nothing_before_is_told_from_something_empty() {
        assert_ne!(payload_digest("s", None, Some("a")), payload_digest("s", Some(""), Some("a")));
        assert_ne!(payload_digest("s", Some("a"), None), payload_digest("s", None, Some("a")));
        assert_ne!(salt([0; 16], "10", 1), salt([0; 16], "10", 2));
        assert_ne!(salt([0; 16], "10", 1), salt([1; 16], "10", 1));
    }
}
