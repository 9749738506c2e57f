//! A page that is a picture to the same content as a page with a text layer: levelled, its ruling lines found and taken
//! out, its words recognised by a program that the caller brings.

mod confusions;
mod dark;
mod letters;
mod picture;
mod ruling;
mod sheet;
mod skew;

pub use picture::Picture;
pub(crate) use picture::Turn;

use crate::read::ReadError;
use crate::read::pdf::grid::{self, Grid};
use crate::read::pdf::page::{self, PageContent};
use crate::read::pdf::ruling::{self as rules, Rule};
use dark::Dark;
use letters::Found;
use sheet::Area;

/// One word that the caller's program found in a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct RecognisedWord {
    pub text: String,
    /// Left, top, right, bottom in pixels of the picture.
    pub area: [u32; 4],
    /// 0 to 1.
    pub confidence: f32,
    /// Words of one line have one number; lines come one after another.
    pub line: u32,
}

/// Finds the words in a picture of text in one column, black on white, at this many dots per inch; or says in one
/// sentence why it cannot. Called from several threads.
pub type Recognise<'a> = dyn Fn(&Picture, u32) -> Result<Vec<RecognisedWord>, String> + Sync + 'a;

/// Resolution at which pages are read; letters of 13 points are 36 pixels high then.
pub const DOTS_PER_INCH: u32 = 200;
/// Points per pixel.
const SCALE: f64 = 72.0 / DOTS_PER_INCH as f64;
/// Shortest ruling lines in pixels: longer than any stroke of a letter.
const LEVEL_LINE: usize = 64;
const UPRIGHT_LINE: usize = 32;
/// A shorter upright line is the side of one row: it ends at level lines, other than the stroke of a letter.
const SURE_UPRIGHT: usize = 60;
/// Pieces of one line this near (points) were one line before it was scanned.
const BREAK: f64 = 10.0;
/// What is recognised is enlarged by so many halves.
const ENLARGED: usize = 3;

/// A page as it was recognised, and the way back from its level places to the picture.
pub struct Scanned {
    pub content: PageContent,
    pub turn: Turn,
}

/// Reads one page's picture, which has [`DOTS_PER_INCH`].
///
/// # Errors
/// The sentence of the recogniser.
pub fn read(picture: Picture, number: u32, recognise: &Recognise<'_>) -> Result<Scanned, ReadError> {
    let (width, height) = (picture.width as f64 * SCALE, picture.height as f64 * SCALE);
    let mut dark = Dark::of(&picture);
    let slope = skew::slope(&dark);
    let mut picture = picture;
    if slope != 0.0 {
        picture = picture.levelled(slope);
        dark = Dark::of(&picture);
    }
    let level = ruling::level(&dark, LEVEL_LINE);
    let mut upright = ruling::level(&dark.turned(), UPRIGHT_LINE);
    upright.retain(|stroke| stroke.end - stroke.start >= SURE_UPRIGHT || ruling::ends_at(stroke, &level));
    let points = |strokes: &[ruling::Stroke]| {
        let rule =
            |stroke: &ruling::Stroke| Rule { at: stroke.at * SCALE, start: stroke.start as f64 * SCALE, end: stroke.end as f64 * SCALE };
        bridged(rules::joined(strokes.iter().map(rule).collect()))
    };
    let grids = grid::of_rules(&points(&level), &points(&upright));
    ruling::erase(&mut picture, &mut dark, &level, false);
    ruling::erase(&mut picture, &mut dark, &upright, true);
    let mut found = Vec::new();
    for areas in [around(&grids, &picture), cells(&grids, &picture)] {
        for sheet in sheet::sheets(&picture, &dark, &areas, ENLARGED) {
            let words = recognise(&sheet.picture, DOTS_PER_INCH * ENLARGED as u32 / 2).map_err(ReadError::Unrecognised)?;
            let first = found.last().map_or(0, |word: &Found| word.line + 1);
            found.extend(words.into_iter().filter_map(|word| {
                let area = sheet.on_page(word.area)?;
                Some(Found { text: word.text, area, certainty: word.confidence, line: first + word.line as usize })
            }));
        }
    }
    confusions::mended(&mut found, &dark);
    let words = letters::words(found, &dark, SCALE, number);
    let content = page::of_words(words, grids, number, (width, height));
    Ok(Scanned { content, turn: Turn::new(slope, width, height) })
}

/// Lines that faded in places: pieces too near to each other to leave room for a cell between them.
fn bridged(mut rules: Vec<Rule>) -> Vec<Rule> {
    rules.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.start.total_cmp(&b.start)));
    let mut out: Vec<Rule> = Vec::new();
    for rule in rules {
        let near = out
            .iter_mut()
            .rev()
            .take(16)
            .find(|line| (line.at - rule.at).abs() < 2.0 && rule.start <= line.end + BREAK && line.start <= rule.end + BREAK);
        match near {
            Some(line) => (line.start, line.end) = (line.start.min(rule.start), line.end.max(rule.end)),
            None => out.push(rule),
        }
    }
    out
}

/// The page above, between and below its tables.
fn around(grids: &[Grid], picture: &Picture) -> Vec<Area> {
    let mut out = Vec::new();
    let mut top = 0;
    for grid in grids {
        let (from, to) = ((grid.top() / SCALE) as usize, (grid.bottom() / SCALE) as usize);
        if from > top {
            out.push([0, top, picture.width, from.min(picture.height)]);
        }
        top = top.max(to.min(picture.height));
    }
    if top < picture.height {
        out.push([0, top, picture.width, picture.height]);
    }
    out
}

/// The cells of all tables.
fn cells(grids: &[Grid], picture: &Picture) -> Vec<Area> {
    let pixel = |at: f64, most: usize| ((at / SCALE).round().max(0.0) as usize).min(most);
    let of_grid = |grid: &Grid| {
        let (xs, ys) = (grid.xs.clone(), grid.ys.clone());
        let area = move |cell: &grid::GridCell| {
            let x = |edge: usize| pixel(xs[edge], picture.width);
            let y = |edge: usize| pixel(ys[edge], picture.height);
            [x(cell.column), y(cell.row), x(cell.column + cell.columns), y(cell.row + cell.rows)]
        };
        grid.cells.iter().map(area).collect::<Vec<Area>>()
    };
    grids.iter().flat_map(of_grid).collect()
}
