//! Bytes to [`Document`]: the only stage that may fail, and only on bytes that cannot be read.

mod detect;
pub mod docx;
pub mod html;
pub mod legacy_encoding;
pub(crate) mod lines;
mod list_number;
pub mod markdown;
pub mod pdf;
pub mod scanned_page;
pub mod text;
pub mod xlsx;

pub use detect::detect;

use crate::context::Context;
use crate::document::{Block, Document, Format, Paragraph};

/// Why a source cannot be read: one sentence for the person who gave it, with what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReadError {
    #[error("tệp trống (0 byte); hãy kiểm tra lại tệp đã chọn")]
    Empty,
    #[error("tệp không có chữ nào; hãy kiểm tra lại tệp đã chọn")]
    Blank,
    #[error("không nhận ra loại tệp; hãy dùng DOCX, PDF có lớp chữ, XLSX, HTML, Markdown hoặc văn bản thuần (UTF-8)")]
    UnknownFormat,
    #[error("tệp bị hỏng hoặc bị cắt cụt ({0}); hãy mở bằng phần mềm soạn thảo rồi lưu lại")]
    Broken(String),
    #[error("tệp đặt mật khẩu; hãy bỏ mật khẩu rồi thử lại")]
    Encrypted,
    #[error("tệp quá lớn: {what} vượt giới hạn {limit}; hãy tách tệp rồi thử lại")]
    TooLarge { what: &'static str, limit: String },
    #[error(
        "PDF này có trang là ảnh quét, không có lớp chữ; cần chương trình tesseract với ngôn ngữ vie (gói tesseract-ocr-vie) trên máy để nhận dạng, hoặc hãy dùng tệp Word gốc"
    )]
    Scanned,
    /// The sentence of the program that was to recognise it.
    #[error("{0}")]
    Unrecognised(String),
    #[error("{0}")]
    Unsupported(&'static str),
    #[error("đã dừng theo yêu cầu")]
    Stopped,
    /// Said by the caller whose should-stop callback watches the clock; the compiler itself knows none.
    #[error("việc đọc tệp kéo dài quá {0} giây nên đã dừng; hãy tách tệp thành các phần nhỏ hơn, hoặc mở bằng Word, lưu lại rồi thử lại")]
    TooLong(u64),
}

/// Reads one source.
///
/// # Errors
/// One [`ReadError`] when the bytes are not a readable document of a known format.
pub fn read(format: Format, bytes: &[u8], context: &Context<'_>) -> Result<Document, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() > context.limits.bytes {
        return Err(ReadError::TooLarge { what: "dung lượng tệp", limit: megabytes(context.limits.bytes) });
    }
    if (context.should_stop)() {
        return Err(ReadError::Stopped);
    }
    let document = match format {
        Format::Docx => docx::read(bytes, context),
        Format::Pdf | Format::PdfScan => pdf::read(bytes, context),
        Format::Html => html::read(bytes, context),
        Format::Markdown => markdown::read(bytes, context),
        Format::Text => text::read(bytes, context),
        Format::Xlsx => xlsx::read(bytes, context),
        Format::Doc => Err(ReadError::Unsupported("chưa đọc được tệp .doc ở đây; hãy mở bằng Word rồi lưu thành .docx")),
    }?;
    within_text_limit(&document.blocks, context)?;
    Ok(document)
}

/// A limit as people read it: "50 MB", or bytes when it is below one megabyte.
pub(crate) fn megabytes(bytes: usize) -> String {
    if bytes >> 20 > 0 { format!("{} MB", bytes >> 20) } else { format!("{bytes} byte") }
}

/// Refuses a document of more paragraphs and cells than the caller allows.
fn within_cell_limit(blocks: &[Block], context: &Context<'_>) -> Result<(), ReadError> {
    let cells: usize = blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(_) => 1,
            Block::Table(table) => table.rows.iter().map(|row| row.cells.len()).sum(),
        })
        .sum();
    if cells > context.limits.cells {
        return Err(too_many_cells(context));
    }
    Ok(())
}

/// Refuses more words than any plan has, before they are understood.
fn within_text_limit(blocks: &[Block], context: &Context<'_>) -> Result<(), ReadError> {
    let of = |paragraphs: &[Paragraph]| paragraphs.iter().map(|paragraph| paragraph.text.text.len()).sum::<usize>();
    let bytes: usize = blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(paragraph) => of(std::slice::from_ref(paragraph)),
            Block::Table(table) => table.rows.iter().flat_map(|row| &row.cells).map(|cell| of(&cell.paragraphs)).sum(),
        })
        .sum();
    if bytes > context.limits.text_bytes {
        return Err(ReadError::TooLarge { what: "dung lượng phần chữ", limit: megabytes(context.limits.text_bytes) });
    }
    Ok(())
}

fn too_many_cells(context: &Context<'_>) -> ReadError {
    ReadError::TooLarge { what: "số đoạn và ô bảng", limit: context.limits.cells.to_string() }
}
