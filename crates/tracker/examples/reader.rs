//! The reading process for tests: `roviec reader` is a command of another crate.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    roviec_tracker::reader::child::run(&arguments)
}
