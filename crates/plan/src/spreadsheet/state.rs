//! States and shares in the words people write: "Đã hoàn thành trễ hạn", "x", "80 %", "0,8".

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::day;
use super::sheet::Value;
use super::words::{folded, has_words, quoted};

/// What a spreadsheet says about a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    NotStarted,
    Running,
    /// Past its deadline and not done; on the board this follows from the deadline.
    Overdue,
    Waiting,
    Done,
    DoneLate,
    Stopped,
}

impl State {
    pub fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::DoneLate)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::NotStarted => "Chưa thực hiện",
            Self::Running => "Đang thực hiện",
            Self::Overdue => "Quá hạn, chưa hoàn thành",
            Self::Waiting => "Chờ xác nhận",
            Self::Done => "Hoàn thành",
            Self::DoneLate => "Hoàn thành quá hạn",
            Self::Stopped => "Dừng",
        }
    }
}

/// Whole cells, folded.
const SAID: &[(State, &[&str])] = &[
    (
        State::DoneLate,
        &[
            "hoan thanh tre han",
            "da hoan thanh tre han",
            "hoan thanh qua han",
            "da hoan thanh qua han",
            "hoan thanh cham",
            "hoan thanh cham han",
            "da hoan thanh cham",
            "hoan thanh tre",
            "da hoan thanh tre",
            "hoan thanh nhung qua han",
            "hoan thanh cham tien do",
        ],
    ),
    (
        State::Done,
        &[
            "hoan thanh",
            "da hoan thanh",
            "hoan thanh dung han",
            "da hoan thanh dung han",
            "hoan thanh truoc han",
            "da hoan thanh truoc han",
            "hoan thanh trong han",
            "xong",
            "da xong",
            "ht",
            "da ht",
            "da thuc hien",
            "da thuc hien xong",
            "da ket thuc",
            "done",
        ],
    ),
    (
        State::Overdue,
        &[
            "qua han",
            "tre han",
            "cham",
            "cham tien do",
            "da qua han",
            "qua han chua hoan thanh",
            "chua hoan thanh qua han",
            "chua hoan thanh tre han",
            "dang thuc hien qua han",
            "dang thuc hien tre han",
            "qua han dang thuc hien",
            "cham han",
        ],
    ),
    (
        State::Running,
        &[
            "dang thuc hien",
            "dang trien khai",
            "dang lam",
            "dang xu ly",
            "dang tien hanh",
            "dang thuc hien trong han",
            "dang trong han",
            "trong han",
            "chua den han",
            "dang thuc hien chua den han",
            "chua hoan thanh",
            "chua hoan thanh trong han",
            "dang th",
            "th",
            "sap den han",
            "thuong xuyen",
            "dang thuc hien thuong xuyen",
        ],
    ),
    (State::NotStarted, &["chua thuc hien", "chua trien khai", "chua bat dau", "chua lam", "chua xu ly", "moi giao", "chua th", "chua"]),
    (
        State::Waiting,
        &[
            "cho xac nhan",
            "cho duyet",
            "cho phe duyet",
            "cho nghiem thu",
            "da trinh",
            "da trinh cho duyet",
            "trinh duyet",
            "cho tham dinh",
            "da bao cao cho xac nhan",
        ],
    ),
    (
        State::Stopped,
        &[
            "tam dung",
            "dung",
            "da dung",
            "dung thuc hien",
            "huy",
            "da huy",
            "khong thuc hien",
            "bai bo",
            "thoi khong thuc hien",
            "tam hoan",
        ],
    ),
];

/// A state a cell names, with what else stands there.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub state: State,
    /// A day named beside it: "Hoàn thành ngày 15/6/2026".
    pub on: Option<Date>,
    /// The other words, for the note.
    pub aside: Option<String>,
}

/// A whole text that names a state, and nothing else.
pub fn named(text: &str) -> Option<State> {
    let folded = folded(text);
    SAID.iter().find(|(_, all)| all.contains(&folded.as_str())).map(|(state, _)| *state)
}

/// A tick: the column's title says what it means.
pub fn is_tick(value: &Value) -> bool {
    match value {
        Value::Flag(flag) => *flag,
        Value::Text(text) => matches!(text.trim(), "x" | "X" | "✓" | "✔" | "☑" | "✅" | "v" | "V" | "√" | "ü"),
        _ => false,
    }
}

/// What a cell of a state column says; `Ok(None)` where it says nothing.
///
/// # Errors
/// One sentence when the words name no state for certain.
pub fn read(value: &Value, title: &str, year: Option<i16>) -> Result<Option<Said>, String> {
    let text = value.words();
    if matches!(value, Value::Flag(false)) || text.chars().all(|c| matches!(c, '-' | '–' | '_' | '.' | '…' | ' ')) {
        return Ok(None);
    }
    if is_tick(value) {
        return match named_in_title(title) {
            Some(state) => Ok(Some(Said { state, on: None, aside: None })),
            None => Err(format!(
                "dấu {} trong cột {} chưa rõ là trạng thái gì; hãy ghi Hoàn thành, Đang thực hiện, Chưa thực hiện, Quá hạn hoặc Tạm dừng",
                quoted(&text),
                quoted(title)
            )),
        };
    }
    if let Some(state) = named(&text) {
        return Ok(Some(Said { state, on: None, aside: None }));
    }
    beginning(&text, year).map(Some).ok_or_else(|| {
        format!("không rõ trạng thái {}; hãy ghi Hoàn thành, Đang thực hiện, Chưa thực hiện, Quá hạn hoặc Tạm dừng, phần giải thích để ở cột khác", quoted(&text))
    })
}

/// The state a column of ticks stands for: the last part of its title that names one.
pub fn named_in_title(title: &str) -> Option<State> {
    let folded = folded(title);
    // "Ngày hoàn thành", "% hoàn thành", "Thời hạn hoàn thành" name something else.
    const OTHER: [&str; 9] = ["ngay", "thoi gian", "thoi han", "han hoan thanh", "han", "ty le", "muc do", "so", "yeu cau"];
    let lateness = ["qua han", "tre han", "trong han", "den han", "dung han", "cham han"].iter().any(|words| has_words(&folded, words));
    if folded.contains('%') || !lateness && OTHER.iter().any(|words| has_words(&folded, words)) {
        return None;
    }
    named(title).or_else(|| {
        let ends = |words: &&&str| folded.ends_with(**words) && folded[..folded.len() - words.len()].ends_with(' ');
        let longest = |all: &[&str]| all.iter().filter(ends).map(|words| words.len()).max();
        SAID.iter().filter_map(|(state, all)| Some((longest(all)?, *state))).max_by_key(|(length, _)| *length).map(|(_, state)| state)
    })
}

/// A state followed by a remark that is set off from it: in brackets, after a sign, or a day. "Hoàn thành dự thảo" is none.
fn beginning(text: &str, year: Option<i16>) -> Option<Said> {
    let ends =
        text.char_indices().filter(|(at, c)| matches!(c, '(' | ';' | ':' | ',' | '.' | '-' | '–' | '\n') && *at > 0).map(|(at, _)| at);
    let days = text.match_indices(" ngày ").map(|(at, _)| at);
    let first_figure = text.find(|c: char| c.is_ascii_digit());
    for end in ends.chain(days).chain(first_figure) {
        let Some(state) = named(&text[..end]) else { continue };
        let rest = text[end..].trim_matches(|c: char| c.is_whitespace() || "(;:,.-–)".contains(c));
        // "Hoàn thành 80%" is not done.
        if state.is_done() && (rest.contains('%') || folded(rest).contains("con lai") || folded(rest).contains("chua")) {
            return None;
        }
        let bare = rest.strip_prefix("ngày").unwrap_or(rest).trim();
        let on = day::exact(bare, year).filter(|_| state.is_done());
        if on.is_none() && first_figure == Some(end) {
            return None;
        }
        return Some(Said { state, on, aside: (on.is_none() && !rest.is_empty()).then(|| rest.to_owned()) });
    }
    None
}

/// How the plain numbers of a column of shares are meant: 0.8 or 80.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// All between 0 and 1.
    Shares,
    /// All 0 or above 1.
    #[default]
    Hundreds,
    /// Both kinds stand in the column.
    Mixed,
}

impl Scale {
    pub fn of<'a>(values: impl Iterator<Item = &'a Value>) -> Self {
        let numbers: Vec<f64> = values.filter_map(bare_number).filter(|number| *number != 0.0).collect();
        let small = numbers.iter().filter(|number| **number <= 1.0).count();
        match small {
            0 => Self::Hundreds,
            all if all == numbers.len() => Self::Shares,
            _ => Self::Mixed,
        }
    }
}

fn bare_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => decimal(text.trim()),
        _ => None,
    }
}

/// "0,8", "80", "33.5".
fn decimal(text: &str) -> Option<f64> {
    let plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.')) && text.starts_with(|c: char| c.is_ascii_digit());
    plain.then(|| text.replace(',', ".").parse().ok()).flatten()
}

/// A share in percent; `Ok(None)` where the cell says nothing.
///
/// # Errors
/// One sentence when the figure can be read in two ways or is none.
pub fn percent(value: &Value, scale: Scale) -> Result<Option<u8>, String> {
    let text = value.words();
    if text.chars().all(|c| matches!(c, '-' | '–' | '_' | '.' | '…' | ' ')) {
        return Ok(None);
    }
    let figure = match value {
        Value::Percent(share) => Some(share * 100.0),
        _ => match (bare_number(value), scale) {
            (Some(number), Scale::Mixed) if number > 0.0 && number <= 1.0 => {
                return Err(format!(
                    "{} có thể là {} % hoặc {} %, vì cùng cột còn có số lớn hơn 1; hãy ghi rõ kèm dấu %",
                    quoted(&text),
                    number * 100.0,
                    number
                ));
            }
            (Some(number), Scale::Shares) => Some(number * 100.0),
            (Some(number), _) => Some(number),
            (None, _) => with_sign(&text),
        },
    };
    let outside = || format!("tỷ lệ {} không đọc được; hãy ghi một số từ 0 đến 100 kèm dấu %", quoted(&text));
    let figure = figure.ok_or_else(outside)?;
    // Whole percents are kept, rounded down: 99,6 % is not done.
    if (0.0..=100.0 + 1e-6).contains(&figure) { Ok(Some((figure + 1e-6).floor().min(100.0) as u8)) } else { Err(outside()) }
}

/// "80 %", "đạt 80%", "khoảng 80 %".
fn with_sign(text: &str) -> Option<f64> {
    let (before, after) = text.split_once('%')?;
    if after.contains('%') || after.chars().any(char::is_alphanumeric) {
        return None;
    }
    let mut words = before.split_whitespace();
    let figure = decimal(words.next_back()?)?;
    words.all(|word| ["đạt", "khoảng", "được", "đã", "hoàn", "thành"].contains(&word.to_lowercase().as_str())).then_some(figure)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        match read(&Value::Text(text.to_owned()), "Trạng thái", Some(2026)) {
            Ok(Some(said)) => {
                format!("{:?} {} {}", said.state, said.on.map_or("-".to_owned(), |on| on.to_string()), said.aside.unwrap_or_default())
            }
            Ok(None) => "nothing".to_owned(),
            Err(_) => "bad".to_owned(),
        }
    }

    #[test]
    fn states_are_read_in_the_words_people_write() {
        for (text, expected) in [
            ("Hoàn thành", "Done - "),
            ("đã hoàn thành trễ hạn", "DoneLate - "),
            ("Đang thực hiện", "Running - "),
            ("CHƯA THỰC HIỆN", "NotStarted - "),
            ("Quá hạn", "Overdue - "),
            ("Tạm dừng", "Stopped - "),
            ("Hoàn thành (BC 12/BC-SNV)", "Done - BC 12/BC-SNV"),
            ("Hoàn thành ngày 15/6/2026", "Done 2026-06-15 "),
            ("Đã hoàn thành 15/6", "Done 2026-06-15 "),
            ("Đang thực hiện; chờ ý kiến Sở Nội vụ", "Running - chờ ý kiến Sở Nội vụ"),
            ("Hoàn thành 80%", "bad"),
            ("Hoàn thành (80%)", "bad"),
            ("Hoàn thành dự thảo", "bad"),
            ("Hoàn thành bước 1", "bad"),
            ("x", "bad"),
            ("-", "nothing"),
            ("Theo kế hoạch", "bad"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn a_tick_means_what_its_column_is_called() {
        let tick = |title: &str| read(&Value::Text("x".to_owned()), title, None).ok().flatten().map(|said| said.state);
        assert_eq!(tick("Tình hình thực hiện Đã hoàn thành"), Some(State::Done));
        assert_eq!(tick("Chưa hoàn thành"), Some(State::Running));
        assert_eq!(tick("Quá hạn"), Some(State::Overdue));
        assert_eq!(tick("Đánh dấu"), None);
    }

    #[test]
    fn shares_are_read_by_their_column() {
        let text = |text: &str| Value::Text(text.to_owned());
        let of = |value: &Value, scale| percent(value, scale).unwrap_or(Some(255));
        assert_eq!(of(&text("0,8"), Scale::Shares), Some(80));
        assert_eq!(of(&text("80%"), Scale::Mixed), Some(80));
        assert_eq!(of(&text("đạt 80 %"), Scale::Hundreds), Some(80));
        assert_eq!(of(&Value::Number(80.0), Scale::Hundreds), Some(80));
        assert_eq!(of(&Value::Percent(0.8), Scale::Mixed), Some(80));
        assert_eq!(of(&Value::Percent(0.996), Scale::Mixed), Some(99));
        assert_eq!(of(&Value::Number(0.29), Scale::Shares), Some(29));
        assert_eq!(of(&text("-"), Scale::Hundreds), None);
        for (value, scale) in
            [(text("nhiều"), Scale::Hundreds), (Value::Number(0.8), Scale::Mixed), (Value::Number(120.0), Scale::Hundreds)]
        {
            assert!(percent(&value, scale).is_err(), "{value:?}");
        }
        let column = [text("0,8"), Value::Number(1.0), Value::Percent(30.0)];
        assert_eq!(Scale::of(column.iter()), Scale::Shares);
        assert_eq!(Scale::of([Value::Number(80.0), Value::Number(0.0)].iter()), Scale::Hundreds);
        assert_eq!(Scale::of([Value::Number(80.0), Value::Number(0.5)].iter()), Scale::Mixed);
    }
}
