//! `--annotate`: refuses what would destroy or mislead, then writes each file with its remarks.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use roviec_plan::annotate::{self, Kind};
use roviec_plan::{Compiled, Limits, SourceFile, read};

use crate::output;
use crate::sources::Source;
use roviec_plan::render::Lang;

/// Before any work: one sentence for outputs that are not one to a file, that would overwrite a source or have
/// another file's ending.
///
/// # Errors
/// That sentence.
pub fn refuse(paths: &[PathBuf], sources: &[Source], outputs: &[PathBuf], lang: Lang) -> Result<()> {
    if outputs.is_empty() {
        return Ok(());
    }
    if outputs.len() != paths.len() {
        let (files, given) = (paths.len(), outputs.len());
        match lang {
            Lang::Vi => bail!("kế hoạch có {files} tệp nhưng có {given} tệp ra; hãy ghi --annotate cho từng tệp, theo đúng thứ tự"),
            Lang::En => bail!("the plan has {files} files but {given} outputs; give --annotate once for each file, in the same order"),
        }
    }
    for (index, output) in outputs.iter().enumerate() {
        let shown = output.display();
        if paths.iter().any(|path| same(path, output)) {
            match lang {
                Lang::Vi => bail!("{shown}: trùng với tệp gốc; hãy chọn tên khác để không ghi đè lên văn bản"),
                Lang::En => bail!("{shown}: this is the source itself; choose another name so that it is not overwritten"),
            }
        }
        if outputs[..index].iter().any(|before| same(before, output)) {
            match lang {
                Lang::Vi => bail!("{shown}: hai tệp ra trùng tên; hãy chọn mỗi tệp một tên"),
                Lang::En => bail!("{shown}: two outputs of one name; give each its own"),
            }
        }
        // A file of an unknown kind is refused by the compiler in its own words.
        let Ok(format) = read::detect(&sources[index].name, &sources[index].bytes) else { continue };
        let ending = Kind::of(format).ending();
        let given = output.extension().map(|given| given.to_string_lossy().to_lowercase()).unwrap_or_default();
        if given != ending {
            let source = paths[index].display();
            match lang {
                Lang::Vi => bail!("{shown}: bản có nhận xét của {source} là tệp .{ending}; hãy đặt tên có đuôi .{ending}"),
                Lang::En => bail!("{shown}: {source} with its remarks is a .{ending} file; give a name that ends in .{ending}"),
            }
        }
    }
    Ok(())
}

/// Writes each file with its remarks.
///
/// # Errors
/// One sentence that names the file that cannot carry remarks or cannot be written.
pub fn write(paths: &[PathBuf], sources: &[Source], outputs: &[PathBuf], compiled: &Compiled, lang: Lang) -> Result<()> {
    let at = jiff::Zoned::now().datetime();
    for (index, (output, source)) in outputs.iter().zip(sources).enumerate() {
        let file = SourceFile { name: &source.name, bytes: &source.bytes };
        let bytes = annotate::annotate(file, index, compiled, at, Limits::default())
            .map_err(|error| anyhow!("{}: {error}", paths[index].display()))?;
        output::bytes(&bytes, Some(output), lang)?;
    }
    Ok(())
}

/// Whether two paths lead to one file, by whatever way it is written; the second may not exist yet.
fn same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| -> Option<PathBuf> {
        path.canonicalize().ok().or_else(|| {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Some(folder.canonicalize().ok()?.join(path.file_name()?))
        })
    };
    one == other || real(one).is_some_and(|one| real(other) == Some(one))
}
