//! Which row of one plan says the same as which row of another: what the cascade and the comparison of two
//! versions share. Words are weighed by how rare they are in both plans; only rows that share a rare word are
//! compared, so that two plans of thousands of rows take moments.

mod similarity;
pub mod words;

use std::collections::HashMap;

use crate::Vocabulary;
use crate::plan::{Deadline, Indicator, Task};
use similarity::{Side, Weights};
use words::{Said, document_numbers, said};

/// A row as matching sees it.
#[derive(Debug, Clone, Default)]
pub struct Row<'a> {
    pub no: Option<&'a str>,
    pub name: &'a str,
    pub product: Option<&'a str>,
    pub unit: Option<&'a str>,
    pub lead: &'a [String],
    pub deadline: Option<&'a Deadline>,
}

impl<'a> From<&'a Task> for Row<'a> {
    fn from(task: &'a Task) -> Self {
        Self {
            no: task.no.as_deref(),
            name: &task.name,
            product: task.product.as_deref(),
            unit: None,
            lead: &task.lead,
            deadline: task.deadline.as_ref(),
        }
    }
}

impl<'a> From<&'a Indicator> for Row<'a> {
    fn from(indicator: &'a Indicator) -> Self {
        Self {
            no: indicator.no.as_deref(),
            name: &indicator.name,
            unit: indicator.unit.as_deref(),
            lead: &indicator.lead,
            ..Self::default()
        }
    }
}

/// Two rows that may say the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    pub left: usize,
    pub right: usize,
    /// 0 to 1.
    pub score: f64,
    /// Share of the left row's own words that the right row has.
    pub covered: f64,
    /// What speaks for it and against it, in Vietnamese.
    pub reasons: Vec<String>,
}

/// The rows of two plans, ready to be compared.
pub struct Matcher<'a> {
    left: Vec<Prepared<'a>>,
    right: Vec<Prepared<'a>>,
    weights: Weights,
    /// Rows on the right by the features they have.
    index: HashMap<u32, Vec<u32>>,
}

/// A row with its words read.
struct Prepared<'a> {
    row: Row<'a>,
    name: Side,
    product: Side,
    said: Said,
    product_said: Said,
    documents: Vec<String>,
    leads: Vec<Vec<String>>,
}

/// Rows on the right that one row on the left is compared with in full.
const CANDIDATES: usize = 24;

impl<'a> Matcher<'a> {
    /// Reads every row; `ignored` are names of places that each plan writes its own way.
    pub fn new(left: Vec<Row<'a>>, right: Vec<Row<'a>>, ignored: &[&str], vocabulary: &Vocabulary) -> Self {
        let ignored: Vec<Vec<String>> = ignored.iter().map(|name| words::folded(name)).collect();
        let mut weights = Weights::default();
        let mut prepare = |row: Row<'a>| {
            let words = &vocabulary.matching_words();
            let said_of = |text: &str| said(text, words, &ignored);
            let (name, product) = (said_of(row.name), row.product.map(said_of).unwrap_or_default());
            let leads = row.lead.iter().map(|agency| said_of(agency).terms.into_iter().map(|term| term.as_one).collect()).collect();
            let documents = document_numbers(row.name);
            let (name_side, product_side) = (weights.side(&name), weights.side(&product));
            weights.count(&name_side, &product_side);
            Prepared { row, name: name_side, product: product_side, said: name, product_said: product, documents, leads }
        };
        let left: Vec<_> = left.into_iter().map(&mut prepare).collect();
        let right: Vec<_> = right.into_iter().map(&mut prepare).collect();
        weights.settle();
        let mut index: HashMap<u32, Vec<u32>> = HashMap::new();
        for (at, row) in (0..).zip(&right) {
            for feature in row.name.features().iter().chain(row.product.features()) {
                let rows = index.entry(*feature).or_default();
                if rows.last() != Some(&at) {
                    rows.push(at);
                }
            }
        }
        Self { left, right, weights, index }
    }

    /// Rows on the right that may say what a row on the left says, the likeliest first.
    pub fn matches(&self, left: usize) -> Vec<Match> {
        let row = &self.left[left];
        // A word that hundreds of rows have tells none of them apart.
        let common = 64.max(self.right.len() / 16);
        let mut shared: HashMap<u32, f64> = HashMap::new();
        for feature in row.name.features().iter().chain(row.product.features()) {
            let Some(rows) = self.index.get(feature).filter(|rows| rows.len() <= common) else { continue };
            for other in rows {
                *shared.entry(*other).or_default() += self.weights.of(*feature);
            }
        }
        let mut likely: Vec<(u32, f64)> = shared.into_iter().collect();
        likely.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        likely.truncate(CANDIDATES);
        let mut out: Vec<Match> = likely.into_iter().map(|(right, _)| self.compare(left, right as usize)).collect();
        out.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.right.cmp(&b.right)));
        out
    }

    /// Words of the left row's listed things ("dữ liệu hộ tịch và dữ liệu đất đai") of which the rows on the right
    /// say nothing. Empty where the rows are worded too differently to tell.
    pub fn missing(&self, left: usize, rights: &[usize]) -> Vec<String> {
        let has = |term: &str| {
            rights.iter().map(|right| &self.right[*right]).any(|row| {
                let mut said = row.said.terms.iter().chain(&row.product_said.terms);
                said.any(|found| found.as_one.split(' ').any(|part| part == term) || found.as_one == term)
            })
        };
        similarity::missing(self.left[left].row.name, &self.left[left].said, has)
    }

    fn compare(&self, left: usize, right: usize) -> Match {
        let (a, b) = (&self.left[left], &self.right[right]);
        let name = self.weights.compare(&a.name, &b.name);
        let product = self.weights.compare(&a.product, &b.product);
        let mut score = name.alike;
        let mut reasons = Vec::new();
        if name.alike > 0.0 {
            let shared = self.weights.shared_words(&a.name, &b.name, &a.said);
            let percent = (name.alike * 100.0).round();
            reasons.push(if name.alike > 0.995 {
                "tên trùng nhau".to_owned()
            } else {
                format!("tên giống {percent}%: {}", shared.join(", "))
            });
        }
        let mut add = |most: f64, reason: String| {
            score += (1.0 - score) * most;
            reasons.push(reason);
        };
        // What is shared besides the name only counts where the names have something in common.
        if name.alike >= 0.1 {
            if product.alike > 0.3 {
                let words = self.weights.shared_words(&a.product, &b.product, &a.product_said);
                // Products are written alike for unlike work: they count with the names' likeness.
                let trust = (name.alike / 0.2).min(1.0);
                add(0.45 * product.alike * product.telling * trust, format!("sản phẩm giống nhau: {}", words.join(", ")));
            }
            if let Some(number) = a.documents.iter().find(|number| b.documents.contains(number)) {
                add(0.2, format!("cùng nêu văn bản {}", number.to_uppercase()));
            }
            let figures: Vec<&str> = a.said.numbers.iter().filter(|number| b.said.numbers.contains(number)).map(String::as_str).collect();
            if !figures.is_empty() {
                add(0.1, format!("cùng con số {}", figures.join(", ")));
            }
            if let (Some(one), Some(other)) = (a.row.deadline, b.row.deadline)
                && (one.kind, one.due, one.every_months, one.in_month) == (other.kind, other.due, other.every_months, other.in_month)
                && (one.due.is_some() || one.every_months.is_some())
            {
                add(0.06, "cùng thời hạn".to_owned());
            }
            if a.leads.iter().any(|agency| !agency.is_empty() && b.leads.contains(agency)) {
                add(0.06, "cơ quan chủ trì cùng ngành".to_owned());
            }
        }
        if let (Some(one), Some(other)) = (a.row.unit, b.row.unit) {
            if is_share(one) != is_share(other) {
                score *= 0.4;
                reasons.push(format!("khác đơn vị tính: “{one}” và “{other}”"));
            } else if words::folded(one) == words::folded(other) {
                reasons.push(format!("cùng đơn vị tính {one}"));
            }
        }
        Match { left, right, score: (score.min(1.0) * 1000.0).round() / 1000.0, covered: name.covered, reasons }
    }
}

fn is_share(unit: &str) -> bool {
    unit.contains('%') || unit.to_lowercase().contains("phần trăm")
}
