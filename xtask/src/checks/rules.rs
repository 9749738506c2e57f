//! Every rule of the compiler is one source file with its documentation beside it, and stands in the list.

use std::collections::BTreeSet;

const FOLDER: &str = "crates/plan/src/rules/";

/// Faults among the files of the rules folder; `list` is the text of rules.rs.
///
/// A source file without a page may stand there when it is no rule: then the list must not name its page.
fn faults(paths: &[String], list: &str) -> Vec<String> {
    let with = |ending: &str| -> BTreeSet<&str> {
        let inside = paths.iter().filter_map(|path| path.strip_prefix(FOLDER)).filter(|name| !name.contains('/'));
        inside.filter_map(|name| name.strip_suffix(ending)).collect()
    };
    let listed: BTreeSet<&str> =
        list.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).filter_map(|word| word.strip_suffix("::RULE")).collect();
    let (sources, pages) = (with(".rs"), with(".md"));
    let mut out: Vec<String> = pages.difference(&sources).map(|name| format!("{FOLDER}{name}.md has no {name}.rs")).collect();
    for name in pages.intersection(&sources).filter(|name| !listed.contains(*name)) {
        out.push(format!("rule {name} does not stand in the list of rules"));
    }
    for name in sources.difference(&pages).filter(|name| listed.contains(*name)) {
        out.push(format!("rule {name} has no page {FOLDER}{name}.md"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{assert_none, files};
    use crate::project;

    #[test]
    fn every_rule_has_source_page_and_place_in_the_list() {
        let root = project::root();
        let list = std::fs::read_to_string(root.join("crates/plan/src/rules.rs")).unwrap();
        assert_none(faults(&files::paths(&root).unwrap(), &list));
    }

    #[test]
    fn a_rule_without_page_source_or_place_is_named() {
        let at = |name: &str| format!("{FOLDER}{name}");
        let good = [at("a.rs"), at("a.md"), at("shared.rs")];
        assert!(faults(&good, "&a::RULE,").is_empty());
        assert_eq!(faults(&good, "").len(), 1);
        assert_eq!(faults(&[at("a.rs")], "&a::RULE,").len(), 1);
        assert_eq!(faults(&[at("a.md")], "&a::RULE,").len(), 1);
        assert!(faults(&[at("b.rs")], "&a_b::RULE,").is_empty());
    }
}
