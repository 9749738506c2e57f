//! People and a long history for `cargo xtask bench units`: `fill_units ADDRESS USERS ENTRIES` on a database that has its units;
//! `fill_units --new-database ADDRESS NAME` makes an empty one on the PostgreSQL there and prints its address.

use std::error::Error;

use jiff::civil::date;
use roviec_tracker::domain::Role;
use roviec_tracker::store::audit::{self, Actor, NewEntry};
use roviec_tracker::store::{Database, units, users};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The first entry, and the seconds from one to the next: a million of them fill a year.
const BEGIN: i64 = 1_764_000_000;
const STEP: i64 = 31;
const IN_ONE_TRANSACTION: i64 = 50_000;
const AT_ONCE: usize = 2_000;

/// What people do, the common things more often.
const ACTIONS: [(&str, &str); 8] = [
    ("progress", "assignment"),
    ("progress", "assignment"),
    ("progress", "assignment"),
    ("submitted", "assignment"),
    ("signed-in", "user"),
    ("signed-in", "user"),
    ("observation-submitted", "observation"),
    ("confirmed", "assignment"),
];

#[tokio::main]
async fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--new-database", address, name] => new_database(address, name).await,
        [address, users, entries] => fill(address, users.parse()?, entries.parse()?).await,
        _ => Err("fill_units ADDRESS USERS ENTRIES | --new-database ADDRESS NAME".into()),
    }
}

async fn new_database(address: &str, name: &str) -> Result<()> {
    let options: PgConnectOptions = address.parse()?;
    let mut connection = options.connect().await?;
    for sql in [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")] {
        connection.execute(AssertSqlSafe(sql)).await?;
    }
    println!("{}", options.database(name).to_url_lossy());
    Ok(())
}

async fn fill(address: &str, people: i64, entries: i64) -> Result<()> {
    let database = Database::open(address).await?;
    let actors = add_people(&database, people).await?;
    let mut begun = 0;
    while begun < entries {
        let end = entries.min(begun + IN_ONE_TRANSACTION);
        let mut tx = database.write().await?;
        let mut batch = Vec::with_capacity(AT_ONCE);
        for number in begun..end {
            batch.push(entry(&actors, number));
            if batch.len() == AT_ONCE {
                audit::append_all(&mut tx, std::mem::take(&mut batch)).await?;
            }
        }
        audit::append_all(&mut tx, batch).await?;
        tx.commit().await?;
        begun = end;
    }
    // A database in use knows what its tables hold; this one was filled in a minute.
    match &database {
        Database::Sqlite(pool) => pool.execute("ANALYZE").await.map(drop)?,
        Database::Postgres(pool) => pool.execute("VACUUM ANALYZE").await.map(drop)?,
    }
    database.close().await;
    println!("{people} users, {entries} entries");
    Ok(())
}

/// Users with a post each, spread over all units; nobody can sign in as one of them.
async fn add_people(database: &Database, count: i64) -> Result<Vec<Actor>> {
    let mut tx = database.write().await?;
    let program = Actor { user: None, post: None, source: None, at: BEGIN, seed: [1; 16] };
    let day = date(2025, 7, 1);
    let units = units::all(&mut tx, date(2026, 1, 1)).await?;
    let mut out = Vec::new();
    for number in 0..count {
        let unit = usize::try_from(number)?.wrapping_mul(7_919) % units.len();
        let name = format!("{} {number}", ["Nguyễn Văn An", "Trần Thị Bình", "Lê Hoàng Chi", "Phạm Đức Dũng"][unit % 4]);
        let user = users::add(&mut tx, program, &format!("nguoi{number}"), &name, "không có mật khẩu").await?;
        users::add_post(&mut tx, program, user, Some(units[unit].id), Role::UnitOfficer, day).await?;
        let post = users::find(&mut tx, user, date(2026, 1, 1)).await?.posts.first().map(|post| post.id);
        out.push(Actor { user: Some(user), post, source: Some([10, 1, 2, 3].into()), ..program });
    }
    tx.commit().await?;
    Ok(out)
}

fn entry(actors: &[Actor], number: i64) -> NewEntry<'static> {
    let drawn = usize::try_from(number).unwrap_or_default().wrapping_mul(2_654_435_761);
    let actor = Actor { at: BEGIN + number * STEP, ..actors[drawn % actors.len()] };
    let (action, subject) = ACTIONS[drawn / 7 % ACTIONS.len()];
    let percent = number % 100;
    let note = format!("{{\"percent\":{percent},\"note\":\"Đã hoàn thành bước {percent} của nhiệm vụ số {number}\"}}");
    let before = (percent > 0).then(|| format!("{{\"percent\":{}}}", percent - 1));
    NewEntry { actor, action, subject: (subject, Some(number % 20_000)), before, after: Some(note) }
}
