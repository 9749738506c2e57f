//! A place is a promise: whoever opens the source there finds the words. The readers here share no code with
//! the compiler's: Word's XML is walked by child index, text is cut by line and column. (PDF: `xtask/score/places.py`.)

mod support;

use std::path::{Path, PathBuf};

use quick_xml::events::Event;
use roviec_plan::document::{Format, Place, Span};
use roviec_plan::{Compiled, Context};
use unicode_normalization::UnicodeNormalization;

/// Share of rows whose words must stand at their place.
const SHARE: f64 = 0.99;

fn fold(text: &str) -> String {
    let words: String = text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    // A document number parted at the end of a line.
    words.replace("- ", "-").replace("/ ", "/")
}

/// Words of a Word document: per child of `w:body`, whole, by row and by row and cell.
#[derive(Default)]
struct Child {
    text: String,
    rows: Vec<(String, Vec<String>)>,
}

fn children_of_body(docx: &[u8]) -> Vec<Child> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).expect("a Word document is a zip archive");
    let part = archive.by_name("word/document.xml").expect("the main part stands there");
    let xml = std::io::read_to_string(part).expect("the main part is UTF-8");
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut children, mut path): (Vec<Child>, Vec<String>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("the main part is XML") {
            Event::Start(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                path.push(name);
                open(&path, &mut children);
            }
            Event::Empty(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                let sign = if name == "noBreakHyphen" { "-" } else { " " };
                path.push(name);
                open(&path, &mut children);
                write(&path, &mut children, sign);
                path.pop();
            }
            Event::End(tag) => {
                if tag.local_name().as_ref() == "p" {
                    write(&path, &mut children, " ");
                }
                path.pop();
            }
            Event::Text(text) if path.last().is_some_and(|name| name == "t") => write(&path, &mut children, &text),
            Event::GeneralRef(name) if path.last().is_some_and(|name| name == "t") => {
                write(&path, &mut children, quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default());
            }
            Event::Eof => return children,
            _ => {}
        }
    }
}

fn tables_above(path: &[String]) -> usize {
    path.iter().filter(|name| *name == "tbl").count()
}

/// Counts children of the body, and rows and cells of the outermost table.
fn open(path: &[String], children: &mut Vec<Child>) {
    if path.len() == 3 && path[1] == "body" {
        children.push(Child::default());
    }
    let (Some(name), Some(child)) = (path.last(), children.last_mut()) else { return };
    if tables_above(path) == 1 && name == "tr" {
        child.rows.push((String::new(), Vec::new()));
    }
    if let (1, "tc", Some(row)) = (tables_above(path), name.as_str(), child.rows.last_mut()) {
        row.1.push(String::new());
    }
}

fn write(path: &[String], children: &mut [Child], words: &str) {
    let Some(child) = children.last_mut() else { return };
    child.text.push_str(words);
    if let Some((row, cells)) = child.rows.last_mut().filter(|_| tables_above(path) > 0) {
        row.push_str(words);
        if let Some(cell) = cells.last_mut() {
            cell.push_str(words);
        }
    }
}

/// What stands at a place of a Word document.
fn in_word(children: &[Child], place: &Place) -> Option<String> {
    let Place::Block { block, row, cell } = place else { return None };
    let child = children.get(*block as usize)?;
    let Some(row) = row else { return Some(child.text.clone()) };
    let (row, cells) = child.rows.get(*row as usize)?;
    cell.map_or_else(|| Some(row.clone()), |cell| cells.get(cell as usize).cloned())
}

/// What stands between two columns of a text, from 1, the end exclusive.
fn in_lines(source: &str, place: &Place) -> Option<String> {
    let Place::Lines { line, column, end_line, end_column } = place else { return None };
    let mut lines: Vec<String> = source.lines().skip(*line as usize - 1).take((end_line - line) as usize + 1).map(str::to_owned).collect();
    let last = lines.last_mut()?;
    *last = last.chars().take(*end_column as usize - 1).collect();
    let first = lines.first_mut()?;
    *first = first.chars().skip(*column as usize - 1).collect();
    Some(lines.join("\n"))
}

/// Markup gone, the few entities of our own pages resolved.
fn without_marks(part: &str, format: Format) -> String {
    match format {
        Format::Html => {
            let mut shown = String::new();
            for piece in part.split('<') {
                shown.push(' ');
                shown.push_str(piece.split_once('>').map_or(piece, |(_, words)| words));
            }
            shown.replace("&nbsp;", " ").replace("&ge;", "≥").replace("&amp;", "&")
        }
        Format::Markdown => part.replace("**", "").replace('\\', ""),
        _ => part.to_owned(),
    }
}

fn rows(compiled: &Compiled) -> Vec<&Span> {
    let plan = &compiled.plan;
    let mut out: Vec<&Span> = plan.indicators.iter().map(|row| &row.span).collect();
    out.extend(plan.tasks.iter().map(|row| &row.span));
    out.extend(plan.reporting_duties.iter().map(|row| &row.span));
    out.extend(plan.headings.iter().map(|row| &row.span));
    out.extend(plan.citations.iter().flat_map(|row| &row.spans));
    out
}

/// Spans whose words do not stand at their place, and how many there are in all.
fn misses(source: &[u8], compiled: &Compiled) -> (Vec<Span>, usize) {
    let format = compiled.sources[0].format;
    let children = if format == Format::Docx { children_of_body(source) } else { Vec::new() };
    let text = String::from_utf8_lossy(source);
    let stands = |span: &&&Span| {
        let there = match format {
            Format::Docx => in_word(&children, &span.place),
            _ => in_lines(&text, &span.place).map(|part| without_marks(&part, format)),
        };
        !span.text.trim().is_empty() && there.is_some_and(|there| fold(&there).contains(&fold(&span.text)))
    };
    let all = rows(compiled);
    let missing = all.iter().filter(|span| !stands(span)).map(|span| (*span).clone()).collect();
    (missing, all.len())
}

fn assert_words_stand(name: &str, source: &[u8]) -> Compiled {
    let compiled = support::compiled(name, source, &Context::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let (missing, all) = misses(source, &compiled);
    assert!(all > 0, "{name} has no rows");
    assert!(
        missing.len() as f64 <= all as f64 * (1.0 - SHARE),
        "{name}: {} of {all} do not stand at their place: {missing:#?}",
        missing.len()
    );
    compiled
}

fn samples(extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the project has samples").map(|entry| entry.expect("a folder can be listed").path()).collect();
    found.retain(|path| path.extension().is_some_and(|end| end == extension));
    found.sort();
    assert!(!found.is_empty(), "no .{extension} among the samples");
    found
}

#[test]
fn words_of_the_samples_stand_in_their_block_row_and_cell() {
    for path in samples("docx") {
        assert_words_stand(&path.display().to_string(), &std::fs::read(&path).expect("a sample can be read"));
    }
}

#[test]
fn words_of_the_samples_stand_in_their_lines_and_columns() {
    for path in samples("txt") {
        assert_words_stand(&path.display().to_string(), &std::fs::read(&path).expect("a sample can be read"));
    }
}

#[test]
fn words_of_a_page_and_of_markdown_stand_in_their_lines_and_columns() {
    let page = support::plan_as_html().replace("thư viện", "<b>thư</b>&nbsp;viện").replace("phòng đọc", "phòng<br>đọc &ge; 5 &amp; 6");
    let mut compiled = assert_words_stand("a.html", page.as_bytes());
    assert_eq!(compiled.plan.tasks.len(), 2);
    let markdown = support::plan_as_markdown().replace("Lập danh mục", "**Lập** danh mục");
    compiled = assert_words_stand("a.md", markdown.as_bytes());
    assert_eq!(compiled.plan.tasks.len(), 2);
}

#[test]
fn words_of_a_table_drawn_with_tabs_stand_in_their_columns() {
    let compiled = assert_words_stand("a.txt", support::plan_as_text().as_bytes());
    let place = &compiled.plan.tasks[0].span.place;
    assert!(matches!(place, Place::Lines { line, end_line, .. } if line == end_line), "{place:?}");
}

#[test]
fn a_place_that_is_off_by_one_is_noticed() {
    let path = samples("docx").remove(0);
    let source = std::fs::read(&path).expect("a sample can be read");
    let mut compiled = support::compiled("a.docx", &source, &Context::default()).expect("a sample compiles");
    for span in compiled.plan.tasks.iter_mut().map(|task| &mut task.span) {
        if let Place::Block { row: Some(row), .. } = &mut span.place {
            *row += 1;
        }
    }
    assert!(misses(&source, &compiled).0.len() >= compiled.plan.tasks.len() * 9 / 10);
}
