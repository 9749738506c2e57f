//! What is said of a row when plans are held against each other, in both languages.

use super::labels::Lang;
use crate::cascade::{TargetVerdict, TaskVerdict};
use crate::revision::State;

pub fn task_verdict(verdict: TaskVerdict, lang: Lang) -> &'static str {
    match verdict {
        TaskVerdict::Covered => lang.pick("đã có", "covered"),
        TaskVerdict::Partly => lang.pick("một phần", "partly"),
        TaskVerdict::Later => lang.pick("muộn hơn", "later"),
        TaskVerdict::Uncovered => lang.pick("CHƯA CÓ", "UNCOVERED"),
        TaskVerdict::NotOurs => lang.pick("không giao", "not ours"),
    }
}

pub fn target_verdict(verdict: TargetVerdict, lang: Lang) -> &'static str {
    match verdict {
        TargetVerdict::Equal => lang.pick("bằng", "equal"),
        TargetVerdict::Higher => lang.pick("cao hơn", "higher"),
        TargetVerdict::Lower => lang.pick("THẤP HƠN", "LOWER"),
        TargetVerdict::OtherYear => lang.pick("khác năm", "other year"),
        TargetVerdict::Absent => lang.pick("CHƯA CÓ", "ABSENT"),
        TargetVerdict::NotOurs => lang.pick("không giao", "not ours"),
    }
}

pub fn state(state: State, lang: Lang) -> &'static str {
    match state {
        State::Kept => lang.pick("giữ nguyên", "kept"),
        State::Changed => lang.pick("thay đổi", "changed"),
        State::New => lang.pick("mới", "new"),
        State::Gone => lang.pick("bỏ", "gone"),
    }
}
