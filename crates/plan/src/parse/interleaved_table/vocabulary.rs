//! What the table itself teaches: which words stand in which column, how wide a column is, whole cells that recur;
//! and which words follow each other in the whole document.

use std::collections::HashMap;

use super::decode::{Decoded, Words};
use super::lexicon::bare;
use crate::document::{Block, Document};
use crate::plan::Role;

/// Pairs of words that stand side by side in the document.
#[derive(Default)]
pub struct Neighbours {
    words: HashMap<String, u32>,
    pairs: HashMap<(u32, u32), u32>,
}

impl Neighbours {
    pub fn of(document: &Document) -> Self {
        let mut out = Self::default();
        for block in &document.blocks {
            let Block::Paragraph(paragraph) = block else { continue };
            let mut last = None;
            for word in paragraph.text.text.split(' ') {
                let next = out.words.len() as u32;
                let word = *out.words.entry(bare(word)).or_insert(next);
                if let Some(last) = last.replace(word) {
                    *out.pairs.entry((last, word)).or_default() += 1;
                }
            }
        }
        out
    }

    /// The word as [`Neighbours::count`] wants it.
    pub fn known(&self, bare: &str) -> u32 {
        self.words.get(bare).copied().unwrap_or(u32::MAX)
    }

    pub fn count(&self, first: u32, second: u32) -> u32 {
        self.pairs.get(&(first, second)).copied().unwrap_or(0)
    }
}

/// Learned from a reading of all rows.
pub struct Vocabulary {
    columns: Vec<Column>,
    totals: HashMap<String, u32>,
    words: u32,
    pub manner: Manner,
}

/// How the words of a table were laid down.
#[derive(Clone, Copy)]
pub struct Manner {
    /// What going back to an earlier column at a line's start costs.
    pub back: f32,
    /// Every line is a whole cell, or a paragraph of one.
    pub whole: bool,
}

#[derive(Default, Clone)]
struct Column {
    words: HashMap<String, u32>,
    total: u32,
    cells: HashMap<String, u32>,
    firsts: HashMap<String, u32>,
    width: Option<usize>,
}

impl Vocabulary {
    pub fn new(roles: &[Option<Role>], manner: Manner) -> Self {
        Self { columns: vec![Column::default(); roles.len()], totals: HashMap::new(), words: 0, manner }
    }

    pub fn learned(roles: &[Option<Role>], manner: Manner, rows: &[Words<'_>], decoded: &[Decoded]) -> Self {
        let mut out = Self::new(roles, manner);
        let mut widths: Vec<Vec<usize>> = vec![Vec::new(); roles.len()];
        for (row, result) in rows.iter().zip(decoded) {
            for (word, column) in row.items.iter().zip(&result.of_word) {
                out.see(*column, &word.bare);
            }
            for (column, fragments) in result.columns.iter().enumerate() {
                let shown: Vec<String> = fragments.iter().map(|fragment| row.shown(fragment)).collect();
                let wrapped = shown.len().saturating_sub(1);
                widths[column].extend(shown.iter().take(wrapped).map(|text| text.chars().count()));
                let text = shown.join(" ").to_lowercase();
                if let Some(first) = text.split(' ').next().filter(|first| !first.is_empty()) {
                    *out.columns[column].firsts.entry(bare(first)).or_default() += 1;
                    *out.columns[column].cells.entry(text).or_default() += 1;
                }
            }
        }
        for (column, mut all) in out.columns.iter_mut().zip(widths) {
            all.sort_unstable();
            column.width = (all.len() >= 5).then(|| all[(all.len() * 9 / 10).min(all.len() - 1)]);
        }
        out
    }

    /// What a line's start that does not go back costs.
    pub fn forth(&self) -> f32 {
        (1.0 - self.manner.back.exp()).max(0.01).ln()
    }

    fn see(&mut self, column: usize, word: &str) {
        let Some(own) = self.columns.get_mut(column) else { return };
        *own.words.entry(word.to_owned()).or_default() += 1;
        own.total += 1;
        *self.totals.entry(word.to_owned()).or_default() += 1;
        self.words += 1;
    }

    /// How much more often the word stands in this column than in any: about -2 to 2.
    pub fn suits(&self, column: usize, word: &str) -> f32 {
        let Some(own) = self.columns.get(column).filter(|own| own.total > 20) else { return 0.0 };
        let here = own.words.get(word).copied().unwrap_or(0) as f32;
        let all = self.totals.get(word).copied().unwrap_or(0) as f32;
        let share = own.total as f32 / self.words.max(1) as f32;
        // The word's own place in the reading before is no evidence for itself.
        let (here, all) = ((here - 1.0).max(0.0), (all - 1.0).max(0.0));
        (((here + 2.0 * share) / (all + 2.0)) / share).ln().clamp(-2.0, 2.0) * 0.3
    }

    /// How many other rows hold these very words in this column.
    pub fn recurs(&self, column: usize, text: &str) -> u32 {
        self.columns.get(column).and_then(|own| own.cells.get(text)).map_or(0, |count| count.saturating_sub(1))
    }

    /// How many other rows begin the cell with this word.
    pub fn begins(&self, column: usize, word: &str) -> u32 {
        self.columns.get(column).and_then(|own| own.firsts.get(word)).map_or(0, |count| count.saturating_sub(1))
    }

    pub fn width(&self, column: usize) -> Option<usize> {
        self.columns.get(column)?.width
    }
}
