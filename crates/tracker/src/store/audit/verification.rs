//! Reads the chains from their first entry to their last and says what does not hold.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use tokio::task::JoinHandle;

use super::chain::{Head, Said, is_hex_of, payload};
use crate::error::{Error, Result};
use crate::store::Tx;
use crate::store::dialect::{AnyRow, args};

/// Entries that are looked at together, on another thread than the one that reads them.
const AT_ONCE: usize = 4_096;
/// Such parts that wait while the next one is read.
const MOST_WAITING: usize = 2;
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

/// A row where it lies: a million of them are read, and none is taken apart into pieces of its own.
#[derive(sqlx::FromRow)]
struct Stored<'r> {
    id: i64,
    number: i64,
    at: i64,
    user_id: Option<i64>,
    post_id: Option<i64>,
    source: Option<&'r str>,
    action: &'r str,
    subject: &'r str,
    subject_id: Option<i64>,
    before_json: Option<&'r str>,
    after_json: Option<&'r str>,
    salt: Option<&'r str>,
    payload_digest: Option<&'r str>,
    hash: Option<&'r str>,
}

impl Stored<'_> {
    /// Whether its hash is the one it has to have after the one before it.
    fn follows(&self, chain: &str, before: &str) -> bool {
        let said = Said {
            chain,
            number: self.number,
            at: self.at,
            user: self.user_id,
            post: self.post_id,
            source: self.source,
            action: self.action,
            subject: self.subject,
            subject_id: self.subject_id,
            payload: self.payload_digest.unwrap_or_default(),
        };
        self.hash.is_some_and(|hash| is_hex_of(hash, &said.digest(before)))
    }

    fn says_what_was_written(&self) -> bool {
        let (Some(salt), Some(digest)) = (self.salt, self.payload_digest) else { return false };
        is_hex_of(digest, &payload(salt, self.before_json, self.after_json))
    }
}

const HEADS: &str = "SELECT chain, number, hash FROM audit_heads ORDER BY chain";
// From one name to the next by the index: DISTINCT would read every entry.
const CHAINS: &str = "WITH RECURSIVE names(chain) AS (SELECT MIN(chain) FROM audit_entries UNION ALL
        SELECT (SELECT MIN(e.chain) FROM audit_entries e WHERE e.chain > names.chain) FROM names WHERE names.chain IS NOT NULL)
    SELECT chain FROM names WHERE chain IS NOT NULL ORDER BY chain";
const OUTSIDE: &str = "SELECT id FROM audit_entries WHERE (number IS NULL OR chain IS NULL) AND id > $1 ORDER BY id LIMIT 100";
const OLDER: &str = "SELECT COUNT(*) FROM audit_entries WHERE (number IS NULL OR chain IS NULL) AND id <= $1";
const PART: &str = "SELECT id, number, at, user_id, post_id, source, action, subject, subject_id, before_json, after_json, salt,
        payload_digest, hash
    FROM audit_entries WHERE chain = $1 ORDER BY number";

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

/// What is known of a chain from elsewhere, for every thread that looks at a part of it.
struct Chain {
    name: String,
    known: Vec<Head>,
}

/// What was found in some entries that follow each other.
#[derive(Default)]
struct Part {
    entries: u64,
    faults: Vec<Fault>,
    /// Which of the heads that were noted elsewhere are there.
    noted: Vec<usize>,
}

/// The last entry that is there.
async fn read_chain(tx: &mut Tx, name: &str, known: &[&Head], out: &mut Verified) -> Result<Head> {
    let chain = Arc::new(Chain { name: name.to_owned(), known: known.iter().map(|head| (*head).clone()).collect() });
    let mut last = Head { number: 0, hash: NOTHING.to_owned() };
    let mut noted = Vec::new();
    let mut take = |part: Part| {
        out.entries += part.entries;
        out.faults.extend(part.faults);
        noted.extend(part.noted);
    };
    let mut waiting = VecDeque::new();
    let mut rows = tx.rows(PART, args![name]);
    loop {
        let mut batch = Vec::with_capacity(AT_ONCE);
        while batch.len() < AT_ONCE
            && let Some(row) = rows.next().await?
        {
            batch.push(row);
        }
        let Some(end) = batch.last() else { break };
        let end: Stored<'_> = end.read()?;
        let end = Head { number: end.number, hash: end.hash.unwrap_or_default().to_owned() };
        let before = std::mem::replace(&mut last, end);
        let chain = Arc::clone(&chain);
        waiting.push_back(tokio::task::spawn_blocking(move || looked_at(&chain, before, &batch)));
        if waiting.len() > MOST_WAITING
            && let Some(first) = waiting.pop_front()
        {
            take(ended(first).await?);
        }
    }
    for part in waiting {
        take(ended(part).await?);
    }
    let gone = known.iter().enumerate().filter(|(index, _)| !noted.contains(index));
    out.faults.extend(gone.map(|(_, head)| Fault::Noted { chain: name.to_owned(), number: head.number }));
    Ok(last)
}

async fn ended(part: JoinHandle<Result<Part>>) -> Result<Part> {
    part.await.map_err(|error| Error::Internal(error.to_string()))?
}

/// Entries of a chain that come after the entry `before`.
fn looked_at(chain: &Chain, before: Head, rows: &[AnyRow]) -> Result<Part> {
    let mut part = Part::default();
    let (mut number, mut hash) = (before.number, before.hash.as_str());
    for row in rows {
        let entry: Stored<'_> = row.read()?;
        let at = || (chain.name.clone(), entry.number, entry.id);
        if entry.number > number + 1 {
            part.faults.push(Fault::Missing { chain: chain.name.clone(), from: number + 1, to: entry.number - 1 });
        }
        // After a gap the hash before is not known: what was missing is told already.
        // A second one of a number was put in by somebody else.
        if entry.number <= number || entry.number == number + 1 && !entry.follows(&chain.name, hash) {
            let (chain, number, id) = at();
            part.faults.push(Fault::Altered { chain, number, id });
        } else if !entry.says_what_was_written() {
            let (chain, number, id) = at();
            part.faults.push(Fault::Rewritten { chain, number, id });
        }
        (number, hash) = (entry.number, entry.hash.unwrap_or_default());
        let is_there = |(_, head): &(usize, &Head)| head.number == number && head.hash == hash;
        part.noted.extend(chain.known.iter().enumerate().filter(is_there).map(|(index, _)| index));
        part.entries += 1;
        // A part broken from end to end need not be told whole.
        part.faults.truncate(MOST_FAULTS);
    }
    Ok(part)
}
