//! Small marks used on several pages: a state with its shape, a severity, a deadline with its distance.
//!
//! A mark is a shape and a word; the colour only repeats what they say. Arguments are references, as templates pass them.

use askama::filters::Safe;
use jiff::civil::Date;
use roviec_plan::diagnostic::Severity;

use crate::clock;
use crate::domain::indicator::Pace;
use crate::domain::{AsOf, AssignmentState, written};

/// Text for a template that is HTML already.
pub type Html = Safe<String>;

/// Shape and word of a state.
pub fn state(state: &AssignmentState) -> Html {
    Safe(format!("<span class=\"state\" data-state=\"{}\">{}{}</span>", state.name(), shape(state), state.label()))
}

/// The shape alone, for a place where the word stands beside it anyway.
pub fn shape(state: &AssignmentState) -> Html {
    let drawing = match state {
        AssignmentState::Open => r#"<circle cx="6" cy="6" r="4.5"/>"#,
        AssignmentState::NearDue => r#"<circle class="stroke" cx="6" cy="6" r="4.6"/><path d="M6 6V1.4A4.6 4.6 0 0 1 10.6 6Z"/>"#,
        AssignmentState::Overdue => r#"<path d="M6 .8L11.7 11.2H.3Z"/>"#,
        AssignmentState::Waiting => r#"<path class="stroke" d="M6 1.2L10.8 6 6 10.8 1.2 6Z"/>"#,
        AssignmentState::Returned => r#"<path class="stroke" d="M4.5 1.5L1.5 4.5l3 3M1.8 4.5H8a2.7 2.7 0 0 1 0 5.5H5"/>"#,
        AssignmentState::DoneOnTime => r#"<path class="stroke" d="M1.2 6.5l3.2 3.2L10.8 2.8"/>"#,
        AssignmentState::DoneLate => r#"<path class="stroke" d="M1.2 4.5l3.2 3.2L10.8 1.2M1.2 11h9.6"/>"#,
        AssignmentState::Stopped => r#"<path d="M1.5 1.5h9v9h-9Z"/>"#,
    };
    Safe(format!("<svg viewBox=\"0 0 12 12\" aria-hidden=\"true\">{drawing}</svg>"))
}

/// A tick or an open circle; the word beside it says the same.
pub fn met(is_met: &bool) -> Html {
    let drawing = if *is_met {
        r#"<path class="stroke" d="M1.2 6.5l3.2 3.2L10.8 2.8"/>"#
    } else {
        r#"<circle class="stroke" cx="6" cy="6" r="4.5"/>"#
    };
    Safe(format!("<svg viewBox=\"0 0 12 12\" aria-hidden=\"true\">{drawing}</svg>"))
}

/// Shape and word of a diagnostic's weight.
pub fn severity(severity: &Severity) -> Html {
    let (name, drawing) = match severity {
        Severity::Error => ("error", r#"<path d="M3.5.5h5l3 3v5l-3 3h-5l-3-3v-5Z"/>"#),
        Severity::Warning => ("warning", r#"<path d="M6 .8L11.7 11.2H.3Z"/>"#),
        Severity::Advice => ("advice", r#"<circle cx="6" cy="6" r="5"/>"#),
    };
    Safe(format!(
        "<span class=\"severity\" data-severity=\"{name}\"><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\">{drawing}</svg>{}</span>",
        severity_word(severity)
    ))
}

pub fn severity_word(severity: &Severity) -> &'static str {
    match severity {
        Severity::Error => "Lỗi",
        Severity::Warning => "Cảnh báo",
        Severity::Advice => "Khuyến nghị",
    }
}

/// What a file of this format is called once it bears the compiler's remarks.
pub fn annotated(format: &str) -> &'static str {
    match format {
        "docx" => "Tải bản Word có góp ý",
        "pdf" | "pdf-scan" => "Tải bản PDF có góp ý",
        _ => "Tải trang góp ý",
    }
}

/// A day, and how far it is while the work is still open.
pub fn due(due: &Option<Date>, open: bool, as_of: &AsOf) -> Html {
    let Some(day) = *due else { return Safe("<span class=\"missing\">không có ngày cụ thể</span>".to_owned()) };
    if !open {
        return Safe(format!("<span class=\"due nowrap\">{}</span>", written::day(day)));
    }
    let tone = tone(&day, as_of);
    Safe(format!(
        "<span class=\"due nowrap\">{}<span data-tone=\"{tone}\">{}</span></span>",
        written::day(day),
        written::distance(day, as_of.today)
    ))
}

/// "late", "near" or "calm": only repeats in colour what the words say.
pub fn tone(due: &Date, as_of: &AsOf) -> &'static str {
    if *due < as_of.today {
        "late"
    } else if *due <= as_of.near_until {
        "near"
    } else {
        "calm"
    }
}

/// Shape and word of an indicator's pace.
pub fn pace(pace: &Pace) -> Html {
    let (like, word) = match pace {
        Pace::Behind { .. } => (AssignmentState::Overdue, "Chậm nhịp"),
        Pace::OnPace => (AssignmentState::Open, "Đúng nhịp"),
        Pace::Reached => (AssignmentState::DoneOnTime, "Đã đạt"),
        Pace::Unknown => return Safe("<span class=\"missing\">Chưa đủ số liệu</span>".to_owned()),
    };
    Safe(format!("<span class=\"state\" data-state=\"{}\">{}{word}</span>", like.name(), shape(&like)))
}

/// "xã Tân Hòa" after "Phòng Kinh tế", to tell offices of one name apart; nothing where the name says it itself.
pub fn place_of<'a>(name: &str, above: Option<&'a str>) -> Option<&'a str> {
    let above = above?;
    let place = above.strip_prefix("Ủy ban nhân dân ").unwrap_or(above);
    (!name.contains(place)).then_some(place)
}

/// "30/06/2025".
pub fn day(day: &Date) -> String {
    written::day(*day)
}

/// The day on which a second falls: "30/06/2025".
pub fn day_of(second: &i64) -> String {
    written::day(clock::day_of(*second))
}

/// "còn 12 ngày".
pub fn distance(due: &Date, today: &Date) -> String {
    written::distance(*due, *today)
}

/// "1.234".
pub fn count(value: &i64) -> String {
    written::count(*value)
}

/// "1.234,5".
pub fn number(value: &f64, decimals: usize) -> String {
    written::number(*value, decimals)
}
