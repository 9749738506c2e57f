//! How far a reading is, in words and as a share.

use roviec_plan::Stage;

use crate::reading::Seen;

/// What the page shows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub heading: String,
    /// "trang 3 trên 30", where it is known.
    pub detail: String,
    /// 0 to 100, where it is known.
    pub percent: Option<u32>,
}

impl Shown {
    pub fn of(seen: &Seen) -> Self {
        let Some(at) = seen.at else { return Self::before(seen.ahead) };
        let file = at.file as usize;
        let of_file = match seen.files.get(file) {
            Some(name) if seen.files.len() > 1 => format!("Tệp {} trên {}: {name}", file + 1, seen.files.len()),
            Some(name) => name.clone(),
            None => String::new(),
        };
        let (heading, detail) = match at.stage {
            Stage::Reading if at.pages > 0 => ("Đang đọc văn bản", format!("{of_file}, trang {} trên {}", at.page, at.pages)),
            Stage::Reading => ("Đang đọc văn bản", of_file),
            Stage::Understanding => ("Đang tách chỉ tiêu, nhiệm vụ", String::new()),
            Stage::Checking => ("Đang kiểm tra theo các quy tắc", String::new()),
        };
        // Reading is by far the longest stage.
        let percent = match at.stage {
            Stage::Reading => 90 * (file as u32 * 100 + u32::from(at.percent)) / (seen.files.len().max(1) as u32 * 100),
            Stage::Understanding => 92,
            Stage::Checking => 97,
        };
        Self { heading: heading.to_owned(), detail, percent: Some(percent.min(100)) }
    }

    fn before(ahead: Option<usize>) -> Self {
        let detail = match ahead {
            Some(0) => "Đến lượt ngay sau văn bản đang đọc.".to_owned(),
            Some(ahead) => format!("Còn {ahead} văn bản khác đứng trước."),
            None => String::new(),
        };
        let heading = if ahead.is_some() { "Đang chờ đến lượt" } else { "Đang bắt đầu đọc" };
        Self { heading: heading.to_owned(), detail, percent: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roviec_plan::Progress;

    fn seen(ahead: Option<usize>, at: Option<Progress>) -> Seen {
        Seen { ahead, at, files: vec!["thân.pdf".to_owned(), "phụ lục.docx".to_owned()] }
    }

    #[test]
    fn the_queue_and_the_page_are_named() {
        assert_eq!(Shown::of(&seen(Some(3), None)).detail, "Còn 3 văn bản khác đứng trước.");
        let at = Progress { stage: Stage::Reading, file: 0, page: 15, pages: 30, percent: 50 };
        let shown = Shown::of(&seen(None, Some(at)));
        assert_eq!((shown.detail.as_str(), shown.percent), ("Tệp 1 trên 2: thân.pdf, trang 15 trên 30", Some(22)));
    }
}
