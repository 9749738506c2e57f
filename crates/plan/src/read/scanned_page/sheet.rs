//! The parts of a page that hold words, set one under another on a sheet, so that one call of the recogniser reads
//! every cell of a table in its own line; and the way back from the sheet to the page.

use super::dark::Dark;
use super::picture::Picture;

/// White space around each part, in pixels of the page.
const ROOM: usize = 14;
/// The highest sheet; beyond it a further one begins.
const HIGHEST: usize = 6_000;
/// Fewer dark pixels are dust.
const DUST: usize = 12;

/// A part of the page in pixels: left, top, right, bottom.
pub type Area = [usize; 4];

/// Parts under one another, enlarged.
pub struct Sheet {
    pub picture: Picture,
    /// Enlarged by so many halves.
    halves: usize,
    /// Where each part stands on the sheet before it was enlarged (its top), and on the page.
    parts: Vec<(usize, Area)>,
}

/// Sheets of the parts that hold ink.
pub fn sheets(page: &Picture, dark: &Dark, areas: &[Area], halves: usize) -> Vec<Sheet> {
    let mut out = Vec::new();
    let mut open: Vec<(usize, Area)> = Vec::new();
    let mut height = ROOM;
    for area in areas.iter().filter_map(|area| trimmed(dark, *area)) {
        let own = area[3] - area[1] + ROOM;
        if !open.is_empty() && height + own > HIGHEST {
            out.push(drawn(page, std::mem::take(&mut open), height, halves));
            height = ROOM;
        }
        open.push((height, area));
        height += own;
    }
    if !open.is_empty() {
        out.push(drawn(page, open, height, halves));
    }
    out
}

fn drawn(page: &Picture, parts: Vec<(usize, Area)>, height: usize, halves: usize) -> Sheet {
    let width = parts.iter().map(|(_, [left, _, right, _])| right - left).max().unwrap_or(0) + 2 * ROOM;
    let mut picture = Picture::blank(width, height);
    for (top, [left, from, right, to]) in &parts {
        for y in *from..*to {
            picture.row_mut(top + y - from)[ROOM..ROOM + right - left].copy_from_slice(&page.row(y)[*left..*right]);
        }
    }
    Sheet { picture: picture.enlarged(halves), halves, parts }
}

/// Without the white around the ink; nothing when there is only dust.
fn trimmed(dark: &Dark, [left, top, right, bottom]: Area) -> Option<Area> {
    let (mut x0, mut x1, mut y0, mut y1, mut count) = (right, left, bottom, top, 0);
    for y in top..bottom {
        for x in left..right {
            if dark.at(x, y) {
                (x0, x1, y0, y1) = (x0.min(x), x1.max(x + 1), y0.min(y), y1.max(y + 1));
                count += 1;
            }
        }
    }
    let margin = 3;
    (count > DUST).then(|| {
        let low = |at: usize, least: usize| at.saturating_sub(margin).max(least);
        [low(x0, left), low(y0, top), (x1 + margin).min(right), (y1 + margin).min(bottom)]
    })
}

impl Sheet {
    /// A box of the sheet in pixels of the page.
    pub fn on_page(&self, area: [u32; 4]) -> Option<[f64; 4]> {
        let scale = 2.0 / self.halves as f64;
        let [left, top, right, bottom] = area.map(|at| f64::from(at) * scale);
        let middle = f64::midpoint(top, bottom);
        let index = self.parts.partition_point(|(start, _)| (*start as f64) - ROOM as f64 / 2.0 <= middle).checked_sub(1)?;
        let (start, [from_left, from_top, ..]) = self.parts[index];
        let (x, y) = (from_left as f64 - ROOM as f64, from_top as f64 - start as f64);
        Some([left + x, top + y, right + x, bottom + y])
    }
}
