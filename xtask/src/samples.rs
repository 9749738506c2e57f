//! The samples of the project: DOCX and gold files written from `samples/source`, PDF by an office program.

pub mod docx;
mod gold;
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
    let mut out = Vec::new();
    for plan in source::plans(root)? {
        if let Some(bytes) = docx::of(&plan)? {
            out.push((folder.join(format!("{}.docx", plan.file)), bytes));
        }
        let text = serde_json::to_string_pretty(&gold::of(&plan))? + "\n";
        out.push((folder.join(format!("{}.gold.json", plan.file)), text.into_bytes()));
    }
    Ok(out)
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
mod tests {
    use std::path::Path;

    #[test]
    fn committed_samples_are_what_their_sources_give() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in the workspace");
        super::check(root).expect("samples are up to date");
    }
}
