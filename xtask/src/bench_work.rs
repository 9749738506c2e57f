//! `cargo xtask bench work`: 200,000 tasks with a million assignments on SQLite and PostgreSQL; how fast one's own work and filtered
//! lists come over HTTP, and how long the reminders of one night take.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::bench_client::{Client, Server};
use crate::{bench_units, program};

const TASKS: usize = 200_000;
/// Requests of each kind; those before them warm up.
const ASKED: usize = 20;
const BEFORE: usize = 3;
const POSTGRES: &str = "postgres://postgres@127.0.0.1:5432/postgres";
const DATABASE: &str = "roviec_bench_work";
const PASSWORD: &str = "Ban-thu-nghiem-so-2026";
/// Who looks: login, role, unit.
const PEOPLE: [(&str, &str, Option<&str>); 5] = [
    ("can-bo-xa", "unit-officer", Some("00001")),
    ("lanh-dao-xa", "unit-head", Some("00001")),
    ("dau-moi-tinh", "focal-point", Some("01")),
    ("chu-tich-tinh", "leader", Some("01")),
    ("trung-uong", "inspector", None),
];

struct Bench {
    binary: PathBuf,
    fill_units: PathBuf,
    fill_work: PathBuf,
    remind: PathBuf,
    units: PathBuf,
    folder: PathBuf,
    today: String,
}

/// Runs the bench and prints it; the last line is JSON.
///
/// # Errors
/// When a build fails, no PostgreSQL answers, or a page is refused.
pub fn run(root: &Path) -> Result<()> {
    let binary = program::roviec_with_examples(root, &["fill_units", "fill_work", "remind_work"])?;
    let example = |name: &str| binary.with_file_name("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let folder = root.join("target/bench");
    std::fs::create_dir_all(&folder)?;
    let units = folder.join("units.csv");
    std::fs::write(&units, bench_units::directory())?;
    // The board's own day: UTC+7.
    let today = program::output(Command::new("date").env("TZ", "UTC-7").arg("+%Y-%m-%d"))?.trim().to_owned();
    let bench = Bench {
        fill_units: example("fill_units"),
        fill_work: example("fill_work"),
        remind: example("remind_work"),
        binary,
        units,
        folder,
        today,
    };
    let only = std::env::var("ROVIEC_BENCH_ONLY").unwrap_or_default();
    let mut figures = serde_json::Map::new();
    if only != "postgres" {
        figures.insert("sqlite".to_owned(), bench.measure(&bench.sqlite()?).context("SQLite")?);
    }
    if only != "sqlite" {
        figures.insert("postgres".to_owned(), bench.measure(&bench.postgres()?).context("PostgreSQL")?);
    }
    println!("{}", json!({ "bench": "work", "figures": figures }));
    Ok(())
}

impl Bench {
    /// A new file; what an earlier run left goes.
    fn sqlite(&self) -> Result<String> {
        let file = self.folder.join("work.sqlite");
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
        Ok(program::output(Command::new(&self.fill_units).args(["--new-database", &address, DATABASE]))?.trim().to_owned())
    }

    fn measure(&self, database: &str) -> Result<Value> {
        self.filled(database)?;
        // Before the server, which would do the same beside what is measured.
        let (reminders, reminders_rss) = self.reminded(database)?;
        println!("reminders: {reminders:.1} s, {reminders_rss:.0} MB");
        let server = Server::start(&self.binary, database)?;
        let mut mine = Vec::new();
        let mut lists = Vec::new();
        let mut nation = Vec::new();
        for (login, _, unit) in PEOPLE {
            let client = Client::signed_in(&server.address, login, PASSWORD)?;
            // A list waits until a server that has just begun has read where all work stands.
            client.times(&["/tasks".to_owned()], 1, 0)?;
            if unit.is_some() {
                mine.extend(client.times(&["/my-work".to_owned()], ASKED, BEFORE)?);
                println!("my work of {login}: p95 {:.1} ms", client.p95(&["/my-work".to_owned()], ASKED, BEFORE)?);
            }
            for (what, path) in filtered(login) {
                let times = client.times(&[path.to_owned()], ASKED, BEFORE)?;
                println!("list, {what} ({login}): p95 {:.1} ms", p95(&times)?);
                if unit.is_some() { lists.extend(times) } else { nation.extend(times) }
            }
        }
        let rss = server.memory_mb()?;
        drop(server);
        let rounded = |value: f64| (value * 10.0).round() / 10.0;
        Ok(json!({
            "mine_p95_ms": rounded(p95(&mine)?), "list_p95_ms": rounded(p95(&lists)?), "nation_list_p95_ms": rounded(p95(&nation)?),
            "reminders_s": rounded(reminders), "reminders_rss_mb": rounded(reminders_rss), "rss_mb": rounded(rss),
        }))
    }

    /// Seconds of the run of today, and the most memory it had in megabytes.
    fn reminded(&self, database: &str) -> Result<(f64, f64)> {
        let said = program::output(Command::new(&self.remind).args([database, &self.today]))?;
        let (seconds, kilobytes) = said.trim().split_once(' ').context("seconds and kilobytes")?;
        Ok((seconds.parse()?, kilobytes.parse::<f64>()? / 1_024.0))
    }

    fn filled(&self, database: &str) -> Result<()> {
        let begun = Instant::now();
        let roviec = |args: &[&str]| {
            let mut command = Command::new(&self.binary);
            command.args(args).args(["--database", database]);
            command
        };
        program::run(roviec(&["units", "import"]).arg(&self.units))?;
        program::run(Command::new(&self.fill_work).args([database, &TASKS.to_string(), &self.today]))?;
        for (login, role, unit) in PEOPLE {
            let mut add = roviec(&["user", "add", login, "--name", "Đo thời gian", "--role", role, "--own"]);
            add.args(unit.into_iter().flat_map(|unit| ["--unit", unit]));
            let mut add = add.stdin(Stdio::piped()).spawn()?;
            add.stdin.take().context("a pipe")?.write_all(format!("{PASSWORD}\n").as_bytes())?;
            ensure!(add.wait()?.success(), "nobody to sign in as");
        }
        println!("filled in {:.0} s", begun.elapsed().as_secs_f64());
        Ok(())
    }
}

fn p95(times: &[f64]) -> Result<f64> {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get((times.len() * 95).div_ceil(100).saturating_sub(1)).copied().context("nothing was asked")
}

/// What people of a commune, of a province and of the whole nation look for. A board of several provinces begins with one's own.
fn filtered(login: &str) -> Vec<(&'static str, &'static str)> {
    match login {
        "can-bo-xa" => vec![
            ("as it opens", "/tasks"),
            ("overdue", "/tasks?state=overdue"),
            ("of one's commune", "/tasks?unit=35"),
            ("of one's commune, overdue", "/tasks?unit=35&state=overdue"),
            ("of one's commune, with words", "/tasks?unit=35&q=quy+che"),
        ],
        "dau-moi-tinh" => vec![
            ("as it opens", "/tasks"),
            ("second page", "/tasks?page=2"),
            ("late", "/tasks?state=late"),
            ("waiting", "/tasks?state=waiting"),
            ("due in a week", "/tasks?due=7"),
            ("by name", "/tasks?sort=name"),
            ("with words", "/tasks?q=du+lieu+dung+chung"),
            ("one plan", "/tasks?plan=1"),
            ("one plan, unfinished, by deadline", "/tasks?plan=35&state=unfinished&sort=deadline"),
        ],
        "trung-uong" => vec![
            ("all", "/tasks?unit=all"),
            ("all overdue", "/tasks?unit=all&state=overdue"),
            ("all, with words", "/tasks?unit=all&q=ho+so+suc+khoe"),
        ],
        _ => vec![],
    }
}
