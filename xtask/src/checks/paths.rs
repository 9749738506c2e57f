//! A map names only what exists: every path written in ARCHITECTURE.md is there, every link of a document leads somewhere.

/// Paths named between back-quotes or in a fenced block, with `{a,b}` unfolded.
///
/// A token is a path when it has a slash or a file ending; a URL path, which starts with a slash, is not.
fn named(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            out.extend(line.split_whitespace().next());
        } else {
            out.extend(line.split('`').skip(1).step_by(2));
        }
    }
    let paths = out.into_iter().map(|token| token.trim_end_matches([',', ':', ';'])).filter(|token| is_path(token));
    paths.flat_map(unfolded).collect()
}

fn is_path(token: &str) -> bool {
    const ENDINGS: &[&str] = &[".css", ".html", ".json", ".md", ".py", ".rs", ".sql", ".toml", ".ts"];
    let outside =
        token.starts_with('/') || token.contains("://") || token.contains([' ', '<', '…', '(', '*']) || token.starts_with("roviec.plan/");
    !outside && (token.contains('/') || ENDINGS.iter().any(|ending| token.ends_with(ending) && token.len() > ending.len()))
}

fn unfolded(token: &str) -> Vec<String> {
    match (token.find('{'), token.find('}')) {
        (Some(open), Some(close)) if open < close => token[open + 1..close]
            .split(',')
            .flat_map(|part| unfolded(&format!("{}{part}{}", &token[..open], &token[close + 1..])))
            .collect(),
        _ => vec![token.to_owned()],
    }
}

/// Targets of Markdown links and pictures that stand in the project, without their anchors.
fn linked(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let local = targets.filter(|target| !target.contains("://") && !target.starts_with('#') && !target.contains(' '));
    local.map(|target| target.split('#').next().unwrap_or(target).to_owned()).collect()
}

/// Named paths that are not there.
fn missing(text: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    named(text).into_iter().filter(|path| !exists(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::assert_none;
    use crate::project;

    #[test]
    fn every_path_of_the_architecture_exists() {
        let root = project::root();
        for map in ["ARCHITECTURE.md", "CONTRIBUTING.md", "STYLE.md"] {
            let text = std::fs::read_to_string(root.join(map)).unwrap();
            assert!(!named(&text).is_empty(), "{map} names no path at all");
            assert_none(missing(&text, |path| root.join(path).exists()).into_iter().map(|path| format!("{map}: {path}")).collect());
        }
    }

    #[test]
    fn every_link_of_the_documents_leads_somewhere() {
        let root = project::root();
        for document in ["README.md", "README.vi.md", "CHANGELOG.md", "CONTRIBUTING.md"] {
            let text = std::fs::read_to_string(root.join(document)).unwrap();
            let gone = linked(&text).into_iter().filter(|path| !root.join(path).exists());
            assert_none(gone.map(|path| format!("{document}: {path}")).collect());
        }
    }

    #[test]
    fn links_are_told_from_addresses() {
        let text = "![a](docs/a.png) [b](https://example.org/b) [c](README.md#run-it) [d](#here)";
        assert_eq!(linked(text), ["docs/a.png", "README.md"]);
    }

    #[test]
    fn paths_are_told_from_other_words() {
        let text = "See `crates/plan/src/read/{docx,pdf}.rs`, `POST /tasks/1`, `/tasks`, `Plan`, `roviec.plan/1` and `GLOSSARY.md`.\n```\nsamples/   ours\n```\n";
        assert_eq!(named(text), ["crates/plan/src/read/docx.rs", "crates/plan/src/read/pdf.rs", "GLOSSARY.md", "samples/"]);
    }

    #[test]
    fn a_path_that_is_gone_is_named() {
        assert_eq!(missing("`crates/plan/src/lib.rs` and `crates/old/`", |path| path.ends_with("lib.rs")), ["crates/old/"]);
    }
}
