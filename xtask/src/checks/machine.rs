//! The project builds anywhere: no file names a folder of one machine or the host of a registry.

use super::files::TextFile;

const FOLDERS: &[&str] = &["/work/", "/home/", "/root/", "/tmp/", "/Users/", "C:\\"];
const HOSTS: &[&str] =
    &["registry.npmjs.org", "registry.yarnpkg.com", "static.crates.io", "index.crates.io", "pypi.org", "proxy.golang.org"];

/// Lines that name a folder of one machine or a registry host; `root` is where this clone lies.
fn traces(files: &[TextFile], root: &str) -> Vec<String> {
    let mut faults = Vec::new();
    // This file has to name them.
    for file in files.iter().filter(|file| !file.is_vendored() && !file.path.ends_with("checks/machine.rs")) {
        for (index, line) in file.text.lines().enumerate() {
            let words = FOLDERS.iter().chain(HOSTS).copied().chain([root]);
            faults.extend(words.filter(|word| stands(line, word)).map(|word| format!("{}:{}: {word}", file.path, index + 1)));
        }
    }
    faults
}

/// A folder counts where a path starts, not inside a longer one such as "crates/home/".
fn stands(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !word.starts_with('/') || !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | ')'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{assert_none, files};
    use crate::project;

    #[test]
    fn no_file_names_this_machine() {
        let root = project::root();
        assert_none(traces(&files::text_files(&root).unwrap(), root.to_str().unwrap()));
    }

    #[test]
    fn a_trace_is_found_where_a_path_starts() {
        let one = |text: &str| traces(&[TextFile::new("a.md", text)], "/srv/here").len();
        assert_eq!(one("open /tmp/plan.docx"), 1);
        assert_eq!(one("\"/home/an/plan.docx\""), 1);
        assert_eq!(one("https://registry.npmjs.org/htmx"), 1);
        assert_eq!(one("cd /srv/here"), 1);
        assert_eq!(one("crates/tracker/src/pages/home/list.html"), 0);
    }
}
