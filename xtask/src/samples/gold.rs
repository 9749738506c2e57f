//! Gold files beside the samples, in the shape of the plan file format without places.

use serde_json::{Map, Value, json};

use super::source::{Annex, Kind, Plan, Row, plain};

/// What a perfect compiler finds in the plan.
pub fn of(plan: &Plan) -> Value {
    let mut document: Map<String, Value> = plan.document.clone().into_iter().collect();
    document.entry("replaces").or_insert(json!([]));
    let rows = |kinds: &[Kind], one: fn(&Annex, &Section, &Row) -> Vec<Value>| -> Vec<Value> {
        plan.annexes.iter().filter(|annex| kinds.contains(&annex.kind)).flat_map(|annex| entries(annex, one)).collect()
    };
    json!({
        "file": plan.file,
        "document": document,
        "citations": plan.citations.iter().map(|row| filled(row.clone(), &["kind", "number", "date", "issuer"])).collect::<Vec<_>>(),
        "indicators": rows(&[Kind::Indicators], indicators),
        "tasks": rows(&[Kind::Tasks, Kind::Prose], |_, section, row| vec![task(section, row)]),
        "reporting_duties": plan.reporting_duties.iter()
            .map(|row| filled(row.clone(), &["from", "to", "cadence", "due", "day", "month", "month_of_period"])).collect::<Vec<_>>(),
        "findings": plan.findings.iter().map(|row| {
            let mut finding = filled(row.clone(), &["rule", "severity", "line", "quote", "note"]);
            if finding["line"].is_null() {
                finding["line"] = json!(0);
            }
            finding
        }).collect::<Vec<_>>(),
    })
}

#[derive(Default)]
struct Section {
    number: Option<String>,
    title: Option<String>,
    horizon: Option<i64>,
}

fn entries(annex: &Annex, one: fn(&Annex, &Section, &Row) -> Vec<Value>) -> Vec<Value> {
    let mut section = Section::default();
    let mut out = Vec::new();
    for row in &annex.rows {
        if row.is_section() {
            section = Section { number: row.section.clone(), title: row.title.clone(), horizon: row.horizon };
        } else {
            out.extend(one(annex, &section, row));
        }
    }
    out
}

/// One entry per filled year; a grouping row gives one entry without a target.
fn indicators(annex: &Annex, section: &Section, row: &Row) -> Vec<Value> {
    let entry = |horizon: Option<i64>, target: Value| {
        json!({
            "no": row.no, "section": section.number, "section_title": section.title, "horizon": horizon,
            "name": plain(&row.name), "unit": row.unit, "target": target,
            "lead": row.lead, "coordinating": row.coordinating, "data_source": row.data_source, "note": row.note,
        })
    };
    let filled: Vec<Value> = row
        .targets
        .iter()
        .enumerate()
        .filter(|(_, target)| !target.is_empty())
        .map(|(column, target)| entry(annex.horizons.get(column).copied().or(section.horizon), target_of(target)))
        .collect();
    if filled.is_empty() { vec![entry(section.horizon, Value::Null)] } else { filled }
}

fn target_of(parts: &[Value]) -> Value {
    let at = |index: usize| parts.get(index).cloned().unwrap_or(Value::Null);
    json!({ "text": at(0), "op": at(1), "value": at(2), "high": at(3) })
}

fn task(section: &Section, row: &Row) -> Value {
    let deadline = row.deadline.as_ref().map(|deadline| {
        let mut deadline = filled(deadline.clone(), &["text", "kind", "start", "due", "then_continuous", "every_months", "in_month"]);
        if deadline["then_continuous"].is_null() {
            deadline["then_continuous"] = json!(false);
        }
        deadline
    });
    json!({
        "no": row.no, "section": section.number, "section_title": section.title,
        "name": plain(&row.name), "lead": row.lead, "coordinating": row.coordinating,
        "product": row.product.as_deref().map(plain), "deadline": deadline,
        "budget_million_vnd": row.money.as_ref().map(|(_, amount)| amount),
        "related_indicators": row.related, "note": row.note,
    })
}

/// The row with the named fields first, null where the content file gives none.
fn filled(mut row: std::collections::BTreeMap<String, Value>, fields: &[&str]) -> Value {
    let mut out = Map::new();
    for field in fields {
        out.insert((*field).to_owned(), row.remove(*field).unwrap_or(Value::Null));
    }
    out.extend(row);
    Value::Object(out)
}
