//! The reading process: holds itself to its limits, takes one job from its input, answers on its output, ends.

use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use roviec_plan::document::Format;
use roviec_plan::read::scanned_page::{Picture, Recognise};
use roviec_plan::vocabulary::List;
use roviec_plan::{Context, SourceFile, Vocabulary, annotate, read, spreadsheet};

use super::job::{Job, Part, Said, taken_apart};
use super::limits::Held;
use super::page;
use super::tesseract::Tesseract;
use crate::import_units;

/// What a job ends with: the result's bytes, or the refusal with the file it is about.
pub type Outcome = Result<Vec<u8>, (Option<usize>, String)>;

/// The hidden command `roviec reader MEMORY CPU NICE [TESSERACT]`.
pub fn run(arguments: &[String]) -> ExitCode {
    let tesseract = arguments.get(3).map(|path| Tesseract::new(path.into()));
    answer(arguments, |bytes, job, voice| work(bytes, job, voice, tesseract.as_ref()))
}

/// As [`run`] with other work; the tests put theirs here.
pub fn answer(arguments: &[String], work: impl FnOnce(Vec<u8>, Job, &Voice) -> Outcome) -> ExitCode {
    quiet();
    let Some(held) = Held::from_arguments(arguments) else { return ExitCode::from(2) };
    if let Err(error) = held.hold() {
        let _ = writeln!(io::stderr(), "a limit is not taken: {error}");
        return ExitCode::from(3);
    }
    let mut input = Vec::new();
    if let Err(error) = io::stdin().lock().read_to_end(&mut input) {
        let _ = writeln!(io::stderr(), "the job is not read: {error}");
        return ExitCode::from(4);
    }
    let Some((bytes, job)) = taken_apart(input) else { return ExitCode::from(2) };
    let voice = Voice::default();
    match work(bytes, job, &voice) {
        Ok(result) => voice.say(&Said::Done, &result),
        Err((file, sentence)) => voice.say(&Said::Refused { file, sentence }, &[]),
    }
    ExitCode::SUCCESS
}

/// A panic says where it happened, never what was being read.
fn quiet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(io::stderr(), "panicked at {place}");
    }));
}

/// The way back to the server.
#[derive(Default)]
pub struct Voice {
    out: Mutex<()>,
    /// Nobody listens any more.
    broken: AtomicBool,
}

impl Voice {
    fn say(&self, line: &Said, result: &[u8]) {
        let _one = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = io::stdout().lock();
        let said = serde_json::to_writer(&mut out, line)
            .map_err(io::Error::from)
            .and_then(|()| out.write_all(b"\n"))
            .and_then(|()| out.write_all(result))
            .and_then(|()| out.flush());
        if said.is_err() {
            self.broken.store(true, Ordering::Relaxed);
        }
    }
}

fn work(bytes: Vec<u8>, job: Job, voice: &Voice, tesseract: Option<&Tesseract>) -> Outcome {
    let should_stop = || voice.broken.load(Ordering::Relaxed);
    let on_progress = |progress| voice.say(&Said::Progress(progress), &[]);
    let recognise = tesseract.map(|program| move |picture: &Picture, dots| program.words(picture, dots, &should_stop));
    let recognise = recognise.as_ref().map(|recognise| recognise as &Recognise<'_>);
    let context = Context { should_stop: &should_stop, on_progress: &on_progress, recognise, ..Context::default() };
    match job {
        Job::Compile { files, today, draft, lists } => {
            let files = files_of(&bytes, &files).ok_or((None, "không nhận đủ tệp; hãy tải lên lại".to_owned()))?;
            let vocabulary = Vocabulary::with(&lists).map_err(|(name, error)| {
                let title = List::named(name).map_or(name, |list| list.title);
                (None, format!("danh mục từ ngữ “{title}” của cơ quan có mục không dùng được, {error}; hãy sửa ở trang Danh mục từ ngữ"))
            })?;
            let compiled = roviec_plan::compile(&files, &Context { today, draft, vocabulary: &vocabulary, ..context });
            compiled.map_err(|(file, error)| (Some(file), error.to_string())).and_then(|compiled| json(&compiled))
        }
        // No plan is read from a workbook, but the source of its tasks is shown.
        Job::Document { format: Format::Xlsx } => {
            spreadsheet::document(&bytes, context.limits).map_err(|error| (None, error.to_string())).and_then(|document| json(&document))
        }
        Job::Document { format } => {
            read::read(format, &bytes, &context).map_err(|error| (None, error.to_string())).and_then(|document| json(&document))
        }
        Job::Page { page, width } => page::picture(bytes, page, width).map_err(|sentence| (None, sentence.to_owned())),
        Job::PageSizes => page::sizes(bytes).map_err(|sentence| (None, sentence.to_owned())).and_then(|sizes| json(&sizes)),
        Job::Annotate { name, index, compiled, at } => {
            let file = SourceFile { name: &name, bytes: &bytes };
            annotate::annotate(file, index, &compiled, at, context.limits).map_err(|error| (None, error.to_string()))
        }
        Job::Sheet { name, ask } => {
            let ask = serde_json::from_value(ask).map_err(|_| (None, "không rõ cần đọc gì trong bảng tính; hãy tải lên lại".to_owned()))?;
            let file = SourceFile { name: &name, bytes: &bytes };
            spreadsheet::answer(file, &ask, context.limits).map_err(|error| (None, error.to_string()))
        }
        Job::Units { name } => import_units::read(&name, &bytes).map_err(|error| (None, error.to_string())).and_then(|rows| json(&rows)),
    }
}

/// The files as they lie one after another.
fn files_of<'a>(mut bytes: &'a [u8], parts: &'a [Part]) -> Option<Vec<SourceFile<'a>>> {
    let mut files = Vec::new();
    for part in parts {
        let (own, rest) = bytes.split_at_checked(usize::try_from(part.bytes).ok()?)?;
        files.push(SourceFile { name: &part.name, bytes: own });
        bytes = rest;
    }
    Some(files)
}

fn json<T: serde::Serialize>(value: &T) -> Outcome {
    serde_json::to_vec(value).map_err(|error| (None, error.to_string()))
}
