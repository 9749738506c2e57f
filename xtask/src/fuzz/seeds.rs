//! The inputs fuzzing starts from: pieces of our own samples, short enough to be changed thousands of times a second.

use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Context, Result};
use roviec_plan::read::legacy_encoding::{Encoding, Typeface};
use unicode_normalization::UnicodeNormalization;

use super::made;

/// Bytes of one piece of text, of a Word body, and rows of a sheet.
const TEXT: usize = 700;
const BODY: usize = 4_000;
const ROWS: usize = 10;

/// One input of one target.
pub struct Seed {
    pub target: &'static str,
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Writes every seed to a folder per target; what lay there before is gone.
///
/// # Errors
/// When a sample cannot be read or a seed cannot be written.
pub fn write(root: &Path, folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    for seed in all(root)? {
        let of = folder.join(seed.target);
        std::fs::create_dir_all(&of)?;
        std::fs::write(of.join(seed.name), seed.bytes)?;
    }
    Ok(())
}

/// Every seed of every target.
///
/// # Errors
/// When a sample cannot be read.
pub fn all(root: &Path) -> Result<Vec<Seed>> {
    let mut out = Vec::new();
    let mut names: Vec<String> = std::fs::read_dir(root.join("samples"))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !name.starts_with("units") && !name.starts_with("groups"))
        .collect();
    names.sort();
    for name in names {
        let bytes = || std::fs::read(root.join("samples").join(&name)).with_context(|| name.clone());
        match name.rsplit_once('.') {
            Some((stem, "txt")) => texts(stem, &String::from_utf8(bytes()?)?, &mut out),
            Some((stem, "docx")) => word(stem, bytes()?, &mut out).with_context(|| name.clone())?,
            Some((stem, "xlsx")) => workbook(stem, bytes()?, &mut out).with_context(|| name.clone())?,
            Some((stem, "csv")) => out.push(Seed { target: "csv", name: stem.to_owned(), bytes: bytes()? }),
            _ => {}
        }
    }
    let made = [("pdf", made::pdfs()), ("pdf_page", made::pages()), ("html", made::html()), ("markdown", made::markdown())];
    let made = made.into_iter().chain([("grammar", made::tables()), ("csv", made::sheets()), ("scan", made::scans())]);
    for (target, inputs) in made {
        out.extend(inputs.into_iter().zip(1..).map(|(bytes, number)| Seed { target, name: format!("made-{number}"), bytes }));
    }
    Ok(out)
}

/// Pieces of a text file: as they are, as paragraphs of a page, in the encodings from before Unicode.
fn texts(stem: &str, text: &str, out: &mut Vec<Seed>) {
    for (piece, number) in pieces(text).zip(1..) {
        let mut push = |target, bytes: Vec<u8>| out.push(Seed { target, name: format!("{stem}-{number}"), bytes });
        for target in ["text", "markdown", "grammar", "compile"] {
            push(target, piece.clone().into_bytes());
        }
        push("html", piece.lines().map(|line| format!("<p>{line}</p>\n")).collect::<String>().into_bytes());
        for (encoding, name) in [(Encoding::Tcvn3, "tcvn3"), (Encoding::Vni, "vni")] {
            out.push(Seed { target: "text", name: format!("{stem}-{number}-{name}"), bytes: encoded(&piece, encoding) });
        }
    }
}

/// Whole lines, together about as long as one input should be.
fn pieces(text: &str) -> impl Iterator<Item = String> {
    let mut out = vec![String::new()];
    for line in text.lines() {
        if out.last().is_some_and(|last| last.len() + line.len() > TEXT) {
            out.push(String::new());
        }
        if let Some(last) = out.last_mut() {
            *last += line;
            last.push('\n');
        }
    }
    out.into_iter()
}

/// A text as an old typeface stores it, found by asking what each one or two of its codes mean.
fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    let face = Typeface { encoding, capitals: false };
    let codes = || (0x80..=0xFF_u8).filter(|code| char::from(*code) >= '\u{a0}');
    let letters = ('A'..='z').filter(char::is_ascii_alphabetic).map(|c| c as u8);
    let mut known: Vec<(String, Vec<u8>)> = codes().map(|code| vec![code]).map(|bytes| (meant(face, &bytes), bytes)).collect();
    let pairs = letters.chain(codes()).flat_map(|first| codes().map(move |second| vec![first, second]));
    known.extend(pairs.map(|bytes| (meant(face, &bytes), bytes)).filter(|(letters, _)| letters.chars().count() == 1));
    let mut out = Vec::new();
    for c in text.nfc() {
        let code = known.iter().find(|(letters, _)| letters.chars().eq([c]));
        match code {
            Some((_, bytes)) if !c.is_ascii() => out.extend(bytes),
            _ => out.push(u8::try_from(c).unwrap_or(b'?')),
        }
    }
    out
}

fn meant(face: Typeface, bytes: &[u8]) -> String {
    let text: String = bytes.iter().copied().map(char::from).collect();
    face.convert(&text).nfc().collect()
}

fn word(stem: &str, bytes: Vec<u8>, out: &mut Vec<Seed>) -> Result<()> {
    let body = part(&bytes, "word/document.xml")?;
    let more = [part(&bytes, "word/styles.xml")?, part(&bytes, "word/numbering.xml")?].join("\0");
    let inside = body.split_once("<w:body>").and_then(|(_, rest)| rest.rsplit_once("</w:body>")).context("a body")?.0;
    for (piece, number) in bodies(inside).into_iter().zip(1..) {
        out.push(Seed { target: "docx", name: format!("{stem}-{number}"), bytes: format!("{piece}\0{more}").into_bytes() });
    }
    out.push(Seed { target: "container", name: stem.to_owned(), bytes });
    Ok(())
}

/// Pieces of a body that begin and end between paragraphs and tables; of a long table the first rows.
fn bodies(body: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut rest = body;
    while !rest.is_empty() {
        let end = if rest.starts_with("<w:tbl>") { "</w:tbl>" } else { "</w:p>" };
        // An empty paragraph is one tag, which may go along with the next.
        let (child, after) = rest.split_at(rest.find(end).map_or(rest.len(), |at| at + end.len()));
        rest = after;
        let mut child = child.to_owned();
        if child.len() > BODY {
            let row = child.match_indices("</w:tr>").map(|(at, row)| at + row.len()).take_while(|at| *at < BODY).last();
            child.truncate(row.unwrap_or(0));
            child += if row.is_some() { "</w:tbl>" } else { "" };
        }
        match out.last_mut() {
            Some(last) if last.len() + child.len() <= BODY => *last += &child,
            _ => out.push(child),
        }
    }
    out
}

fn workbook(stem: &str, bytes: Vec<u8>, out: &mut Vec<Seed>) -> Result<()> {
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml")?;
    let [words, styles] = ["xl/sharedStrings.xml", "xl/styles.xml"].map(|name| part(&bytes, name).unwrap_or_default());
    let words = if words.is_empty() { "<si><t>Việc</t></si>" } else { &words };
    let end = sheet.match_indices("</row>").nth(ROWS).map_or(sheet.len(), |(at, row)| at + row.len());
    let tail = sheet.find("</sheetData>").map_or("", |at| &sheet[at.max(end)..]);
    let inside = [&sheet[..end], tail].concat();
    out.push(Seed { target: "xlsx", name: stem.to_owned(), bytes: [&inside, words, &styles].join("\0").into_bytes() });
    out.push(Seed { target: "container", name: stem.to_owned(), bytes });
    Ok(())
}

fn part(archive: &[u8], name: &str) -> Result<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive))?;
    let mut text = String::new();
    archive.by_name(name)?.read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_an_old_encoding_is_read_back() {
        for encoding in [Encoding::Tcvn3, Encoding::Vni] {
            let bytes = encoded("Kế hoạch phường, đặc khu", encoding);
            assert_eq!(meant(Typeface { encoding, capitals: false }, &bytes), "Kế hoạch phường, đặc khu");
        }
    }

    #[test]
    fn a_body_is_cut_between_its_children() {
        let table = format!("<w:tbl>{}</w:tbl>", "<w:tr><w:tc><w:p>x</w:p></w:tc></w:tr>".repeat(200));
        let pieces = bodies(&format!("<w:p/><w:p>a</w:p>{table}<w:p>b</w:p>"));
        assert_eq!(pieces.len(), 3);
        assert!(pieces[1].len() <= BODY + 8 && pieces[1].ends_with("</w:tr></w:tbl>"));
        assert_eq!(pieces[2], "<w:p>b</w:p>");
    }
}
