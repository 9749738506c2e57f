//! `cargo run --release -p roviec-plan --example compile -- FILE…`: the compiled plan as JSON without the rest
//! of the product: the short loop of parser work.

use std::process::ExitCode;

use roviec_plan::{Context, SourceFile, compile, render};

fn main() -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let read = |name: &String| std::fs::read(name).map_err(|error| format!("{name}: {error}"));
    let bytes: Vec<Vec<u8>> = match names.iter().map(read).collect() {
        Ok(bytes) => bytes,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let files: Vec<SourceFile<'_>> = names.iter().zip(&bytes).map(|(name, bytes)| SourceFile { name, bytes }).collect();
    match compile(&files, &Context::default()) {
        Ok(compiled) => {
            println!("{}", render::json(&compiled));
            ExitCode::SUCCESS
        }
        Err((file, why)) => {
            eprintln!("{}: {why}", names[file]);
            ExitCode::from(2)
        }
    }
}
