//! The format of a source: from its first bytes, and from its name only where the bytes leave a choice.

use std::io::Cursor;

use crate::document::Format;
use crate::read::{ReadError, lines};

const OLE2: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// A header within the first kilobyte is what PDF readers accept (ISO 32000-1, Annex H.3.4.1).
const PDF_HEADER_WITHIN: usize = 1024;
/// How far markup may stand behind comments and an XML declaration and still make the file a page.
const MARKUP_WITHIN: usize = 4096;

/// Tells the format from the first bytes, and from the name where the bytes leave a choice.
///
/// # Errors
/// [`ReadError`] when the bytes are empty, encrypted, damaged beyond telling, or of no known format.
pub fn detect(name: &str, bytes: &[u8]) -> Result<Format, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return archive(bytes);
    }
    if bytes.starts_with(OLE2) {
        return compound_file(bytes);
    }
    let head = &bytes[..bytes.len().min(PDF_HEADER_WITHIN)];
    if holds(head, b"%PDF-") && !is_prose(head) {
        return Ok(Format::Pdf);
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(ReadError::Unsupported("chưa đọc được tệp RTF; hãy mở bằng Word rồi lưu thành .docx"));
    }
    if is_page(bytes) {
        return Ok(Format::Html);
    }
    let text = lines::decode(bytes).ok_or(ReadError::UnknownFormat)?;
    if is_noise(&text) || bytes.starts_with(b"<?xml") || bytes.starts_with(b"MIME-Version:") {
        return Err(ReadError::UnknownFormat);
    }
    if text.trim().is_empty() {
        return Err(ReadError::Blank);
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    Ok(match extension.as_deref() {
        Some("md" | "markdown") => Format::Markdown,
        Some("html" | "htm") => Format::Html,
        _ => Format::Text,
    })
}

/// Office files are zip archives; the names of their parts tell them apart.
fn archive(bytes: &[u8]) -> Result<Format, ReadError> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Broken("không mở được phần nén của tệp".into()))?;
    let has = |folder: &str| archive.file_names().flatten().any(|name| name.trim_start_matches('/').starts_with(folder));
    match (has("word/"), has("xl/")) {
        (true, _) => Ok(Format::Docx),
        (false, true) => Ok(Format::Xlsx),
        _ => Err(ReadError::UnknownFormat),
    }
}

/// A password turns an Office archive into an OLE2 file with a stream of this name (MS-OFFCRYPTO 2.3.4.4).
fn compound_file(bytes: &[u8]) -> Result<Format, ReadError> {
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if holds(bytes, &stream) { Err(ReadError::Encrypted) } else { Ok(Format::Doc) }
}

/// Whether the header of a PDF is only mentioned in running text.
fn is_prose(head: &[u8]) -> bool {
    !head.starts_with(b"%PDF-")
        && std::str::from_utf8(head).is_ok_and(|text| text.trim_start().starts_with(|c: char| c.is_alphabetic() || c == '#'))
}

fn is_page(bytes: &[u8]) -> bool {
    let head = match lines::decode(&bytes[..bytes.len().min(MARKUP_WITHIN) & !1]) {
        Some(text) => text.into_owned().into_bytes(),
        None => bytes[..bytes.len().min(MARKUP_WITHIN)].to_vec(),
    };
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start().to_ascii_lowercase();
    head.starts_with(b"<") && (holds(&head, b"<!doctype html") || holds(&head, b"<html"))
}

/// Zero bytes, or more control characters than a text has line ends and tabs for.
fn is_noise(text: &str) -> bool {
    let (mut controls, mut all) = (0_usize, 0_usize);
    for c in text.chars() {
        match c {
            '\0' => return true,
            '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' => {}
            c if c.is_control() => controls += 1,
            _ => {}
        }
        all += 1;
    }
    controls * 50 > all
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magic_bytes_win_over_the_name() {
        assert_eq!(detect("plan.txt", b"%PDF-1.7\n"), Ok(Format::Pdf));
        assert_eq!(detect("plan.docx", b"\xEF\xBB\xBF\n<!DOCTYPE html><p>x"), Ok(Format::Html));
        assert_eq!(detect("plan.pdf", "Kế hoạch".as_bytes()), Ok(Format::Text));
        assert_eq!(detect("plan.docx", OLE2), Ok(Format::Doc));
    }

    #[test]
    fn the_name_chooses_among_kinds_of_text() {
        assert_eq!(detect("KH.MD", b"# A"), Ok(Format::Markdown));
        assert_eq!(detect("kh.htm", b"<p>A</p>"), Ok(Format::Html));
        assert_eq!(detect("kh", b"A"), Ok(Format::Text));
    }

    #[test]
    fn bytes_of_no_known_kind_are_refused() {
        assert_eq!(detect("a", b""), Err(ReadError::Empty));
        assert_eq!(detect("a.txt", b"\x00\x01\x02"), Err(ReadError::UnknownFormat));
        assert_eq!(detect("a.txt", b"K\xea ho\xb9ch"), Err(ReadError::UnknownFormat));
        assert_eq!(detect("a.docx", b"PK\x03\x04 cut"), Err(ReadError::Broken("không mở được phần nén của tệp".into())));
        assert_eq!(detect("a.txt", b" \n \n"), Err(ReadError::Blank));
    }

    #[test]
    fn an_office_file_with_a_password_says_so() {
        let mut bytes = OLE2.to_vec();
        bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(detect("a.docx", &bytes), Err(ReadError::Encrypted));
    }

    #[test]
    fn text_in_utf_16_with_its_mark_is_text() {
        let bytes: Vec<u8> = [0xFF, 0xFE].into_iter().chain("Kế hoạch\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(detect("a.txt", &bytes), Ok(Format::Text));
    }
}
