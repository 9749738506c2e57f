//! What must not stay in a source file: unfinished work, panics in waiting, tests that are skipped or wait.

use super::files::TextFile;
use super::{code_lines, is_test_file};

/// Words that may stand nowhere in Rust source; written apart so that this file passes.
const NOWHERE: &[&str] =
    &[concat!("todo", "!("), concat!("unimplemented", "!("), concat!("dbg", "!("), concat!("#[ig", "nore"), concat!("FIX", "ME")];
/// Words that may not stand outside tests.
const OUTSIDE_TESTS: &[&str] = &[concat!(".unw", "rap()"), concat!("panic", "!(")];
/// Words that may not stand in tests: a test that waits is slow or fails by chance.
const IN_TESTS: &[&str] = &[concat!("thread::sl", "eep("), concat!("time::sl", "eep(")];

fn leftovers(files: &[TextFile]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is_rust() && !file.is_vendored()) {
        let code = code_lines(file);
        for (index, line) in file.text.lines().enumerate() {
            let number = index + 1;
            let outside = code
                .binary_search_by_key(&number, |(at, _)| *at)
                .is_ok_and(|found| OUTSIDE_TESTS.iter().any(|word| code[found].1.contains(word)));
            let in_test = is_test_file(&file.path) || code.last().is_none_or(|(last, _)| number > *last);
            let waits = in_test && IN_TESTS.iter().any(|word| line.contains(word));
            if outside || waits || NOWHERE.iter().any(|word| line.contains(word)) {
                faults.push(format!("{}:{number}: {}", file.path, line.trim()));
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
    fn nothing_unfinished_stays() {
        assert_none(leftovers(&files::text_files(&project::root()).unwrap()));
    }

    #[test]
    fn each_kind_is_found() {
        let one = |path: &str, text: &str| leftovers(&[TextFile::new(path, text)]).len();
        let [taken, waits] = [OUTSIDE_TESTS[0], IN_TESTS[0]];
        assert_eq!(one("a/src/b.rs", &format!("let a = b{taken};")), 1);
        assert_eq!(one("a/src/b.rs", &format!("#[cfg(test)]\nmod tests {{\n let a = b{taken};\n}}")), 0);
        assert_eq!(one("a/tests/b.rs", &format!("std::{waits}one_second);")), 1);
        assert_eq!(one("a/src/b.rs", &format!("std::{waits}one_second);")), 0);
        assert_eq!(one("a/tests/b.rs", NOWHERE[3]), 1);
    }
}
