//! Checks of the project's own shape, run by its tests: what may depend on what, what a document
//! may name, what a source file may hold. Each is a plain function from files to faults.

mod edges;
mod files;
mod leftovers;
mod machine;
mod modules;
mod paths;
mod rules;
mod size;

use files::TextFile;

/// The lines of a Rust file that are not tests, with their numbers from 1 and without line comments.
///
/// Tests stand at the end of a file, below `#[cfg(test)]`; a declaration of a test module in its own
/// file (`#[cfg(test)] mod tests;`) only hides itself.
fn code_lines(file: &TextFile) -> Vec<(usize, &str)> {
    if is_test_file(&file.path) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut lines = file.text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        if line.trim_start().starts_with("#[cfg(test)]") {
            match lines.peek() {
                Some((_, next)) if next.trim_end().ends_with(';') => {
                    lines.next();
                    continue;
                }
                _ => break,
            }
        }
        let code = line.split("//").next().unwrap_or_default();
        if !code.trim().is_empty() {
            out.push((index + 1, code));
        }
    }
    out
}

fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs") || path.contains("/benches/")
}

/// One fault per line, the way a failing test shows them.
fn assert_none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_and_comments_are_not_code() {
        let file =
            TextFile::new("a/src/b.rs", "let a = 1; // x.unwrap()\n#[cfg(test)]\nmod tests;\nlet b = 2;\n#[cfg(test)]\nmod more {\n}\n");
        assert_eq!(code_lines(&file), [(1, "let a = 1; "), (4, "let b = 2;")]);
        assert!(code_lines(&TextFile::new("a/tests/b.rs", "let a = 1;")).is_empty());
    }
}
