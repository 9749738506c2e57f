//! What the fuzz targets share: limits, containers around the fuzzed parts, and everything that is done with a
//! file once it is read. Only the public interface of the compiler is used.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::panic::PanicHookInfo;
use std::sync::Mutex;

use jiff::civil::{Date, DateTime};
use roviec_plan::annotate::annotate;
use roviec_plan::read::scanned_page::Recognise;
use roviec_plan::render::{self, Colour, Lang};
use roviec_plan::spreadsheet::{self, Asked};
use roviec_plan::{Compiled, Context, Limits, SourceFile};

/// Parts the parts of one input from each other: documents, their styles, their numbering.
const BETWEEN: char = '\0';

/// Small enough that a file at the limits takes far less than libFuzzer's patience, large enough to be reached seldom.
pub const LIMITS: Limits = Limits { bytes: 1 << 20, unfolded_bytes: 8 << 20, pages: 40, cells: 20_000, text_bytes: 4 << 20 };

/// Lets a panic of a library pass to where the compiler contains it, and ends the process at any other.
///
/// libFuzzer's own hook ends it at every panic. The readers of PDF and workbooks answer a panic of their libraries
/// with a sentence; one that is not contained unwinds to libFuzzer, which ends the process all the same. Each such
/// place is named once, so that the report can say which libraries were seen to panic.
pub fn contain_libraries() {
    static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let end = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic: &PanicHookInfo<'_>| match panic.location() {
        Some(location) if is_of_library(location.file()) => {
            let seen = SEEN.lock().map(|mut seen| !seen.insert(location.to_string()));
            if !seen.unwrap_or(true) {
                eprintln!("library panic: {panic}");
            }
        }
        _ => end(panic),
    }));
}

fn is_of_library(file: &str) -> bool {
    file.contains("registry/src/")
}

/// Compiles the files with every rule awake and writes the result as JSON, as a page and for the terminal.
pub fn compile(files: &[(&str, &[u8])]) {
    compile_with(files, None);
}

/// The same, and as a workbook: it costs as much as all else, and what goes into it is the same for every format.
pub fn compile_to_workbook(files: &[(&str, &[u8])]) {
    if let Some(compiled) = compile_with(files, None) {
        render::workbook(&compiled).expect("a plan within the limits fits into a workbook");
    }
}

/// Compiles a PDF whose page is a picture, in which this program finds the words.
pub fn compile_scan(pdf: &[u8], recognise: &Recognise<'_>) {
    compile_with(&[("a.pdf", pdf)], Some(recognise));
}

fn compile_with(files: &[(&str, &[u8])], recognise: Option<&Recognise<'_>>) -> Option<Compiled> {
    let files: Vec<SourceFile<'_>> = files.iter().map(|(name, bytes)| SourceFile { name, bytes }).collect();
    let context = Context { limits: LIMITS, recognise, today: Some(Date::constant(2026, 3, 1)), ..Context::default() };
    match roviec_plan::compile(&files, &context) {
        Ok(compiled) => {
            render(&compiled, &files);
            Some(compiled)
        }
        Err((index, error)) => {
            assert!(index < files.len().max(1) && !error.to_string().is_empty());
            None
        }
    }
}

fn render(compiled: &Compiled, files: &[SourceFile<'_>]) {
    let json = render::json(compiled);
    // A number that is none (infinite, not a number) would be written as null, which this does not take.
    let read: Compiled = serde_json::from_str(&json).expect("what is written is read back");
    assert_eq!(read.plan.tasks.len(), compiled.plan.tasks.len());
    let html = render::html(compiled);
    assert!(html.contains("</html>"));
    for (lang, colour) in [(Lang::Vi, Colour::Never), (Lang::En, Colour::Always)] {
        assert!(!render::terminal(compiled, files, lang, colour).is_empty());
    }
    for (index, file) in files.iter().enumerate() {
        // A PDF of which the reader repairs more than the writer can has its sentence.
        let _ = annotate(*file, index, compiled, DateTime::constant(2026, 3, 1, 8, 0, 0, 0), LIMITS);
    }
}

/// Reads a tracking sheet as the board does, and gives it back with its bad cells marked.
pub fn track(bytes: &[u8]) {
    let file = SourceFile { name: "a", bytes };
    let asked = Asked { today: Some(Date::constant(2026, 3, 1)), ..Asked::default() };
    let Ok(reading) = spreadsheet::read(file, &asked, LIMITS) else { return };
    let compiled = spreadsheet::compiled(&reading, file, Default::default());
    assert_eq!(compiled.plan.tasks.len(), reading.rows.len());
    // A workbook whose parts nobody wrote may have nowhere to put the marks: one sentence, which is as good.
    let _ = spreadsheet::marked(file, reading.sheet, reading.header, &reading.bad, LIMITS);
}

/// The parts of an input; what is no UTF-8 becomes replacement characters, so that few inputs end at the encoding.
pub fn parts<const N: usize>(bytes: &[u8]) -> [String; N] {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.splitn(N, BETWEEN).map(str::to_owned);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// The part as it is when it is a whole XML file, else inside these tags.
pub fn xml(part: &str, open: &str, close: &str) -> String {
    if part.starts_with("<?xml") { part.to_owned() } else { format!("{open}{part}{close}") }
}

/// An archive whose parts are stored as they are; empty parts are left out.
pub fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in parts.iter().filter(|(_, text)| !text.is_empty()) {
        zip.start_file(*name, options).expect("an archive in memory takes a part");
        zip.write_all(text.as_bytes()).expect("an archive in memory takes bytes");
    }
    zip.finish().expect("an archive in memory ends").into_inner()
}

/// A PDF of these objects, numbered from 1, the first of which is the catalogue.
pub fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut places = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (object, number) in objects.iter().zip(1..) {
        places += &format!("{:010} 00000 n \n", out.len());
        out.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
    }
    let end = format!("{places}trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{}\n%%EOF\n", objects.len() + 1, out.len());
    out.extend(end.bytes());
    out
}
