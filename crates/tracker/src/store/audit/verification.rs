//! Reads the chains from their first entry to their last and says what does not hold.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::chain::{Head, Said, is_hex_of, payload};
use crate::error::{Error, Result};
use crate::store::Tx;
use crate::store::dialect::{AnyRow, args};

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
    /// The mark up to which entries are in no chain was moved behind one that is in a chain.
    Mark { mark: i64, first: i64 },
    /// The entry that was noted elsewhere has another hash, or is gone.
    Noted { chain: String, number: i64 },
}

impl Fault {
    /// Where it is told: entries outside the chains first, then chain by chain from the first entry on.
    fn place(&self) -> (&str, i64) {
        match self {
            Self::Missing { chain, from: number, .. } | Self::Altered { chain, number, .. } | Self::Rewritten { chain, number, .. } => {
                (chain, *number)
            }
            Self::Noted { chain, .. } => (chain, i64::MAX - 1),
            Self::Head { chain, .. } => (chain, i64::MAX),
            Self::Mark { mark: id, .. } | Self::Outside { id } => ("", *id),
        }
    }
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
            Self::Mark { mark, first } => {
                write!(f, "mốc trước khi có chuỗi đã bị sửa: ghi đến dòng {mark}, nhưng dòng {first} đã thuộc một chuỗi")
            }
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
struct Stored<'r> {
    id: i64,
    chain: &'r str,
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

/// Between the fields of an entry; what a field says stands behind "=", nothing at all for NULL.
const BETWEEN: char = '\u{1f}';

macro_rules! field {
    ($column:literal) => {
        concat!(" || '\u{1f}' || COALESCE('=' || CAST(", $column, " AS TEXT), '')")
    };
}

// All short fields in one text: SQLite copies each value of a row under a lock that the parts contend for.
const PART: &str = concat!(
    "SELECT CAST(id AS TEXT)",
    field!("chain"),
    field!("number"),
    field!("at"),
    field!("user_id"),
    field!("post_id"),
    field!("source"),
    field!("action"),
    field!("subject"),
    field!("subject_id"),
    field!("salt"),
    field!("payload_digest"),
    field!("hash"),
    " AS fields, before_json, after_json FROM audit_entries WHERE id > $1 AND id <= $2 ORDER BY id"
);

/// Fields one after another; `None` once one of them is not as the query writes it.
struct Fields<'r>(std::str::Split<'r, char>);

impl<'r> Fields<'r> {
    fn text(&mut self) -> Option<Option<&'r str>> {
        match self.0.next()? {
            "" => Some(None),
            text => text.strip_prefix('=').map(Some),
        }
    }

    fn number(&mut self) -> Option<Option<i64>> {
        self.text()?.map_or(Some(None), |text| text.parse().ok().map(Some))
    }
}

impl<'r> Stored<'r> {
    fn read(row: &'r AnyRow) -> Result<Self> {
        let (fields, before_json, after_json): (&str, Option<&str>, Option<&str>) = row.read()?;
        let (id, rest) = fields.split_once(BETWEEN).unwrap_or((fields, ""));
        let id = id.parse().map_err(|_| Error::Internal(format!("an entry of the audit has the id {id:?}")))?;
        // With the mark between two fields inside one of them an entry is none of ours.
        let nothing = Self {
            id,
            chain: "",
            number: 0,
            at: 0,
            user_id: None,
            post_id: None,
            source: None,
            action: "",
            subject: "",
            subject_id: None,
            before_json,
            after_json,
            salt: None,
            payload_digest: None,
            hash: None,
        };
        Ok(Self::of(Fields(rest.split(BETWEEN)), &nothing).unwrap_or(nothing))
    }

    fn of(mut fields: Fields<'r>, unread: &Self) -> Option<Self> {
        let read = Self {
            id: unread.id,
            chain: fields.text()?.unwrap_or_default(),
            number: fields.number()?.unwrap_or_default(),
            at: fields.number()??,
            user_id: fields.number()?,
            post_id: fields.number()?,
            source: fields.text()?,
            action: fields.text()??,
            subject: fields.text()??,
            subject_id: fields.number()?,
            before_json: unread.before_json,
            after_json: unread.after_json,
            salt: fields.text()?,
            payload_digest: fields.text()?,
            hash: fields.text()?,
        };
        fields.0.next().is_none().then_some(read)
    }
}

impl Stored<'_> {
    fn is_in_a_chain(&self) -> bool {
        !self.chain.is_empty() && self.number > 0
    }

    /// Whether its hash is the one it has to have after the one before it.
    fn follows(&self, before: &str) -> bool {
        let said = Said {
            chain: self.chain,
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

    /// What is wrong with it after the entry before it in its chain: both faults of a gap, too.
    fn faults_after(&self, before: &Head, faults: &mut Vec<Fault>) {
        let chain = || self.chain.to_owned();
        let (number, id) = (self.number, self.id);
        if number > before.number + 1 {
            faults.push(Fault::Missing { chain: chain(), from: before.number + 1, to: number - 1 });
        }
        // After a gap the hash before is not known: what was missing is told already.
        // A second one of a number was put in by somebody else.
        if number <= before.number || number == before.number + 1 && !self.follows(&before.hash) {
            faults.push(Fault::Altered { chain: chain(), number, id });
        } else if !self.says_what_was_written() {
            faults.push(Fault::Rewritten { chain: chain(), number, id });
        }
    }
}

const HEADS: &str = "SELECT chain, number, hash FROM audit_heads ORDER BY chain";
const LAST: &str = "SELECT COALESCE(MAX(id), 0) FROM audit_entries";

/// What has to be known before the entries are read.
struct Expected {
    heads: Vec<(String, Head)>,
    known: Vec<Known>,
    /// Last id from before there were chains.
    before_chains: i64,
    last_id: i64,
}

impl Expected {
    async fn read(tx: &mut Tx, known: &[Known]) -> Result<Self> {
        let mut out = Self { heads: vec![], known: known.to_vec(), before_chains: 0, last_id: 0 };
        for (chain, number, hash) in tx.all::<(String, i64, String)>(HEADS, args![]).await? {
            if chain == "*" {
                out.before_chains = number;
            } else {
                out.heads.push((chain, Head { number, hash }));
            }
        }
        (out.last_id,) = tx.one(LAST, args![]).await?;
        Ok(out)
    }
}

/// Reads every entry. `known` are heads that were noted elsewhere: they show when a chain was cut and written anew.
///
/// # Errors
/// The database fails.
pub async fn verify(tx: &mut Tx, known: &[Known]) -> Result<Verified> {
    let expected = Expected::read(tx, known).await?;
    let part = Part::read(tx, &expected, (0, expected.last_id)).await?;
    together(vec![part], &expected)
}

/// As [`verify`], each transaction reading a part of its own at the same time. What is appended meanwhile is not read.
///
/// # Errors
/// The database fails, or `transactions` is empty.
pub async fn verify_in_parts(mut transactions: Vec<Tx>, known: &[Known]) -> Result<Verified> {
    let first = transactions.first_mut().ok_or_else(|| Error::Internal("không có phiên đọc nào".to_owned()))?;
    let expected = Arc::new(Expected::read(first, known).await?);
    let count = transactions.len() as i64;
    let end = |part: i64| expected.last_id / count * part + expected.last_id % count * part / count;
    let mut reading = Vec::new();
    for (part, mut tx) in (0..).zip(transactions) {
        let (expected, range) = (Arc::clone(&expected), (end(part), end(part + 1)));
        reading.push(tokio::spawn(async move { Part::read(&mut tx, &expected, range).await }));
    }
    let mut parts = Vec::new();
    for part in reading {
        parts.push(part.await.map_err(|error| Error::Internal(error.to_string()))??);
    }
    together(parts, &expected)
}

/// What was found in entries whose ids follow each other.
#[derive(Default)]
struct Part {
    chains: HashMap<String, Seen>,
    entries: u64,
    older: i64,
    /// Lowest id of an entry in a chain.
    first_id: Option<i64>,
    faults: Vec<Fault>,
    /// Which of the heads that were noted elsewhere are there.
    noted: Vec<usize>,
}

/// What a part has of one chain.
struct Seen {
    /// To be held against what another part ends with.
    first: AnyRow,
    last: Head,
}

impl Part {
    /// Entries after the id `from`, up to the id `to`.
    async fn read(tx: &mut Tx, expected: &Expected, (from, to): (i64, i64)) -> Result<Self> {
        let mut out = Self::default();
        let mut rows = tx.rows(PART, args![from, to]);
        while let Some(row) = rows.next().await? {
            out.take(row, expected)?;
            // A part broken from end to end need not be told whole.
            out.faults.truncate(MOST_FAULTS);
        }
        Ok(out)
    }

    fn take(&mut self, row: AnyRow, expected: &Expected) -> Result<()> {
        let entry = Stored::read(&row)?;
        if !entry.is_in_a_chain() {
            if entry.id > expected.before_chains {
                self.faults.push(Fault::Outside { id: entry.id });
            } else {
                self.older += 1;
            }
            return Ok(());
        }
        self.entries += 1;
        self.first_id.get_or_insert(entry.id);
        let hash = entry.hash.unwrap_or_default();
        let is_there = |known: &Known| known.chain == entry.chain && known.head.number == entry.number && known.head.hash == hash;
        self.noted.extend(expected.known.iter().enumerate().filter(|(_, known)| is_there(known)).map(|(index, _)| index));
        if let Some(seen) = self.chains.get_mut(entry.chain) {
            entry.faults_after(&seen.last, &mut self.faults);
            seen.last.number = entry.number;
            seen.last.hash.clear();
            seen.last.hash.push_str(hash);
        } else {
            let (chain, last) = (entry.chain.to_owned(), Head { number: entry.number, hash: hash.to_owned() });
            self.chains.insert(chain, Seen { first: row, last });
        }
        Ok(())
    }
}

/// Of all entries, from parts in the order of their ids.
fn together(parts: Vec<Part>, expected: &Expected) -> Result<Verified> {
    let mut out = Verified::default();
    let nothing = || Head { number: 0, hash: NOTHING.to_owned() };
    // A chain whose head was taken away still has its entries, one that was taken away still has its head.
    let mut ends: HashMap<String, Head> = HashMap::new();
    let mut is_noted = vec![false; expected.known.len()];
    let first_id = parts.iter().find_map(|part| part.first_id);
    out.faults.extend(first_id.filter(|id| *id <= expected.before_chains).map(|first| Fault::Mark { mark: expected.before_chains, first }));
    for part in parts {
        out.entries += part.entries;
        out.older += part.older;
        out.faults.extend(part.faults);
        part.noted.into_iter().for_each(|index| is_noted[index] = true);
        for (chain, seen) in part.chains {
            let before = ends.remove(&chain).unwrap_or_else(nothing);
            Stored::read(&seen.first)?.faults_after(&before, &mut out.faults);
            ends.insert(chain, seen.last);
        }
    }
    let known = expected.known.iter().map(|known| &known.chain);
    for chain in expected.heads.iter().map(|(chain, _)| chain).chain(known) {
        ends.entry(chain.clone()).or_insert_with(nothing);
    }
    for (chain, last) in ends {
        let head = expected.heads.iter().find(|(name, _)| *name == chain).map_or_else(nothing, |(_, head)| head.clone());
        if head != last {
            out.faults.push(Fault::Head { chain: chain.clone(), head: head.number, last: last.number });
        }
        out.chains.push((chain, last));
    }
    let gone = expected.known.iter().zip(is_noted).filter(|(_, is_noted)| !is_noted);
    out.faults.extend(gone.map(|(known, _)| Fault::Noted { chain: known.chain.clone(), number: known.head.number }));
    out.chains.sort_by(|a, b| a.0.cmp(&b.0));
    out.faults.sort_by(|a, b| a.place().cmp(&b.place()));
    out.faults.truncate(MOST_FAULTS);
    Ok(out)
}
