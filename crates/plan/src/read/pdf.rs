//! PDF with a text layer to [`Document`]: drawn glyphs and lines become words, ruled tables and paragraphs.
//!
//! Each page is read on its own (`page`), then the pages are put together (`pages`).

mod bands;
mod bare;
mod camera;
mod columns;
mod forms;
mod glyphs;
pub(crate) mod grid;
mod gutters;
mod lines;
pub(crate) mod page;
mod pages;
mod paragraphs;
mod rows;
pub(crate) mod ruling;
mod scans;
mod table;
mod unfolding;
pub(crate) mod words;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Builder;

use hayro_interpret::{InterpreterCache, InterpreterSettings};
use hayro_syntax::{LoadPdfError, Pdf};

use crate::context::{Context, Progress};
use crate::document::{Block, Document, Format};
use crate::read::{ReadError, legacy_encoding, megabytes};
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
    if !unfolding::is_within(bytes, context.limits.unfolded_bytes) {
        return Err(ReadError::TooLarge { what: "nội dung giải nén của PDF", limit: megabytes(context.limits.unfolded_bytes) });
    }
    let pdf = opened(bytes)?;
    let count = pdf.pages().len();
    if count == 0 {
        return Err(ReadError::Broken("PDF không có trang nào".to_owned()));
    }
    if count > context.limits.pages {
        return Err(ReadError::TooLarge { what: "số trang", limit: context.limits.pages.to_string() });
    }
    let mut contents = read_pages(&pdf, context)?;
    let (known, unknown) = contents.iter().fold((0, 0), |(known, unknown), page| (known + page.known, unknown + page.unknown));
    if unknown > known {
        return Err(ReadError::Unsupported(
            "phông chữ trong PDF không cho biết mã ký tự nên không lấy được chữ; hãy dùng tệp Word gốc hoặc xuất lại PDF từ Word",
        ));
    }
    let turns = scans::read(&pdf, &mut contents, context)?;
    let format = if turns.is_empty() { Format::Pdf } else { Format::PdfScan };
    let old = contents.iter().find_map(|page| page.converted);
    let mut blocks = pages::blocks(contents);
    scans::put_back(&mut blocks, &turns);
    if let Some(old) = old {
        legacy_encoding::mark_first(&mut blocks, old);
    }
    if blocks.is_empty() {
        return Err(ReadError::Scanned);
    }
    if cells(&blocks) > context.limits.cells {
        return Err(ReadError::TooLarge { what: "số ô và đoạn văn", limit: context.limits.cells.to_string() });
    }
    Ok(Document { format, pages: Some(count as u32), blocks })
}

/// The file with its tree of pages. What the PDF library does not survive is a damaged file, here as on the pages.
fn opened(bytes: &[u8]) -> Result<Pdf, ReadError> {
    let open = || Pdf::new(bytes.to_vec()).inspect(|pdf| _ = pdf.pages().len());
    std::panic::catch_unwind(open).unwrap_or(Err(LoadPdfError::Invalid)).map_err(|error| match error {
        LoadPdfError::Decryption(_) => ReadError::Encrypted,
        LoadPdfError::Invalid => ReadError::Broken("không đọc được cấu trúc PDF".to_owned()),
    })
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
        let work = || read_some(pdf, &next, context);
        let workers: Vec<_> = (0..threads).filter_map(|_| Builder::new().spawn_scoped(scope, work).ok()).collect();
        if workers.is_empty() {
            return Err(no_thread());
        }
        let mut all = Vec::with_capacity(count);
        for worker in workers {
            all.extend(worker.join().map_err(|_| ReadError::Broken("không đọc được nội dung trang".to_owned()))??);
        }
        Ok(all)
    })?;
    contents.sort_by_key(|page| page.number);
    Ok(contents)
}

/// The system starts no thread any more: mostly its memory is used up.
fn no_thread() -> ReadError {
    ReadError::Broken("máy không còn đủ bộ nhớ để đọc trang".to_owned())
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
        let content = page::of_ink(glyphs::of_page(page, &cache, &settings), index as u32 + 1);
        if !content.pictured {
            (context.on_progress)(Progress::pages(index + 1, pdf.pages().len()));
        }
        out.push(content);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Place, Table};
    use crate::read::docx;

    fn sample(name: &str) -> Vec<u8> {
        std::fs::read(format!("{}/../../samples/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    fn annexes(document: &Document) -> Vec<&Table> {
        let tables = document.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Paragraph(_) => None,
        });
        tables.filter(|table| table.rows.len() > 2).collect()
    }

    /// Each cell's text without white space; nothing for a cell that continues the one above.
    fn rows(table: &Table) -> Vec<Vec<Option<String>>> {
        let text = |cell: &crate::document::Cell| (!cell.continues).then(|| cell.shown().split_whitespace().collect());
        table.rows.iter().map(|row| row.cells.iter().map(text).collect()).collect()
    }

    #[test]
    fn tables_of_a_pdf_equal_those_of_the_word_file_it_was_made_from() {
        let word = docx::read(&sample("dong-phu-xa.docx"), &Context::default()).unwrap();
        let pdf = read(&sample("dong-phu-xa.pdf"), &Context::default()).unwrap();
        let (word, pdf) = (annexes(&word), annexes(&pdf));
        assert_eq!(word.len(), pdf.len());
        for (word, pdf) in word.iter().zip(&pdf) {
            assert_eq!(rows(word), rows(pdf));
        }
    }

    #[test]
    fn each_word_has_a_box_inside_its_page() {
        let pdf = read(&sample("dong-phu-xa.pdf"), &Context::default()).unwrap();
        let pages = pdf.pages.unwrap();
        let cells = annexes(&pdf).into_iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
        let mut count = 0;
        for piece in cells.flat_map(|cell| &cell.paragraphs).flat_map(|paragraph| &paragraph.text.pieces) {
            let Place::Page { page, area: [left, top, right, bottom] } = piece.place else { panic!("a place on a page") };
            assert!((1..=pages).contains(&page) && 0.0 <= left && left < right && 0.0 <= top && top < bottom);
            count += 1;
        }
        assert!(count > 500);
    }

    #[test]
    fn a_file_cut_anywhere_is_an_error() {
        let bytes = sample("dong-phu-xa.pdf");
        for tenth in 0..10 {
            let result = read(&bytes[..bytes.len() * tenth / 10], &Context::default());
            assert!(matches!(result, Err(ReadError::Broken(_))), "{tenth}: {result:?}");
        }
    }

    #[test]
    fn more_pages_than_the_limit_are_refused() {
        let mut context = Context::default();
        context.limits.pages = 2;
        let result = read(&sample("dong-phu-xa.pdf"), &context);
        assert_eq!(result, Err(ReadError::TooLarge { what: "số trang", limit: "2".to_owned() }));
    }

    #[test]
    fn reading_stops_when_asked() {
        let context = Context { should_stop: &|| true, ..Context::default() };
        assert_eq!(read(&sample("dong-phu-xa.pdf"), &context), Err(ReadError::Stopped));
    }

    /// A PDF of one page from its objects; the first is the catalogue.
    fn assembled(objects: &[String]) -> Vec<u8> {
        let mut out = b"%PDF-1.4\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (index, object) in objects.iter().enumerate() {
            table.push_str(&format!("{:010} 00000 n \n", out.len()));
            out.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
        }
        let start = out.len();
        out.extend(format!("{table}trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).bytes());
        out
    }

    fn one_page(content: &str, rest: &[String]) -> Vec<u8> {
        let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>";
        let mut objects =
            vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned(), "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(), page.to_owned()];
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
        objects.extend_from_slice(rest);
        assembled(&objects)
    }

    #[test]
    fn a_page_without_letters_is_a_scan() {
        assert_eq!(read(&one_page("10 10 50 50 re f", &[]), &Context::default()), Err(ReadError::Scanned));
    }

    #[test]
    fn forms_that_draw_too_many_forms_are_refused() {
        let form = |next: usize| {
            let content = "/F Do ".repeat(10);
            let resources = format!("<</XObject<</F {next} 0 R>>>>");
            format!(
                "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources{resources}/Length {}>>stream\n{content}\nendstream",
                content.len()
            )
        };
        let nested: Vec<String> = (0..12).map(|level| form(6 + level)).collect();
        assert!(matches!(read(&one_page("/F Do", &nested), &Context::default()), Err(ReadError::Broken(_))));
    }
}
