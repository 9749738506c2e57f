//! A reading process that breaks in the way its first argument names, so that tests see what the server makes of it.

use std::io::Write;
use std::process::ExitCode;

use roviec_tracker::reader::child;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((fault, limits)) = arguments.split_first() else { return ExitCode::from(2) };
    child::answer(limits, |bytes, _, _| {
        match fault.as_str() {
            "panic" => assert_eq!(String::from_utf8_lossy(&bytes), "", "a panic that quotes the document"),
            "hang" => loop {
                std::thread::park();
            },
            "spin" => loop {
                std::hint::spin_loop();
            },
            "memory" => {
                let mut held: Vec<Vec<u8>> = Vec::new();
                loop {
                    held.push(vec![1; 8 << 20]);
                }
            }
            "depth" => return Ok(deeper(0).to_string().into_bytes()),
            "die" => std::process::abort(),
            "leave" => std::process::exit(7),
            "chatter" => loop {
                let _ = writeln!(std::io::stdout(), "{}", "a".repeat(1 << 10));
            },
            "line" => loop {
                let _ = write!(std::io::stdout(), "{}", "a".repeat(1 << 10));
            },
            "flood" => return Ok(vec![b' '; 20 << 20]),
            "complain" => loop {
                let _ = writeln!(std::io::stderr(), "{}", "a".repeat(1 << 10));
            },
            "write" => {
                let written = std::fs::write(std::env::temp_dir().join("roviec-faulty-reader"), &bytes);
                return Err((None, if written.is_ok() { "đã ghi" } else { "không ghi được" }.to_owned()));
            }
            "seen" => return Err((None, seen())),
            _ => {}
        }
        Ok(Vec::new())
    })
}

#[allow(unconditional_recursion)]
fn deeper(depth: u64) -> u64 {
    std::hint::black_box([depth; 512])[0] + deeper(depth + 1)
}

/// Environment and open descriptors that this process was given.
fn seen() -> String {
    let environment: Vec<String> = std::env::vars().map(|(name, _)| name).collect();
    let open = std::fs::read_dir("/proc/self/fd").into_iter().flatten().flatten();
    let open: Vec<String> = open.filter_map(|entry| std::fs::read_link(entry.path()).ok()).map(|to| to.display().to_string()).collect();
    format!("{} | {}", environment.join(","), open.join(","))
}
