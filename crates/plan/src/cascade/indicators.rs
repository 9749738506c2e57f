//! Which of our targets answer each target of the superior, and whether they reach as far.

use std::collections::{HashMap, HashSet};

use super::target::{Comparison, compare};
use super::{Answer, IndicatorAnswer, Own, Pair, TargetVerdict, label, laid_on_us};
use crate::matching::{Match, Matcher, Row};
use crate::plan::{Indicator, Plan};

/// From this score on the names of two indicators are taken for one.
const ANSWERS: f64 = 0.5;
/// Where the superior names nobody: only what leaves no doubt.
const ANSWERS_SURELY: f64 = 0.75;
const NEARLY: f64 = 0.85;

/// One indicator with its targets for several years, by index into the plan.
struct Family<'a> {
    first: &'a Indicator,
    rows: Vec<usize>,
}

/// Every target of the superior in its order, and our indicators that answer none laid on us.
pub fn answers(pair: &Pair<'_>) -> (Vec<IndicatorAnswer>, Vec<Own>) {
    let (above, ours) = (families(&pair.superior.indicators), families(&pair.ours.indicators));
    let matcher = Matcher::new(rows(&above), rows(&ours), &pair.places(), pair.vocabulary);
    let matches: Vec<Vec<Match>> = (0..above.len()).map(|row| matcher.matches(row)).collect();
    let mut best: HashMap<usize, (usize, f64)> = HashMap::new();
    for found in matches.iter().flatten() {
        let entry = best.entry(found.right).or_insert((found.left, found.score));
        if found.score > entry.1 {
            *entry = (found.left, found.score);
        }
    }
    let mut out: Vec<(usize, IndicatorAnswer)> = Vec::new();
    let mut answering = HashSet::new();
    for (index, family) in above.iter().enumerate() {
        let own = |found: &&Match| best.get(&found.right).is_some_and(|(_, most)| found.score >= NEARLY * most);
        let likely: Vec<&Match> = matches[index].iter().filter(own).collect();
        for row in &family.rows {
            let answer = answer(pair, *row, &likely, &ours);
            answering.extend(answer.answered_by.iter().map(|answer| answer.index));
            out.push((*row, answer));
        }
    }
    out.sort_by_key(|(row, _)| *row);
    let beyond = ours.iter().enumerate().filter(|(_, family)| !family.rows.iter().any(|row| answering.contains(row)));
    let beyond = beyond.map(|(index, family)| {
        let near = best.get(&index).filter(|(_, score)| *score >= ANSWERS);
        let near = near.map(|(row, _)| label(above[*row].first.no.as_deref(), &above[*row].first.lead));
        Own { no: family.first.no.clone(), name: family.first.name.clone(), near, index: family.rows[0] }
    });
    (out.into_iter().map(|(_, answer)| answer).collect(), beyond.collect())
}

fn rows<'a>(families: &[Family<'a>]) -> Vec<Row<'a>> {
    families.iter().map(|family| Row::from(family.first)).collect()
}

/// Rows of one name are one indicator, whichever numbers they bear.
fn families(indicators: &[Indicator]) -> Vec<Family<'_>> {
    let mut out: Vec<Family<'_>> = Vec::new();
    let mut known: HashMap<(String, Option<&str>), usize> = HashMap::new();
    for (index, indicator) in indicators.iter().enumerate() {
        let name = crate::matching::words::folded(&indicator.name).join(" ");
        let at = *known.entry((name, indicator.unit.as_deref())).or_insert(out.len());
        match out.get_mut(at) {
            Some(family) => family.rows.push(index),
            None => out.push(Family { first: indicator, rows: vec![index] }),
        }
    }
    out
}

/// The first row of every indicator of which this holds, given all its rows.
pub fn firsts(indicators: &[Indicator], holds: impl Fn(&[usize]) -> bool) -> Vec<usize> {
    families(indicators).iter().filter(|family| holds(&family.rows)).map(|family| family.rows[0]).collect()
}

fn answer(pair: &Pair<'_>, row: usize, likely: &[&Match], ours: &[Family<'_>]) -> IndicatorAnswer {
    let asked = &pair.superior.indicators[row];
    let mut out = IndicatorAnswer {
        superior_no: asked.no.clone(),
        horizon: asked.horizon,
        name: asked.name.clone(),
        target: written(asked),
        verdict: TargetVerdict::NotOurs,
        answered_by: Vec::new(),
        why: "không giao cho ta".to_owned(),
        concern: None,
        dissolved: pair.dissolved(asked.lead.iter().chain(&asked.coordinating)),
        span: asked.span.clone(),
    };
    let concern = pair.concern(&asked.lead, &asked.coordinating, asked.section_title.as_deref(), None);
    // A row without a target is a title for those below it.
    let Some(concern) = concern.filter(|_| asked.target.is_some()) else { return out };
    let least = if concern.certain { ANSWERS } else { ANSWERS_SURELY };
    let likely: Vec<&&Match> = likely.iter().filter(|found| found.score >= least).collect();
    if likely.is_empty() {
        if concern.certain {
            out.verdict = TargetVerdict::Absent;
            out.why = format!("{}; không chỉ tiêu nào của ta trả lời", laid_on_us(&concern));
            out.concern = Some(concern);
        }
        return out;
    }
    let year_of = |indicator: &Indicator, plan: &Plan| indicator.horizon.or_else(|| plan_year(plan));
    let year = year_of(asked, pair.superior);
    // Years may stand under names that differ a little: the nearest year of all likely ones, then the likeliest.
    let rows = likely.iter().flat_map(|found| ours[found.right].rows.iter().map(|index| (*found, *index, &pair.ours.indicators[*index])));
    let rows = rows.filter(|(_, _, own)| own.target.is_some());
    let distance = |own: &Indicator| match (year, year_of(own, pair.ours)) {
        (Some(asked), Some(own)) => (asked - own).abs(),
        (None, None) => 0,
        // One of them is for no year: it is for every year.
        _ => 0,
    };
    let mut why = vec![laid_on_us(&concern)];
    match rows.min_by_key(|(_, _, own)| distance(own)) {
        None => {
            out.verdict = TargetVerdict::Absent;
            why.push("hàng của ta không đặt mục tiêu".to_owned());
        }
        Some((found, index, own)) => {
            why.push(found.reasons.join("; "));
            let (no, name, target) = (own.no.clone(), own.name.clone(), written(own));
            out.answered_by.push(Answer { no, name, score: found.score, target, index });
            if distance(own) > 0 {
                out.verdict = TargetVerdict::OtherYear;
                let years = [year_of(own, pair.ours), year].map(|year| year.map_or_else(String::new, |year| year.to_string()));
                why.push(format!("ta đặt mục tiêu cho năm {}, không cho năm {}", years[0], years[1]));
            } else {
                let to_all = concern.how != super::How::Name;
                let Comparison { verdict, words } = compare(asked, own, to_all);
                out.verdict = verdict;
                why.push(words);
            }
            out.dissolved.extend(pair.dissolved(own.lead.iter().chain(&own.coordinating)));
        }
    }
    if !out.dissolved.is_empty() {
        why.push(format!("giao cho {}, cơ quan không còn", out.dissolved.join(", ")));
    }
    out.why = why.join("; ");
    out.concern = Some(concern);
    out
}

/// "≥ 70 %".
pub fn written(indicator: &Indicator) -> Option<String> {
    let text = indicator.target.as_ref()?.text.as_deref()?;
    let unit = indicator.unit.as_deref().filter(|unit| !text.to_lowercase().contains(&unit.to_lowercase()));
    Some(unit.map_or_else(|| text.to_owned(), |unit| format!("{text} {unit}")))
}

/// The year a plan is for, as its title says, where its targets say none.
fn plan_year(plan: &Plan) -> Option<i16> {
    let title = plan.document.title.as_deref()?.to_lowercase();
    let (_, behind) = title.split_once("năm ")?;
    let year: i16 = behind.get(..4)?.parse().ok()?;
    (1990..2100).contains(&year).then_some(year)
}
