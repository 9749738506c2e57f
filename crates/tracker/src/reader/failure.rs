//! Why nothing came of a job: one sentence for the person, with what to do.

use std::process::ExitStatus;

/// What became of a job that gave no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The reader's own refusal; the index of the file it is about.
    #[error("{sentence}")]
    Refused { file: Option<usize>, sentence: String },
    #[error(
        "việc đọc tệp kéo dài quá {0} giây nên đã dừng; hãy tách tệp thành các phần nhỏ hơn, hoặc mở bằng Word, lưu lại rồi tải lên lại"
    )]
    TooLong(u64),
    #[error("đọc tệp này cần nhiều bộ nhớ hơn mức cho phép nên đã dừng; hãy tách tệp hoặc bỏ bớt hình ảnh rồi tải lên lại")]
    TooMuchMemory,
    #[error("các phần trong tệp lồng nhau quá sâu nên không đọc được; hãy mở bằng Word, lưu lại rồi tải lên lại")]
    TooDeep,
    #[error("nội dung đọc được từ tệp vượt quá {0} MB nên đã dừng; hãy tách tệp rồi tải lên lại")]
    TooMuchOutput(usize),
    #[error("việc đọc tệp bị máy chủ dừng giữa chừng; hãy tải lên lại, nếu vẫn không được thì báo quản trị viên")]
    Killed,
    /// What the log is told.
    #[error("chương trình gặp lỗi khi đọc tệp này, lỗi đã được ghi lại; hãy mở tệp bằng Word, lưu thành tệp mới rồi tải lên lại")]
    Fault(String),
    /// What the log is told.
    #[error("máy chủ chưa bắt đầu đọc được tệp; hãy tải lên lại sau ít phút, nếu vẫn không được thì báo quản trị viên")]
    NotStarted(String),
}

impl Failure {
    pub(crate) fn not_started(error: std::io::Error) -> Self {
        Self::NotStarted(error.to_string())
    }

    /// The same as a sentence of its own, with a capital and a full stop.
    pub fn sentence(&self) -> String {
        let text = self.to_string();
        let mut letters = text.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
        format!("{first}{}.", letters.as_str().trim_end_matches('.'))
    }

    /// From how the child ended, and the first words on its error stream.
    pub(super) fn of_end(status: ExitStatus, complaint: &str, cpu_seconds: u64) -> Self {
        if complaint.contains("memory allocation of") {
            return Self::TooMuchMemory;
        }
        if complaint.contains("overflowed its stack") {
            return Self::TooDeep;
        }
        match signal(status) {
            Some(XCPU) => Self::TooLong(cpu_seconds),
            Some(_) => Self::Killed,
            None => Self::Fault(format!("{status}: {}", complaint.lines().next().unwrap_or_default())),
        }
    }
}

/// The processor time is used up; the same number on all systems of this family.
const XCPU: i32 = 24;

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
