//! PDF with a text layer to [`Document`]: drawn glyphs and lines become words, ruled tables and paragraphs.
//!
//! Each page is read on its own (`page`), then the pages are put together (`pages`).

mod columns;
mod forms;
mod glyphs;
mod grid;
mod lines;
mod page;
mod pages;
mod paragraphs;
mod rows;
mod ruling;
mod table;
mod words;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hayro_interpret::{InterpreterCache, InterpreterSettings};
use hayro_syntax::{LoadPdfError, Pdf};

use crate::context::Context;
use crate::document::{Block, Document, Format};
use crate::read::ReadError;
use page::PageContent;

/// Fewer pages than this are not worth a second thread, which parses the fonts again.
const PAGES_PER_THREAD: usize = 6;

/// Reads a document of this format.
///
/// # Errors
/// [`ReadError`] when the bytes are broken, encrypted, too many pages, or hold no text layer.
pub fn read(bytes: &[u8], context: &Context<'_>) -> Result<Document, ReadError> {
    if bytes.len() > context.limits.bytes {
        return Err(ReadError::TooLarge { what: "dung lượng tệp", limit: format!("{} MB", context.limits.bytes >> 20) });
    }
    if is_cut(bytes) {
        return Err(ReadError::Broken("PDF thiếu phần cuối".to_owned()));
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => ReadError::Encrypted,
        LoadPdfError::Invalid => ReadError::Broken("không đọc được cấu trúc PDF".to_owned()),
    })?;
    let count = pdf.pages().len();
    if count == 0 {
        return Err(ReadError::Broken("PDF không có trang nào".to_owned()));
    }
    if count > context.limits.pages {
        return Err(ReadError::TooLarge { what: "số trang", limit: context.limits.pages.to_string() });
    }
    let contents = read_pages(&pdf, context)?;
    let (known, unknown) = contents.iter().fold((0, 0), |(known, unknown), page| (known + page.known, unknown + page.unknown));
    if unknown > known {
        return Err(ReadError::Unsupported(
            "phông chữ trong PDF không cho biết mã ký tự nên không lấy được chữ; hãy dùng tệp Word gốc hoặc xuất lại PDF từ Word",
        ));
    }
    let blocks = pages::blocks(contents);
    if blocks.is_empty() {
        return Err(ReadError::Scanned);
    }
    if cells(&blocks) > context.limits.cells {
        return Err(ReadError::TooLarge { what: "số ô và đoạn văn", limit: context.limits.cells.to_string() });
    }
    Ok(Document { format: Format::Pdf, pages: Some(count as u32), blocks })
}

/// A file whose end is missing can often be repaired, but with pages missing in silence.
fn is_cut(bytes: &[u8]) -> bool {
    if linear_length(bytes).is_some_and(|length| length > bytes.len()) {
        return true;
    }
    let tail = &bytes[bytes.len().saturating_sub(64 << 10)..];
    !tail.windows(9).any(|window| window == b"startxref")
}

/// Length that a file made for reading over the network states at its start.
fn linear_length(bytes: &[u8]) -> Option<usize> {
    let head = &bytes[..bytes.len().min(1024)];
    let marked = head.windows(11).position(|window| window == b"/Linearized")?;
    let dictionary = &head[marked..];
    let dictionary = &dictionary[..dictionary.windows(2).position(|window| window == b">>")?];
    let at = dictionary.windows(3).position(|window| window == b"/L ")? + 3;
    let digits: Vec<u8> = dictionary[at..].iter().copied().take_while(u8::is_ascii_digit).collect();
    std::str::from_utf8(&digits).ok()?.parse().ok()
}

fn cells(blocks: &[Block]) -> usize {
    let size = |block: &Block| match block {
        Block::Paragraph(_) => 1,
        Block::Table(table) => table.rows.iter().flat_map(|row| &row.cells).map(|cell| 1 + cell.paragraphs.len()).sum(),
    };
    blocks.iter().map(size).sum()
}

/// All pages in order, read by as many threads as are worth it.
fn read_pages(pdf: &Pdf, context: &Context<'_>) -> Result<Vec<PageContent>, ReadError> {
    let count = pdf.pages().len();
    let processors = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let threads = processors.min(count / PAGES_PER_THREAD).max(1);
    let next = AtomicUsize::new(0);
    // A panic of the PDF library ends its thread and becomes an error here.
    let mut contents = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| read_some(pdf, &next, context))).collect();
        let mut all = Vec::with_capacity(count);
        for worker in workers {
            all.extend(worker.join().map_err(|_| ReadError::Broken("không đọc được nội dung trang".to_owned()))??);
        }
        Ok(all)
    })?;
    contents.sort_by_key(|page| page.number);
    Ok(contents)
}

/// Takes pages until none is left. Fonts are parsed once for each caller.
fn read_some(pdf: &Pdf, next: &AtomicUsize, context: &Context<'_>) -> Result<Vec<PageContent>, ReadError> {
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings { warning_sink: Arc::new(|_| {}), ..InterpreterSettings::default() };
    let mut out = Vec::new();
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(page) = pdf.pages().get(index) else { return Ok(out) };
        if (context.should_stop)() {
            return Err(ReadError::Stopped);
        }
        if !forms::are_bounded(page) {
            return Err(ReadError::Broken("trang có hình lồng nhau quá nhiều lần".to_owned()));
        }
        out.push(page::of_ink(glyphs::of_page(page, &cache, &settings), index as u32 + 1));
    }
}
