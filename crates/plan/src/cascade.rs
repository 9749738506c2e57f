//! What superior plans lay on us and which of our rows answer it; and which of our rows answer nothing above.

mod concern;
mod decision;
pub(crate) mod dissolved;
mod indicators;
mod target;
mod tasks;
mod unit;

use serde::{Deserialize, Serialize};

pub use concern::{Concern, How, Part};
pub use decision::{Decision, Decisions};
pub use indicators::written;
pub use unit::{Body, Level, Unit};

use crate::Vocabulary;
use crate::document::Span;
use crate::plan::{Compiled, Plan};

/// One superior plan held against ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cascade {
    /// Its number, else its file.
    pub superior: String,
    /// Its kind, number, issuer and title as people name it.
    pub title: String,
    /// The unit that is held to it, as its plan names it; `None` where our plan does not say whose it is.
    pub unit: Option<String>,
    pub tasks: Vec<TaskAnswer>,
    pub indicators: Vec<IndicatorAnswer>,
    /// Rows of ours that answer no row of this superior laid on us.
    pub beyond: Beyond,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskVerdict {
    Covered,
    Partly,
    Later,
    Uncovered,
    NotOurs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TargetVerdict {
    Equal,
    /// More than is asked; of things that should be few, fewer.
    Higher,
    Lower,
    OtherYear,
    Absent,
    NotOurs,
}

/// A row of ours that answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub no: Option<String>,
    pub name: String,
    pub score: f64,
    /// Of an indicator, as we write it, with its unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Its index among our tasks or indicators.
    #[serde(skip)]
    pub index: usize,
}

/// A task of the superior and what answers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskAnswer {
    pub superior_no: Option<String>,
    pub name: String,
    /// As the superior writes it.
    pub deadline: Option<String>,
    pub verdict: TaskVerdict,
    pub answered_by: Vec<Answer>,
    /// One or more Vietnamese sentences: why it is ours, why the row answers, what is short.
    pub why: String,
    /// By which words it is laid on us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concern: Option<Concern>,
    /// Agencies of this row, or of the row that answers, that are no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dissolved: Vec<String>,
    /// Where it stands in the superior plan.
    pub span: Span,
}

/// A target of the superior for one year and what answers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndicatorAnswer {
    pub superior_no: Option<String>,
    pub horizon: Option<i16>,
    pub name: String,
    /// As the superior writes it, with its unit.
    pub target: Option<String>,
    pub verdict: TargetVerdict,
    pub answered_by: Vec<Answer>,
    pub why: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concern: Option<Concern>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dissolved: Vec<String>,
    pub span: Span,
}

/// Rows of ours that nothing above asks for.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Beyond {
    pub tasks: Vec<Own>,
    pub indicators: Vec<Own>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Own {
    pub no: Option<String>,
    pub name: String,
    /// The row of the superior that speaks of the same but is laid on others: "hàng 15 (Công an tỉnh)".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near: Option<String>,
    #[serde(skip)]
    pub index: usize,
}

impl Cascade {
    /// The superior plan in a few words: "Kế hoạch số 18/KH-UBND".
    pub fn short_title(&self) -> &str {
        self.title.split(" của ").next().unwrap_or(&self.title)
    }
}

/// Holds our plan against each superior plan.
pub fn cascades(ours: &Plan, superiors: &[Compiled], vocabulary: &Vocabulary) -> Vec<Cascade> {
    superiors.iter().map(|superior| cascade(ours, superior, vocabulary)).collect()
}

fn cascade(ours: &Plan, superior: &Compiled, vocabulary: &Vocabulary) -> Cascade {
    let pair = Pair::new(ours, &superior.plan, vocabulary);
    let (tasks, task_rows) = tasks::answers(&pair);
    let (indicators, indicator_rows) = indicators::answers(&pair);
    let file = superior.sources.first().map(|source| source.file.clone()).unwrap_or_default();
    let document = &superior.plan.document;
    Cascade {
        superior: document.number.clone().unwrap_or_else(|| file.clone()),
        title: title(document, &file),
        unit: ours.document.issuer.clone().or_else(|| pair.us.as_ref().map(|unit| unit.place_written.clone())),
        tasks,
        indicators,
        beyond: Beyond { tasks: task_rows, indicators: indicator_rows },
    }
}

/// "Kế hoạch số 18/KH-UBND của Ủy ban nhân dân tỉnh Lam Giang", or the file where the document has no number.
fn title(document: &crate::plan::DocumentBlock, file: &str) -> String {
    let kind = document.kind.as_deref().unwrap_or("Văn bản");
    match (&document.number, &document.issuer) {
        (Some(number), Some(issuer)) => format!("{kind} số {number} của {issuer}"),
        (Some(number), None) => format!("{kind} số {number}"),
        (None, Some(issuer)) => format!("{kind} ({file}) của {issuer}"),
        (None, None) => format!("{kind} ({file})"),
    }
}

/// Two plans under comparison.
struct Pair<'a> {
    ours: &'a Plan,
    superior: &'a Plan,
    us: Option<Unit>,
    above: Option<Unit>,
    vocabulary: &'a Vocabulary,
}

impl<'a> Pair<'a> {
    fn new(ours: &'a Plan, superior: &'a Plan, vocabulary: &'a Vocabulary) -> Self {
        let (us, above) = (Unit::of(&ours.document), Unit::of(&superior.document));
        Self { ours, superior, us, above, vocabulary }
    }

    /// Names of places each plan writes for itself and that tell no rows apart.
    fn places(&self) -> Vec<&str> {
        self.us.iter().chain(&self.above).map(|unit| unit.place_written.as_str()).filter(|place| !place.is_empty()).collect()
    }

    /// How a row of the superior is laid on us. Where our plan does not say whose it is, every row may be.
    fn concern(&self, lead: &[String], coordinating: &[String], section: Option<&str>, text: Option<&str>) -> Option<Concern> {
        match &self.us {
            Some(us) => concern::of_row(concern::Assigned { lead, coordinating, section, text }, us, self.above.as_ref()),
            None => Some(Concern { how: How::Unassigned, role: Part::Text, words: String::new(), certain: false }),
        }
    }

    /// Agencies among these that are no more on the day our plan was issued.
    fn dissolved<'b>(&self, agencies: impl Iterator<Item = &'b String>) -> Vec<String> {
        let Some(day) = self.ours.document.issued_on.or(self.superior.document.issued_on) else { return Vec::new() };
        agencies.filter(|agency| dissolved::is_no_more(agency, day, self.vocabulary.dissolved_agencies())).cloned().collect()
    }
}

/// "giao cho ta bằng “UBND các xã, phường” (chủ trì)".
fn laid_on_us(concern: &Concern) -> String {
    match concern.how {
        How::Unassigned => "cấp trên không ghi cơ quan nào".to_owned(),
        _ => format!("giao bằng “{}” ({})", concern.words, concern.role.vietnamese()),
    }
}

/// The superior's row as a short label: "hàng 15 (Công an tỉnh)".
fn label(no: Option<&str>, lead: &[String]) -> String {
    let no = no.map_or_else(|| "hàng không số".to_owned(), |no| format!("hàng {}", no.trim_end_matches('.')));
    if lead.is_empty() { no } else { format!("{no} ({})", lead.join(", ")) }
}
