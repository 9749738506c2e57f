//! The project's files as git knows them.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// A text file of the project.
#[derive(Debug, Clone)]
pub struct TextFile {
    /// From the root, with forward slashes.
    pub path: String,
    pub text: String,
}

impl TextFile {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Files taken from elsewhere and kept as they came.
    pub fn is_vendored(&self) -> bool {
        ["/vendor/", "/vendored/", "/node_modules/"].iter().any(|part| self.path.contains(part))
    }

    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// Paths that git tracks or would track, from the root.
///
/// # Errors
/// When git is not there or this is not a clone.
pub fn paths(root: &Path) -> Result<Vec<String>> {
    let out = Command::new("git")
        .current_dir(root)
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output()
        .context("git is needed to list the project's files")?;
    ensure!(out.status.success(), "git ls-files: {}", String::from_utf8_lossy(&out.stderr).trim());
    let listed = String::from_utf8(out.stdout).context("a path is not UTF-8")?;
    Ok(listed.split('\0').filter(|path| !path.is_empty() && root.join(path).is_file()).map(str::to_owned).collect())
}

/// Every file of the project that is UTF-8 text; pictures and documents are left out.
///
/// # Errors
/// As [`paths`].
pub fn text_files(root: &Path) -> Result<Vec<TextFile>> {
    let read = |path: String| std::fs::read_to_string(root.join(&path)).ok().map(|text| TextFile { path, text });
    Ok(paths(root)?.into_iter().filter_map(read).collect())
}
