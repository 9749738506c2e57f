//! Who is given work in a clause, with whom, and where the work itself begins.

use std::sync::LazyLock;

use crate::document::{lowered, start_of};
use crate::parse::agency_name;
use crate::parse::reporting_duty::actor;
use crate::pattern::Regex;

mod words;

/// The actor of a clause.
#[derive(Debug, PartialEq)]
pub struct Actor {
    pub lead: Vec<String>,
    pub coordinating: Vec<String>,
    /// Byte offset in the clause at which the work begins.
    pub work_at: usize,
}

/// What follows is told, not asked for.
const TOLD: [&str; 24] = [
    "đã ",
    "đang ",
    "chưa ",
    "còn ",
    "vẫn ",
    "cơ bản",
    "ghi nhận",
    "đánh giá cao",
    "biểu dương",
    "thống nhất với",
    "thống nhất chủ trương",
    "đồng ý",
    "hoan nghênh",
    "nhận thấy",
    "có ý kiến",
    "kết luận",
    "báo cáo tại",
    "trình bày",
    "thông báo kết luận",
    "thông báo để",
    "nêu ",
    "cho rằng",
    "cảm ơn",
    "giao ",
];

/// "Giao Sở Y tế", "yêu cầu các sở", at the head of a clause or after what leads to it.
static GIVEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s,:(])(?P<verb>giao cho|giao|yêu cầu|đề nghị|phân công)\s+").expect("the pattern is a literal of this file")
});
static TOGETHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\s,]*(?:(?:làm|là)\s+(?:cơ quan|đơn vị|đầu mối)\s+)?(?P<lead>chủ trì)?[\s,]*(?:và\s+)?(?P<with>(?:phối hợp|cùng)(?:\s+chặt chẽ)?(?:\s+(?:với|cùng|cùng với))?\s+)?")
        .expect("the pattern is a literal of this file")
});
static DUTY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\s,:]*(?:(?:có|chịu)\s+trách nhiệm\s+(?:chủ trì\s*,?\s*)?|có nhiệm vụ\s+|phải\s+)?")
        .expect("the pattern is a literal of this file")
});

/// The one who is to act in a clause; `None` where nobody is named or something is only told.
pub fn acts(clause: &str) -> Option<Actor> {
    let lower = lowered(clause);
    let given = GIVEN.captures_iter(&lower).filter_map(|found| Some((found.name("verb")?.start(), found.get(0)?.end())));
    for (verb, at) in given {
        if leads_to(&lower[..verb]) && begins_body(&clause[at..]) {
            return actor_at(clause, at, true);
        }
    }
    begins_body(clause).then(|| actor_at(clause, 0, false)).flatten()
}

/// Nothing, an introduction ("Về kinh phí:", "trước mắt,"), or the one who gives the work ("Chủ tịch UBND tỉnh").
fn leads_to(before: &str) -> bool {
    let before = before.trim_end();
    let giver =
        ["chủ tịch", "phó chủ tịch", "ubnd", "ủy ban", "uỷ ban", "thường trực", "đồng chí", "lãnh đạo", "kết luận", "đồng thời", "theo đó"];
    before.is_empty()
        || before.ends_with([',', ':', '('])
        || giver.iter().any(|word| before.starts_with(word)) && before.split(' ').count() <= 12
        || before.starts_with("sở ") && before.split(' ').count() <= 8
}

fn actor_at(clause: &str, at: usize, given: bool) -> Option<Actor> {
    let rest = &clause[at..];
    if leads_in(clause) {
        return None;
    }
    // Without "giao" only a deadline shows that an unknown word begins work.
    let end = named_before_colon(rest).or_else(|| name_end(rest, given || super::when::find(clause).is_some()))?;
    let lead = bodies(&rest[..end]);
    let mut work_at = at + end;
    let told = lowered(start_of(clause[work_at..].trim_start_matches([' ', ',']), 40));
    if lead.is_empty() || TOLD.iter().any(|word| told.starts_with(word)) && !(given && told.starts_with("thống nhất")) {
        return None;
    }
    let mut coordinating = Vec::new();
    let lower = lowered(&clause[work_at..]);
    if let Some(found) = TOGETHER.captures(&lower) {
        let names_at = work_at + found.get(0).map_or(0, |whole| whole.end());
        if found.name("with").is_some() && begins_body(&clause[names_at..]) {
            if let Some(end) = name_end(&clause[names_at..], true) {
                coordinating = bodies(&clause[names_at..names_at + end]);
                work_at = names_at + end;
            }
        } else if found.name("lead").is_some() && found.name("with").is_none() {
            work_at = names_at;
        }
    }
    work_at += DUTY.find(&lowered(&clause[work_at..])).map_or(0, |found| found.end());
    Some(Actor { lead, coordinating, work_at })
}

/// "Phòng Kế hoạch tổng hợp: xây dựng …": the sign ends the name, whatever words are in it.
fn named_before_colon(rest: &str) -> Option<usize> {
    let end = rest.find(':').filter(|end| rest[..*end].split_whitespace().count() <= 10 && !rest[end + 1..].trim().is_empty())?;
    let lower = lowered(&rest[..end]);
    let acts = ["chủ trì", "phối hợp", "trách nhiệm", "thực hiện", "yêu cầu", "đề nghị", "giao ", "báo cáo"];
    (agency_name::begins_agency(rest) && !acts.iter().any(|word| lower.contains(word))).then_some(end)
}

fn begins_body(text: &str) -> bool {
    let lower = lowered(start_of(text, 64));
    let group = lower.strip_prefix("các ").is_none_or(|rest| words::GROUPS.iter().any(|word| rest.starts_with(word)));
    let word = ["tổ chức", "ban hành", "hội nghị", "hội thảo", "trường hợp", "đoàn kết"].iter().any(|word| lower.starts_with(word));
    group && !word && actor::begins_body(text)
}

/// Where a name ends and work begins: at a word known to begin work, or (`by_words`) before that at the first small
/// word that no name has.
fn name_end(rest: &str, by_words: bool) -> Option<usize> {
    let (end, acts) = actor::end_of_name_before(rest, &words::WORK);
    let known = (end > 0 && (acts || rest[end..].starts_with("theo dõi"))).then_some(end);
    let group = lowered(start_of(rest, 8)).starts_with("các ");
    let small = first_small_word(rest).filter(|_| by_words && !(group && known.is_some()));
    match (known, small) {
        // A capital further on shows that the small word stands inside the name: "Báo và Phát thanh, truyền hình Lam Giang".
        (Some(known), Some(small)) if small < known && rest[small..known].contains(char::is_uppercase) => Some(known),
        // "Phòng Công nghệ thông tin chủ trì": who leads is named right before the word.
        (Some(known), Some(small))
            if small < known
                && leads(&rest[known..])
                && !rest[small..known].contains(',')
                && rest[small..known].split_whitespace().count() <= 5 =>
        {
            Some(known)
        }
        (Some(known), small) => Some(small.map_or(known, |small| small.min(known))),
        (None, small) => small,
    }
}

fn leads(rest: &str) -> bool {
    ["chủ trì", "có trách nhiệm", "chịu trách nhiệm"].iter().any(|word| rest.starts_with(word))
}

/// The first small word that no name has, after two words at least.
fn first_small_word(rest: &str) -> Option<usize> {
    let mut at = 0;
    for word in rest.split_inclusive(' ') {
        let bare = word.trim_end_matches([' ', ',', ';']);
        if !bare.chars().next().is_some_and(char::is_uppercase) && !words::OF_NAMES.contains(&bare) {
            let ends = rest[..at].split_whitespace().count() >= 2 && bare.chars().all(char::is_alphabetic);
            return (ends && !bare.is_empty()).then_some(at);
        }
        at += word.len();
    }
    None
}

/// "2. Sở Nội vụ:", "Đối với UBND các xã, phường:": whom the paragraphs below are for.
pub fn addressed(words: &str) -> Option<Vec<String>> {
    let words = words.trim();
    let bare = words.trim_end_matches([':', '.', ' ']);
    let lower = lowered(bare);
    let opening =
        ["giao cho ", "giao ", "đối với ", "đề nghị ", "yêu cầu ", "về phía "].iter().find(|opening| lower.starts_with(**opening));
    let name = &bare[opening.map_or(0, |opening| opening.len())..];
    let telegram = lower.ends_with(" điện");
    let whole = !telegram
        && name_end(name, false).is_none()
        && !name.contains([':', '.', '('])
        && begins_body(name)
        && name.split_whitespace().count() <= 30;
    (whole && (words.ends_with(':') || opening.is_none() && agency_name::begins_agency(name)))
        .then(|| bodies(name))
        .filter(|names| !names.is_empty())
}

/// A clause that tells how things are, or that what was said has been said.
pub fn states(words: &str) -> bool {
    let lower = lowered(start_of(words, 60));
    let told =
        ["đã ", "đang ", "chưa ", "tại cuộc họp", "sau khi nghe", "trên đây là", "thừa lệnh", "văn phòng ubnd tỉnh thông báo", "kết quả"];
    leads_in(words) || TOLD.iter().chain(&told).any(|word| lower.starts_with(word))
}

/// What leads to a list, or closes a letter with a wish.
fn leads_in(words: &str) -> bool {
    let lower = lowered(words);
    words.trim_end().ends_with(':') || lower.contains("quan tâm, phối hợp") || lower.contains("nghiêm túc triển khai")
}

/// "Chủ trì, phối hợp với Phòng Kinh tế …" under the one addressed: with whom, and where the work begins.
pub fn together(words: &str) -> (Vec<String>, usize) {
    let lower = lowered(words);
    let found = TOGETHER.captures(&lower).filter(|found| found.name("with").is_some());
    let Some(at) = found.and_then(|found| found.get(0)).map(|whole| whole.end()).filter(|at| begins_body(&words[*at..])) else {
        return (Vec::new(), 0);
    };
    name_end(&words[at..], true).map_or((Vec::new(), 0), |end| (bodies(&words[at..at + end]), at + end))
}

/// A list of bodies; "và" parts them where another one begins, but not inside "Văn phòng HĐND và UBND".
fn bodies(list: &str) -> Vec<String> {
    let list = list.trim().trim_end_matches([',', ':', ' ']);
    let mut parts: Vec<String> = Vec::new();
    for part in list.split(" và ") {
        let one_body = |last: &String| ["HĐND", "ĐBQH", "Hội đồng nhân dân", "Đại biểu Quốc hội"].iter().any(|end| last.ends_with(end));
        match parts.last_mut() {
            Some(last) if one_body(last) || !agency_name::begins_agency(part) => *last = format!("{last} và {part}"),
            _ => parts.push(part.to_owned()),
        }
    }
    agency_name::split(
        parts
            .iter()
            .map(|part| part.trim_end_matches([',', ' ']))
            .map(|part| part.to_owned() + ";")
            .collect::<Vec<_>>()
            .iter()
            .map(String::as_str),
    )
}
