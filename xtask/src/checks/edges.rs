//! Which crate may depend on which: the compiler is pure, the board knows the compiler, the binary knows both.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

/// Each member of the workspace with the members it may use.
const ALLOWED: &[(&str, &[&str])] = &[
    ("roviec-plan", &[]),
    ("roviec-tracker", &["roviec-plan"]),
    ("roviec", &["roviec-plan", "roviec-tracker"]),
    ("xtask", &["roviec-plan"]),
];

/// Crates that would bring a clock, a network, a database or a runtime into the compiler.
const IMPURE: &[&str] = &[
    "async-std",
    "axum",
    "chrono",
    "futures",
    "hyper",
    "mio",
    "reqwest",
    "rusqlite",
    "smol",
    "socket2",
    "sqlx",
    "tempfile",
    "time",
    "tokio",
    "tower",
    "ureq",
];

/// The names under `[dependencies]` of a manifest.
fn dependencies(manifest: &str) -> Result<(String, BTreeSet<String>)> {
    let table: toml::Table = manifest.parse()?;
    let name =
        table.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str).context("a manifest without a name")?;
    let uses = table.get("dependencies").and_then(toml::Value::as_table).map(|all| all.keys().cloned().collect()).unwrap_or_default();
    Ok((name.to_owned(), uses))
}

/// Uses between members that the architecture does not allow.
fn forbidden_members(manifests: &[String]) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for manifest in manifests {
        let (name, uses) = dependencies(manifest)?;
        let Some((_, allowed)) = ALLOWED.iter().find(|(member, _)| *member == name) else {
            faults.push(format!("{name}: a crate the architecture does not name"));
            continue;
        };
        let members = uses.iter().filter(|used| ALLOWED.iter().any(|(member, _)| member == used));
        faults.extend(members.filter(|used| !allowed.contains(&used.as_str())).map(|used| format!("{name} may not use {used}")));
    }
    Ok(faults)
}

/// Impure crates that `manifest` reaches through the lock file, each with the way to it.
fn impure(manifest: &str, lock: &str) -> Result<Vec<String>> {
    let graph = locked(lock)?;
    let (name, uses) = dependencies(manifest)?;
    let mut open: Vec<Vec<String>> = uses.into_iter().map(|used| vec![name.clone(), used]).collect();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    while let Some(way) = open.pop() {
        let last = way.last().expect("a way has an end").clone();
        if !seen.insert(last.clone()) {
            continue;
        }
        if IMPURE.contains(&last.as_str()) {
            faults.push(way.join(" -> "));
            continue;
        }
        for next in graph.get(&last).into_iter().flatten() {
            open.push(way.iter().cloned().chain([next.clone()]).collect());
        }
    }
    Ok(faults)
}

/// Package name to the names it uses; versions of one package are taken together.
fn locked(lock: &str) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let table: toml::Table = lock.parse()?;
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in table.get("package").and_then(toml::Value::as_array).context("Cargo.lock without packages")? {
        let name = package.get("name").and_then(toml::Value::as_str).context("a package without a name")?;
        let uses = package.get("dependencies").and_then(toml::Value::as_array).into_iter().flatten();
        let uses = uses.filter_map(toml::Value::as_str).filter_map(|used| used.split(' ').next()).map(str::to_owned);
        graph.entry(name.to_owned()).or_default().extend(uses);
    }
    Ok(graph)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::assert_none;
    use crate::project;

    fn manifests() -> Vec<String> {
        let root = project::root();
        let workspace: toml::Table = std::fs::read_to_string(root.join("Cargo.toml")).unwrap().parse().unwrap();
        let members = workspace["workspace"]["members"].as_array().unwrap();
        members.iter().map(|member| std::fs::read_to_string(root.join(member.as_str().unwrap()).join("Cargo.toml")).unwrap()).collect()
    }

    #[test]
    fn members_use_only_what_the_architecture_allows() {
        assert_none(forbidden_members(&manifests()).unwrap());
    }

    #[test]
    fn the_compiler_reaches_no_impure_crate() {
        let lock = std::fs::read_to_string(project::root().join("Cargo.lock")).unwrap();
        let plan = manifests().into_iter().find(|text| text.contains("name = \"roviec-plan\"")).unwrap();
        assert_none(impure(&plan, &lock).unwrap());
    }

    #[test]
    fn a_forbidden_member_is_named() {
        let tracker = "[package]\nname = \"roviec-tracker\"\n[dependencies]\nroviec = { path = \"../cli\" }\n";
        assert_eq!(forbidden_members(&[tracker.to_owned()]).unwrap(), ["roviec-tracker may not use roviec"]);
        let other = "[package]\nname = \"roviec-extra\"\n";
        assert_eq!(forbidden_members(&[other.to_owned()]).unwrap(), ["roviec-extra: a crate the architecture does not name"]);
    }

    #[test]
    fn an_impure_crate_is_found_through_others() {
        let plan = "[package]\nname = \"roviec-plan\"\n[dependencies]\nzip = \"9\"\n";
        let lock =
            "[[package]]\nname = \"zip\"\ndependencies = [\"pump 1.0.0\"]\n[[package]]\nname = \"pump\"\ndependencies = [\"tokio\"]\n";
        assert_eq!(impure(plan, lock).unwrap(), ["roviec-plan -> zip -> pump -> tokio"]);
    }
}
