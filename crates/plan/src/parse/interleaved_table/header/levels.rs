//! Headers of two levels: "Mục tiêu | Phân công" above "Năm 2026 | Năm 2030 | Chủ trì | Phối hợp". Copied out, the
//! upper names come first and the lower ones after them all, from left to right.

use crate::document::Text;
use crate::parse::annex::last_year;

/// Which names of the lower level stand under which of the upper.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Years,
    Agencies,
}

const KINDS: [Kind; 2] = [Kind::Years, Kind::Agencies];

impl Kind {
    /// Names that span columns of this kind.
    fn spans(self, title: &str) -> bool {
        let lower = title.to_lowercase();
        let spans: &[&str] = match self {
            Self::Years => {
                &["mục tiêu", "lộ trình", "lộ trình thực hiện", "chỉ tiêu", "kế hoạch", "phân kỳ", "kết quả", "giá trị", "mức phấn đấu"]
            }
            Self::Agencies => &[
                "phân công",
                "phân công thực hiện",
                "phân công nhiệm vụ",
                "tổ chức thực hiện",
                "trách nhiệm",
                "trách nhiệm thực hiện",
                "cơ quan thực hiện",
                "đơn vị thực hiện",
                "cơ quan, đơn vị",
                "cơ quan, đơn vị thực hiện",
            ],
        };
        spans.contains(&lower.trim())
    }

    /// Names of single columns of this kind.
    fn of(title: &str) -> Option<Self> {
        let lower = title.to_lowercase();
        let agencies = ["chủ trì", "phối hợp", "thực hiện", "cơ quan chủ trì", "cơ quan phối hợp", "đơn vị chủ trì", "đơn vị phối hợp"];
        if agencies.iter().any(|start| lower.starts_with(start)) { Some(Self::Agencies) } else { last_year(&lower).map(|_| Self::Years) }
    }
}

/// The names of the lowest level in the order of the columns, where the header has two levels.
pub fn flat(titles: &[Text]) -> Option<Vec<Text>> {
    let run = titles.iter().rev().map_while(|title| Kind::of(&title.text)).count();
    // The first two are the number and what is listed, by whatever name.
    let span = |kind: Kind| titles[..titles.len() - run].iter().skip(2).position(|title| kind.spans(&title.text)).map(|at| at + 2);
    // What stands at the end without a name above it belongs to the upper level.
    let lower = titles.iter().rev().take(run).map_while(|title| Kind::of(&title.text).filter(|kind| span(*kind).is_some())).count();
    let (upper, lower) = titles.split_at(titles.len() - lower);
    let under = |kind: Kind| lower.iter().filter(move |title| Kind::of(&title.text) == Some(kind));
    let spans: Vec<(usize, Kind)> = KINDS.into_iter().filter_map(|kind| Some((span(kind)?, kind))).collect();
    // One name under another is one name on two lines.
    if lower.is_empty() || spans.iter().any(|(_, kind)| under(*kind).count() == 1) {
        return None;
    }
    let mut out = Vec::new();
    for (at, title) in upper.iter().enumerate() {
        match spans.iter().find(|(span, kind)| *span == at && under(*kind).next().is_some()) {
            Some((_, kind)) => out.extend(under(*kind).cloned()),
            None => out.push(title.clone()),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat_names(names: &[&str]) -> Option<Vec<String>> {
        let titles: Vec<Text> = names.iter().map(|name| Text { text: (*name).to_owned(), ..Text::default() }).collect();
        flat(&titles).map(|flat| flat.into_iter().map(|title| title.text).collect())
    }

    #[test]
    fn lower_names_take_the_place_of_the_one_above_them() {
        let two =
            ["TT", "Chỉ tiêu", "Đơn vị tính", "Mục tiêu", "Phân công", "Nguồn số liệu", "Năm 2026", "Năm 2030", "Chủ trì", "Phối hợp"];
        let expected = ["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2026", "Năm 2030", "Chủ trì", "Phối hợp", "Nguồn số liệu"];
        assert_eq!(flat_names(&two).expect("two levels"), expected);
    }

    #[test]
    fn the_last_names_of_the_upper_level_stay_where_they_are() {
        let two = ["TT", "Chỉ tiêu", "Lộ trình", "Cơ quan chủ trì", "2026", "2030"];
        assert_eq!(flat_names(&two).expect("two levels"), ["TT", "Chỉ tiêu", "2026", "2030", "Cơ quan chủ trì"]);
    }

    #[test]
    fn one_level_is_left_alone() {
        assert_eq!(flat_names(&["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn"]), None);
        assert_eq!(flat_names(&["TT", "Chỉ tiêu", "Đơn vị", "Mục tiêu", "Đến năm 2030"]), None);
        assert_eq!(flat_names(&["TT", "Nhiệm vụ", "Sản phẩm", "Cơ quan thực hiện", "Thời hạn"]), None);
    }
}
