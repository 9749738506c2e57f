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

/// What [`EvidenceFiles::copy_to`] did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Copied<'h> {
    /// Files that lie whole in the other folder now.
    pub files: usize,
    pub missing: Vec<&'h str>,
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

    /// Copies the files under `hashes` into another folder, read through on the way; what lies there already and is whole stays. Blocks.
    /// Those that are not here, or are no longer what their hash says, are told.
    ///
    /// # Errors
    /// The other folder cannot be written.
    pub fn copy_to<'h>(&self, to: &Self, hashes: &'h [String]) -> io::Result<Copied<'h>> {
        let mut out = Copied::default();
        for hash in hashes {
            if to.is_whole(hash).unwrap_or(false) {
                out.files += 1;
                continue;
            }
            if !self.is_whole(hash).unwrap_or(false) {
                out.missing.push(hash);
                continue;
            }
            let (from, path) = (self.path(hash), to.path(hash));
            let (from, path) = from.zip(path).ok_or_else(|| io::Error::other("a hash has 64 digits"))?;
            let folder = path.parent().unwrap_or(&to.folder);
            std::fs::create_dir_all(folder)?;
            let mut part = tempfile::NamedTempFile::new_in(folder)?;
            io::copy(&mut File::open(from)?, &mut part)?;
            part.as_file().sync_all()?;
            part.persist(&path).map_err(|error| error.error)?;
            out.files += 1;
        }
        Ok(out)
    }

    /// Names of the files in the folder.
    ///
    /// # Errors
    /// It cannot be read; a folder that is not there has none.
    pub fn hashes(&self) -> io::Result<Vec<String>> {
        let mut out = Vec::new();
        if !self.folder.exists() {
            return Ok(out);
        }
        for letters in std::fs::read_dir(&self.folder)? {
            let letters = letters?.path();
            if letters.is_dir() {
                for file in std::fs::read_dir(letters)? {
                    out.extend(file?.file_name().into_string().ok().filter(|name| self.path(name).is_some()));
                }
            }
        }
        out.sort();
        Ok(out)
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
    fn a_copy_is_read_through_and_what_is_missing_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let (files, copy) = (EvidenceFiles::new(folder.path().join("tep")), EvidenceFiles::new(folder.path().join("sao")));
        assert_eq!(files.hashes().expect("is read"), Vec::<String>::new());
        let kept: Vec<NewFile> = [b"%PDF-1.7 mot", b"%PDF-1.7 hai"]
            .iter()
            .map(|bytes| files.keep("a.pdf", &mut file_of(*bytes), bytes.len() as u64).expect("is kept"))
            .collect();
        let mut hashes = files.hashes().expect("is read");
        assert_eq!(hashes.len(), 2);
        std::fs::write(files.path(&kept[1].sha256).expect("a hash"), b"khac").expect("is altered");
        hashes.push("0".repeat(64));
        hashes.sort();
        let copied = files.copy_to(&copy, &hashes).expect("copies");
        assert_eq!((copied.files, copied.missing.len()), (1, 2), "what was altered is not passed on");
        assert!(copy.is_whole(&kept[0].sha256).expect("is read") && copy.hashes().expect("is read").len() == 1);
        assert_eq!(files.copy_to(&copy, &hashes).expect("copies").files, 1, "once more is the same");
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
