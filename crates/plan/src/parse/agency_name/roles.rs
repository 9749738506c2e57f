//! One cell that names both who leads and who joins in: "Chủ trì: …; Phối hợp: …", "Sở Y tế chủ trì, phối hợp với Công an tỉnh".

use std::sync::LazyLock;

use super::split;
use crate::pattern::Regex;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a literal of this file")
}

/// Words before the agencies that lead, or that join in.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|[\s;,.(–-])((?:(?:cơ quan|đơn vị)\s+)?(?:chủ trì\s*,?\s*phối hợp|(chủ trì)|phối hợp)(?:\s+thực hiện)?\s*:|(?:chủ trì\s*[,;]?\s*)?phối hợp\s+(?:cùng\s+)?(?:với|cùng)\b)",
    )
});
/// What follows a name that is told to lead, or to join in.
static TOLD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\s*(?:[(\[]\s*)?\b(?:(?:là\s+)?(?:cơ quan\s+)?(chủ trì)|phối hợp)\s*[)\]]?\s*[.;,]?$"));

/// The agencies that lead and those that join in, from the lines of both cells.
pub fn divide<'a>(lead: impl IntoIterator<Item = &'a str>, coordinating: impl IntoIterator<Item = &'a str>) -> (Vec<String>, Vec<String>) {
    let (mut leads, mut joins): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for (lines, mut led) in [(lead.into_iter().collect::<Vec<_>>(), true), (coordinating.into_iter().collect(), false)] {
        for line in lines {
            let mut at = 0;
            for found in LABEL.captures_iter(line) {
                let label = found.get(1).expect("the group is not optional");
                if led { &mut leads } else { &mut joins }.push(line[at..label.start()].trim_matches([' ', ';', ',', '(']));
                led = found.get(2).is_some();
                at = label.end();
            }
            if led { &mut leads } else { &mut joins }.push(&line[at..]);
        }
    }
    let words = |lines: Vec<&'a str>| lines.into_iter().filter(|line| line.chars().any(char::is_alphabetic)).collect::<Vec<_>>();
    told(split(words(leads)), split(words(joins)))
}

/// "Sở Nội vụ chủ trì", "Sở Y tế (phối hợp)": what is said after a name; names before it in one list are meant too.
///
/// "Đơn vị phối hợp", "cơ quan được giao chủ trì" name a body by its part and stay whole.
fn told(leads: Vec<String>, joins: Vec<String>) -> (Vec<String>, Vec<String>) {
    let (mut out, mut joining): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut waiting: Vec<String> = Vec::new();
    for name in leads {
        let found = TOLD.captures(&name).map(|found| (found.get(0).map_or(0, |whole| whole.start()), found.get(1).is_some()));
        let Some((at, leading)) = found.filter(|(at, _)| !is_noun(&name[..*at])) else {
            waiting.push(name);
            continue;
        };
        let bare = name[..at].trim().to_owned();
        let list = if leading { &mut out } else { &mut joining };
        list.append(&mut waiting);
        list.extend(Some(bare).filter(|bare| !bare.is_empty()));
    }
    out.append(&mut waiting);
    joining.extend(joins.into_iter().map(|name| match TOLD.find(&name).filter(|found| !is_noun(&name[..found.start()])) {
        Some(found) => name[..found.start()].trim().to_owned(),
        None => name,
    }));
    (out, joining)
}

/// The words before "phối hợp" make one name with it.
fn is_noun(before: &str) -> bool {
    let lower = before.trim().to_lowercase();
    lower.is_empty()
        || ["đơn vị", "cơ quan", "tổ chức", "bộ phận", "ngành", "giao", "tham gia"].iter().any(|word| lower.ends_with(word))
            && !lower.contains(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_names_both_is_divided() {
        for (text, leads, joins) in [
            ("Chủ trì: Sở Y tế; Phối hợp: Công an tỉnh, các địa phương", vec!["Sở Y tế"], vec!["Công an tỉnh", "các địa phương"]),
            ("Cơ quan chủ trì: Ban Tổ chức. Cơ quan phối hợp: Văn phòng Đảng ủy", vec!["Ban Tổ chức"], vec!["Văn phòng Đảng ủy"]),
            ("Phòng Kinh tế chủ trì, phối hợp với các thôn", vec!["Phòng Kinh tế"], vec!["các thôn"]),
            ("Sở Nội vụ chủ trì; Sở Tài chính, Sở Tư pháp phối hợp", vec!["Sở Nội vụ"], vec!["Sở Tài chính", "Sở Tư pháp"]),
            ("Sở Nội vụ (chủ trì), Sở Y tế", vec!["Sở Nội vụ", "Sở Y tế"], vec![]),
            ("Công an xã phối hợp với Đoàn Thanh niên xã", vec!["Công an xã"], vec!["Đoàn Thanh niên xã"]),
            ("Cơ quan được giao chủ trì", vec!["Cơ quan được giao chủ trì"], vec![]),
            ("Sở Y tế chủ trì; các sở, ngành phối hợp", vec!["Sở Y tế"], vec!["các sở, ngành"]),
            ("Tổ phối hợp liên ngành", vec!["Tổ phối hợp liên ngành"], vec![]),
            ("Phòng Kinh tế kết hợp với các hợp tác xã", vec!["Phòng Kinh tế kết hợp với các hợp tác xã"], vec![]),
        ] {
            let (led, joined) = divide([text], []);
            assert_eq!(
                (led, joined),
                (leads.iter().map(|s| (*s).to_owned()).collect(), joins.iter().map(|s| (*s).to_owned()).collect()),
                "{text}"
            );
        }
    }

    #[test]
    fn labels_on_lines_of_their_own_hold_for_the_lines_that_follow() {
        let (leads, joins) = divide(["Chủ trì:", "Ban Tuyên giáo và Dân vận", "Phối hợp:", "- Văn phòng Đảng ủy", "- Các chi bộ"], []);
        assert_eq!(leads, ["Ban Tuyên giáo và Dân vận"]);
        assert_eq!(joins, ["Văn phòng Đảng ủy", "Các chi bộ"]);
        assert_eq!(divide([], ["Các đơn vị phối hợp", "Cơ quan chủ trì"]).1, ["Các đơn vị phối hợp", "Cơ quan chủ trì"]);
        assert_eq!(divide([], ["Phối hợp với Công an xã"]).1, ["Công an xã"]);
    }
}
