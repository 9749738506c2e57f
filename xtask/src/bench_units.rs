//! `cargo xtask bench units`: 10,000 units, 5,000 users and a million entries of the audit on SQLite and PostgreSQL; how fast
//! their pages come over HTTP, and how fast the chains are verified.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::bench_client::{Client, Server};
use crate::program;

const PROVINCES: usize = 34;
const COMMUNES: usize = 3_321;
const UNITS: usize = 10_000;
const USERS: usize = 5_000;
const ENTRIES: u64 = 1_000_000;
/// Requests of each kind; those before them warm up.
const ASKED: usize = 100;
const BEFORE: usize = 5;
const POSTGRES: &str = "postgres://postgres@127.0.0.1:5432/postgres";
const DATABASE: &str = "roviec_bench_units";
const LOGIN: &str = "do-thoi-gian";
const PASSWORD: &str = "Ban-thu-nghiem-so-2026";

struct Bench {
    binary: PathBuf,
    fill: PathBuf,
    units: PathBuf,
    folder: PathBuf,
}

/// Runs the bench and prints it; the last line is JSON.
///
/// # Errors
/// When a build fails, no PostgreSQL answers, or a page is refused.
pub fn run(root: &Path) -> Result<()> {
    let binary = program::roviec_with_examples(root, &["fill_units"])?;
    let fill = binary.with_file_name("examples").join(format!("fill_units{}", std::env::consts::EXE_SUFFIX));
    let folder = root.join("target/bench");
    std::fs::create_dir_all(&folder)?;
    let units = folder.join("units.csv");
    std::fs::write(&units, directory())?;
    let bench = Bench { binary, fill, units, folder };
    let sqlite = bench.measure(&bench.sqlite()?).context("SQLite")?;
    println!("sqlite: {sqlite}");
    let postgres = bench.measure(&bench.postgres()?).context("PostgreSQL")?;
    println!("postgres: {postgres}");
    println!("{}", json!({ "bench": "units", "figures": { "sqlite": sqlite, "postgres": postgres } }));
    Ok(())
}

impl Bench {
    /// A new file; what an earlier run left goes.
    fn sqlite(&self) -> Result<String> {
        let file = self.folder.join("units.sqlite");
        for end in ["", "-wal", "-shm"] {
            let left = PathBuf::from(format!("{}{end}", file.display()));
            if left.exists() {
                std::fs::remove_file(left)?;
            }
        }
        Ok(format!("sqlite:{}", file.display()))
    }

    fn postgres(&self) -> Result<String> {
        let address = std::env::var("ROVIEC_TEST_POSTGRES").unwrap_or_else(|_| POSTGRES.to_owned());
        let said = program::output(Command::new(&self.fill).args(["--new-database", &address, DATABASE]))?;
        Ok(said.trim().to_owned())
    }

    fn measure(&self, database: &str) -> Result<Value> {
        self.filled(database)?;
        let server = Server::start(&self.binary, database)?;
        let client = Client::signed_in(&server.address, LOGIN, PASSWORD)?;
        let tree = each_and_all(&client, "tree", tree())?;
        let search = each_and_all(&client, "search", search())?;
        let list = client.p95(&people(), ASKED, BEFORE)?;
        println!("people: p95 {list:.1} ms");
        let history = each_and_all(&client, "history", history())?;
        drop(server);
        let verify = self.verified(database)?;
        println!("verify: {verify:.0} entries/s");
        let rounded = |value: f64| (value * 10.0).round() / 10.0;
        Ok(json!({
            "tree_p95_ms": rounded(tree), "search_p95_ms": rounded(search), "list_p95_ms": rounded(list), "history_p95_ms": rounded(history),
            "verify_entries_per_s": verify.round(),
        }))
    }

    fn filled(&self, database: &str) -> Result<()> {
        let begun = Instant::now();
        let roviec = |args: &[&str]| {
            let mut command = Command::new(&self.binary);
            command.args(args).args(["--database", database]);
            command
        };
        program::run(roviec(&["units", "import"]).arg(&self.units))?;
        program::run(Command::new(&self.fill).args([database, &USERS.to_string(), &ENTRIES.to_string()]))?;
        let mut add =
            roviec(&["user", "add", LOGIN, "--name", "Đo thời gian", "--role", "inspector", "--own"]).stdin(Stdio::piped()).spawn()?;
        add.stdin.take().context("a pipe")?.write_all(format!("{PASSWORD}\n").as_bytes())?;
        ensure!(add.wait()?.success(), "nobody to sign in as");
        println!("filled in {:.0} s", begun.elapsed().as_secs_f64());
        Ok(())
    }

    /// Entries a second, the start of the program included.
    fn verified(&self, database: &str) -> Result<f64> {
        let mut best: f64 = 0.0;
        for _ in 0..3 {
            let begun = Instant::now();
            let said = program::output(Command::new(&self.binary).args(["audit", "verify", "--database", database]))?;
            let seconds = begun.elapsed().as_secs_f64();
            let read = said.split_whitespace().find_map(|word| word.parse::<u64>().ok()).context("says how many")?;
            ensure!(read >= ENTRIES && said.contains("không mục nào bị sửa"), "{said}");
            best = best.max(read as f64 / seconds);
        }
        Ok(best)
    }
}

/// One kind of pages after another, then all in turns.
fn each_and_all(client: &Client, name: &str, pages: Vec<(&'static str, String)>) -> Result<f64> {
    for (what, path) in &pages {
        let p95 = client.p95(std::slice::from_ref(path), ASKED / 5, BEFORE)?;
        println!("{name}, {what}: p95 {p95:.1} ms");
    }
    let paths: Vec<String> = pages.into_iter().map(|(_, path)| path).collect();
    let all = client.p95(&paths, ASKED * 2, 0)?;
    println!("{name}: p95 {all:.1} ms");
    Ok(all)
}

/// The provinces, one of them open with its hundred communes, and an earlier day. The directory is the first that was entered: its
/// provinces have the first ids.
fn tree() -> Vec<(&'static str, String)> {
    vec![
        ("closed", "/units".to_owned()),
        ("a province open", "/units?mo=20".to_owned()),
        ("an earlier day", "/units?mo=7&ngay=01/01/2026".to_owned()),
    ]
}

fn search() -> Vec<(&'static str, String)> {
    vec![("one commune", "/units?q=xa%20so%20333".to_owned()), ("many offices", "/units?q=van%20phong&page=9".to_owned())]
}

/// The first page of people, further ones, and those a name or a role finds.
fn people() -> Vec<String> {
    ["/users", "/users?page=2", "/users?page=50", "/users?q=nguoi1234", "/users?q=nguyen"].map(str::to_owned).to_vec()
}

/// The newest page, filtered ones, and pages from the middle and the end of a year, as the links lead there.
fn history() -> Vec<(&'static str, String)> {
    let deep = |entry: u64, more: &str| format!("/audit?cu={}.{}{more}", 1_764_000_000 + entry * 31, entry);
    vec![
        ("newest", "/audit".to_owned()),
        ("one action", "/audit?viec=confirmed".to_owned()),
        ("one person", "/audit?nguoi=nguoi1234".to_owned()),
        ("one person and action", "/audit?nguoi=nguoi1234&viec=progress".to_owned()),
        ("one thing", "/audit?ve=assignment&so=777".to_owned()),
        ("old days", "/audit?tu=2026-01-10&den=2026-01-12".to_owned()),
        ("old days, one action", "/audit?tu=2026-01-10&den=2026-02-12&viec=submitted".to_owned()),
        ("deep", deep(ENTRIES / 2, "")),
        ("deeper", deep(ENTRIES / 50, "")),
        ("deep, one action", deep(ENTRIES / 3, "&viec=signed-in")),
    ]
}

/// The directory as the command reads it: provinces, their communes, two offices in each, and a few departments.
pub fn directory() -> String {
    let mut out = String::from("code,name,kind,parent_code,hierarchy,valid_from\n");
    let mut units = 0;
    let mut add = |code: &str, name: &str, kind: &str, parent: &str| {
        if units < UNITS {
            units += 1;
            out.push_str(&format!("{code},{name},{kind},{parent},government,2025-07-01\n"));
        }
    };
    let province = |index: usize| format!("{:02}", index + 1);
    for index in 0..PROVINCES {
        add(&province(index), &format!("Ủy ban nhân dân tỉnh thứ {}", index + 1), "province", "");
    }
    for index in 0..COMMUNES {
        let code = format!("{:05}", index + 1);
        add(&code, &format!("Ủy ban nhân dân xã số {}", index + 1), "commune", &province(index % PROVINCES));
        add(&format!("{code}.VP"), &format!("Văn phòng xã số {}", index + 1), "office", &code);
        add(&format!("{code}.VX"), &format!("Phòng Văn hóa - Xã hội xã số {}", index + 1), "office", &code);
    }
    for index in 0..PROVINCES {
        add(&format!("{}.YT", province(index)), &format!("Sở Y tế tỉnh thứ {}", index + 1), "department", &province(index));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_has_as_many_units_as_the_bench_says() {
        let text = directory();
        assert_eq!(text.lines().count(), UNITS + 1);
        assert!(text.contains("\n03321,") && text.contains("\n34,"));
    }
}
