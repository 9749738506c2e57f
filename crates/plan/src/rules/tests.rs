//! Every rule's documentation is its test; what no example can show is told here.

use super::{RULES, doc};
use crate::diagnostic::{Diagnostic, Severity};
use crate::{Context, SourceFile, compile};

fn diagnostics(source: &str, superior: Option<&str>) -> Vec<Diagnostic> {
    let workbook = source.starts_with("[trang tính").then(|| workbook(source));
    let file = SourceFile { name: "vi-du.md", bytes: workbook.as_deref().unwrap_or(source.as_bytes()) };
    let superior = superior.map(|source| SourceFile { name: "cap-tren.md", bytes: source.as_bytes() });
    let superiors: Vec<_> =
        superior.iter().map(|file| compile(&[*file], &Context::default()).expect("a superior plan is readable")).collect();
    compile(&[file], &Context { superiors: &superiors, ..Context::default() }).expect("an example is readable").diagnostics
}

/// The workbook an example writes down: "[trang tính: name]" begins a sheet, a line is a row.
fn workbook(source: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for part in source.split("[trang tính").skip(1) {
        let (name, rows) = part.split_once("]\n").expect("a sheet has a name");
        let (hidden, name) = name.split_once(": ").expect("a name follows a colon");
        let sheet = book.add_worksheet().set_name(name).expect("a name").set_hidden(hidden.contains("ẩn"));
        for (row, line) in (0..).zip(rows.lines()) {
            for (column, words) in (0..).zip(line.split(" | ")) {
                sheet.write(row, column, words).expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("a workbook in memory")
}

fn said(source: &str, superior: Option<&str>, rule: &str) -> Vec<String> {
    let word = |severity| match severity {
        Severity::Error => "lỗi",
        Severity::Warning => "cảnh báo",
        Severity::Advice => "góp ý",
    };
    let of_rule = |diagnostic: &Diagnostic| diagnostic.rule == rule;
    diagnostics(source, superior)
        .iter()
        .filter(|diagnostic| of_rule(diagnostic))
        .map(|found| format!("{}[{}]: {}", word(found.severity), found.rule, found.message))
        .collect()
}

#[test]
fn every_rule_says_what_its_documentation_shows_and_keeps_quiet_on_the_mended_plan() {
    let mut faults = Vec::new();
    for rule in RULES {
        let Some(doc) = doc::parse(rule.doc) else {
            faults.push(format!("{}: the documentation lacks a part", rule.name));
            continue;
        };
        let bad = said(doc.bad, doc.superior, rule.name);
        if bad != doc.expected || bad.is_empty() {
            faults.push(format!("{}: expected {:#?}, the bad example gave {bad:#?}", rule.name, doc.expected));
        }
        let good = said(doc.good, doc.superior, rule.name);
        if !good.is_empty() {
            faults.push(format!("{}: the good example gave {good:#?}", rule.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn names_are_kebab_case_and_stand_in_their_own_documentation() {
    for rule in RULES {
        assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.name);
        assert!(rule.doc.starts_with(&format!("# {}: ", rule.name)), "{}", rule.name);
        assert_eq!(RULES.iter().filter(|other| other.name == rule.name).count(), 1, "{}", rule.name);
    }
}

#[test]
fn a_draft_may_lack_number_and_date() {
    let source = doc::parse(super::find("missing-document-number").expect("a rule").doc).expect("its parts").bad;
    let context = Context { draft: true, ..Context::default() };
    let compiled = compile(&[SourceFile { name: "du-thao.md", bytes: source.as_bytes() }], &context).expect("readable");
    assert!(compiled.diagnostics.iter().all(|found| !matches!(found.rule.as_str(), "missing-document-number" | "missing-issue-date")));
}

#[test]
fn a_secrecy_mark_silences_everything_else() {
    let source = doc::parse(super::find("secrecy-mark").expect("a rule").doc).expect("its parts").bad;
    let compiled = compile(&[SourceFile { name: "mat.md", bytes: source.as_bytes() }], &Context::default()).expect("readable");
    assert_eq!(compiled.diagnostics.len(), 1);
    assert_eq!(compiled.plan, crate::plan::Plan::default());
}
