//! Who acts in a sentence, and who receives.

use crate::document::{lowered, start_of};
/// Words with which the name of a body or a group of bodies begins, in lower case.
const BODIES: [&str; 65] = [
    "công ty",
    "tập đoàn",
    "điện lực",
    "chi nhánh",
    "hợp tác xã",
    "các",
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
    "thủ trưởng",
    "người đứng đầu",
    "thường trực",
    "chính phủ",
    "thủ tướng",
    "tỉnh ủy",
    "tỉnh uỷ",
    "thành ủy",
    "huyện ủy",
    "huyện uỷ",
    "đảng ủy",
    "đảng uỷ",
    "chủ tịch",
    "mặt trận",
    "ubmttq",
    "mttq",
    "hội",
    "đoàn",
    "liên đoàn",
    "trường",
    "viện",
    "bệnh viện",
    "báo",
    "đài",
    "ngân hàng",
    "kho bạc",
    "thuế",
    "thống kê",
    "bảo hiểm",
    "bhxh",
    "bưu điện",
    "tổ",
    "cơ quan",
    "đơn vị",
    "địa phương",
    "doanh nghiệp",
    "trạm",
    "thanh tra",
    "huyện đoàn",
    "tỉnh đoàn",
    "lãnh đạo",
    "trưởng",
    "giám đốc",
    "thôn",
    "chi bộ",
];

/// Verbs and openings that end the name of the one who acts.
const VERBS: [&str; 59] = [
    "tập trung",
    "lãnh đạo",
    "chủ trì",
    "căn cứ",
    "có trách nhiệm",
    "chịu trách nhiệm",
    "tổ chức",
    "xây dựng",
    "báo cáo",
    "định kỳ",
    "thực hiện",
    "chỉ đạo",
    "phối hợp",
    "theo dõi",
    "rà soát",
    "tham mưu",
    "kịp thời",
    "chủ động",
    "thường xuyên",
    "tiếp tục",
    "hướng dẫn",
    "là ",
    "làm ",
    "gửi",
    "tổng hợp",
    "đề xuất",
    "triển khai",
    "khẩn trương",
    "được giao",
    "theo chức năng",
    "trong quá trình",
    "trước ngày",
    "hằng",
    "hàng quý",
    "hàng năm",
    "hàng tháng",
    "cụ thể",
    "ban hành",
    "lập ",
    "kiểm tra",
    "đôn đốc",
    "giúp",
    "tuyên truyền",
    "phân công",
    "bố trí",
    "bảo đảm",
    "đảm bảo",
    "nghiên cứu",
    "đẩy mạnh",
    "tăng cường",
    "quán triệt",
    "theo quy định",
    "phải ",
    "thẩm định",
    "cân đối",
    "đưa ",
    "chậm nhất",
    "vận động",
    "nộp",
];

/// Words before the actor: "Giao Phòng Kinh tế …", "đề nghị các sở …".
const OPENINGS: [&str; 8] = ["giao ", "đề nghị ", "yêu cầu ", "trên cơ sở", "hằng năm", "hàng năm", "định kỳ", "đối với "];

pub(in crate::parse) fn begins_body(text: &str) -> bool {
    let lower = lowered(start_of(text, 64));
    !lower.starts_with("báo cáo")
        && BODIES
            .iter()
            .any(|word| lower.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',', ';', ':', '.', ')'])))
}

/// The body or group that acts in a sentence.
pub fn of_sentence(sentence: &str) -> Option<String> {
    let sentence = sentence.trim().trim_start_matches(['-', '+', '*', ' ']);
    for (at, after_comma) in starts(sentence) {
        let rest = &sentence[at..];
        if !begins_body(rest) {
            continue;
        }
        let (end, acts) = end_of_name(rest);
        // After a comma the name of a body may be one of a list: only a verb behind it makes it the actor.
        if after_comma && !acts {
            continue;
        }
        let name = rest[..end].trim().trim_end_matches([',', ':', ';', '.', ' ']).trim();
        if !name.is_empty() && name.split_whitespace().count() <= 45 {
            return Some(name.to_owned());
        }
    }
    None
}

/// Offsets at which an actor may begin: the start, after an opening word, after a comma (then `true`).
fn starts(sentence: &str) -> Vec<(usize, bool)> {
    let lower = lowered(sentence);
    let mut out = vec![(0, false)];
    for opening in OPENINGS {
        out.extend(
            lower.match_indices(opening).map(|(at, found)| (at + found.len(), false)).filter(|(at, _)| sentence.is_char_boundary(*at)),
        );
    }
    out.extend(sentence.match_indices(", ").map(|(at, found)| (at + found.len(), true)));
    out.sort_unstable();
    out
}

/// Where the name that begins `rest` ends, and whether a verb ends it.
fn end_of_name(rest: &str) -> (usize, bool) {
    end_of_name_before(rest, &[])
}

/// The same with further words that end a name.
pub(in crate::parse) fn end_of_name_before(rest: &str, further: &[&str]) -> (usize, bool) {
    // No body has a longer name: what follows cannot end it.
    let rest = start_of(rest, 900);
    let lower = lowered(rest);
    let ends = |verb: &str, at: usize| {
        // "Ủy ban Kiểm tra": a capital makes the word part of a name.
        let noun = lower[..at].ends_with("các ")
            || lower[..at].ends_with("đồng chí ")
            || lower.len() == rest.len() && rest[at..].starts_with(char::is_uppercase);
        at > 0
            && !noun
            && lower[..at].ends_with([' ', ','])
            && lower[at + verb.trim_end().len()..].starts_with([' ', ',', ';', ':', '.', '('])
    };
    // "các cấp ủy, tổ chức đảng", "phòng Kế hoạch tổng hợp": here the words name, they do nothing.
    let named = |verb: &str, at: usize| {
        let after = lower[at + verb.len()..].trim_start();
        verb == "tổ chức" && ["đảng", "chính trị", "cơ sở đảng", "đoàn thể", "hội "].iter().any(|noun| after.starts_with(noun))
            || verb == "tổng hợp" && lower[..at].ends_with("kế hoạch ") && lower[..at].split_whitespace().count() <= 4
    };
    let ends = |verb: &str, at: usize| ends(verb, at) && !named(verb, at);
    let verb = VERBS
        .iter()
        .chain(further)
        .filter_map(|verb| lower.match_indices(verb).map(|(at, _)| at).find(|at| ends(verb, *at)).map(|at| (at, *verb)))
        .min();
    let stop = rest.find([':', '.', '(']).unwrap_or(rest.len());
    match verb {
        Some((at, verb)) if at < stop => (at.min(rest.len()), !verb.starts_with("theo") && !verb.starts_with("trước")),
        _ => (stop, false),
    }
}

/// Whom the report goes to: after "về", "gửi", "cho", or straight after "báo cáo".
pub fn receiver(sentence: &str) -> Option<String> {
    let lower = lowered(sentence);
    if lower.len() != sentence.len() {
        return None;
    }
    for lead in [" về ", " gửi về ", "gửi ", " cho ", " đến ", " tới "] {
        for (at, found) in lower.match_indices(lead) {
            let rest = &sentence[at + found.len()..];
            if let Some(name) = receiver_at(rest) {
                return Some(name);
            }
        }
    }
    ["báo cáo ", "báo cáo và kiến nghị ", "báo cáo, kiến nghị ", "báo cáo và đề xuất ", "báo cáo, đề xuất "]
        .iter()
        .flat_map(|lead| lower.match_indices(lead))
        .find_map(|(at, found)| receiver_at(&sentence[at + found.len()..]))
}

/// The receiver whose name begins here; what a body passes through ("(qua Sở …)") belongs to it.
pub fn receiver_at(rest: &str) -> Option<String> {
    let rest = rest.trim_start();
    if !begins_body(rest) || rest.starts_with("các ") && !["các sở", "các cơ quan", "các cấp"].iter().any(|group| rest.starts_with(group))
    {
        return None;
    }
    const ENDS: [&str; 28] = [
        " tại ",
        " trước ",
        " để ",
        " theo ",
        " kết quả",
        " tình hình",
        " định kỳ",
        " xem xét",
        " trong ",
        " chậm nhất",
        " việc ",
        " những",
        " các biện pháp",
        " các khó khăn",
        " khi ",
        " vào ",
        " hằng ",
        " hàng ",
        " bằng ",
        " tổng hợp",
        " chỉ đạo",
        " và đề xuất",
        " và kiến nghị",
        " 6 tháng",
        " quý",
        " năm ",
        " đồng thời",
        " kèm ",
    ];
    let lower = lowered(rest);
    // "Trưởng Ban Chỉ đạo": a capital makes the word part of the name.
    let ends_at = |word: &str| {
        let names = |at: usize| {
            let capital = lower.len() == rest.len() && rest[at..].trim_start().starts_with(char::is_uppercase);
            capital || word == " tổng hợp" && lower[..at].ends_with("phòng kế hoạch")
        };
        lower.match_indices(word).map(|(at, _)| at).find(|at| !names(*at))
    };
    let mut end = ENDS.iter().filter_map(|word| ends_at(word)).min().unwrap_or(rest.len());
    end = end.min(rest.find([';', ':', '.']).unwrap_or(rest.len()));
    if let Some(open) = rest.find('(').filter(|open| *open < end) {
        let inside = &rest[open + 1..];
        end = match (lowered(inside).starts_with("qua "), inside.find(')')) {
            (true, Some(close)) => open + 1 + close + 1,
            (false, Some(close)) if close <= 160 && begins_body(inside) => open + 1 + close + 1,
            _ => open,
        };
    }
    let mut name = rest.get(..end)?.trim();
    // "…, Sở Y tế, tổng hợp" keeps bodies only.
    while let Some((head, tail)) = name.rsplit_once(", ") {
        if begins_body(tail)
            || name.ends_with(')')
            || lowered(head).ends_with("các sở")
            || tail.chars().next().is_some_and(char::is_uppercase)
        {
            break;
        }
        name = head;
    }
    let name = name.trim_end_matches([',', ' ', ':']).trim();
    (!name.is_empty()).then(|| name.to_owned())
}
