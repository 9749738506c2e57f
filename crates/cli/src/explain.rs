//! `roviec explain`: what a rule checks, why, with a bad and a good example.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use roviec_plan::render::Lang;
use roviec_plan::render::labels::Label;
use roviec_plan::rules::{RULES, Rule, doc, find};

use crate::output;

/// Giải thích một quy tắc; không nêu tên thì liệt kê tất cả
#[derive(clap::Args)]
pub struct Args {
    /// Tên quy tắc, ví dụ task-without-deadline
    #[arg(value_name = "QUY TẮC")]
    rule: Option<String>,
}

/// Prints one rule, or the list of all.
///
/// # Errors
/// An unknown rule, with the nearest names.
pub fn run(args: Args, lang: Lang) -> Result<ExitCode> {
    let text = match args.rule {
        None => list(lang)?,
        Some(name) => match find(&name) {
            Some(rule) => explanation(rule, lang)?,
            None => bail!("{}", unknown(&name, lang)),
        },
    };
    output::text(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn parts(rule: &Rule) -> Result<doc::Doc<'_>> {
    doc::parse(rule.doc).with_context(|| format!("{}: tài liệu của quy tắc thiếu phần", rule.name))
}

fn list(lang: Lang) -> Result<String> {
    let name_width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let severity_width = RULES.iter().map(|rule| lang.severity(rule.severity).chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for rule in RULES {
        let doc = parts(rule)?;
        let severity = lang.severity(rule.severity);
        out.push_str(&format!("{:name_width$}  {severity:severity_width$}  {}\n", rule.name, lang.pick(doc.title, doc.english)));
    }
    Ok(out)
}

fn explanation(rule: &Rule, lang: Lang) -> Result<String> {
    let doc = parts(rule)?;
    let title = lang.pick(doc.title, doc.english);
    let mut out = format!("{}: {title}\n{}: {}\n", rule.name, lang.label(Label::Silence), lang.severity(rule.severity));
    let superior = doc.superior.map(|plan| format!("{}:\n\n{}\n", lang.pick("Kế hoạch cấp trên", "Superior plan"), indented(plan)));
    let units = doc.units.map(|list| format!("{}:\n\n{}\n", lang.pick("Danh mục đơn vị", "Register of units"), indented(list)));
    let beside = [superior, units].into_iter().flatten().collect::<String>();
    let expected = doc.expected.iter().map(|line| format!("> {line}\n")).collect::<String>();
    for (label, text) in [
        (Label::Checks, doc.checks.to_owned()),
        (Label::Why, doc.why.to_owned()),
        (Label::BadExample, format!("{}\n{beside}{expected}", indented(doc.bad))),
        (Label::GoodExample, indented(doc.good)),
        (Label::Basis, doc.basis.to_owned()),
    ] {
        out.push_str(&format!("\n{}\n\n{}\n", lang.label(label).to_uppercase(), text.trim_end()));
    }
    Ok(out)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
}

fn unknown(name: &str, lang: Lang) -> String {
    let mut near: Vec<(usize, &str)> = RULES.iter().map(|rule| (distance(name, rule.name), rule.name)).collect();
    near.sort_unstable();
    let close: Vec<&str> = near.iter().filter(|(distance, rule)| *distance <= rule.len() / 2).take(3).map(|(_, rule)| *rule).collect();
    let all = lang.pick("xem danh sách: roviec explain", "list them: roviec explain");
    match (close.is_empty(), lang) {
        (true, Lang::Vi) => format!("không có quy tắc “{name}”; {all}"),
        (false, Lang::Vi) => format!("không có quy tắc “{name}”; gần giống: {}; {all}", close.join(", ")),
        (true, Lang::En) => format!("there is no rule “{name}”; {all}"),
        (false, Lang::En) => format!("there is no rule “{name}”; near it: {}; {all}", close.join(", ")),
    }
}

/// Letters to change, add or drop to come from one name to the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (row, from) in a.chars().take(100).enumerate() {
        let mut diagonal = last[0];
        last[0] = row + 1;
        for (column, to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = last[column + 1];
            last[column + 1] = changed.min(last[column] + 1).min(diagonal + 1);
        }
    }
    last[b.len()]
}
