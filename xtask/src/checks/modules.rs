//! Which module may name what: the compiler touches nothing outside, the board's domain and
//! permissions know neither SQL nor HTTP, and SQL stays in the store.

use super::code_lines;
use super::files::TextFile;

/// Files whose path starts with one of `within` may not hold any of `words`.
struct Fence {
    within: &'static [&'static str],
    except: &'static [&'static str],
    words: &'static [&'static str],
    why: &'static str,
}

const FENCES: &[Fence] = &[
    Fence {
        within: &["crates/plan/src/"],
        except: &[],
        words: &[
            "std::fs",
            "std::net",
            "std::process",
            "std::env",
            "std::io::stdin",
            "SystemTime",
            "Instant::",
            "Zoned::now",
            "Timestamp::now",
            "async fn",
            ".await",
            "unsafe ",
            "println!(",
            "eprintln!(",
        ],
        why: "the compiler is pure",
    },
    Fence {
        within: &["crates/tracker/src/domain", "crates/tracker/src/access"],
        except: &[],
        words: &["crate::store", "super::store", "axum", "sqlx", "tokio", "SystemTime", "Zoned::now", "Timestamp::now"],
        why: "domain and access know neither the store nor the web, and time is an argument",
    },
    Fence {
        within: &["crates/tracker/src/store"],
        except: &[],
        words: &["axum", "askama", "crate::pages", "crate::routes"],
        why: "the store does not know who asks",
    },
    Fence {
        within: &["crates/tracker/src/pages", "crates/tracker/src/routes", "crates/tracker/src/access", "crates/tracker/src/domain"],
        except: &[],
        words: &["sqlx::", "SELECT ", "INSERT INTO", "DELETE FROM"],
        why: "SQL stands in the store",
    },
];

/// Lines that cross a fence.
fn crossings(files: &[TextFile]) -> Vec<String> {
    let mut faults = Vec::new();
    for fence in FENCES {
        let inside = |path: &str| {
            fence.within.iter().any(|start| path.starts_with(start)) && !fence.except.iter().any(|start| path.starts_with(start))
        };
        for file in files.iter().filter(|file| file.is_rust() && inside(&file.path)) {
            for (number, line) in code_lines(file) {
                for word in fence.words.iter().filter(|word| line.contains(**word)) {
                    faults.push(format!("{}:{number}: {} ({})", file.path, word.trim(), fence.why));
                }
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{assert_none, files};
    use crate::project;

    #[test]
    fn no_module_crosses_a_fence() {
        assert_none(crossings(&files::text_files(&project::root()).unwrap()));
    }

    #[test]
    fn each_fence_holds() {
        let bad = [
            ("crates/plan/src/read.rs", "let bytes = std::fs::read(path)?;"),
            ("crates/tracker/src/domain/task.rs", "use crate::store::tasks;"),
            ("crates/tracker/src/access.rs", "use axum::http::StatusCode;"),
            ("crates/tracker/src/store/tasks.rs", "use axum::Json;"),
            ("crates/tracker/src/pages/board.rs", "let sql = \"SELECT 1\";"),
        ];
        for (path, text) in bad {
            assert_eq!(crossings(&[TextFile::new(path, text)]).len(), 1, "{path}");
            assert!(crossings(&[TextFile::new("crates/cli/src/main.rs", text)]).is_empty(), "{path}");
        }
    }
}
