//! The rows of a draft as the lists show them, whichever table they are of.

use std::collections::BTreeMap;

use roviec_plan::document::{Place, Span};
use roviec_plan::plan::{Confidence, DocumentBlock, Indicator, ReportingDuty, Task};

use crate::domain::draft::{Draft, DraftRow, Field, Fields, RowKey, Table};
use crate::pages::plans::tabs::unsure;

/// What the review needs of a row beyond its fields.
trait Reviewed: Fields {
    fn confidence(&self) -> Option<&Confidence>;
    fn span(&self) -> Option<&Span>;
    /// The fields beside the name in the list.
    const BESIDE: [Field; 2];
}

impl Reviewed for Task {
    fn confidence(&self) -> Option<&Confidence> {
        Some(&self.confidence)
    }

    fn span(&self) -> Option<&Span> {
        Some(&self.span)
    }

    const BESIDE: [Field; 2] = [Field::Lead, Field::Deadline];
}

impl Reviewed for Indicator {
    fn confidence(&self) -> Option<&Confidence> {
        Some(&self.confidence)
    }

    fn span(&self) -> Option<&Span> {
        Some(&self.span)
    }

    const BESIDE: [Field; 2] = [Field::Unit, Field::Target];
}

impl Reviewed for ReportingDuty {
    fn confidence(&self) -> Option<&Confidence> {
        None
    }

    fn span(&self) -> Option<&Span> {
        Some(&self.span)
    }

    const BESIDE: [Field; 2] = [Field::Cadence, Field::Due];
}

impl Reviewed for DocumentBlock {
    fn confidence(&self) -> Option<&Confidence> {
        None
    }

    fn span(&self) -> Option<&Span> {
        None
    }

    const BESIDE: [Field; 2] = [Field::Number, Field::IssuedOn];
}

/// One row.
#[derive(Debug, Clone)]
pub struct Line {
    pub key: RowKey,
    pub table: Table,
    pub section: String,
    pub number: String,
    pub name: String,
    pub year: String,
    /// The two fields beside the name, as text.
    pub beside: [(Field, String); 2],
    pub unsure: Vec<Field>,
    pub edited: BTreeMap<Field, i64>,
    /// No document brought it.
    pub made: bool,
    /// What the machine read, by field; empty for a row made by hand.
    pub read: BTreeMap<Field, String>,
    /// `None` where it stands nowhere in the source.
    pub span: Option<Span>,
}

impl Line {
    pub fn is_unsure(&self, field: Field) -> bool {
        self.unsure.contains(&field)
    }

    pub fn is_beside_unsure(&self, at: usize) -> bool {
        self.is_unsure(self.beside[at].0)
    }

    pub fn beside_label(&self, at: usize) -> &'static str {
        self.beside[at].0.label(self.table)
    }

    pub fn is_edited(&self) -> bool {
        !self.edited.is_empty()
    }

    /// Several years of one indicator follow each other under one name.
    pub fn continues(&self, before: &Self) -> bool {
        let same = |line: &Self| (line.number.clone(), line.section.clone(), line.name.clone());
        self.table == Table::Indicators && same(self) == same(before)
    }
}

/// All rows of a draft.
#[derive(Debug, Clone)]
pub struct Lines {
    pub document: Line,
    pub indicators: Vec<Line>,
    pub tasks: Vec<Line>,
    pub duties: Vec<Line>,
}

impl Lines {
    pub fn of(draft: &Draft) -> Self {
        Self {
            document: line(&draft.document),
            indicators: draft.indicators.iter().map(line).collect(),
            tasks: draft.tasks.iter().map(line).collect(),
            duties: draft.duties.iter().map(line).collect(),
        }
    }

    pub fn table(&self, table: Table) -> &[Line] {
        match table {
            Table::Document => std::slice::from_ref(&self.document),
            Table::Indicators => &self.indicators,
            Table::Tasks => &self.tasks,
            Table::Duties => &self.duties,
        }
    }

    /// Every row of the three lists.
    pub fn all(&self) -> impl Iterator<Item = &Line> {
        self.indicators.iter().chain(&self.tasks).chain(&self.duties)
    }

    pub fn find(&self, key: &RowKey) -> Option<&Line> {
        std::iter::once(&self.document).chain(self.all()).find(|line| line.key == *key)
    }
}

fn line<T: Reviewed>(row: &DraftRow<T>) -> Line {
    let text = |field| row.row.text(field);
    let doubted = |field: &&Field| row.row.confidence().is_some_and(|confidence| unsure(confidence, field.confidence_key()));
    let read = |machine: &T| Field::of(T::TABLE).iter().map(|field| (*field, machine.text(*field))).collect();
    let name = [Field::Name, Field::Title, Field::From].map(text).into_iter().find(|text| !text.is_empty());
    Line {
        key: row.key.clone(),
        table: T::TABLE,
        section: row.row.section().to_owned(),
        number: text(Field::Number),
        name: name.unwrap_or_default(),
        year: text(Field::Horizon),
        beside: T::BESIDE.map(|field| (field, text(field))),
        unsure: Field::of(T::TABLE).iter().filter(doubted).copied().collect(),
        edited: row.edited.clone(),
        made: row.machine.is_none(),
        read: row.machine.as_ref().map(read).unwrap_or_default(),
        span: row.row.span().filter(|span| is_somewhere(span)).cloned(),
    }
}

/// A row made by hand has an empty span.
fn is_somewhere(span: &Span) -> bool {
    !(span.text.is_empty() && matches!(span.place, Place::Lines { line: 1, column: 1, end_line: 1, end_column: 1 }))
}
