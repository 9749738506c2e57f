//! Pages read so far, on a terminal only: a scan takes a second or two for each page.

use std::io::{IsTerminal, Write};

use roviec_plan::Progress;
use roviec_plan::render::Lang;

pub struct Counter {
    shown: bool,
    lang: Lang,
}

impl Counter {
    pub fn new(lang: Lang) -> Self {
        Self { shown: std::io::stderr().is_terminal(), lang }
    }

    /// Writes over its own line; the last page clears it.
    pub fn say(&self, progress: Progress) {
        if !self.shown || progress.pages == 0 {
            return;
        }
        let mut out = std::io::stderr().lock();
        // Nothing depends on the line being seen.
        let _ = match progress.page < progress.pages {
            true => write!(out, "\r{} {}/{}", self.lang.pick("Đang đọc trang", "Reading page"), progress.page, progress.pages),
            false => write!(out, "\r\x1b[K"),
        };
        let _ = out.flush();
    }
}
