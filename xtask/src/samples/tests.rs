//! The samples hold together: files as generated, agencies known, planted words really there.

use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in the workspace").to_owned()
}

/// Rows of a comma-separated file with quoted cells, without the header.
fn cells(file: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(root().join("samples").join(file)).expect("the file is committed");
    let split = |line: &str| {
        let (mut row, mut quoted) = (vec![String::new()], false);
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(String::new()),
                c => row.last_mut().expect("starts with one cell").push(c),
            }
        }
        row
    };
    text.lines().skip(1).map(split).collect()
}

fn golds() -> Vec<Value> {
    super::source::plans(&root()).expect("sources are readable").iter().map(super::gold::of).collect()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[test]
fn committed_samples_are_what_their_sources_give() {
    super::check(&root()).expect("samples are up to date");
}

#[test]
fn every_agency_of_a_plan_is_a_unit_or_a_group() {
    let owners = [
        ("lam-giang-tinh", "98"),
        ("clean-lam-giang-tinh", "98"),
        ("ket-luan-hop", "98"),
        ("dong-phu-xa", "99001"),
        ("tan-hoa-xa", "99002"),
        ("clean-phuong-binh-an", "99003"),
    ];
    let (units, groups) = (cells("units.csv"), cells("groups.csv"));
    for gold in golds() {
        let owner = owners.iter().find(|(file, _)| gold["file"] == *file).expect("every plan has an issuer among the units").1;
        let near = |code: &str| [owner, "98"].iter().any(|unit| code == *unit || code.starts_with(&format!("{unit}.")));
        let mut known: Vec<&str> = units
            .iter()
            .filter(|unit| near(&unit[0]))
            .flat_map(|unit| [&*unit[2], &*unit[3]].into_iter().chain(unit[4].split('|')))
            .collect();
        known.extend(groups.iter().filter(|group| group[1] == owner || group[1] == "98").map(|group| &*group[0]));
        for part in ["tasks", "indicators"] {
            for row in gold[part].as_array().expect("a list") {
                for agency in strings(&row["lead"]).into_iter().chain(strings(&row["coordinating"])) {
                    assert!(known.contains(&agency.as_str()), "{}: {agency} is unknown", gold["file"]);
                }
            }
        }
    }
}

#[test]
fn parents_and_members_are_units() {
    let units = cells("units.csv");
    let known = |code: &str| units.iter().any(|unit| unit[0] == code);
    for unit in &units {
        assert_eq!(unit.len(), 10, "{unit:?}");
        assert!(unit[6].is_empty() || known(&unit[6]), "parent of {unit:?}");
        assert_eq!(units.iter().filter(|other| other[0] == unit[0]).count(), 1, "code {} is used once", unit[0]);
    }
    for group in cells("groups.csv") {
        assert!(known(&group[1]) && known(&group[2]), "{group:?}");
    }
}

#[test]
fn planted_words_stand_in_the_text_on_their_line() {
    let text = std::fs::read_to_string(root().join("samples/tan-hoa-xa.txt")).expect("the file is committed");
    let lines: Vec<&str> = text.lines().collect();
    let gold = golds().into_iter().find(|gold| gold["file"] == "tan-hoa-xa").expect("the plan is among the sources");
    for finding in gold["findings"].as_array().expect("a list") {
        let line = finding["line"].as_u64().expect("a text has lines") as usize;
        let near = lines[line - 2..(line + 3).min(lines.len())].join(" ");
        let quote = finding["quote"].as_str().expect("a quote");
        assert!(near.contains(quote), "line {line}: {quote:?} is not in {near:?}");
    }
}

#[test]
fn the_clean_plans_have_no_planted_defect() {
    for clean in ["clean-phuong-binh-an", "clean-lam-giang-tinh"] {
        let gold = golds().into_iter().find(|gold| gold["file"] == clean).expect("the plan is among the sources");
        assert_eq!(gold["findings"].as_array().map(Vec::len), Some(0), "{clean}");
    }
}
