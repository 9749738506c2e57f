//! The name of the issuing body: from the lines in capitals of a head, spelled as in running text, or from the body.

use std::sync::LazyLock;

use super::super::citation::capitalised;
use crate::document::{Block, Document};
use crate::pattern::Regex;

/// Words with which the name of an issuing body begins.
const BODY_WORDS: [&str; 45] = [
    "ủy ban",
    "uỷ ban",
    "ubnd",
    "hđnd",
    "hội đồng",
    "ban ",
    "sở ",
    "tỉnh ủy",
    "tỉnh uỷ",
    "thành ủy",
    "thành uỷ",
    "huyện ủy",
    "huyện uỷ",
    "đảng ",
    "chính phủ",
    "bộ ",
    "văn phòng",
    "phòng ",
    "trung tâm",
    "hội ",
    "mặt trận",
    "công an",
    "thường trực",
    "cục ",
    "chi cục",
    "bệnh viện",
    "trường",
    "viện ",
    "đoàn ",
    "bch ",
    "liên đoàn",
    "liên minh",
    "thanh tra",
    "kho bạc",
    "ngân hàng",
    "bộ chỉ huy",
    "tổ công tác",
    "đài ",
    "báo ",
    "thuế ",
    "bảo hiểm xã hội",
    "tỉnh đoàn",
    "công ty",
    "tổng công ty",
    "quỹ ",
];

/// The issuing body from the lines in capitals: the last body named, with the name of its place or superior.
pub fn full(lines: &[String]) -> Option<String> {
    let mut bodies: Vec<String> = Vec::new();
    let lines = lines.iter().filter(|line| line.chars().filter(|c| c.is_alphabetic()).count() > 1);
    for line in lines {
        let lower = line.to_lowercase();
        let place_only = ["tỉnh ", "thành phố ", "huyện ", "xã ", "phường ", "đặc khu ", "thị xã ", "quận ", "thị trấn "]
            .iter()
            .any(|word| lower.starts_with(word));
        let is_party_seat =
            ["tỉnh ủy", "tỉnh uỷ", "thành ủy", "thành uỷ", "huyện ủy", "huyện uỷ", "đảng bộ"].iter().any(|word| lower.starts_with(word));
        match bodies.last_mut() {
            // "CHỦ TỊCH" above the body: a telegram is its head's own.
            Some(last) if last == "CHỦ TỊCH" && lower.starts_with(['ủ', 'u']) => *last = format!("{last} {line}"),
            Some(last)
                if !is_party_seat
                    && !last.to_lowercase().contains(&lower)
                    && (place_only || !BODY_WORDS.iter().any(|word| lower.starts_with(word))) =>
            {
                last.push(' ');
                last.push_str(line);
            }
            _ => bodies.push(line.clone()),
        }
    }
    let last = bodies.last()?;
    let spelled = spelled(last);
    // "ĐẢNG BỘ TỈNH …" above "BAN CHẤP HÀNH": the body below names itself only with the seat above it.
    let incomplete = matches!(
        spelled.to_lowercase().as_str(),
        "ban thường vụ" | "ban chấp hành" | "ban thường trực" | "ủy ban nhân dân" | "uỷ ban nhân dân" | "thường trực"
    );
    match bodies.len().checked_sub(2).and_then(|index| bodies.get(index)) {
        Some(above) if incomplete => Some(format!("{spelled} {}", self::spelled(above))),
        _ => Some(spelled),
    }
}

/// Words of the names of bodies that are written small after the first.
const SMALL: [&str; 44] = [
    "ban",
    "nhân",
    "dân",
    "tỉnh",
    "thành",
    "phố",
    "xã",
    "phường",
    "huyện",
    "thị",
    "trấn",
    "đặc",
    "khu",
    "thường",
    "vụ",
    "ủy",
    "uỷ",
    "chấp",
    "hành",
    "hội",
    "đồng",
    "sở",
    "và",
    "công",
    "nghệ",
    "khoa",
    "học",
    "quản",
    "lý",
    "các",
    "phòng",
    "văn",
    "hóa",
    "tâm",
    "trung",
    "bộ",
    "chỉ",
    "đạo",
    "đảng",
    "quận",
    "an",
    "nội",
    "chính",
    "tế",
];

/// Abbreviations of the names of bodies.
fn full_words(word: &str) -> &str {
    match word {
        "UBND" => "ỦY BAN NHÂN DÂN",
        "HĐND" => "HỘI ĐỒNG NHÂN DÂN",
        "MTTQ" => "MẶT TRẬN TỔ QUỐC",
        "BCH" => "BAN CHẤP HÀNH",
        "BCĐ" => "BAN CHỈ ĐẠO",
        _ => word,
    }
}

/// "ỦY BAN NHÂN DÂN TỈNH LAM GIANG" gives "Ủy ban nhân dân tỉnh Lam Giang".
pub fn spelled(capitals: &str) -> String {
    let expanded = capitals.split_whitespace().map(full_words).collect::<Vec<_>>().join(" ");
    let words: Vec<&str> = expanded.split_whitespace().collect();
    // A place follows its kind ("tỉnh …"): from there on every word is a name.
    let place = words
        .iter()
        .rposition(|word| {
            matches!(word.to_lowercase().as_str(), "tỉnh" | "xã" | "phường" | "huyện" | "ủy" | "uỷ" | "quận" | "khu" | "phố" | "trấn")
        })
        .filter(|at| at + 1 < words.len());
    let mut out = String::new();
    for (index, word) in words.iter().enumerate() {
        let lower = word.to_lowercase();
        let name = place.is_some_and(|at| index > at);
        let begins_body = index > 0
            && ["tỉnh", "huyện", "thành"].contains(&lower.as_str())
            && words.get(index + 1).is_some_and(|next| matches!(next.to_lowercase().as_str(), "ủy" | "uỷ"));
        let small = !name && SMALL.contains(&lower.as_str());
        if index > 0 {
            out.push(' ');
        }
        if index == 0 || begins_body || !small {
            out.push_str(&capitalised(word));
        } else {
            out.push_str(&lower);
        }
    }
    out
}

/// Plain text often starts at the kind: the body then says who issues ("UBND xã Tân Hòa xây dựng kế hoạch…").
pub fn in_body(document: &Document, from: usize) -> Option<String> {
    static ISSUES: LazyLock<Regex> = LazyLock::new(|| {
        let verbs = r"(?:ban hành|xây dựng)\s+(?:[Kk]ế hoạch|[Cc]hương trình|nội dung)";
        Regex::new(&format!(r"(?:^|[,.;]\s*)(?P<name>(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Ban Thường vụ|Ban Chấp hành|Đảng ủy)(?:\s+\p{{L}}+){{1,6}}?)\s+{verbs}"))
            .expect("the pattern is a literal of this file")
    });
    // "(Kèm theo Kế hoạch số … của Ủy ban nhân dân tỉnh …)" under the title of an annex.
    static ATTACHED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\(?kèm theo [^()]*\bcủa (?P<name>(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Ban Thường vụ|Ban Chấp hành|Đảng ủy)\s[^()]+)\)?$")
            .expect("the pattern is a literal of this file")
    });
    let named = |pattern: &Regex, block: &Block| {
        let Block::Paragraph(paragraph) = block else { return None };
        let found = pattern.captures(&paragraph.text.text)?;
        Some(found["name"].replace("UBND", "Ủy ban nhân dân").trim().to_owned())
    };
    let in_introduction = document.blocks.iter().skip(from.saturating_sub(1)).take(8).find_map(|block| named(&ISSUES, block));
    let under_annex = || document.blocks.iter().filter_map(|block| named(&ATTACHED, block)).max_by_key(|name| name.chars().count());
    // A body that names its place only once, on an annex, is said there in full.
    match in_introduction {
        Some(name) if names_place(&name) => Some(name),
        short => under_annex().or_else(|| short.map(|name| with_place(&name, document, from).unwrap_or(name))),
    }
}

/// A word with a capital stands at the end: "… xã Tân Hòa", not "… tỉnh" or "… Huyện ủy".
fn names_place(name: &str) -> bool {
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    name.split_whitespace().next_back().is_some_and(capital) && name.split_whitespace().count() > 2
}

/// "Ban Thường vụ Huyện ủy" of a plan that speaks of "huyện Kim Sơn": the place it names most often.
fn with_place(name: &str, document: &Document, from: usize) -> Option<String> {
    static PLACE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?P<level>tỉnh|thành phố|huyện|thị xã|xã|phường|đặc khu)\s(?P<place>\p{Lu}\p{L}*(?:\s\p{Lu}\p{L}*){0,3})")
            .expect("the pattern is a literal of this file")
    });
    let lower = name.to_lowercase();
    let levels: &[&str] = match lower.rsplit(' ').next()? {
        "tỉnh" => &["tỉnh"],
        "huyện" => &["huyện"],
        "xã" => &["xã"],
        "phường" => &["phường"],
        "phố" => &["thành phố"],
        _ if lower.ends_with("tỉnh ủy") => &["tỉnh"],
        _ if lower.ends_with("huyện ủy") => &["huyện"],
        _ if lower.ends_with("thành ủy") => &["thành phố"],
        _ => return None,
    };
    let mut counts: Vec<(String, usize)> = Vec::new();
    for block in document.blocks.iter().skip(from).take(200) {
        let Block::Paragraph(paragraph) = block else { continue };
        for found in PLACE.captures_iter(&paragraph.text.text).filter(|found| levels.contains(&&found["level"])) {
            let place = &found["place"];
            match counts.iter().position(|(seen, _)| seen == place) {
                Some(at) => counts[at].1 += 1,
                None if counts.len() < 50 => counts.push((place.to_owned(), 1)),
                None => {}
            }
        }
    }
    // The first named wins a tie: a plan names itself before its neighbours.
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(place, _)| format!("{name} {place}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_capitals_are_spelled_as_in_running_text() {
        assert_eq!(spelled("ỦY BAN NHÂN DÂN TỈNH LAM GIANG"), "Ủy ban nhân dân tỉnh Lam Giang");
        assert_eq!(spelled("UBND XÃ TÂN HÒA"), "Ủy ban nhân dân xã Tân Hòa");
        assert_eq!(spelled("BAN THƯỜNG VỤ TỈNH ỦY LAM GIANG"), "Ban thường vụ Tỉnh ủy Lam Giang");
    }

    #[test]
    fn the_body_below_its_superior_is_the_issuer() {
        let lines = ["UBND TỈNH LAM GIANG".to_owned(), "SỞ KHOA HỌC VÀ CÔNG NGHỆ".to_owned()];
        assert_eq!(full(&lines).as_deref(), Some("Sở khoa học và công nghệ"));
        let lines = ["ỦY BAN NHÂN DÂN".to_owned(), "XÃ ĐỒNG PHÚ".to_owned()];
        assert_eq!(full(&lines).as_deref(), Some("Ủy ban nhân dân xã Đồng Phú"));
    }

    #[test]
    fn abbreviations_heads_and_branches_are_named_in_full() {
        let named =
            |lines: &[&str]| full(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>()).unwrap_or_default().to_lowercase();
        assert_eq!(named(&["CHỦ TỊCH", "ỦY BAN NHÂN DÂN TỈNH LAM GIANG"]), "chủ tịch ủy ban nhân dân tỉnh lam giang");
        assert_eq!(named(&["SỞ Y TẾ LAM GIANG", "BỆNH VIỆN MẮT"]), "bệnh viện mắt");
        assert_eq!(
            named(&["ỦY BAN MTTQ VIỆT NAM TỈNH LAM GIANG", "BAN THƯỜNG TRỰC"]),
            "ban thường trực ủy ban mặt trận tổ quốc việt nam tỉnh lam giang"
        );
        assert_eq!(named(&["BCH ĐOÀN TỈNH LAM GIANG", "***"]), "ban chấp hành đoàn tỉnh lam giang");
    }
}
