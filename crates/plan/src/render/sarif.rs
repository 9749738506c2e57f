//! Diagnostics as SARIF 2.1.0, the form in which editors and review tools take the findings of a checker.

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Place, Span};
use crate::plan::Compiled;
use crate::render::Lang;
use crate::render::labels::place;
use crate::rules::{RULES, doc};

/// One run with the rules that spoke and a result per diagnostic.
pub fn sarif(compiled: &Compiled) -> String {
    let spoke: Vec<_> = RULES.iter().filter(|rule| compiled.diagnostics.iter().any(|found| found.rule == rule.name)).collect();
    let rules: Vec<Value> = spoke
        .iter()
        .map(|rule| {
            let title = doc::parse(rule.doc).map_or(rule.name, |doc| doc.title);
            json!({ "id": rule.name, "shortDescription": { "text": title }, "defaultConfiguration": { "level": level(rule.severity) } })
        })
        .collect();
    let results: Vec<Value> = compiled.diagnostics.iter().map(|found| result(found, compiled)).collect();
    let driver = json!({ "name": "roviec", "version": env!("CARGO_PKG_VERSION"), "rules": rules });
    let run = json!({ "tool": { "driver": driver }, "language": "vi", "columnKind": "unicodeCodePoints", "results": results });
    let log = json!({ "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run] });
    format!("{log:#}\n")
}

fn result(found: &Diagnostic, compiled: &Compiled) -> Value {
    let text = match &found.help {
        Some(help) => format!("{}. Gợi ý: {help}", found.message),
        None => found.message.clone(),
    };
    let mut result = json!({
        "ruleId": found.rule,
        "level": level(found.severity),
        "message": { "text": text },
        "locations": [location(&found.span, found.quote.as_deref(), compiled)],
    });
    if !found.related.is_empty() {
        result["relatedLocations"] = found.related.iter().map(|span| location(span, None, compiled)).collect();
    }
    result
}

/// A line of a text has a region; a page or a cell has none in SARIF and is named in words.
fn location(span: &Span, quote: Option<&str>, compiled: &Compiled) -> Value {
    let file = compiled.sources.get(span.file as usize).map_or("", |source| source.file.as_str());
    let words = quote.unwrap_or(&span.text);
    let mut physical = json!({ "artifactLocation": { "uri": uri(file) } });
    if let Place::Lines { line, column, end_line, end_column } = span.place {
        physical["region"] = json!({
            "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column, "snippet": { "text": words }
        });
        return json!({ "physicalLocation": physical });
    }
    json!({ "physicalLocation": physical, "logicalLocations": [{ "fullyQualifiedName": place(span, Lang::Vi) }], "message": { "text": words } })
}

/// A file's name as a relative reference (RFC 3986): what is not plain is escaped byte by byte.
fn uri(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}
