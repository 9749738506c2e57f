//! What stands beside the issuer on one line of two columns, and the line of place and date.

use crate::document::Text;

/// The name of the State or the Party, or place and date, set beside the issuer by tabs: one line of two columns.
pub fn halves(line: &Text) -> Vec<Text> {
    let text = line.text.as_str();
    match state_beside(text).or_else(|| date_beside(text)) {
        Some(right) => vec![line.slice(0..right), line.slice(right..text.len())],
        None => vec![line.clone()],
    }
}

/// Where the name of the State, the Party or the Youth Union begins behind other words.
fn state_beside(text: &str) -> Option<usize> {
    let names = ["CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI", "ĐOÀN TNCS HỒ CHÍ MINH", "ĐẢNG CỘNG SẢN VIỆT NAM"];
    // A recogniser loses marks.
    let lost = ["CONG HÒA XÃ HỘI", "CONG HOÀ XÃ HỘI", "CONG HOA XÃ HỘI", "CỘNG HOA XÃ HỘI"];
    let behind_space = |at: &usize| text[..*at].ends_with(char::is_whitespace);
    let named = names.iter().chain(&lost).filter_map(|name| text.match_indices(name).map(|(at, _)| at).find(behind_space));
    let motto = text.match_indices("Độc lập").map(|(at, _)| at).filter(|at| {
        let after = text[at + "Độc lập".len()..].trim_start();
        after.starts_with(['-', '–'])
    });
    named.chain(motto.filter(behind_space)).min()
}

/// Where place and date begin behind the number: "Số: 12/KH-UBND    An Bình, ngày 02 tháng 3 năm 2026".
fn date_beside(text: &str) -> Option<usize> {
    if !["Số", "SỐ", "số"].iter().any(|word| text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))) {
        return None;
    }
    let comma = text.match_indices(',').map(|(at, _)| at).find(|at| text[at + 1..].trim_start().starts_with("ngày"))?;
    let mut start = None;
    let mut before = text[..comma].trim_end();
    for _ in 0..LONGEST_PLACE {
        let at = before.rfind(char::is_whitespace).map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        let word = &before[at..];
        if at == 0 || !word.starts_with(char::is_uppercase) || !word.chars().all(|c| c.is_alphabetic() || c == '.') {
            break;
        }
        (start, before) = (Some(at), before[..at].trim_end());
    }
    start
}

/// Words of the name of a place before a date: "Thành phố Hồ Chí Minh" has five.
const LONGEST_PLACE: usize = 5;

/// "An Bình, ngày 02 tháng 3 năm 2026", alone on its line.
pub fn is_place_and_date(text: &str) -> bool {
    let Some((place, date)) = text.split_once(',') else { return false };
    let date = date.trim_start();
    let dated = ["ngày", "Ngày", "NGÀY"].iter().find_map(|word| date.strip_prefix(word));
    let Some(rest) = dated.filter(|rest| !rest.starts_with(char::is_alphanumeric)) else { return false };
    let of_name = |c: char| c.is_alphabetic() || c.is_whitespace() || c == '.';
    (2..=40).contains(&place.chars().count()) && place.chars().all(of_name) && rest.chars().count() <= 40
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_columns_of_one_line_are_told_apart() {
        let line = |text: &str| Text::at(text, crate::document::Place::Block { block: 0, row: None, cell: None });
        let shown = |text: &str| halves(&line(text)).into_iter().map(|half| half.text).collect::<Vec<_>>();
        assert_eq!(shown("ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]);
        assert_eq!(shown("XÃ LAM SƠN Độc lập - Tự do - Hạnh phúc"), ["XÃ LAM SƠN", "Độc lập - Tự do - Hạnh phúc"]);
        assert_eq!(shown("Số: /KH-UBND Lam Sơn, ngày tháng 01 năm 2026"), ["Số: /KH-UBND", "Lam Sơn, ngày tháng 01 năm 2026"]);
        assert_eq!(shown("Lam Sơn, ngày 02 tháng 01 năm 2026").len(), 1);
        for whole in
            ["SỞ TÀI CHÍNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số liệu của An Bình đến nay, ngày càng tăng", "Sốt ruột, ngày đêm"]
        {
            assert_eq!(shown(whole), [whole]);
        }
    }

    #[test]
    fn a_line_of_place_and_date_is_short_and_has_letters_only_before_its_comma() {
        assert!(is_place_and_date("An Bình, ngày 02 tháng 3 năm 2026") && is_place_and_date("TP. Huế, ngày    tháng    năm 2026"));
        for other in ["Số 12, ngày 02 tháng 3 năm 2026", "An Bình ngày 02", ", ngày 02", "An Bình, ngàyxưa"] {
            assert!(!is_place_and_date(other), "{other}");
        }
    }
}
