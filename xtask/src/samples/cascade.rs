//! The gold cascade: which rows of the province's plan lie on a commune and which rows answer them.

use std::path::Path;

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cascade {
    superior: String,
    plans: Vec<Answers>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answers {
    plan: String,
    /// Number of the superior's row, verdict, numbers of the rows that answer it.
    tasks: Vec<(String, String, Vec<String>)>,
    /// Number and year of the superior's target, verdict, numbers of the rows that answer it.
    indicators: Vec<(String, i64, String, Vec<String>)>,
}

/// The gold cascade; `golds` are the gold files of all plans, every row not named is "not-ours".
pub fn of(root: &Path, golds: &[Value]) -> anyhow::Result<Value> {
    let path = root.join("samples/source/cascade.toml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let cascade: Cascade = toml::from_str(&text).with_context(|| format!("{} is not a cascade", path.display()))?;
    let gold = |file: &str| golds.iter().find(|gold| gold["file"] == file).with_context(|| format!("no plan {file}"));
    let superior = gold(&cascade.superior)?;
    let mut plans = Vec::new();
    for answers in &cascade.plans {
        known_rows(answers, superior, gold(&answers.plan)?)?;
        plans.push(json!({
            "plan": answers.plan,
            "tasks": rows(superior, "tasks").iter().map(|row| task(answers, row)).collect::<Vec<_>>(),
            "indicators": rows(superior, "indicators").iter().map(|row| indicator(answers, row)).collect::<Vec<_>>(),
        }));
    }
    Ok(json!({ "superior": cascade.superior, "plans": plans }))
}

fn rows<'a>(gold: &'a Value, part: &str) -> &'a [Value] {
    gold[part].as_array().map_or(&[], Vec::as_slice)
}

fn has(gold: &Value, part: &str, number: &str) -> bool {
    rows(gold, part).iter().any(|row| row["no"] == number)
}

fn known_rows(answers: &Answers, superior: &Value, plan: &Value) -> anyhow::Result<()> {
    let tasks = answers.tasks.iter().map(|(number, _, by)| ("tasks", number, by));
    let indicators = answers.indicators.iter().map(|(number, _, _, by)| ("indicators", number, by));
    for (part, number, by) in tasks.chain(indicators) {
        ensure!(has(superior, part, number), "the superior plan has no row {number} in {part}");
        for own in by {
            ensure!(has(plan, part, own), "{} has no row {own} in {part}", answers.plan);
        }
    }
    Ok(())
}

fn task(answers: &Answers, row: &Value) -> Value {
    let found = answers.tasks.iter().find(|(number, ..)| row["no"] == **number);
    let (verdict, by) = found.map_or(("not-ours", &[][..]), |(_, verdict, by)| (verdict, by));
    json!({ "superior_no": row["no"], "verdict": verdict, "answered_by": by })
}

fn indicator(answers: &Answers, row: &Value) -> Value {
    let found = answers.indicators.iter().find(|(number, year, ..)| row["no"] == **number && row["horizon"] == *year);
    let (verdict, by) = found.map_or(("not-ours", &[][..]), |(_, _, verdict, by)| (verdict, by));
    json!({ "superior_no": row["no"], "horizon": row["horizon"], "verdict": verdict, "answered_by": by })
}
