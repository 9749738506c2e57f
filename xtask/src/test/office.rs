//! What office programs make of our documents: LibreOffice and pdftotext are readers that are not ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use roviec_plan::spreadsheet::{self, Asked};
use roviec_plan::{Limits, SourceFile};

use super::{Bench, Report};
use crate::program;

/// Every sample DOCX opens, and a PDF committed beside one has the words of a fresh conversion.
pub fn documents(bench: &Bench) -> Result<Report> {
    let samples = with_ending(&bench.root.join("samples"), "docx")?;
    ensure!(!samples.is_empty(), "samples/ holds no DOCX");
    let work = tempfile::tempdir()?;
    convert(work.path(), "pdf", &samples)?;
    let mut compared = 0;
    for sample in &samples {
        let stem = sample.file_stem().context("a sample has a name")?;
        let fresh = work.path().join(stem).with_extension("pdf");
        let seen = words(&fresh)?;
        ensure!(seen.len() > 100, "{}: LibreOffice reads {} words in it", sample.display(), seen.len());
        let committed = sample.with_extension("pdf");
        if committed.is_file() {
            compare(&committed, &words(&committed)?, &seen)?;
            compared += 1;
        }
    }
    ensure!(compared > 0, "no sample has a PDF beside its DOCX");
    Ok(Report::one(format!("{} DOCX open, {compared} PDF equal to a fresh conversion in words", samples.len())))
}

/// The workbook of a sample opens in Calc and holds the first task of the plan.
pub fn workbook(bench: &Bench) -> Result<Report> {
    let samples = with_ending(&bench.root.join("samples"), "docx")?;
    let binary = bench.binary()?;
    let work = tempfile::tempdir()?;
    for sample in &samples {
        let book = work.path().join("plan.xlsx");
        program::output(Command::new(&binary).arg("compile").arg(sample).args(["--format", "xlsx", "--output"]).arg(&book))?;
        let json = program::output(Command::new(&binary).arg("compile").arg(sample).args(["--format", "json"]))?;
        let plan: serde_json::Value = serde_json::from_str(&json)?;
        convert(work.path(), "html", &[book])?;
        let seen = plain(&std::fs::read_to_string(work.path().join("plan.html"))?);
        let rows = ["indicators", "tasks"].iter().filter_map(|part| plan[*part].as_array()).flatten();
        let lost: Vec<&str> = rows.filter_map(|row| row["name"].as_str()).filter(|name| !seen.contains(&plain(name))).collect();
        ensure!(lost.is_empty(), "{}: {} rows are not in its workbook, first {:?}", sample.display(), lost.len(), lost[0]);
    }
    Ok(Report::one(format!("{} workbooks open with every row", samples.len())))
}

/// A tracking workbook given back with its bad cells marked opens in Calc and says what to mend.
pub fn marked(bench: &Bench) -> Result<Report> {
    let samples = with_ending(&bench.root.join("samples"), "xlsx")?;
    ensure!(!samples.is_empty(), "samples/ holds no XLSX");
    let work = tempfile::tempdir()?;
    let mut sentences = 0;
    for sample in &samples {
        let bytes = std::fs::read(sample)?;
        let file = SourceFile { name: "bang.xlsx", bytes: &bytes };
        let reading = spreadsheet::read(file, &Asked::default(), Limits::default())?;
        let given_back = spreadsheet::marked(file, reading.sheet, reading.header, &reading.bad, Limits::default())?;
        let book = work.path().join(sample.file_name().context("a sample has a name")?);
        std::fs::write(&book, given_back)?;
        convert(work.path(), "html", std::slice::from_ref(&book))?;
        let seen = plain(&std::fs::read_to_string(book.with_extension("html"))?);
        for bad in &reading.bad {
            ensure!(seen.contains(&plain(&bad.sentence)), "{}: {} is not marked", sample.display(), bad.address);
        }
        let lost = reading.rows.iter().find(|row| !seen.contains(&plain(&row.name)));
        ensure!(lost.is_none(), "{}: a row is gone: {lost:?}", sample.display());
        sentences += reading.bad.len();
    }
    Ok(Report::one(format!("{} marked workbooks open, {sentences} cells to mend are said in them", samples.len())))
}

/// A Word file given back with its remarks has the words and the pages it had.
pub fn annotated(bench: &Bench) -> Result<Report> {
    let samples = with_ending(&bench.root.join("samples"), "docx")?;
    let binary = bench.binary()?;
    let (before, after) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let mut given_back = Vec::new();
    for sample in &samples {
        let to = after.path().join(sample.file_name().context("a sample has a name")?);
        // A plan with errors ends with 1.
        let status = Command::new(&binary).arg("check").arg(sample).arg("--annotate").arg(&to).output()?.status;
        ensure!(matches!(status.code(), Some(0 | 1)), "{}: check --annotate ended with {status}", sample.display());
        given_back.push(to);
    }
    for form in ["txt:Text (encoded):UTF8", "pdf"] {
        convert(before.path(), form, &samples)?;
        convert(after.path(), form, &given_back)?;
    }
    for sample in &samples {
        let stem = sample.file_stem().context("a sample has a name")?;
        let made = |folder: &Path, ending: &str| folder.join(stem).with_extension(ending);
        let text = |folder: &Path| -> Result<Vec<String>> {
            let text = std::fs::read_to_string(made(folder, "txt"))?;
            Ok(text.trim_start_matches('\u{feff}').split_whitespace().map(str::to_owned).collect())
        };
        compare(&made(after.path(), "txt"), &text(after.path())?, &text(before.path())?)?;
        let (had, has) = (pages(&made(before.path(), "pdf"))?, pages(&made(after.path(), "pdf"))?);
        ensure!(had == has, "{}: {had} pages, with remarks {has}", sample.display());
    }
    Ok(Report::one(format!("{} Word files with remarks have the words and the pages they had", samples.len())))
}

/// A Word file of before 2007 and an RTF file compile to the plan of the DOCX they were made from.
pub fn old_word(bench: &Bench) -> Result<Report> {
    let samples = with_ending(&bench.root.join("samples"), "docx")?;
    let sample = samples.first().context("samples/ holds no DOCX")?;
    let binary = bench.binary()?;
    let work = tempfile::tempdir()?;
    let rows = |file: &Path| -> Result<[serde_json::Value; 2]> {
        let json = program::output(Command::new(&binary).arg("compile").arg(file).args(["--format", "json"]))?;
        let plan: serde_json::Value = serde_json::from_str(&json)?;
        let names = |part: &str| plan[part].as_array().into_iter().flatten().map(|row| row["name"].clone()).collect();
        Ok([names("tasks"), names("indicators")])
    };
    let wanted = rows(sample)?;
    for form in ["doc", "rtf"] {
        convert(work.path(), form, std::slice::from_ref(sample))?;
        let made = work.path().join(sample.file_stem().context("a sample has a name")?).with_extension(form);
        ensure!(rows(&made)? == wanted, "{}: the plan of its .{form} has other rows", sample.display());
    }
    Ok(Report::one("a .doc and an .rtf compile to the rows of their DOCX".to_owned()))
}

/// Pages of a PDF, as pdfinfo counts them.
fn pages(pdf: &Path) -> Result<u32> {
    let said = program::output(Command::new("pdfinfo").arg(pdf))?;
    let line = said.lines().find_map(|line| line.strip_prefix("Pages:")).context("pdfinfo names no pages")?;
    Ok(line.trim().parse()?)
}

/// Files of a folder with this ending, in order.
fn with_ending(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut out: Vec<PathBuf> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    out.retain(|path| path.extension().is_some_and(|found| found == ending));
    out.sort();
    Ok(out)
}

/// Converts with a profile of its own, so that an open LibreOffice of the user is not disturbed.
fn convert(folder: &Path, to: &str, files: &[PathBuf]) -> Result<()> {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut command = Command::new("soffice");
    command.arg(profile).args(["--headless", "--norestore", "--convert-to", to, "--outdir"]).arg(folder).args(files);
    let said = program::output(&mut command)?;
    for file in files {
        let ending = to.split(':').next().unwrap_or(to);
        let made = folder.join(file.file_stem().context("a file has a name")?).with_extension(ending);
        ensure!(made.is_file(), "LibreOffice made no {to} of {}: {said}", file.display());
    }
    Ok(())
}

fn words(pdf: &Path) -> Result<Vec<String>> {
    let text = program::output(Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(pdf).arg("-"))?;
    Ok(text.split_whitespace().map(str::to_owned).collect())
}

fn compare(pdf: &Path, committed: &[String], fresh: &[String]) -> Result<()> {
    if let Some(at) = first_difference(committed, fresh) {
        let around = |words: &[String]| words[at.min(words.len())..(at + 6).min(words.len())].join(" ");
        bail!("{}: word {} is {:?}, in a fresh conversion {:?}", pdf.display(), at + 1, around(committed), around(fresh));
    }
    Ok(())
}

fn first_difference(a: &[String], b: &[String]) -> Option<usize> {
    (0..a.len().max(b.len())).find(|at| a.get(*at) != b.get(*at))
}

/// Text of HTML or of a cell without tags, entities and white space, to be searched.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut tag = false;
    for c in html.chars() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            _ if !tag && !c.is_whitespace() => out.push(c),
            _ => {}
        }
    }
    for (entity, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", ""), ("&amp;", "&")] {
        out = out.replace(entity, c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_differ_are_named_by_place() {
        let words = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
        assert_eq!(first_difference(&words("một hai ba"), &words("một hai ba")), None);
        assert_eq!(first_difference(&words("một hai ba"), &words("một hai bốn")), Some(2));
        assert_eq!(first_difference(&words("một hai"), &words("một hai ba")), Some(2));
    }

    #[test]
    fn cells_are_compared_without_tags_and_breaks() {
        assert_eq!(plain("<td>Lập danh\n mục &amp; công&nbsp;bố</td>"), plain("Lập danh mục & công bố"));
    }
}
