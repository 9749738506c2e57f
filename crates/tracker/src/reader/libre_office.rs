//! Word files of before 2007 and RTF through the LibreOffice program: found at run time, one process for each file with
//! a profile of its own, ended with all it started when it takes too long.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::program::in_folders;

/// For one file; the first start writes a profile.
const LONGEST: Duration = Duration::from_secs(120);
/// Bytes of the file made.
const MOST_OUTPUT: u64 = 50 << 20;

#[derive(Debug)]
pub struct LibreOffice {
    program: PathBuf,
}

impl LibreOffice {
    pub fn new(program: PathBuf) -> Self {
        Self { program }
    }

    /// Where the program lies: where `ROVIEC_SOFFICE` says, or in one of the folders of `PATH`.
    pub fn look() -> Option<PathBuf> {
        if let Some(named) = std::env::var_os("ROVIEC_SOFFICE") {
            return Some(PathBuf::from(named)).filter(|path| path.is_file());
        }
        in_folders(&std::env::var_os("PATH")?, &format!("soffice{}", std::env::consts::EXE_SUFFIX))
    }

    /// Whether the bytes are of a kind that Word wrote before DOCX.
    pub fn reads(bytes: &[u8]) -> bool {
        const OLE2: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        bytes.starts_with(OLE2) || bytes.starts_with(b"{\\rtf")
    }

    /// The same document as DOCX.
    ///
    /// # Errors
    /// The sentence for the person: the program failed or took too long.
    pub fn docx(&self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        let failed = || "LibreOffice không chuyển được tệp này sang .docx; hãy mở bằng Word rồi lưu thành .docx".to_owned();
        let folder = tempfile::tempdir().map_err(|_| failed())?;
        let from = folder.path().join("van-ban.doc");
        std::fs::write(&from, bytes).map_err(|_| failed())?;
        self.run(folder.path(), &from)?;
        let made = File::open(folder.path().join("ra").join("van-ban.docx")).map_err(|_| failed())?;
        let mut docx = Vec::new();
        made.take(MOST_OUTPUT + 1).read_to_end(&mut docx).map_err(|_| failed())?;
        if docx.len() as u64 > MOST_OUTPUT {
            return Err(format!("tệp .docx do LibreOffice chuyển ra lớn hơn {} MB; hãy tách tệp rồi thử lại", MOST_OUTPUT >> 20));
        }
        Ok(docx)
    }

    fn run(&self, folder: &Path, from: &Path) -> Result<(), String> {
        let mut command = Command::new(&self.program);
        command.args(["--headless", "--norestore", "--nologo", "--nolockcheck", "--convert-to", "docx"]);
        command.arg(format!("-env:UserInstallation=file://{}", folder.join("ho-so").display()));
        command.arg("--outdir").arg(folder.join("ra")).arg(from);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let failed = || "không chạy được chương trình LibreOffice trên máy; hãy mở tệp bằng Word rồi lưu thành .docx".to_owned();
        let mut child = command.spawn().map_err(|_| failed())?;
        let group = Group(child.id());
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || sender.send(child.wait()));
        match receiver.recv_timeout(LONGEST) {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => Err(failed()),
            Err(_) => {
                drop(group);
                Err(format!("LibreOffice chuyển tệp lâu quá {} giây nên đã dừng; hãy mở bằng Word rồi lưu thành .docx", LONGEST.as_secs()))
            }
        }
    }
}

/// The program with all that it started, which end with it.
struct Group(u32);

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(group) = rustix::process::Pid::from_raw(self.0.cast_signed()) {
            // Mostly nothing is left to end.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_word_files_and_rtf_are_told_by_their_first_bytes() {
        assert!(LibreOffice::reads(b"{\\rtf1\\ansi") && LibreOffice::reads(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0"));
        assert!(!LibreOffice::reads(b"PK\x03\x04") && !LibreOffice::reads(b""));
    }

    #[test]
    fn a_program_that_is_not_there_is_said_in_one_sentence() {
        let sentence = LibreOffice::new(PathBuf::from("/khong/co/soffice")).docx(b"{\\rtf1}").unwrap_err();
        assert!(sentence.starts_with("không chạy được chương trình LibreOffice"), "{sentence}");
    }
}
