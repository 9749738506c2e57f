//! A scan of a sample, made here from its pages as pictures, read through the real Tesseract program.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::{Bench, Report};
use crate::program;

/// Least share of right fields, as for any scan (xtask/score/bars.toml).
const LEAST: &str = "0.85";

/// The recognised scan gives the sample's indicators and tasks.
pub fn scan(bench: &Bench) -> Result<Report> {
    let samples = bench.root.join("samples");
    let work = tempfile::tempdir()?;
    let scan = work.path().join("ban-quet.pdf");
    std::fs::write(&scan, of_pictures(&pages(&samples.join("dong-phu-xa.pdf"), work.path())?)?)?;
    let json = program::output(Command::new(bench.binary()?).arg("compile").arg(&scan).args(["--format", "json"]))?;
    let plan: serde_json::Value = serde_json::from_str(&json)?;
    ensure!(plan["sources"][0]["format"] == "pdf-scan", "a PDF of pictures was not taken for a scan");
    let compiled = work.path().join("compiled.json");
    std::fs::write(&compiled, json)?;
    let mut scorer = Command::new("python3");
    scorer.arg(bench.root.join("xtask/score/score.py")).arg(samples.join("dong-phu-xa.gold.json")).arg(&compiled);
    for part in ["indicators", "tasks"] {
        scorer.args(["--min", &format!("{part}={LEAST}")]);
    }
    let said = scorer.arg("--lenient").output().context("python3 is needed for the scorer")?;
    if !said.status.success() {
        bail!("{}{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    }
    Ok(Report::one(format!("indicators and tasks at or above {LEAST}")))
}

/// Every page at 200 dots per inch, as grey pictures (PGM).
fn pages(pdf: &Path, folder: &Path) -> Result<Vec<Vec<u8>>> {
    program::run(Command::new("pdftoppm").args(["-r", "200", "-gray"]).arg(pdf).arg(folder.join("page")))?;
    let mut files: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "pgm"));
    files.sort();
    files.iter().map(|path| Ok(std::fs::read(path)?)).collect()
}

/// A PDF with nothing but one picture on each page.
fn of_pictures(pictures: &[Vec<u8>]) -> Result<Vec<u8>> {
    let kids: String = (0..pictures.len()).map(|page| format!("{} 0 R ", 3 + 3 * page)).collect();
    let mut objects =
        vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pictures.len()).into_bytes()];
    for (page, picture) in pictures.iter().enumerate() {
        let (width, height, grey) = taken_apart(picture).context("pdftoppm writes PGM pictures")?;
        let (wide, high) = (f64::from(width) * 0.36, f64::from(height) * 0.36);
        let content = format!("{wide:.2} 0 0 {high:.2} 0 0 cm /P Do");
        let (own, drawn) = (3 + 3 * page, 5 + 3 * page);
        objects.push(
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {wide:.2} {high:.2}]/Contents {} 0 R/Resources<</XObject<</P {drawn} 0 R>>>>>>",
                own + 1
            )
            .into_bytes(),
        );
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()).into_bytes());
        let head = format!(
            "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8/Length {}>>stream\n",
            grey.len()
        );
        objects.push([head.as_bytes(), grey, b"\nendstream"].concat());
    }
    Ok(assembled(&objects))
}

/// Width, height and grey values of a binary PGM.
fn taken_apart(picture: &[u8]) -> Option<(u32, u32, &[u8])> {
    let mut ends = picture.iter().enumerate().filter(|(_, byte)| byte.is_ascii_whitespace()).map(|(at, _)| at);
    let (kind, width, height, most) = (ends.next()?, ends.next()?, ends.next()?, ends.next()?);
    let number = |from: usize, to: usize| std::str::from_utf8(&picture[from + 1..to]).ok()?.parse().ok();
    Some((number(kind, width)?, number(width, height)?, &picture[most + 1..]))
}

fn assembled(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend(format!("{} 0 obj\n", index + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(format!("{table}trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).bytes());
    out
}
