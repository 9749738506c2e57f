//! Targets stated in words: a place among others ("thuộc nhóm khá …"), or everything ("phủ sóng toàn huyện").

use std::sync::LazyLock;

use crate::pattern::Regex;

/// "thuộc nhóm phát triển về …", "đứng tốp giữa các xã": up to what it is about.
static RANK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:(?:thuộc|nằm trong|đứng trong|đứng|lọt|trong|vào)\s+)?(?:nhóm|tốp|top)\s+(?P<rank>[^,;.]{3,120}?)(?:\s+về\s|[,;.]|\s+với\s|$)")
        .expect("the pattern is a literal of this file")
});
static ALL_OVER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?P<name>[\p{L}\p{M}\d ]{4,80}?)\s+(?:trên\s+)?(?P<all>toàn (?:huyện|tỉnh|xã|thành phố|phường|quốc|địa bàn|thị xã|quận))\W*$")
        .expect("the pattern is a literal of this file")
});

/// Whether a clause may hold such words at all: a cheap look before the patterns.
pub fn may_state(words: &str) -> bool {
    ["toàn ", "nhóm ", "tốp ", "top "].iter().any(|word| words.contains(word))
}

/// What a clause says it of, and the words of the target.
pub fn read(words: &str) -> Option<(String, String)> {
    if !may_state(words) {
        return None;
    }
    if let Some(found) = ALL_OVER.captures(words) {
        return Some((found["name"].trim().to_owned(), found["all"].to_owned()));
    }
    let found = RANK.captures(words)?;
    let first = found.get(0)?;
    // The words up to the end of the rank; "về …" says what it is about.
    let end = found.name("rank")?.end();
    Some((words.trim().to_owned(), words[first.start()..end].trim().to_owned()))
}

/// The rank that words of a target give: "phát triển" of "thuộc nhóm phát triển".
pub fn rank(words: &str) -> Option<&str> {
    let found = RANK.captures(words)?;
    Some(found.name("rank")?.as_str().trim())
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
