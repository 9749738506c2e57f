//! Bytes to [`Document`]: the only stage that may fail, and only on bytes that cannot be read.

pub mod docx;
pub mod html;
pub mod markdown;
pub mod pdf;
pub mod text;

use crate::context::Context;
use crate::document::{Document, Format};

/// Why a source cannot be read: one sentence for the person who gave it, with what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReadError {
    #[error("tệp trống (0 byte); hãy kiểm tra lại tệp đã chọn")]
    Empty,
    #[error("không nhận ra loại tệp; hãy dùng DOCX, PDF có lớp chữ, HTML, Markdown hoặc văn bản thuần (UTF-8)")]
    UnknownFormat,
    #[error("tệp bị hỏng hoặc bị cắt cụt ({0}); hãy mở bằng phần mềm soạn thảo rồi lưu lại")]
    Broken(String),
    #[error("tệp đặt mật khẩu; hãy bỏ mật khẩu rồi thử lại")]
    Encrypted,
    #[error("tệp quá lớn: {what} vượt giới hạn {limit}; hãy tách tệp rồi thử lại")]
    TooLarge { what: &'static str, limit: String },
    #[error("PDF này là ảnh quét, không có lớp chữ; hãy dùng tệp Word gốc hoặc PDF xuất từ Word")]
    Scanned,
    #[error("{0}")]
    Unsupported(&'static str),
    #[error("đã dừng theo yêu cầu")]
    Stopped,
}

/// Tells the format from the first bytes, and from the name where the bytes leave a choice.
pub fn detect(name: &str, bytes: &[u8]) -> Result<Format, ReadError> {
    let _ = (name, bytes);
    Err(ReadError::UnknownFormat)
}

/// Reads one source.
///
/// # Errors
/// One [`ReadError`] when the bytes are not a readable document of a known format.
pub fn read(format: Format, bytes: &[u8], context: &Context<'_>) -> Result<Document, ReadError> {
    match format {
        Format::Docx => docx::read(bytes, context),
        Format::Pdf | Format::PdfScan => pdf::read(bytes, context),
        Format::Html => html::read(bytes, context),
        Format::Markdown => markdown::read(bytes, context),
        Format::Text => text::read(bytes, context),
        Format::Xlsx => Err(ReadError::Unsupported("chưa đọc được tệp Excel; hãy dùng tệp Word hoặc PDF của kế hoạch")),
        Format::Doc => Err(ReadError::Unsupported("chưa đọc được tệp .doc; hãy mở bằng Word rồi lưu thành .docx")),
    }
}
