//! A PDF as it looks: its pages as pictures, with a box over each place that leads to a row.
//!
//! The pictures are drawn by the reading process when a browser comes to them; the last ones stay in memory.

use std::sync::{Arc, Mutex, PoisonError};

use roviec_plan::document::{Place, Span};

use super::source::Linked;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::intakes::{self, IntakeFile};

/// Pages shown at once.
const PART: usize = 12;
/// Pixels across a page: sharp in a pane of half a screen.
const WIDTH: u32 = 1_100;
/// Bytes of pictures and pages with known sizes that are kept, newest last.
const MOST_KEPT: usize = 24 << 20;
const SIZES_KEPT: usize = 64;
/// Room around the words, in points.
const ROOM: f64 = 2.5;

#[derive(Debug, PartialEq)]
pub struct Frame {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    /// Where it leads; `None` for the place that is only lit.
    pub link: Option<String>,
    pub lit: bool,
    pub name: String,
}

#[derive(Debug, PartialEq)]
pub struct Picture {
    pub file: usize,
    pub page: usize,
    pub width: f32,
    pub height: f32,
    pub frames: Vec<Frame>,
}

/// The pages around the lit place, or those asked for.
#[derive(Debug, PartialEq)]
pub struct Pictures {
    pub pages: Vec<Picture>,
    /// From 1.
    pub number: usize,
    pub of: usize,
}

/// The pages of files that are all PDF; `None` where one is not, or cannot be drawn.
///
/// # Errors
/// The database fails.
pub async fn pictures(
    state: &AppState,
    intake: i64,
    files: &[IntakeFile],
    (span, wanted, linked): (Option<&Span>, Option<usize>, &[Linked]),
) -> Result<Option<Pictures>> {
    if files.is_empty() || files.iter().any(|file| !matches!(file.format.as_str(), "pdf" | "pdf-scan")) {
        return Ok(None);
    }
    let mut all = Vec::new();
    for (file, row) in files.iter().enumerate() {
        let Some(sizes) = sizes(state, intake, row).await? else { return Ok(None) };
        all.extend((1..).zip(sizes.iter()).map(|(page, (width, height))| Picture {
            file,
            page,
            width: *width,
            height: *height,
            frames: Vec::new(),
        }));
    }
    let of = all.len().div_ceil(PART).max(1);
    let here = span.and_then(|span| all.iter().position(|picture| picture.holds(span.file, &span.place).is_some()));
    let number = wanted.or(here.map(|at| at / PART + 1)).unwrap_or(1).clamp(1, of);
    let mut pages: Vec<Picture> = all.into_iter().skip((number - 1) * PART).take(PART).collect();
    for picture in &mut pages {
        picture.frames = picture.frames_of(span, linked);
    }
    Ok(Some(Pictures { pages, number, of }))
}

impl Picture {
    fn holds<'a>(&self, file: u32, place: &'a Place) -> Option<&'a [f64; 4]> {
        match place {
            Place::Page { page, area } if *page as usize == self.page && file as usize == self.file => Some(area),
            _ => None,
        }
    }

    /// The lit one last, so that it lies on top.
    fn frames_of(&self, span: Option<&Span>, linked: &[Linked]) -> Vec<Frame> {
        let mut out: Vec<Frame> = Vec::new();
        for link in linked {
            let lit = span.is_some_and(|span| span.file == link.file && span.place == link.place);
            let area = self.holds(link.file, &link.place).filter(|_| !lit);
            out.extend(area.map(|area| frame(area, Some(link.href.clone()), link.name.clone())));
        }
        let lit = span.and_then(|span| Some((span, self.holds(span.file, &span.place)?)));
        out.extend(lit.map(|(span, area)| Frame { lit: true, ..frame(area, None, span.text.clone()) }));
        out
    }
}

fn frame(area: &[f64; 4], link: Option<String>, name: String) -> Frame {
    let round = |value: f64| (value * 10.0).round() / 10.0;
    let (x, y) = (round(area[0] - ROOM), round(area[1] - ROOM));
    Frame { x, y, width: round(area[2] + ROOM - x), height: round(area[3] + ROOM - y), link, lit: false, name }
}

type Sizes = Arc<Vec<(f32, f32)>>;
static SIZES: Mutex<Vec<(String, Sizes)>> = Mutex::new(Vec::new());
type Drawn = ((String, u32), Arc<Vec<u8>>);
static DRAWN: Mutex<Vec<Drawn>> = Mutex::new(Vec::new());

async fn sizes(state: &AppState, intake: i64, file: &IntakeFile) -> Result<Option<Sizes>> {
    let known = |sizes: &[(String, Sizes)]| sizes.iter().find(|(sha256, _)| *sha256 == file.sha256).map(|(_, sizes)| sizes.clone());
    if let Some(sizes) = known(&SIZES.lock().unwrap_or_else(PoisonError::into_inner)) {
        return Ok(Some(sizes));
    }
    let bytes = bytes(state, intake, file.position).await?;
    let Ok(sizes) = state.reader.page_sizes(&bytes).await else { return Ok(None) };
    let sizes = Arc::new(sizes);
    let mut kept = SIZES.lock().unwrap_or_else(PoisonError::into_inner);
    kept.push((file.sha256.clone(), sizes.clone()));
    if kept.len() > SIZES_KEPT {
        kept.remove(0);
    }
    Ok(Some(sizes))
}

/// A page as a PNG.
///
/// # Errors
/// `NotFound` for a file or page that is not there or cannot be drawn, or the database fails.
pub async fn picture(state: &AppState, intake: i64, position: i64, page: u32) -> Result<Arc<Vec<u8>>> {
    let mut tx = state.db.read().await?;
    let file = intakes::files(&mut tx, intake).await?.into_iter().find(|file| file.position == position).ok_or(Error::NotFound)?;
    drop(tx);
    let key = (file.sha256, page);
    let known = |drawn: &[Drawn]| drawn.iter().find(|(other, _)| *other == key).map(|(_, png)| png.clone());
    if let Some(png) = known(&DRAWN.lock().unwrap_or_else(PoisonError::into_inner)) {
        return Ok(png);
    }
    let bytes = bytes(state, intake, position).await?;
    let png = Arc::new(state.reader.page(&bytes, page, WIDTH).await.map_err(|_| Error::NotFound)?);
    let mut kept = DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
    kept.push((key, png.clone()));
    while kept.iter().map(|(_, png)| png.len()).sum::<usize>() > MOST_KEPT {
        kept.remove(0);
    }
    Ok(png)
}

/// No connection is held while the child draws.
async fn bytes(state: &AppState, intake: i64, position: i64) -> Result<Vec<u8>> {
    let mut tx = state.db.read().await?;
    Ok(intakes::file(&mut tx, intake, position).await?.bytes)
}
