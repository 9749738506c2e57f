//! How many tests a runner says have passed and failed, read from what it printed.

/// Sums over every summary in the text: cargo-nextest, cargo test, node --test. Nextest shows the output
/// of a failed test, in which another summary stands; only its own counts.
pub fn tests(said: &str) -> (usize, usize) {
    let (mut passed, mut failed) = (0, 0);
    let is_nextest = |line: &str| line.starts_with("Summary [") && line.contains(" run: ");
    let by_nextest = said.lines().any(|line| is_nextest(line.trim()));
    for line in said.lines().map(str::trim) {
        if is_nextest(line) || (!by_nextest && line.starts_with("test result: ")) {
            passed += before(line, "passed");
            failed += before(line, "failed") + before(line, "timed out");
        } else if let Some(rest) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
            passed += after(rest, "pass");
            failed += after(rest, "fail");
        }
    }
    (passed, failed)
}

/// The number that stands before a word: "22 passed".
fn before(line: &str, word: &str) -> usize {
    let at = line.find(&format!(" {word}"));
    at.and_then(|at| line[..at].rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()).unwrap_or(0)
}

/// The number that stands after a word: "pass 12".
fn after(line: &str, word: &str) -> usize {
    line.strip_prefix(word).and_then(|rest| rest.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_runner_is_understood() {
        assert_eq!(super::tests("     Summary [   0.246s] 20 tests run: 19 passed (1 slow), 1 failed, 0 skipped"), (19, 1));
        assert_eq!(
            super::tests("test result: FAILED. 0 passed; 1 failed;\n  Summary [ 1.0s] 2 tests run: 1 passed, 1 failed, 0 skipped"),
            (1, 1)
        );
        assert_eq!(super::tests("test result: ok. 3 passed; 0 failed; 1 filtered out\ntest result: FAILED. 1 passed; 2 failed;"), (4, 2));
        assert_eq!(super::tests("# tests 5\n# pass 4\n# fail 1\n"), (4, 1));
        assert_eq!(super::tests("ℹ pass 7\nℹ fail 0\nall 9 passed"), (7, 0));
    }
}
