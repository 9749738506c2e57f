//! Which letters of a Word document a diagnostic speaks of.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::anchors::{Anchors, Paragraph};
use super::marks::Words;
use crate::annotate::note::shortened;
use crate::diagnostic::Diagnostic;
use crate::document::{Place, Span, clean};

/// Finds words among the paragraphs that marks may be set in.
pub struct Finder<'a> {
    anchors: &'a Anchors,
    /// The paragraph that stands for the whole document: its title.
    title: usize,
}

impl<'a> Finder<'a> {
    /// `None` for a document without any paragraph.
    pub fn new(anchors: &'a Anchors, title: Option<&str>) -> Option<Self> {
        let has_words = |paragraph: &&usize| !joined(anchors, &[**paragraph]).0.is_empty();
        let all: Vec<usize> = (0..anchors.paragraphs.len()).filter(|index| !anchors.paragraphs[*index].in_box).collect();
        // The title may be set over several paragraphs: its first words must do.
        let start = title.map(|title| title.split_whitespace().take(3).collect::<Vec<_>>().join(" ")).filter(|start| !start.is_empty());
        let of_title = start.and_then(|start| all.iter().find(|index| joined(anchors, &[**index]).0.starts_with(&start)));
        let title = *of_title.or_else(|| all.iter().find(has_words)).or_else(|| all.first())?;
        Some(Self { anchors, title })
    }

    /// The exact words of a diagnostic, else its cell or paragraph, else what stands nearest before it.
    pub fn words(&self, diagnostic: &Diagnostic) -> Words {
        let groups = self.at(&diagnostic.span.place);
        let quote = diagnostic.quote.as_deref().map(clean).filter(|quote| !quote.is_empty());
        let span = Some(clean(&diagnostic.span.text)).filter(|text| !text.is_empty());
        // A quote may hold the automatic number in front, which is nowhere in the text.
        let unnumbered = quote.as_deref().and_then(|quote| quote.split_once(' ')).map(|(_, rest)| rest.to_owned());
        for wanted in [&quote, &span, &unnumbered].into_iter().flatten() {
            if let Some(words) = self.find(&groups, wanted) {
                return words;
            }
        }
        let spoken = groups.iter().find_map(|group| self.whole(group));
        spoken.or_else(|| groups.first().and_then(|group| self.bare(group))).unwrap_or_else(|| self.nearest(&diagnostic.span.place))
    }

    /// A related place as a person finds it: its words, and how its paragraph or row begins.
    pub fn shown(&self, span: &Span) -> String {
        let groups = self.at(&span.place);
        let row = match span.place {
            Place::Block { block, row: Some(row), .. } => self.at(&Place::Block { block, row: Some(row), cell: None }),
            _ => Vec::new(),
        };
        let (name, groups) = if row.is_empty() { ("đoạn", groups) } else { ("hàng", row) };
        let beginning: Vec<String> = groups.iter().map(|group| joined(self.anchors, group).0).filter(|text| !text.is_empty()).collect();
        let (words, beginning) = (shortened(&clean(&span.text), 60), shortened(&beginning.join(" "), 60));
        match (words.is_empty(), beginning.is_empty()) {
            (true, true) => "đầu văn bản".to_owned(),
            (true, false) => format!("{name} “{beginning}”"),
            (false, _) if beginning.starts_with(words.trim_end_matches('…')) => format!("{name} “{beginning}”"),
            (false, true) => format!("“{words}”"),
            (false, false) => format!("“{words}” ở {name} “{beginning}”"),
        }
    }

    /// Paragraphs at a place, those of one cell together, in the order of the source.
    fn at(&self, place: &Place) -> Vec<Vec<usize>> {
        let mut out: Vec<Vec<usize>> = Vec::new();
        for (index, paragraph) in self.anchors.paragraphs.iter().enumerate() {
            if !covers(place, &paragraph.place) {
                continue;
            }
            match out.last_mut() {
                Some(group) if group.last().is_some_and(|last| self.together(*last, index)) => group.push(index),
                _ => out.push(vec![index]),
            }
        }
        out
    }

    fn together(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.anchors.paragraphs[one], &self.anchors.paragraphs[other]);
        one.cell == other.cell && one.in_box == other.in_box
    }

    /// Words within one paragraph, else across the paragraphs of one cell.
    fn find(&self, groups: &[Vec<usize>], wanted: &str) -> Option<Words> {
        let single = groups.iter().flatten().find_map(|paragraph| find_in(self.anchors, &[*paragraph], wanted));
        single.or_else(|| groups.iter().find_map(|group| find_in(self.anchors, group, wanted)))
    }

    /// All words of a cell or a paragraph.
    fn whole(&self, group: &[usize]) -> Option<Words> {
        let (text, letters) = joined(self.anchors, group);
        cover(&letters, 0..text.len())
    }

    /// An empty cell is marked in its first paragraph.
    fn bare(&self, group: &[usize]) -> Option<Words> {
        let first = group.iter().find(|index| !self.anchors.paragraphs[**index].in_box)?;
        let last = self.anchors.paragraphs[*first].letters.len().saturating_sub(1);
        Some(Words { first: (*first, 0), last: (*first, last) })
    }

    fn nearest(&self, place: &Place) -> Words {
        let key = |place: &Place| match *place {
            Place::Block { block, row, cell } => Some((block, row, cell)),
            _ => None,
        };
        let wanted = key(place);
        let mut before = self.anchors.paragraphs.iter().enumerate().filter(|(_, paragraph)| {
            let spoken = !paragraph.in_box && paragraph.letters.iter().any(|letter| !letter.c.is_whitespace());
            spoken && wanted.is_some() && key(&paragraph.place) <= wanted
        });
        let index = before.next_back().map_or(self.title, |(index, _)| index);
        self.whole(&[index]).or_else(|| self.bare(&[index])).unwrap_or(Words { first: (self.title, 0), last: (self.title, 0) })
    }
}

fn covers(place: &Place, paragraph: &Place) -> bool {
    let (Place::Block { block, row, cell }, Place::Block { block: b, row: r, cell: c }) = (place, paragraph) else { return false };
    block == b && (row.is_none() || row == r) && (cell.is_none() || cell == c)
}

/// A letter as written in the joined text: its first byte there and where it comes from.
struct Cluster {
    at: usize,
    first: (usize, usize),
    last: (usize, usize),
}

/// Paragraphs joined by one space, cleaned as the reader cleans, each letter knowing where it stands.
fn joined(anchors: &Anchors, paragraphs: &[usize]) -> (String, Vec<Cluster>) {
    let mut text = String::new();
    let mut clusters: Vec<Cluster> = Vec::new();
    for &index in paragraphs {
        let mut space = !text.is_empty();
        let Paragraph { letters, .. } = &anchors.paragraphs[index];
        let mut at = 0;
        while at < letters.len() {
            let mut end = at + 1;
            while letters.get(end).is_some_and(|next| is_combining_mark(next.c)) {
                end += 1;
            }
            let letter = clean(&letters[at..end].iter().map(|letter| letter.c).nfc().collect::<String>());
            if !letter.is_empty() {
                if std::mem::take(&mut space) && !text.is_empty() {
                    text.push(' ');
                }
                clusters.push(Cluster { at: text.len(), first: (index, at), last: (index, end - 1) });
                text.push_str(&letter);
            } else if letters[at].c.is_whitespace() {
                space = true;
            }
            at = end;
        }
    }
    (text, clusters)
}

fn find_in(anchors: &Anchors, paragraphs: &[usize], wanted: &str) -> Option<Words> {
    let (text, clusters) = joined(anchors, paragraphs);
    let bounded = |at: usize| {
        let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric) && wanted.starts_with(char::is_alphanumeric);
        let after = &text[at + wanted.len()..];
        !(before || after.starts_with(char::is_alphanumeric) && wanted.ends_with(char::is_alphanumeric))
    };
    // Whole words first: "các" is not meant inside a longer word.
    let at = text.match_indices(wanted).map(|(at, _)| at).find(|at| bounded(*at)).or_else(|| text.find(wanted))?;
    cover(&clusters, at..at + wanted.len())
}

fn cover(clusters: &[Cluster], bytes: Range<usize>) -> Option<Words> {
    let mut inside = clusters.iter().filter(|cluster| bytes.contains(&cluster.at));
    let first = inside.next()?;
    Some(Words { first: first.first, last: inside.next_back().unwrap_or(first).last })
}
