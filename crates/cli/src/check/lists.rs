//! `--lists`: word lists of an office's own beside those of the program.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use roviec_plan::Vocabulary;
use roviec_plan::vocabulary::{LISTS, List};

/// The lists of the program with those of a folder; each has the name and the shape of one in `crates/plan/data`.
///
/// # Errors
/// A folder without a list, a file of another name, or the line that is wrong.
pub fn vocabulary(folder: Option<&Path>) -> Result<Vocabulary> {
    let mut out = Vocabulary::default();
    let Some(folder) = folder else { return Ok(out) };
    let shown = folder.display();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .with_context(|| format!("{shown}: không mở được thư mục danh sách từ"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "tsv"));
    files.sort();
    if files.is_empty() {
        bail!("{shown}: không có tệp .tsv nào; đặt vào đây danh sách cùng tên với danh sách có sẵn: {}", names());
    }
    for file in files {
        let shown = file.display();
        let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        if List::named(name).is_none() {
            bail!("{shown}: không có danh sách tên này; đặt tên theo một trong: {}", names());
        }
        let text = std::fs::read_to_string(&file).with_context(|| format!("{shown}: không đọc được (cần tệp mã UTF-8)"))?;
        out.add(name, &text).map_err(|error| anyhow!("{shown}: {error}"))?;
    }
    Ok(out)
}

fn names() -> String {
    LISTS.map(|list| list.name).join(", ")
}
