//! Targets stated in words: a place among others ("thuộc nhóm khá …"), or everything ("phủ sóng toàn huyện").

use std::ops::Range;

use crate::document::lowered;

/// Whose whole ground is meant.
const GROUNDS: [&str; 9] = ["huyện", "tỉnh", "xã", "thành phố", "phường", "quốc", "địa bàn", "thị xã", "quận"];
/// Words with which a place among others begins, and those that may stand before them.
const GROUPS: [&str; 3] = ["nhóm ", "tốp ", "top "];
const AMONG: [&str; 6] = ["thuộc ", "nằm trong ", "đứng trong ", "đứng ", "lọt ", "trong "];

/// Whether a clause may hold such words at all: a cheap look before anything else.
pub fn may_state(words: &str) -> bool {
    ["toàn ", "nhóm ", "tốp ", "top "].iter().any(|word| words.contains(word))
}

/// What a clause says it of, and the words of the target.
pub fn read(words: &str) -> Option<(String, String)> {
    if !may_state(words) {
        return None;
    }
    if let Some((name, all)) = all_over(words) {
        return Some((name.to_owned(), all.to_owned()));
    }
    let (start, rank) = ranked(words)?;
    // The words up to the end of the rank; "về …" says what it is about.
    Some((words.trim().to_owned(), words[start..rank.end].trim().to_owned()))
}

/// The rank that words of a target give: "phát triển" of "thuộc nhóm phát triển".
pub fn rank(words: &str) -> Option<&str> {
    let (_, rank) = ranked(words)?;
    Some(words[rank].trim())
}

/// "Phủ sóng 5G toàn xã": the thing, and "toàn xã" at the end of the clause.
fn all_over(words: &str) -> Option<(&str, &str)> {
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    let at = bare.rfind(" toàn ")?;
    let all = &bare[at + 1..];
    let ground = &all["toàn ".len()..];
    let name = bare[..at].trim_end_matches(" trên");
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == ' ');
    (GROUNDS.contains(&ground) && plain && (4..=80).contains(&name.chars().count())).then_some((name, all))
}

/// Where the words of a place among others begin, and where the rank itself stands.
fn ranked(words: &str) -> Option<(usize, Range<usize>)> {
    // Every letter keeps its place.
    let small = lowered(words);
    let begins = |at: usize| !small[..at].ends_with(char::is_alphanumeric);
    let (at, group) =
        GROUPS.iter().filter_map(|group| Some((small.match_indices(group).map(|(at, _)| at).find(|at| begins(*at))?, *group))).min()?;
    let from = at + group.len();
    let rest = &small[from..];
    let end = [" về ", ",", ";", ".", " với "].iter().filter_map(|stop| rest.find(stop)).min().unwrap_or(rest.len());
    let rank = from..from + end;
    if !(3..=120).contains(&words[rank.clone()].chars().count()) {
        return None;
    }
    let before = AMONG.iter().filter(|among| small[..at].ends_with(*among)).map(|among| at - among.len()).min();
    Some((before.unwrap_or(at), rank))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_promise_a_place_or_everything_are_read() {
        let own = |name: &str, target: &str| Some((name.to_owned(), target.to_owned()));
        assert_eq!(read("Phủ sóng 5G toàn xã"), own("Phủ sóng 5G", "toàn xã"));
        let clause = "Đưa xã Bình An thuộc nhóm khá về chuyển đổi số";
        assert_eq!(read(clause), own(clause, "thuộc nhóm khá"));
        assert_eq!(rank("Đứng tốp giữa các xã của tỉnh về chuyển đổi số"), Some("giữa các xã của tỉnh"));
        assert_eq!(read("Toàn dân tham gia"), None);
        assert_eq!(rank("Đạt chuẩn"), None);
    }
}
