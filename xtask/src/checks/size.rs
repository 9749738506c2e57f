//! A file stays small enough to be read at once.

use super::files::TextFile;

/// Lines of one file; beyond, it is more than one thing.
const MOST: usize = 500;

fn too_long(files: &[TextFile]) -> Vec<String> {
    const ENDINGS: &[&str] = &[".css", ".html", ".js", ".mjs", ".py", ".rs", ".sql", ".ts"];
    files
        .iter()
        .filter(|file| !file.is_vendored() && ENDINGS.iter().any(|ending| file.path.ends_with(ending)))
        .map(|file| (&file.path, file.text.lines().count()))
        .filter(|(_, lines)| *lines > MOST)
        .map(|(path, lines)| format!("{path}: {lines} lines, at most {MOST}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{assert_none, files};
    use crate::project;

    #[test]
    fn no_file_is_too_long() {
        assert_none(too_long(&files::text_files(&project::root()).unwrap()));
    }

    #[test]
    fn a_long_file_is_named_and_a_vendored_one_is_not() {
        let long = "x\n".repeat(MOST + 1);
        assert_eq!(too_long(&[TextFile::new("a.rs", &long)]), ["a.rs: 501 lines, at most 500"]);
        assert!(too_long(&[TextFile::new("a/vendor/b.js", &long), TextFile::new("b.rs", &long[2..])]).is_empty());
    }
}
