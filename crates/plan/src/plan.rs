//! The compiled plan: plain data in the shape of the plan file format `roviec.plan/1`.
//!
//! Texts are NFC, case and spelling as in the source. A field the source does not give is `None`,
//! never guessed; a list is empty, never absent.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Dismissed};
use crate::document::{Format, Span};

/// Field name to 0..1; only fields below 1 are listed.
pub type Confidence = BTreeMap<String, f64>;

/// A compiled plan with what is wrong in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Compiled {
    /// The files of this plan in order: body, annexes.
    pub sources: Vec<Source>,
    #[serde(flatten)]
    pub plan: Plan,
    pub diagnostics: Vec<Diagnostic>,
    /// What a person set aside on the board, with the reason; the compiler itself sets nothing aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dismissed: Vec<Dismissed>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    pub file: String,
    /// Lower-case hex of the file's bytes.
    pub sha256: String,
    pub format: Format,
    pub pages: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Plan {
    pub document: DocumentBlock,
    pub headings: Vec<Heading>,
    pub citations: Vec<Citation>,
    pub indicators: Vec<Indicator>,
    pub tasks: Vec<Task>,
    pub reporting_duties: Vec<ReportingDuty>,
}

/// Who issued what, when (NĐ 30/2020/NĐ-CP, Appendix I, components 2 to 9).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct DocumentBlock {
    /// "Kế hoạch", "Quyết định": written with one capital.
    pub kind: Option<String>,
    /// "102/KH-UBND"; `None` when blank.
    pub number: Option<String>,
    /// Full name: "Ủy ban nhân dân tỉnh …".
    pub issuer: Option<String>,
    pub issued_on: Option<Date>,
    pub title: Option<String>,
    pub signer: Signer,
    pub recipients: Vec<String>,
    pub replaces: Vec<Replaced>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Signer {
    pub authority: Option<String>,
    pub position: Option<String>,
    pub name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replaced {
    pub number: String,
    pub date: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    /// From 1 (Phần or I.) downward.
    pub level: u8,
    /// As written without its mark: "I", "1", "a".
    pub number: Option<String>,
    pub title: String,
    pub span: Span,
}

/// A numbered document the plan cites, once, with every place it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Citation {
    pub kind: Option<String>,
    pub number: String,
    pub date: Option<Date>,
    pub issuer: Option<String>,
    pub spans: Vec<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    #[serde(rename = ">=")]
    AtLeast,
    #[serde(rename = "<=")]
    AtMost,
    #[serde(rename = ">")]
    Above,
    #[serde(rename = "<")]
    Below,
    #[serde(rename = "=")]
    Equal,
    #[serde(rename = "range")]
    Range,
    #[serde(rename = "text")]
    Text,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub text: Option<String>,
    pub op: Comparison,
    pub value: Option<f64>,
    /// Upper end of a range.
    pub high: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    pub no: Option<String>,
    pub section: Option<String>,
    pub section_title: Option<String>,
    /// Year the target is for.
    pub horizon: Option<i16>,
    pub name: String,
    pub unit: Option<String>,
    /// `None` for a grouping row.
    pub target: Option<Target>,
    pub lead: Vec<String>,
    pub coordinating: Vec<String>,
    pub data_source: Option<String>,
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub confidence: Confidence,
    pub span: Span,
}

impl Indicator {
    /// An indicator of which only the name is known.
    pub fn named(name: String, span: Span) -> Self {
        Self {
            no: None,
            section: None,
            section_title: None,
            horizon: None,
            name,
            unit: None,
            target: None,
            lead: Vec::new(),
            coordinating: Vec::new(),
            data_source: None,
            note: None,
            confidence: Confidence::new(),
            span,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeadlineKind {
    By,
    Year,
    Continuous,
    Recurring,
    Range,
    Conditional,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deadline {
    pub text: Option<String>,
    /// `None` when no kind can be told.
    pub kind: Option<DeadlineKind>,
    /// First day of a range.
    pub start: Option<Date>,
    /// Last day meant: "quý III/2026" is 30/09/2026.
    pub due: Option<Date>,
    /// "5/2026 và thực hiện thường xuyên".
    pub then_continuous: bool,
    pub every_months: Option<u8>,
    /// Calendar month of a yearly task.
    pub in_month: Option<u8>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BudgetLine {
    pub year: Option<i16>,
    pub source: Option<String>,
    pub million_vnd: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub no: Option<String>,
    pub section: Option<String>,
    pub section_title: Option<String>,
    pub name: String,
    pub lead: Vec<String>,
    pub coordinating: Vec<String>,
    pub product: Option<String>,
    pub deadline: Option<Deadline>,
    /// Million đồng.
    pub budget_million_vnd: Option<f64>,
    pub budget_lines: Vec<BudgetLine>,
    pub related_indicators: Vec<String>,
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub confidence: Confidence,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cadence {
    Monthly,
    Quarterly,
    HalfYear,
    Annual,
    AdHoc,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MonthOfPeriod {
    First,
    Last,
}

/// A duty to report found in the plan (NĐ 09/2019/NĐ-CP, Điều 7).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportingDuty {
    pub from: Option<String>,
    pub to: Option<String>,
    pub cadence: Cadence,
    /// The words that fix the time.
    pub due: Option<String>,
    pub day: Option<u8>,
    /// Calendar month, when one is named.
    pub month: Option<u8>,
    pub month_of_period: Option<MonthOfPeriod>,
    pub span: Span,
}

/// What the rules need beyond the rows, found by the parser and not part of the file format.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Details {
    pub document: DocumentPlaces,
    pub tables: Vec<AnnexTable>,
    /// Every mention of a numbered document, in order.
    pub mentions: Vec<Mention>,
    /// Targets stated in running text, those of a plan without an annex of targets included.
    pub stated: Vec<StatedTarget>,
}

/// A target stated in running text.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedTarget {
    /// Name, target, unit and year; the span is the clause.
    pub indicator: Indicator,
    pub within: StatedWithin,
}

/// Which part of the plan states a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatedWithin {
    /// A section of targets.
    Targets,
    /// Another section of the body.
    Body,
    /// The name of a task in an annex.
    Task,
}

/// Where the parts of the document block stand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DocumentPlaces {
    pub number: Option<Span>,
    pub issued_on: Option<Span>,
    pub title: Option<Span>,
    pub signer: Option<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnnexKind {
    Indicators,
    Tasks,
}

/// One annex table as the parser understood it.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnexTable {
    pub kind: AnnexKind,
    /// The header row's first cell.
    pub span: Span,
    /// Unit of the money column as its header says: "triệu đồng", "đồng", "tỷ đồng".
    pub money_unit: Option<String>,
    /// Data rows in order; `index` into `Plan::tasks` or `Plan::indicators` by kind.
    pub rows: Vec<AnnexRow>,
    pub totals: Vec<TotalRow>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AnnexRow {
    pub index: usize,
    /// Cells of this row by what they hold; a role whose column the table lacks is absent,
    /// a column whose cell is empty is here with an empty text.
    pub cells: BTreeMap<Role, Span>,
    /// Columns whose cell holds words that cannot be read: their fields are left empty.
    pub unreadable: BTreeSet<Role>,
}

/// What a column of an annex holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Number,
    Name,
    Unit,
    Target,
    Lead,
    Coordinating,
    Product,
    Deadline,
    Money,
    DataSource,
    RelatedIndicators,
    Note,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TotalRow {
    /// Digits as written: "5.127".
    pub amount: Option<(String, Span)>,
    /// Unit written in the total itself, when there is one.
    pub unit: Option<String>,
    /// "Năm tỷ một trăm hai mươi bảy triệu đồng".
    pub words: Option<(String, Span)>,
}

/// One mention of a numbered document.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// As written, spaces and dashes kept.
    pub raw: String,
    /// Canonical: "57-NQ/TW".
    pub number: String,
    pub kind: Option<String>,
    pub date: Option<Date>,
    /// The date as written when no such day exists ("31/4/2026").
    pub invalid_date: Option<String>,
    pub issuer: Option<String>,
    /// The kind as written, where the number follows it without the word "số".
    pub without_so: Option<String>,
    pub span: Span,
}
