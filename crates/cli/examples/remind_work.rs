//! The reminders of one night for `cargo xtask bench work`: `remind_work ADDRESS DAY` on a database that `fill_work` has filled; says how
//! many seconds the run took and the most memory it had.

use std::error::Error;
use std::time::Instant;

use jiff::ToSpan;
use jiff::civil::Date;
use roviec_tracker::domain::working_days::WorkingDays;
use roviec_tracker::reminding::{self, Reminding};
use roviec_tracker::store::Database;
use roviec_tracker::store::audit::Actor;
use roviec_tracker::{Config, turn_of_day};

const ACTOR: Actor = Actor { user: None, post: None, source: None, at: 1_796_000_000, seed: [1; 16] };

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [address, day] = args.as_slice() else { return Err("remind_work ADDRESS DAY".into()) };
    let mut day: Date = day.parse()?;
    // Nobody is reminded on a Sunday.
    while !WorkingDays::default().is_working(day) {
        day = day.saturating_add(1.days());
    }
    let database = Database::open(address).await?;
    // As a server does at its start, so that none does it beside what is measured later.
    turn_of_day::open_check_points(&database, ACTOR, day, Config::default().check_months).await?;
    turn_of_day::turn(&database, ACTOR, day).await?;
    let begun = Instant::now();
    reminding::run(&database, ACTOR, day, &Reminding::by(&Config::default())).await?;
    let seconds = begun.elapsed().as_secs_f64();
    database.close().await;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).map(|line| line.trim().trim_end_matches("kB").trim());
    println!("{seconds:.2} {}", peak.unwrap_or("0"));
    Ok(())
}
