//! Times the reading of one spreadsheet: `sheet FILE` prints rows, bad cells and milliseconds as JSON.

use std::time::Instant;

use roviec_plan::spreadsheet::{self, Asked};
use roviec_plan::{Limits, SourceFile};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("sheet FILE")?;
    let bytes = std::fs::read(&path)?;
    let file = SourceFile { name: &path, bytes: &bytes };
    let begun = Instant::now();
    let book = spreadsheet::open(file, Limits::default())?;
    let opened = begun.elapsed();
    let reading = spreadsheet::reading(&book, &Asked::default());
    let read = begun.elapsed();
    let marked = spreadsheet::marked(file, reading.sheet, reading.header, &reading.bad, Limits::default())?;
    println!(
        "{}",
        serde_json::json!({ "rows": reading.rows.len(), "bad": reading.bad.len(), "skipped": reading.skipped.len(), "open_ms": opened.as_millis() as u64,
            "read_ms": read.as_millis() as u64, "marked_ms": begun.elapsed().as_millis() as u64, "marked_bytes": marked.len() })
    );
    Ok(())
}
