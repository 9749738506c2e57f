//! The head and the end of a plan stand in two columns: issuer beside motto, recipients beside signature.
//! Where a text kept them side by side with spaces, the left column is read first, then the right one.

use std::sync::LazyLock;

use crate::pattern::Regex;
use crate::read::lines::{self, Glyph};
use crate::read::text::{SourceLine, marks};

/// White space that parts two columns.
const GAP: usize = 3;
/// Lines the head of a document takes at most, and its end.
const HEAD_LINES: usize = 12;
const END_LINES: usize = 40;

static MOTTO: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:CỘNG HÒA|CỘNG HOÀ|CỘNG HÒA|ĐẢNG CỘNG SẢN)\s").expect("the pattern is a literal of this file"));
static KIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:KẾ HOẠCH|QUYẾT ĐỊNH|CHƯƠNG TRÌNH|NGHỊ QUYẾT|CHỈ THỊ|ĐỀ ÁN|BÁO CÁO|THÔNG BÁO)\b")
        .expect("the pattern is a literal of this file")
});

/// Lines in reading order and how many source lines they were.
pub struct SideBySide {
    pub lines: Vec<SourceLine>,
    pub length: usize,
}

/// Reads the two columns that begin at the first of these raw lines.
pub fn side_by_side(raw: &[&str], first_number: u32) -> Option<SideBySide> {
    let first = raw.first().filter(|line| line.contains("   "))?;
    let glyphs = lines::glyphs(first, first_number);
    let [left, right] = &segments(&glyphs)[..] else { return None };
    let (left_text, right_text) = (lines::gather(left).text, lines::gather(right).text);
    let is_head = MOTTO.is_match(&right_text);
    let is_end = marks::is_recipients(&left_text) && (marks::is_signing(&right_text) || marks::is_upper_case(&right_text));
    if !is_head && !is_end {
        return None;
    }
    let middle = (left.last()?.column + right.first()?.column) / 2;
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    let most = if is_head { HEAD_LINES } else { END_LINES };
    let mut length = 0;
    for (line, number) in raw.iter().zip(first_number..).take(most) {
        let glyphs = lines::glyphs(line, number);
        let parts = segments(&glyphs);
        if parts.len() > 2 || parts.first().is_some_and(|part| ends_columns(part, middle, is_head)) {
            break;
        }
        length += 1;
        for part in parts {
            let line = SourceLine { text: lines::gather(part), ..SourceLine::default() };
            let side = if centre(part) < middle { &mut lefts } else { &mut rights };
            side.push(line);
        }
    }
    lefts.append(&mut rights);
    Some(SideBySide { lines: lefts, length })
}

/// A title, an annex, or words across both columns.
fn ends_columns(part: &[Glyph], middle: u32, is_head: bool) -> bool {
    let text = lines::gather(part).text;
    let across = part.first().is_some_and(|first| first.column + 4 < middle) && part.last().is_some_and(|last| last.column > middle + 4);
    across || marks::is_annex_title(&text) || (is_head && KIND.is_match(&text))
}

fn centre(part: &[Glyph]) -> u32 {
    part.first().zip(part.last()).map_or(0, |(first, last)| (first.column + last.column) / 2)
}

/// Runs of words with less than [`GAP`] white space between them.
fn segments(glyphs: &[Glyph]) -> Vec<&[Glyph]> {
    let mut out = Vec::new();
    let (mut start, mut end) = (None, 0);
    for (at, glyph) in glyphs.iter().enumerate() {
        if glyph.c.is_whitespace() {
            continue;
        }
        if let Some(from) = start.filter(|_| at >= end + GAP) {
            out.push(&glyphs[from..end]);
            start = None;
        }
        start = start.or(Some(at));
        end = at + 1;
    }
    out.extend(start.map(|from| &glyphs[from..end]));
    out
}
