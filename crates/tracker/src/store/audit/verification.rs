//! Reads the chains from their first entry to their last and says what does not hold.

use std::fmt;

use super::chain::{Head, Said, payload_digest};
use crate::error::Result;
use crate::store::Tx;
use crate::store::dialect::args;

/// Entries in one question to the database.
const AT_ONCE: i64 = 10_000;
/// Faults that are told; what is broken in one place is often broken in many.
const MOST_FAULTS: usize = 100;
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What does not hold, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Entries `from` to `to` of the chain are not there.
    Missing { chain: String, from: i64, to: i64 },
    /// Who, when, from where, or what kind of change was altered, or the entry was put in its place by somebody else.
    Altered { chain: String, number: i64, id: i64 },
    /// What stood before or after the change was altered or taken out.
    Rewritten { chain: String, number: i64, id: i64 },
    /// The chain ends otherwise than its head says.
    Head { chain: String, head: i64, last: i64 },
    /// An entry that is in no chain, younger than the chains.
    Outside { id: i64 },
    /// The entry that was noted elsewhere has another hash, or is gone.
    Noted { chain: String, number: i64 },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { chain, from, to } if from == to => write!(f, "chuỗi {chain}: thiếu mục {from}"),
            Self::Missing { chain, from, to } => write!(f, "chuỗi {chain}: thiếu các mục {from}–{to}"),
            Self::Altered { chain, number, id } => write!(f, "chuỗi {chain}, mục {number} (dòng {id}): đã bị sửa hoặc thay"),
            Self::Rewritten { chain, number, id } => {
                write!(f, "chuỗi {chain}, mục {number} (dòng {id}): nội dung trước, sau thay đổi đã bị sửa hoặc xóa")
            }
            Self::Head { chain, head, last } => {
                write!(f, "chuỗi {chain}: ghi là có {head} mục nhưng mục cuối là {last}; phần cuối đã bị cắt hoặc thay")
            }
            Self::Outside { id } => write!(f, "dòng {id}: không thuộc chuỗi nào, được thêm vào ngoài chương trình"),
            Self::Noted { chain, number } => write!(f, "chuỗi {chain}, mục {number}: khác với dấu đã ghi lại trước đây"),
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Name and last entry of each chain.
    pub chains: Vec<(String, Head)>,
    /// Entries read.
    pub entries: u64,
    /// Entries from before there were chains.
    pub older: i64,
    /// At most a hundred.
    pub faults: Vec<Fault>,
}

/// A head that was noted elsewhere on an earlier day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub chain: String,
    pub head: Head,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    number: i64,
    at: i64,
    user_id: Option<i64>,
    post_id: Option<i64>,
    source: Option<String>,
    action: String,
    subject: String,
    subject_id: Option<i64>,
    before_json: Option<String>,
    after_json: Option<String>,
    salt: Option<String>,
    payload_digest: Option<String>,
    hash: Option<String>,
}

impl Stored {
    /// The hash it has to have after the one before it.
    fn expected(&self, chain: &str, before: &str) -> String {
        let said = Said {
            chain,
            number: self.number,
            at: self.at,
            user: self.user_id,
            post: self.post_id,
            source: self.source.as_deref(),
            action: &self.action,
            subject: &self.subject,
            subject_id: self.subject_id,
            payload: self.payload_digest.as_deref().unwrap_or_default(),
        };
        said.hash(before)
    }

    fn says_what_was_written(&self) -> bool {
        let Some(salt) = self.salt.as_deref() else { return false };
        let digest = payload_digest(salt, self.before_json.as_deref(), self.after_json.as_deref());
        self.payload_digest.as_deref() == Some(digest.as_str())
    }
}

const HEADS: &str = "SELECT chain, number, hash FROM audit_heads ORDER BY chain";
const CHAINS: &str = "SELECT DISTINCT chain FROM audit_entries WHERE chain IS NOT NULL ORDER BY chain";
const OUTSIDE: &str = "SELECT id FROM audit_entries WHERE number IS NULL AND id > $1 ORDER BY id LIMIT 100";
const OLDER: &str = "SELECT COUNT(*) FROM audit_entries WHERE number IS NULL AND id <= $1";
const PART: &str = "SELECT id, number, at, user_id, post_id, source, action, subject, subject_id, before_json, after_json, salt,
        payload_digest, hash
    FROM audit_entries WHERE chain = $1 AND number > $2 ORDER BY number LIMIT $3";

/// Reads every entry. `known` are heads that were noted elsewhere: they show when a chain was cut and written anew.
///
/// # Errors
/// The database fails.
pub async fn verify(tx: &mut Tx, known: &[Known]) -> Result<Verified> {
    let mut out = Verified::default();
    let mut heads: Vec<(String, i64, String)> = tx.all(HEADS, args![]).await?;
    let before = heads.iter().position(|(chain, ..)| chain == "*").map(|at| heads.remove(at).1).unwrap_or(0);
    let (older,): (i64,) = tx.one(OLDER, args![before]).await?;
    out.older = older;
    let outside: Vec<(i64,)> = tx.all(OUTSIDE, args![before]).await?;
    out.faults.extend(outside.into_iter().map(|(id,)| Fault::Outside { id }));
    // A chain whose head was taken away still has its entries.
    let mut names: Vec<String> = tx.all::<(String,)>(CHAINS, args![]).await?.into_iter().map(|(name,)| name).collect();
    names.extend(heads.iter().map(|(chain, ..)| chain.clone()));
    names.extend(known.iter().map(|known| known.chain.clone()));
    names.sort();
    names.dedup();
    for name in names {
        let head = heads.iter().find(|(chain, ..)| *chain == name).map(|(_, number, hash)| Head { number: *number, hash: hash.clone() });
        let known: Vec<&Head> = known.iter().filter(|known| known.chain == name).map(|known| &known.head).collect();
        let last = read_chain(tx, &name, &known, &mut out).await?;
        let head = head.unwrap_or(Head { number: 0, hash: NOTHING.to_owned() });
        if head != last {
            out.faults.push(Fault::Head { chain: name.clone(), head: head.number, last: last.number });
        }
        out.chains.push((name, last));
    }
    out.faults.truncate(MOST_FAULTS);
    Ok(out)
}

/// The last entry that is there.
async fn read_chain(tx: &mut Tx, chain: &str, known: &[&Head], out: &mut Verified) -> Result<Head> {
    let mut last = Head { number: 0, hash: NOTHING.to_owned() };
    let mut noted: Vec<&Head> = known.to_vec();
    loop {
        let part: Vec<Stored> = tx.all(PART, args![chain, last.number, AT_ONCE]).await?;
        let is_end = part.len() < AT_ONCE as usize;
        for entry in part {
            if entry.number > last.number + 1 {
                out.faults.push(Fault::Missing { chain: chain.to_owned(), from: last.number + 1, to: entry.number - 1 });
            }
            let stored = entry.hash.clone().unwrap_or_default();
            let at = (chain.to_owned(), entry.number, entry.id);
            // After a gap the hash before is not known: what was missing is told already.
            let follows = entry.number == last.number + 1;
            if follows && entry.expected(chain, &last.hash) != stored {
                out.faults.push(Fault::Altered { chain: at.0, number: at.1, id: at.2 });
            } else if !entry.says_what_was_written() {
                out.faults.push(Fault::Rewritten { chain: at.0, number: at.1, id: at.2 });
            }
            noted.retain(|head| head.number != entry.number || head.hash != stored);
            last = Head { number: entry.number, hash: stored };
            out.entries += 1;
        }
        if is_end {
            break;
        }
    }
    out.faults.extend(noted.into_iter().map(|head| Fault::Noted { chain: chain.to_owned(), number: head.number }));
    Ok(last)
}
