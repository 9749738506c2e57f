//! The pages of a PDF that are pictures: recognised side by side, and put in the place of their empty content.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Builder;

use hayro_interpret::{InterpreterCache, InterpreterSettings};
use hayro_syntax::Pdf;

use super::camera;
use super::page::PageContent;
use crate::context::{Context, Progress};
use crate::document::{Block, Paragraph, Piece, Place};
use crate::read::ReadError;
use crate::read::scanned_page::{self, Recognise, Turn};

/// A page that is a picture has fewer letters than this: a stamp of the signature, a page number.
const FEW_LETTERS: usize = 150;
/// Share of the page that its pictures cover.
const COVERED: f64 = 0.4;

/// Whether what a page says may stand in its picture.
pub fn is_picture(letters: usize, pictured: f64, width: f64, height: f64) -> bool {
    letters < FEW_LETTERS && pictured > COVERED * width * height
}

/// The way back from level places to those of the scan, by page number.
pub type Turns = Vec<(u32, Turn)>;

/// Recognises the pages that are pictures.
///
/// # Errors
/// No program is at hand, or it fails; or the work was to stop.
pub fn read(pdf: &Pdf, pages: &mut [PageContent], context: &Context<'_>) -> Result<Turns, ReadError> {
    let pictures: Vec<usize> = (0..pages.len()).filter(|index| pages[*index].pictured).collect();
    if pictures.is_empty() {
        return Ok(Turns::new());
    }
    let Some(recognise) = context.recognise else {
        let lost = pictures.iter().any(|index| pages[*index].known == 0);
        return if lost { Err(ReadError::Scanned) } else { Ok(Turns::new()) };
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(pictures.len());
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(pages.len() - pictures.len()));
    let work = Work { pdf, pictures: &pictures, recognise, context, next: &next, done: &done };
    let read = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).filter_map(|_| Builder::new().spawn_scoped(scope, || work.some()).ok()).collect();
        if workers.is_empty() {
            return Err(super::no_thread());
        }
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.join().map_err(|_| ReadError::Broken("không đọc được hình của trang".to_owned()))??);
        }
        Ok(all)
    })?;
    let mut turns = Turns::new();
    for (index, scanned) in read {
        // A picture under text says less than the text.
        let letters = |page: &PageContent| page.items.iter().map(super::page::Item::letters).sum::<usize>();
        if letters(&scanned.content) > letters(&pages[index]) {
            pages[index] = PageContent { pictured: true, ..scanned.content };
            turns.push((pages[index].number, scanned.turn));
        } else {
            pages[index].pictured = false;
        }
    }
    Ok(turns)
}

struct Work<'a> {
    pdf: &'a Pdf,
    pictures: &'a [usize],
    recognise: &'a Recognise<'a>,
    context: &'a Context<'a>,
    next: &'a AtomicUsize,
    done: &'a AtomicUsize,
}

impl Work<'_> {
    /// Takes pages until none is left.
    fn some(&self) -> Result<Vec<(usize, scanned_page::Scanned)>, ReadError> {
        let settings = InterpreterSettings { warning_sink: Arc::new(|_| {}), ..InterpreterSettings::default() };
        let mut out = Vec::new();
        while let Some(index) = self.pictures.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            if (self.context.should_stop)() {
                return Err(ReadError::Stopped);
            }
            // A cache of its own: the pictures of other pages are not needed again.
            let picture = camera::of_page(&self.pdf.pages()[*index], &InterpreterCache::new(), &settings);
            if let Some(picture) = picture {
                let scanned = scanned_page::read(picture, *index as u32 + 1, self.recognise);
                // What the program says when it was ended is not why the work ended.
                let scanned = if (self.context.should_stop)() { Err(ReadError::Stopped) } else { scanned };
                let scanned = scanned.inspect_err(|_| self.next.store(self.pictures.len(), Ordering::Relaxed))?;
                out.push((*index, scanned));
            }
            let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
            (self.context.on_progress)(Progress::pages(done, self.pdf.pages().len()));
        }
        Ok(out)
    }
}

/// Gives the words of levelled pages the places they have in the scan.
pub fn put_back(blocks: &mut [Block], turns: &Turns) {
    let turn = |paragraph: &mut Paragraph| {
        for piece in &mut paragraph.text.pieces {
            turn_back(piece, turns);
        }
    };
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => turn(paragraph),
            Block::Table(table) => {
                let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.flat_map(|cell| &mut cell.paragraphs).for_each(turn);
            }
        }
    }
}

fn turn_back(piece: &mut Piece, turns: &Turns) {
    let Place::Page { page, area } = &mut piece.place else { return };
    let Ok(found) = turns.binary_search_by_key(page, |(number, _)| *number) else { return };
    let [left, top, right, bottom] = *area;
    let (x, y) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
    let (to_x, to_y) = turns[found].1.back(x, y);
    let round = |value: f64| (value.max(0.0) * 100.0).round() / 100.0;
    *area = [round(left + to_x - x), round(top + to_y - y), round(right + to_x - x), round(bottom + to_y - y)];
}
