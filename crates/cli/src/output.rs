//! Writes results: a closed pipe ends quietly, a file that cannot be written is said in one sentence.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

use anyhow::{Result, anyhow, bail};
use roviec_plan::render::Lang;

/// Prints text and a line end; colour passes only to a terminal.
pub fn text(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    quiet_when_closed(out.write_all(text.trim_end().as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()))
}

/// The same into a file where one is named; no colour goes there.
pub fn text_to(words: &str, to: Option<&Path>, lang: Lang) -> Result<()> {
    match to {
        None => text(words),
        Some(_) => bytes(format!("{}\n", anstream::adapter::strip_str(words.trim_end())).as_bytes(), to, lang),
    }
}

/// A workbook cannot be shown on a terminal.
pub fn refuse_workbook_on_terminal(to: Option<&Path>, lang: Lang) -> Result<()> {
    if to.is_none() && std::io::stdout().is_terminal() {
        bail!(
            "{}",
            lang.pick(
                "bảng tính không hiện được trên màn hình; hãy thêm -o TÊN.xlsx",
                "a workbook cannot be shown on a terminal; add -o NAME.xlsx"
            )
        );
    }
    Ok(())
}

/// Writes bytes to a file, or to the standard output as they are.
pub fn bytes(bytes: &[u8], to: Option<&Path>, lang: Lang) -> Result<()> {
    let Some(path) = to else {
        let mut out = std::io::stdout().lock();
        return quiet_when_closed(out.write_all(bytes).and_then(|()| out.flush()));
    };
    std::fs::write(path, bytes).map_err(|error| match lang {
        Lang::Vi => anyhow!("{}: không ghi được tệp ({error}); hãy kiểm tra thư mục và quyền ghi", path.display()),
        Lang::En => anyhow!("{}: cannot be written ({error}); check the folder and its permissions", path.display()),
    })
}

fn quiet_when_closed(done: std::io::Result<()>) -> Result<()> {
    match done {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
