//! Names of agencies as plans list them: where one ends and the next begins.

mod roles;

pub use roles::divide;

/// First words of the names of bodies of the State, the Party, mass organisations and enterprises.
const FIRST_WORDS: &[&str] = &[
    "sở",
    "ban",
    "phòng",
    "văn phòng",
    "ubnd",
    "ủy ban",
    "uỷ ban",
    "hđnd",
    "hội đồng",
    "công an",
    "trung tâm",
    "bộ",
    "chi cục",
    "cục",
    "tổng cục",
    "báo",
    "đài",
    "ngân hàng",
    "trường",
    "đại học",
    "học viện",
    "viện",
    "bệnh viện",
    "hội",
    "đoàn",
    "liên đoàn",
    "liên minh",
    "liên hiệp",
    "mặt trận",
    "mttq",
    "ubmttq",
    "tỉnh đoàn",
    "tỉnh ủy",
    "tỉnh uỷ",
    "thành ủy",
    "thành uỷ",
    "huyện ủy",
    "huyện uỷ",
    "huyện đoàn",
    "đảng ủy",
    "đảng uỷ",
    "các",
    "chi nhánh",
    "bưu điện",
    "viễn thông",
    "kho bạc",
    "thuế",
    "thống kê",
    "bhxh",
    "bảo hiểm xã hội",
    "thanh tra",
    "tòa án",
    "toà án",
    "viện kiểm sát",
    "vnpt",
    "viettel",
    "tổ",
    "trạm",
    "quỹ",
    "công ty",
    "tập đoàn",
    "hiệp hội",
    "doanh nghiệp",
    "điện lực",
    "thư viện",
    "chủ tịch",
    "thành phố",
    "cơ quan",
    "phó chủ tịch",
    "đ/c",
    "đồng chí",
    "giám đốc",
    "bí thư",
    "hiệu trưởng",
    "trưởng",
    "tổng công ty",
    "hợp tác xã",
    "htx",
    "hạt",
    "đội",
    "đảng bộ",
    "chi bộ",
    "xã đoàn",
    "câu lạc bộ",
    "bảo tàng",
    "nhà văn hóa",
    "bch",
    "bchqs",
    "ubkt",
    "lđlđ",
    "mobifone",
    "fpt",
    "evn",
    "thủ trưởng",
    "lãnh đạo",
    "người đứng đầu",
    "bí thư chi bộ",
];

/// Names that stand without a place behind them.
const ALONE: &[&str] = &[
    "thuế",
    "thống kê",
    "vnpt",
    "viettel",
    "mttq",
    "ubmttq",
    "hđnd",
    "bhxh",
    "ubnd",
    "tỉnh đoàn",
    "huyện đoàn",
    "xã đoàn",
    "công an",
    "điện lực",
    "bưu điện",
    "mobifone",
    "fpt",
    "evn",
    "bchqs",
    "ubkt",
    "lđlđ",
    "đảng ủy",
];

/// Splits a list of agencies: always at ";" and between paragraphs, at "," only where another agency begins,
/// never at "và", never inside "Phòng Kinh tế, Hạ tầng và Đô thị" or "Các sở, ban, ngành".
pub fn split<'a>(paragraphs: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let (mut open, mut listed) = (false, false);
    for paragraph in paragraphs {
        let (bulleted, line) = without_bullet(paragraph);
        listed |= bulleted && out.is_empty();
        // "Phòng Văn hóa" broken before "- Xã hội": a dash that no list opened and no agency follows joins a name.
        if bulleted && open && !listed && !begins_agency(line) {
            if let Some(last) = out.last_mut() {
                last.push_str(" - ");
                last.push_str(line);
            }
            open = !line.trim_end().ends_with([';', '.']);
            continue;
        }
        let continues = open && !bulleted && !begins_agency(line) && !out.is_empty();
        for (index, part) in parts(line).into_iter().enumerate() {
            match out.last_mut() {
                Some(last) if index == 0 && continues => {
                    last.push(' ');
                    last.push_str(part);
                }
                _ => out.push(part.to_owned()),
            }
        }
        // A line that ends in a comma, or in nothing while the next begins in lower case, goes on.
        open = !line.trim_end().ends_with([';', '.']);
    }
    for name in &mut out {
        *name = name.trim().trim_end_matches(['.', ',', ';', ':']).trim().to_owned();
    }
    out.retain(|name| name.chars().any(char::is_alphabetic));
    out
}

fn without_bullet(line: &str) -> (bool, &str) {
    let line = line.trim();
    match line.strip_prefix(['-', '+', '•', '–', '*', '·', '▪', '\u{f0b7}']) {
        Some(rest) => (true, rest.trim_start()),
        None => without_count(line).map_or((false, line), |rest| (true, rest)),
    }
}

/// "1. Sở Y tế", "a) Sở Y tế" without its count.
fn without_count(line: &str) -> Option<&str> {
    let (count, rest) = line.split_once(['.', ')'])?;
    let counts = count.len() <= 2 && !count.is_empty() && (count.chars().all(|c| c.is_ascii_digit()) || count.len() == 1);
    Some(rest.trim_start()).filter(|rest| counts && begins_agency(rest))
}

fn parts(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut depth = 0_i32;
    for (at, c) in line.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ';' if depth <= 0 => {
                out.push(line[start..at].trim());
                start = at + 1;
            }
            ',' if depth <= 0 && ends_here(&line[start..at], &line[at + 1..]) => {
                out.push(line[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(line[start..].trim());
    out.retain(|part| !part.is_empty());
    out
}

/// The comma between these parts two agencies. In "Các sở, ngành, phòng Kinh tế" lower case goes on with the group.
fn ends_here(before: &str, rest: &str) -> bool {
    let group = before.trim_start().to_lowercase().starts_with("các ");
    let small = rest.trim_start().chars().next().is_some_and(char::is_lowercase) && !rest.trim_start().starts_with("các ");
    begins_agency(rest) && !before.trim().is_empty() && !(group && small)
}

/// Words that begin as the name of an agency does and name something else.
const OTHER_WORDS: [&str; 14] = [
    "ban hành",
    "ban đầu",
    "bộ chỉ số",
    "bộ dữ liệu",
    "bộ tiêu chí",
    "đoàn kết",
    "hội chợ",
    "hội nghị",
    "hội thảo",
    "hội thi",
    "phòng chống",
    "phòng ngừa",
    "sở hữu",
    "trường hợp",
];

/// Another agency begins here: a first word with a capital and a name after it, or a group ("các …", "UBND …").
pub fn begins_agency(rest: &str) -> bool {
    let rest = rest.trim_start();
    let item = rest.split([',', ';']).next().unwrap_or_default().trim();
    let lower = item.to_lowercase();
    if OTHER_WORDS.iter().any(|words| lower.strip_prefix(*words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))) {
        return false;
    }
    let Some(first) =
        FIRST_WORDS.iter().find(|word| lower.strip_prefix(**word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
    else {
        return false;
    };
    let named = item.split_whitespace().count() > first.split_whitespace().count();
    let capital = item.chars().next().is_some_and(char::is_uppercase);
    match *first {
        "các" => named,
        first if ALONE.contains(&first) => capital,
        "đ/c" | "đồng chí" => named,
        // "phòng Kinh tế" among names: in lower case only with a name of its own, never "phòng, ban".
        "sở" | "ban" | "phòng" | "văn phòng" | "trung tâm" | "trường" | "hội" | "đoàn" | "trạm" | "bệnh viện" => {
            named && (capital || item[first.len()..].trim_start().chars().next().is_some_and(char::is_uppercase))
        }
        _ => capital && named,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_commas_stay_whole_and_lists_are_split() {
        for (text, expected) in [
            ("Sở Tài chính, Ban Quản lý khu công nghệ cao tỉnh", vec!["Sở Tài chính", "Ban Quản lý khu công nghệ cao tỉnh"]),
            ("Phòng Kinh tế, Hạ tầng và Đô thị", vec!["Phòng Kinh tế, Hạ tầng và Đô thị"]),
            ("Các sở, ban, ngành; UBND các xã, phường", vec!["Các sở, ban, ngành", "UBND các xã, phường"]),
            ("Các Sở, Ban, Ngành, UBND các xã", vec!["Các Sở, Ban, Ngành", "UBND các xã"]),
            ("Công an tỉnh, Sở Tư pháp, các đơn vị liên quan", vec!["Công an tỉnh", "Sở Tư pháp", "các đơn vị liên quan"]),
            ("Sở Y tế và các đơn vị liên quan.", vec!["Sở Y tế và các đơn vị liên quan"]),
            ("Thanh tra tỉnh", vec!["Thanh tra tỉnh"]),
            ("Sở Y tế, Công an, Mặt trận Tổ quốc tỉnh", vec!["Sở Y tế", "Công an", "Mặt trận Tổ quốc tỉnh"]),
            ("Văn phòng UBND tỉnh, phòng Kinh tế", vec!["Văn phòng UBND tỉnh", "phòng Kinh tế"]),
            ("Các phòng, ban Đảng, đoàn thể", vec!["Các phòng, ban Đảng, đoàn thể"]),
            ("Phòng Kinh tế, đ/c Phó Chủ tịch UBND xã", vec!["Phòng Kinh tế", "đ/c Phó Chủ tịch UBND xã"]),
            (
                "Sở Văn hóa, Thể thao và Du lịch, Sở Nông nghiệp và Môi trường",
                vec!["Sở Văn hóa, Thể thao và Du lịch", "Sở Nông nghiệp và Môi trường"],
            ),
            ("", vec![]),
        ] {
            assert_eq!(split([text]), expected, "{text}");
        }
    }

    #[test]
    fn a_list_of_paragraphs_gives_one_agency_each() {
        assert_eq!(split(["- Sở Nội vụ;", "- Sở Y tế;", "- UBND các xã, phường."]), ["Sở Nội vụ", "Sở Y tế", "UBND các xã, phường"]);
        assert_eq!(split(["Phòng Văn hóa", "- Xã hội"]), ["Phòng Văn hóa - Xã hội"]);
        assert_eq!(split(["Sở Nội vụ", "Sở Y tế"]), ["Sở Nội vụ", "Sở Y tế"]);
        assert_eq!(split(["1. Sở Nội vụ", "2) Sở Y tế"]), ["Sở Nội vụ", "Sở Y tế"]);
        assert_eq!(split(["Các sở, ban,", "ngành, địa phương"]), ["Các sở, ban, ngành, địa phương"]);
    }
}
