//! One child process for one job: started with nothing of the server's, listened to, ended when it costs too much.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;

use roviec_plan::Progress;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::process::Command;

use super::failure::Failure;
use super::job::{Input, Said};
use super::limits::Limits;
use super::tesseract::Tesseract;

/// Bytes of one line before the result, and of the error stream that are kept.
const MOST_WORDS: u64 = 4 << 10;
/// Bytes of all lines before the result: a line for each of a few thousand pages.
const MOST_LINES: usize = 4 << 20;

/// All that the child finds in its environment. Addresses that are reserved and never used count against its limit: no heap
/// of each thread's own, and 64 MiB at a time (in KiB) instead of the allocator's gigabyte.
pub const ENVIRONMENT: [(&str, &str); 2] = [("MALLOC_ARENA_MAX", "2"), ("MIMALLOC_ARENA_RESERVE", "65536")];

/// What is started, and what it may cost.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<OsString>,
    limits: Limits,
    /// Recognises scanned pages; found by the server, because the child has no environment to look in.
    tesseract: Option<PathBuf>,
}

/// The child with all that it started, which end with it.
struct Group(Option<u32>);

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(group) = self.0.and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())) {
            // Mostly nothing is left to end.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

impl Program {
    pub fn new(path: PathBuf, arguments: Vec<OsString>, limits: Limits) -> Self {
        Self { path, arguments, limits, tesseract: None }
    }

    /// This binary once more, with its hidden command.
    ///
    /// # Errors
    /// The system does not say where the binary lies.
    pub fn this(limits: Limits) -> std::io::Result<Self> {
        Ok(Self { tesseract: Tesseract::look(), ..Self::new(std::env::current_exe()?, vec!["reader".into()], limits) })
    }

    /// The result's bytes. Dropped before its end, it ends the child.
    pub(super) async fn run(&self, input: Input, on_progress: &(dyn Fn(Progress) + Sync)) -> Result<Vec<u8>, Failure> {
        let most = input.most;
        let wall = if input.urgent { self.limits.urgent_wall } else { self.limits.wall };
        let mut child = self.command(input).spawn().map_err(Failure::not_started)?;
        let _group = Group(child.id());
        let (Some(out), Some(err)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(Failure::NotStarted("the child has no streams".to_owned()));
        };
        let talk = async {
            let listen = async {
                let said = listen(BufReader::new(out), most, on_progress).await;
                if said.is_err() {
                    let _ = child.start_kill();
                }
                said
            };
            let (said, complaint) = tokio::join!(listen, first_words(err));
            let status = child.wait().await.map_err(Failure::not_started)?;
            match said? {
                Some(result) if status.success() => Ok(result),
                _ => Err(Failure::of_end(status, &complaint, self.limits.cpu_seconds)),
            }
        };
        let ended = tokio::time::timeout(wall, talk).await;
        let outcome = ended.unwrap_or(Err(Failure::TooLong(wall.as_secs())));
        match &outcome {
            Err(Failure::Fault(why)) => tracing::error!(%why, "the reader broke on a file"),
            Err(Failure::NotStarted(why)) => tracing::error!(%why, "the reader did not start"),
            _ => {}
        }
        outcome
    }

    /// No environment, no terminal's signals; standard streams only, every other descriptor is closed on exec.
    fn command(&self, input: Input) -> Command {
        let mut command = Command::new(&self.path);
        command
            .args(&self.arguments)
            .args(self.limits.arguments(input.urgent))
            .args(self.tesseract.as_ref())
            .env_clear()
            .envs(ENVIRONMENT)
            .stdin(Stdio::from(input.file))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        command
    }
}

/// The result, or `None` when the stream ends before it.
async fn listen<R: AsyncRead + Unpin>(
    mut out: BufReader<R>,
    most: usize,
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<Option<Vec<u8>>, Failure> {
    let mut heard = 0;
    loop {
        let mut line = Vec::new();
        let read = (&mut out).take(MOST_WORDS).read_until(b'\n', &mut line).await.map_err(Failure::not_started)?;
        heard += read;
        if heard > MOST_LINES {
            return Err(Failure::TooMuchOutput(MOST_LINES >> 20));
        }
        if read == 0 {
            return Ok(None);
        }
        match serde_json::from_slice(&line) {
            Ok(Said::Progress(progress)) => on_progress(progress),
            Ok(Said::Refused { file, sentence }) => return Err(Failure::Refused { file, sentence }),
            Ok(Said::Done) => break,
            // Cut short by its end, or no line of ours: the end of the process says why.
            Err(_) if read < MOST_WORDS as usize => {}
            Err(_) => return Err(Failure::TooMuchOutput(most >> 20)),
        }
    }
    let mut result = Vec::new();
    out.take(most as u64 + 1).read_to_end(&mut result).await.map_err(Failure::not_started)?;
    if result.len() > most { Err(Failure::TooMuchOutput(most >> 20)) } else { Ok(Some(result)) }
}

/// The beginning of the error stream; the rest is read and forgotten, so that the child never waits.
async fn first_words<R: AsyncRead + Unpin>(mut err: R) -> String {
    let mut words = Vec::new();
    let _ = (&mut err).take(MOST_WORDS).read_to_end(&mut words).await;
    let _ = tokio::io::copy(&mut err, &mut tokio::io::sink()).await;
    String::from_utf8_lossy(&words).into_owned()
}
