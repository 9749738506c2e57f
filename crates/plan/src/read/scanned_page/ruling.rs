//! Ruling lines in a picture: found as long dark runs, and taken out so that only letters remain.

use super::dark::Dark;
use super::picture::{Picture, WHITE};

/// A level line in pixels; of a turned picture, an upright one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Middle of its height.
    pub at: f64,
    pub start: usize,
    pub end: usize,
    /// Of the pixels it was found in.
    pub top: usize,
    pub bottom: usize,
}

/// Light pixels that interrupt a run no more than dust on the glass does.
const SPECK: usize = 2;
/// A line is thinner than this (pixels at 200 dots per inch); a higher block is a picture.
/// Lines this near (pixels) meet.
const TOUCH: usize = 6;
const THICKEST: usize = 12;

/// Level lines of at least `shortest` pixels.
pub fn level(dark: &Dark, shortest: usize) -> Vec<Stroke> {
    let mut open: Vec<Stroke> = Vec::new();
    let mut out = Vec::new();
    for y in 0..dark.height {
        let runs = runs(&dark.ink[y * dark.width..(y + 1) * dark.width], shortest);
        let mut next: Vec<Stroke> = Vec::new();
        let mut before = open.drain(..).peekable();
        for (start, end) in runs {
            let mut stroke = Stroke { at: 0.0, start, end, top: y, bottom: y + 1 };
            // Strokes of the row above are in order from left to right and do not overlap.
            while let Some(above) = before.next_if(|above| above.start < end) {
                if above.end <= start {
                    out.push(above);
                    continue;
                }
                stroke.start = stroke.start.min(above.start);
                stroke.end = stroke.end.max(above.end);
                stroke.top = stroke.top.min(above.top);
            }
            match next.last_mut() {
                Some(last) if last.end > stroke.start => {
                    last.end = last.end.max(stroke.end);
                    last.top = last.top.min(stroke.top);
                }
                _ => next.push(stroke),
            }
        }
        out.extend(before);
        open = next;
    }
    out.extend(open);
    out.retain(|stroke| stroke.bottom - stroke.top <= THICKEST);
    for stroke in &mut out {
        stroke.at = f64::midpoint(stroke.top as f64, stroke.bottom as f64);
    }
    out
}

/// Whether an upright stroke begins and ends at level ones.
pub fn ends_at(upright: &Stroke, level: &[Stroke]) -> bool {
    let meets = |y: usize| {
        let near = |line: &&Stroke| line.top <= y + TOUCH && y <= line.bottom + TOUCH;
        let across = |line: &Stroke| line.start as f64 <= upright.at + TOUCH as f64 && upright.at <= (line.end + TOUCH) as f64;
        level.iter().filter(near).any(across)
    };
    meets(upright.start) && meets(upright.end)
}

/// Dark runs of one row, specks bridged.
fn runs(row: &[bool], shortest: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (x, ink) in row.iter().enumerate() {
        if !ink {
            continue;
        }
        match &mut open {
            Some((_, end)) if x <= *end + SPECK => *end = x + 1,
            _ => {
                out.extend(open.replace((x, x + 1)));
            }
        }
    }
    out.extend(open);
    out.retain(|(start, end)| end - start >= shortest);
    out
}

/// Paints level lines white, but for what crosses them. `transposed` says that the strokes are upright.
pub fn erase(picture: &mut Picture, dark: &mut Dark, strokes: &[Stroke], transposed: bool) {
    let (length, depth) = if transposed { (dark.height, dark.width) } else { (dark.width, dark.height) };
    let width = dark.width;
    let index = |along: usize, across: usize| if transposed { along * width + across } else { across * width + along };
    for stroke in strokes {
        let (from, to) = (stroke.start.saturating_sub(SPECK), (stroke.end + SPECK).min(length));
        let thickness = stroke.bottom - stroke.top;
        for along in from..to {
            let reach = thickness + 4;
            let above = (0..reach.min(stroke.top)).take_while(|step| dark.ink[index(along, stroke.top - 1 - step)]).count();
            let below = (0..reach.min(depth - stroke.bottom)).take_while(|step| dark.ink[index(along, stroke.bottom + step)]).count();
            // Ink on both sides crosses the line; on one side it is a letter that stands on it and keeps its foot.
            let (top, bottom) = match (above > 2, below > 2) {
                (true, true) => continue,
                (true, false) => (stroke.top, (stroke.bottom + below + 1).min(depth)),
                (false, true) => ((stroke.top - above).saturating_sub(1), stroke.bottom),
                (false, false) => ((stroke.top - above).saturating_sub(1), (stroke.bottom + below + 1).min(depth)),
            };
            for across in top..bottom {
                dark.ink[index(along, across)] = false;
                picture.pixels[index(along, across)] = WHITE;
            }
        }
    }
}
