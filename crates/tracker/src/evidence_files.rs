//! Files that prove results: outside the database, each under its SHA-256, so that none lies there twice and none can be altered
//! unseen. A file is whole before it has its name, and is never taken out.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::store::completions::NewFile;

/// Bytes of one file.
pub const LARGEST: u64 = 50 << 20;
/// Enough to tell every kind that is taken.
const HEAD: usize = 4_096;

/// Kinds of files that are taken: what they begin with, how their names end, what a browser is told, whether it may show them.
struct KindOfFile {
    begins: &'static [u8],
    at: usize,
    ends: &'static [&'static str],
    media_type: &'static str,
    shown: bool,
}

const fn kind(begins: &'static [u8], ends: &'static [&'static str], media_type: &'static str, shown: bool) -> KindOfFile {
    KindOfFile { begins, at: 0, ends, media_type, shown }
}

const KINDS: &[KindOfFile] = &[
    kind(b"%PDF-", &["pdf"], "application/pdf", true),
    kind(b"\x89PNG\r\n\x1a\n", &["png"], "image/png", true),
    kind(b"\xff\xd8\xff", &["jpg", "jpeg"], "image/jpeg", true),
    KindOfFile { begins: b"ftyp", at: 4, ends: &["heic", "heif"], media_type: "image/heic", shown: false },
    kind(b"PK\x03\x04", &["docx"], "application/vnd.openxmlformats-officedocument.wordprocessingml.document", false),
    kind(b"PK\x03\x04", &["xlsx"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false),
    kind(b"PK\x03\x04", &["pptx"], "application/vnd.openxmlformats-officedocument.presentationml.presentation", false),
    kind(b"PK\x03\x04", &["zip"], "application/zip", false),
    kind(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &["doc"], "application/msword", false),
    kind(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &["xls"], "application/vnd.ms-excel", false),
];

/// What a browser is told a file is: its content and the end of its name have to say the same.
pub fn media_type(name: &str, head: &[u8]) -> Option<&'static str> {
    let ending = name.rsplit_once('.')?.1.to_lowercase();
    let is_it =
        |kind: &&KindOfFile| kind.ends.contains(&ending.as_str()) && head.get(kind.at..).is_some_and(|rest| rest.starts_with(kind.begins));
    KINDS.iter().find(is_it).map(|kind| kind.media_type)
}

/// Whether a browser may show it in place: a document or a picture in which nothing runs.
pub fn is_shown(media_type: &str) -> bool {
    KINDS.iter().any(|kind| kind.shown && kind.media_type == media_type)
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("Tệp “{0}” không có nội dung; đề nghị chọn lại")]
    Empty(String),
    #[error("Tệp “{0}” lớn hơn 50 MB; đề nghị tách hoặc nén tệp")]
    TooLarge(String),
    #[error(
        "Tệp “{0}” không phải loại được nhận (PDF, ảnh JPG, PNG, HEIC, Word, Excel, PowerPoint, ZIP), hoặc tên tệp không đúng với nội dung"
    )]
    Kind(String),
    #[error("Không lưu được tệp minh chứng: {0}")]
    Disk(#[from] io::Error),
}

/// The folder they lie in.
#[derive(Debug, Clone)]
pub struct EvidenceFiles {
    folder: PathBuf,
}

impl EvidenceFiles {
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a file with this hash lies: two letters a folder, so that none of them grows long.
    pub fn path(&self, sha256: &str) -> Option<PathBuf> {
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        is_hash.then(|| self.folder.join(&sha256[..2]).join(sha256))
    }

    /// Keeps `length` bytes from where `from` stands, under the name of their hash. Blocks.
    ///
    /// # Errors
    /// The file is of another kind than it says, too large, or the disk fails; nothing is left then.
    pub fn keep(&self, name: &str, from: &mut File, length: u64) -> Result<NewFile, Refusal> {
        if length == 0 {
            return Err(Refusal::Empty(name.to_owned()));
        }
        if length > LARGEST {
            return Err(Refusal::TooLarge(name.to_owned()));
        }
        std::fs::create_dir_all(&self.folder)?;
        let mut kept = tempfile::NamedTempFile::new_in(&self.folder)?;
        let (mut digest, mut head, mut buffer) = (Sha256::new(), Vec::new(), vec![0; 64 << 10]);
        let mut left = length;
        while left > 0 {
            let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let read = from.read(&mut buffer[..most])?;
            if read == 0 {
                return Err(Refusal::Disk(io::ErrorKind::UnexpectedEof.into()));
            }
            digest.update(&buffer[..read]);
            head.extend_from_slice(&buffer[..read.min(HEAD - head.len())]);
            kept.write_all(&buffer[..read])?;
            left -= read as u64;
        }
        let media_type = media_type(name, &head).ok_or_else(|| Refusal::Kind(name.to_owned()))?;
        let sha256 = hex(&digest.finalize());
        let path = self.path(&sha256).ok_or_else(|| io::Error::other("a hash has 64 digits"))?;
        kept.as_file().sync_all()?;
        if !path.exists() {
            let folder = path.parent().unwrap_or(&self.folder);
            std::fs::create_dir_all(folder)?;
            kept.persist(&path).map_err(|error| error.error)?;
            // The name lies in the folder: without this it may be gone after a loss of power.
            File::open(folder)?.sync_all()?;
        }
        Ok(NewFile { sha256, name: name.to_owned(), media_type, byte_count: i64::try_from(length).unwrap_or(i64::MAX) })
    }

    /// Opens a file for reading, from its beginning. Blocks.
    ///
    /// # Errors
    /// It is not there.
    pub fn open(&self, sha256: &str) -> io::Result<File> {
        let path = self.path(sha256).ok_or(io::ErrorKind::NotFound)?;
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }

    /// Whether the file under a hash still has that hash. Blocks.
    ///
    /// # Errors
    /// It is not there or cannot be read.
    pub fn is_whole(&self, sha256: &str) -> io::Result<bool> {
        let mut file = self.open(sha256)?;
        let (mut digest, mut buffer) = (Sha256::new(), vec![0; 64 << 10]);
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(hex(&digest.finalize()) == sha256),
                read => digest.update(&buffer[..read]),
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_of(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).and_then(|()| file.rewind()).expect("is written");
        file
    }

    #[test]
    fn a_file_lies_once_under_its_hash_and_a_change_is_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = EvidenceFiles::new(folder.path().join("tep"));
        let pdf = b"%PDF-1.7 quyet dinh";
        let first = files.keep("Quyết định.pdf", &mut file_of(pdf), pdf.len() as u64).expect("is kept");
        let second = files.keep("ban sao.PDF", &mut file_of(pdf), pdf.len() as u64).expect("is kept");
        assert_eq!((first.sha256.as_str(), first.media_type), (second.sha256.as_str(), "application/pdf"));
        let path = files.path(&first.sha256).expect("a hash");
        let lying = std::fs::read_dir(path.parent().expect("a folder")).expect("is read").count();
        assert_eq!((lying, files.is_whole(&first.sha256).expect("is read")), (1, true));
        std::fs::write(&path, b"%PDF-1.7 quyet dinj").expect("is altered");
        assert!(!files.is_whole(&first.sha256).expect("is read"));
        assert!(files.path("../../etc/passwd").is_none() && files.open(&"0".repeat(64)).is_err());
    }

    #[test]
    fn what_a_file_says_it_is_has_to_be_in_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = EvidenceFiles::new(folder.path());
        let keep = |name: &str, bytes: &[u8]| files.keep(name, &mut file_of(bytes), bytes.len() as u64);
        assert!(matches!(keep("trang.pdf", b"<html><script>"), Err(Refusal::Kind(_))));
        assert!(matches!(keep("trang.html", b"<html>"), Err(Refusal::Kind(_))));
        assert!(matches!(keep("khong-duoi", b"%PDF-1.7"), Err(Refusal::Kind(_))));
        assert!(matches!(keep("rong.pdf", b""), Err(Refusal::Empty(_))));
        assert!(matches!(files.keep("lon.pdf", &mut file_of(b"%PDF-"), LARGEST + 1), Err(Refusal::TooLarge(_))));
        let left = std::fs::read_dir(folder.path()).expect("is read").count();
        assert_eq!(left, 0, "nothing is left of what was refused");
        assert!(keep("bang.xlsx", b"PK\x03\x04....").is_ok() && keep("anh.heic", b"\0\0\0\x18ftypheic").is_ok());
        assert!(is_shown("image/png") && !is_shown("application/zip"));
    }
}
