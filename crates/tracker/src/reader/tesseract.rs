//! The words of scanned pages through the Tesseract program: found at run time, one process for each picture, ended
//! when it takes too long or nobody waits any more.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use roviec_plan::read::scanned_page::{Picture, RecognisedWord};

use super::program::in_folders;

/// For one picture, a page or the cells of its tables.
const LONGEST: Duration = Duration::from_secs(60);
/// How often it is asked whether the work is still wanted.
const ASKED: Duration = Duration::from_millis(50);
/// Bytes of the words of one picture.
const MOST_OUTPUT: u64 = 8 << 20;
const LANGUAGE: &str = "vie";

/// The program, and whether it knows Vietnamese, asked once.
#[derive(Debug)]
pub struct Tesseract {
    program: PathBuf,
    ready: OnceLock<Result<(), String>>,
}

impl Tesseract {
    pub fn new(program: PathBuf) -> Self {
        Self { program, ready: OnceLock::new() }
    }

    /// Where the program lies: where `ROVIEC_TESSERACT` says, or in one of the folders of `PATH`.
    pub fn look() -> Option<PathBuf> {
        if let Some(named) = std::env::var_os("ROVIEC_TESSERACT") {
            return Some(PathBuf::from(named)).filter(|path| path.is_file());
        }
        in_folders(&std::env::var_os("PATH")?, &format!("tesseract{}", std::env::consts::EXE_SUFFIX))
    }

    /// The words of a picture.
    ///
    /// # Errors
    /// The sentence for the person: the language is missing, or the program failed, took too long or was stopped.
    pub fn words(&self, picture: &Picture, dots_per_inch: u32, should_stop: &dyn Fn() -> bool) -> Result<Vec<RecognisedWord>, String> {
        self.ready.get_or_init(|| knows_vietnamese(&self.program)).clone()?;
        let mut bytes = format!("P5 {} {} 255\n", picture.width, picture.height).into_bytes();
        bytes.extend_from_slice(&picture.pixels);
        let resolution = dots_per_inch.to_string();
        // One column of text lines from top to bottom: columns and cells were parted before.
        let arguments = ["-", "-", "-l", LANGUAGE, "--psm", "6", "--dpi", &resolution, "tsv"];
        let said = talk(&self.program, &arguments, bytes, should_stop)?;
        Ok(words_of(&String::from_utf8_lossy(&said)))
    }
}

fn knows_vietnamese(program: &Path) -> Result<(), String> {
    let said = talk(program, &["--list-langs"], Vec::new(), &|| false)?;
    let known = String::from_utf8_lossy(&said).lines().any(|line| line.trim() == LANGUAGE);
    known.then_some(()).ok_or_else(|| {
        "PDF này có trang là ảnh quét; chương trình tesseract trên máy chưa có ngôn ngữ vie (gói tesseract-ocr-vie); hãy cài thêm, \
         hoặc dùng tệp Word gốc"
            .to_owned()
    })
}

/// Gives the program its input and takes its output, both through pipes.
fn talk(program: &Path, arguments: &[&str], input: Vec<u8>, should_stop: &dyn Fn() -> bool) -> Result<Vec<u8>, String> {
    let failed = || "chương trình tesseract không nhận dạng được trang quét; hãy thử lại, hoặc dùng tệp Word gốc".to_owned();
    let mut command = Command::new(program);
    // Its own threads would only wait for each other: pages are read side by side.
    command.args(arguments).env("OMP_THREAD_LIMIT", "1").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = Running(command.spawn().map_err(|_| failed())?);
    let (Some(mut to), Some(from)) = (child.0.stdin.take(), child.0.stdout.take()) else { return Err(failed()) };
    // A program that ends early breaks the pipe; its end says why.
    std::thread::spawn(move || to.write_all(&input));
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut said = Vec::new();
        let read = from.take(MOST_OUTPUT + 1).read_to_end(&mut said);
        let _ = sender.send(read.map(|_| said));
    });
    let begun = Instant::now();
    let said = loop {
        match receiver.recv_timeout(ASKED) {
            Ok(said) => break said.map_err(|_| failed())?,
            Err(RecvTimeoutError::Disconnected) => return Err(failed()),
            Err(RecvTimeoutError::Timeout) if should_stop() => return Err("đã dừng theo yêu cầu".to_owned()),
            Err(RecvTimeoutError::Timeout) if begun.elapsed() > LONGEST => {
                return Err(format!(
                    "nhận dạng một trang quét kéo dài quá {} giây nên đã dừng; hãy tách tệp hoặc dùng tệp Word gốc",
                    LONGEST.as_secs()
                ));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    };
    let whole = said.len() as u64 <= MOST_OUTPUT && child.0.wait().is_ok_and(|status| status.success());
    if whole { Ok(said) } else { Err(failed()) }
}

/// Ends with us, whatever the reason.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Neither can fail in a way that matters: it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// From the table of columns: level, page, block, paragraph, line, word, left, top, width, height, certainty, text.
fn words_of(said: &str) -> Vec<RecognisedWord> {
    let mut out = Vec::new();
    let mut line = 0;
    for row in said.lines() {
        let parts: Vec<&str> = row.split('\t').collect();
        match parts[..] {
            ["4", ..] => line += 1,
            ["5", _, _, _, _, _, left, top, width, height, certainty, text] => {
                let number = |text: &str| text.parse::<u32>().ok();
                let (Some(left), Some(top), Some(width), Some(height)) = (number(left), number(top), number(width), number(height)) else {
                    continue;
                };
                let area = [left, top, left.saturating_add(width), top.saturating_add(height)];
                let confidence = certainty.parse::<f32>().map_or(0.0, |percent| (percent / 100.0).clamp(0.0, 1.0));
                out.push(RecognisedWord { text: text.to_owned(), area, confidence, line });
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_line_and_certainty() {
        let said = "level\tpage_num\n4\t1\t1\t1\t1\t0\t1\t2\t3\t4\t-1\t\n5\t1\t1\t1\t1\t1\t10\t20\t30\t8\t96.5\tKế\n\
                    4\t1\t1\t1\t2\t0\t1\t2\t3\t4\t-1\t\n5\t1\t1\t1\t2\t1\t10\t40\t30\t8\t40\thoạch\n5\tbroken\n";
        let words = words_of(said);
        let seen: Vec<(&str, u32, [u32; 4])> = words.iter().map(|word| (word.text.as_str(), word.line, word.area)).collect();
        assert_eq!(seen, [("Kế", 1, [10, 20, 40, 28]), ("hoạch", 2, [10, 40, 40, 48])]);
        assert!((words[0].confidence - 0.965).abs() < 1e-6);
    }

    #[test]
    fn a_program_that_is_not_there_is_said() {
        let picture = Picture { width: 1, height: 1, pixels: vec![255] };
        let said = Tesseract::new(PathBuf::from("/no/such/program")).words(&picture, 200, &|| false);
        assert!(said.is_err_and(|why| why.contains("tesseract")));
    }
}
