//! The grammar of target values: "≥ 80", "50-55", "trên 0,7", "từ 3 đến 5", "Toàn tỉnh".

use std::sync::LazyLock;

use crate::pattern::Regex;
use crate::plan::{Comparison, Target};

const NUMBER: &str = r"\d{1,3}(?:[. ]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?";

static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    // What is done with the figure comes before its sign: "tăng", "phấn đấu đạt", "giảm".
    let doing = r"(?:(?:phấn đấu|duy trì|giữ vững|hoàn thành|tăng thêm|tăng|giảm|gấp|ổn định|tỷ lệ|đạt và vượt|đạt|đến|ở mức|:)\s+)*";
    let sign = r"≥|≤|>=|<=|>|<|=|trên|hơn|dưới|ít nhất|tối thiểu|không dưới|không thấp hơn|từ|tối đa|không quá|không vượt quá|đạt tối thiểu|đạt ít nhất|đạt từ|đạt trên|đạt|khoảng|gần|xấp xỉ|~|≈|bằng|còn dưới|giảm còn|còn|lớn hơn|cao hơn|nhỏ hơn|thấp hơn|vượt|tối thiểu đạt|ít nhất đạt|tối thiểu từ|thêm";
    let high = format!(r"(?:\s*%?\s*(?:[-–÷]|đến)\s*(?P<high>{NUMBER}))?");
    Regex::new(&format!(r"^{doing}(?P<sign>(?:{sign})?)\s*(?P<value>{NUMBER}){high}\s*(?P<rest>.*)$"))
        .expect("the pattern is a literal of this file")
});

/// Reads a number as Vietnamese write it: "1.234,5", "0,7", "1 250".
pub fn number(text: &str) -> Option<f64> {
    let grouped = text.split([' ', '.']).skip(1).all(|group| group.split(',').next().is_some_and(|digits| digits.len() == 3))
        && text.contains([' ', '.']);
    let plain = if grouped { text.replace([' ', '.'], "").replace(',', ".") } else { text.replace(',', ".") };
    plain.parse().ok().filter(|value: &f64| value.is_finite())
}

/// Reads the words of a target cell; `None` when the cell is empty or holds only a dash.
pub fn parse(text: &str) -> Option<Target> {
    let text = text.trim();
    if text.is_empty() || text.chars().all(|c| !c.is_alphanumeric()) {
        return None;
    }
    let lower = text.to_lowercase();
    let words = || Target { text: Some(text.to_owned()), op: Comparison::Text, value: None, high: None };
    let Some(found) = VALUE.captures(&lower) else { return Some(words()) };
    let (Some(value), high) = (number(&found["value"]), found.name("high").and_then(|high| number(high.as_str()))) else {
        return Some(words());
    };
    let sign = &found["sign"];
    // "15 xã đạt chuẩn" measures, "5G phủ khắp xã" names: a letter glued to the figure belongs to a name.
    let glued = found["rest"].chars().next().is_some_and(char::is_alphabetic)
        && !lower[..found.name("rest").map_or(0, |rest| rest.start())].ends_with(' ');
    // "30/6/2026" is a day.
    let day = found["rest"].strip_prefix('/').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains('/'));
    if day || glued && sign.is_empty() {
        return Some(words());
    }
    let op = match sign {
        _ if high.is_some() => Comparison::Range,
        "≥"
        | ">="
        | "ít nhất"
        | "tối thiểu"
        | "không dưới"
        | "không thấp hơn"
        | "từ"
        | "đạt tối thiểu"
        | "đạt ít nhất"
        | "đạt từ"
        | "tối thiểu đạt"
        | "ít nhất đạt"
        | "tối thiểu từ" => Comparison::AtLeast,
        "≤" | "<=" | "tối đa" | "không quá" | "không vượt quá" => Comparison::AtMost,
        ">" | "trên" | "hơn" | "đạt trên" | "lớn hơn" | "cao hơn" | "vượt" => Comparison::Above,
        "<" | "dưới" | "còn dưới" | "nhỏ hơn" | "thấp hơn" => Comparison::Below,
        _ if found["rest"].contains("trở lên") || lower.starts_with("đạt và vượt") => Comparison::AtLeast,
        _ if found["rest"].contains("trở xuống") => Comparison::AtMost,
        _ => Comparison::Equal,
    };
    Some(Target { text: Some(text.to_owned()), op, value: Some(value), high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_target_is_read() {
        use Comparison::*;
        for (text, op, value, high) in [
            ("≥ 80", AtLeast, Some(80.0), None),
            ("≤ 10", AtMost, Some(10.0), None),
            ("50-55", Range, Some(50.0), Some(55.0)),
            ("từ 3 đến 5", Range, Some(3.0), Some(5.0)),
            ("≥3% và tăng dần", AtLeast, Some(3.0), None),
            ("≥ 0,7", AtLeast, Some(0.7), None),
            ("100%", Equal, Some(100.0), None),
            ("01", Equal, Some(1.0), None),
            ("1.250", Equal, Some(1250.0), None),
            ("12 500,5", Equal, Some(12500.5), None),
            ("trên 80%", Above, Some(80.0), None),
            ("Tối thiểu 70%", AtLeast, Some(70.0), None),
            ("dưới 2", Below, Some(2.0), None),
            ("Tăng 10%/năm", Equal, Some(10.0), None),
            ("Giảm 50%", Equal, Some(50.0), None),
            ("Giảm từ 1 - 1,5%", Range, Some(1.0), Some(1.5)),
            ("Tăng ít nhất 5%", AtLeast, Some(5.0), None),
            ("Phấn đấu đạt trên 80%", Above, Some(80.0), None),
            ("Đạt ≥ 95%", AtLeast, Some(95.0), None),
            ("Hoàn thành 100%", Equal, Some(100.0), None),
            ("Đạt 20% trở xuống", AtMost, Some(20.0), None),
            ("> 1,5 lần", Above, Some(1.5), None),
            ("Gấp 2 lần", Equal, Some(2.0), None),
            ("Ít nhất 01 mô hình", AtLeast, Some(1.0), None),
            ("02-03 sản phẩm", Range, Some(2.0), Some(3.0)),
            ("100% xã, phường", Equal, Some(100.0), None),
            ("80,5", Equal, Some(80.5), None),
            ("Đạt chuẩn", Text, None, None),
            ("Hoàn thành", Text, None, None),
            ("Top 10", Text, None, None),
            ("30/6/2026", Text, None, None),
            ("Toàn tỉnh", Text, None, None),
            ("Nhóm 10 tỉnh dẫn đầu", Text, None, None),
            ("5G phủ khắp", Text, None, None),
        ] {
            let target = parse(text).expect("the cell holds words");
            assert_eq!((target.op, target.value, target.high), (op, value, high), "{text}");
        }
        assert_eq!(parse(" – "), None);
    }
}
