//! Times the stages of one compilation within a process: `stages FILE ROUNDS` prints medians in milliseconds as
//! JSON. Called by `cargo xtask bench compile`.

use std::time::{Duration, Instant};

use roviec_plan::{Context, parse, read, rules};

/// As the binary has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(rounds)) = (arguments.next(), arguments.next()) else { return Err("stages FILE ROUNDS".into()) };
    let bytes = std::fs::read(&path)?;
    let context = Context::default();
    let mut times: [Vec<Duration>; 3] = Default::default();
    let mut pages = None;
    for _ in 0..rounds.parse::<usize>()?.max(1) {
        let begun = Instant::now();
        let documents = [read::read(read::detect(&path, &bytes)?, &bytes, &context)?];
        let read = Instant::now();
        let (plan, details) = parse::parse(&documents);
        let parsed = Instant::now();
        let found = rules::check(&rules::Checked::new(&documents, &plan, &details, &context));
        let checked = Instant::now();
        std::hint::black_box(found);
        for (stage, time) in times.iter_mut().zip([read - begun, parsed - read, checked - parsed]) {
            stage.push(time);
        }
        pages = documents[0].pages;
    }
    let [read, parse, rules] = times.map(median);
    println!("{}", serde_json::json!({ "pages": pages, "read_ms": read, "parse_ms": parse, "rules_ms": rules }));
    Ok(())
}

/// In milliseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}
