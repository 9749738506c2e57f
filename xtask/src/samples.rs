//! The samples of the project: DOCX and gold files written from `samples/source`, PDF by an office program.

mod cascade;
pub mod docx;
mod gold;
mod sheet;
mod source;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};

/// Writes every generated sample file that differs from what the sources say.
pub fn run(root: &Path) -> anyhow::Result<()> {
    for (path, bytes) in generated(root)? {
        if std::fs::read(&path).ok().as_deref() != Some(&bytes) {
            std::fs::write(&path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
            println!("wrote {}", path.strip_prefix(root).unwrap_or(&path).display());
        }
    }
    Ok(())
}

/// Fails on the first committed sample file whose bytes differ from what the sources give.
pub fn check(root: &Path) -> anyhow::Result<()> {
    for (path, bytes) in generated(root)? {
        let name = path.strip_prefix(root).unwrap_or(&path).display();
        let committed = std::fs::read(&path).with_context(|| format!("cannot read {name}"))?;
        ensure!(committed == bytes, "{name} is not what samples/source gives: run `cargo xtask samples`");
    }
    Ok(())
}

/// Every generated file with its bytes.
fn generated(root: &Path) -> anyhow::Result<Vec<(PathBuf, Vec<u8>)>> {
    let folder = root.join("samples");
    let plans = source::plans(root)?;
    let golds: Vec<serde_json::Value> = plans.iter().map(gold::of).collect();
    let mut out = Vec::new();
    for (plan, gold) in plans.iter().zip(&golds) {
        if let Some(bytes) = docx::of(plan)? {
            out.push((folder.join(format!("{}.docx", plan.file)), bytes));
        }
        out.push((folder.join(format!("{}.gold.json", plan.file)), pretty(gold)?));
    }
    for book in sheet::books(root)? {
        out.push((folder.join(format!("{}.xlsx", book.file)), sheet::of(&book)?));
    }
    out.push((folder.join("cascade.gold.json"), pretty(&cascade::of(root, &golds)?)?));
    Ok(out)
}

fn pretty(value: &serde_json::Value) -> anyhow::Result<Vec<u8>> {
    Ok((serde_json::to_string_pretty(value)? + "\n").into_bytes())
}

/// Converts the commune's DOCX to the PDF committed beside it. LibreOffice writes the time into the
/// file, so this is done on request only.
pub fn rebuild_pdf(root: &Path) -> anyhow::Result<()> {
    let folder = root.join("samples");
    let profile = tempfile::tempdir()?;
    let status = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.path().display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(&folder)
        .arg(folder.join("dong-phu-xa.docx"))
        .status()
        .context("soffice cannot be started: install LibreOffice Writer")?;
    if !status.success() {
        bail!("soffice ended with {status}");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
