//! A spreadsheet file opened: which kind it is, its sheets.

use super::csv::Csv;
use super::{Kind, Sheet, encoding, xlsx};
use crate::SourceFile;
use crate::context::Limits;
use crate::read::{ReadError, megabytes};

const OLE2: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The sheets of a file, at least one.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    pub sheets: Vec<Sheet>,
    /// The text behind the only sheet, where it is a CSV.
    pub(super) csv: Option<Csv>,
}

impl Book {
    pub fn kind(&self) -> Kind {
        if self.csv.is_some() { Kind::Csv } else { Kind::Xlsx }
    }
}

/// Opens an XLSX or a CSV; the bytes decide, not the name.
///
/// # Errors
/// [`ReadError`] when the bytes are of another kind, damaged, under a password or beyond the limits.
pub fn open(file: SourceFile<'_>, limits: Limits) -> Result<Book, ReadError> {
    let bytes = file.bytes;
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() > limits.bytes {
        return Err(ReadError::TooLarge { what: "dung lượng tệp", limit: megabytes(limits.bytes) });
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        let sheets = xlsx::sheets(bytes, limits)?;
        refuse_old_typeface(&sheets)?;
        return Ok(Book { sheets, csv: None });
    }
    if bytes.starts_with(OLE2) {
        return Err(compound_file(bytes));
    }
    if bytes.starts_with(b"%PDF-") || bytes.starts_with(b"{\\rtf") || bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xFF\xD8\xFF") {
        return Err(ReadError::Unsupported("đây không phải bảng tính; hãy dùng tệp Excel (.xlsx) hoặc CSV"));
    }
    let csv = Csv::read(bytes, limits)?;
    let sheets = vec![csv.sheet(file.name)];
    refuse_old_typeface(&sheets)?;
    Ok(Book { sheets, csv: Some(csv) })
}

/// Words typed in an old typeface are Latin letters to a program: "NhiÖm vô".
fn refuse_old_typeface(sheets: &[Sheet]) -> Result<(), ReadError> {
    let rows = sheets.iter().flat_map(|sheet| sheet.rows().take(50).map(move |row| (sheet, row)));
    let texts = rows.flat_map(|(sheet, row)| sheet.cells_of(row).map(|(_, value)| value.shown()).collect::<Vec<_>>());
    if encoding::looks_like_tcvn3(&texts.collect::<Vec<_>>().join(" ")) {
        return Err(ReadError::Unsupported(
            "chữ trong bảng gõ bằng phông cũ (.VnTime, bảng mã TCVN3); hãy chuyển sang Unicode rồi lưu lại",
        ));
    }
    Ok(())
}

/// A password turns a workbook into an OLE2 file with a stream of this name (MS-OFFCRYPTO 2.3.4.4); else it is an old .xls.
fn compound_file(bytes: &[u8]) -> ReadError {
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(stream.len()).any(|window| window == stream) {
        return ReadError::Encrypted;
    }
    ReadError::Unsupported("chưa đọc được tệp Excel kiểu cũ (.xls); hãy mở bằng Excel rồi lưu thành .xlsx")
}
