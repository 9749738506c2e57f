use std::sync::LazyLock;

use super::places::paragraphs;
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pattern::Regex;

pub const RULE: Rule = Rule { name: "repeated-word", severity: Severity::Advice, doc: include_str!("repeated_word.md"), check };

static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\p{L}\p{M}]+").expect("a fixed pattern"));

/// Words of grammar: never said twice in a row, and what follows one starts a new word, so that
/// "cơ quan quan trọng" and "thực hiện hiện đại hóa" stay out.
const GRAMMAR: [&str; 27] = [
    "các", "những", "và", "của", "cho", "với", "trong", "được", "là", "có", "về", "theo", "để", "từ", "tại", "trên", "bằng", "khi", "do",
    "bị", "hoặc", "như", "sẽ", "đã", "đang", "phải", "một",
];

/// Words that begin no compound with the word before them: after "trung tâm tâm xã" nothing else is meant.
const CLOSING: [&str; 16] =
    ["và", "của", "các", "những", "cho", "với", "để", "xã", "phường", "tỉnh", "huyện", "thôn", "bản", "thị", "trên", "trong"];

/// Doubled on purpose, or the first syllable of a word after a word of the same sound.
const DOUBLED: [&str; 38] = [
    "dần",
    "luôn",
    "thường",
    "ngày",
    "người",
    "nhà",
    "nơi",
    "đời",
    "từng",
    "vừa",
    "mãi",
    "song",
    "đều",
    "chung",
    "riêng",
    "năm",
    "ba",
    "hai",
    "bốn",
    "sáu",
    "bảy",
    "tám",
    "chín",
    "mười",
    "ban",
    "sở",
    "xã",
    "bộ",
    "tổ",
    "hội",
    "đảng",
    "dân",
    "số",
    "tỉnh",
    "lần",
    "xanh",
    "cao",
    "xa",
];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in paragraphs(checked) {
        let text = &found.text().text;
        let words: Vec<_> = WORD.find_iter(text).collect();
        for (at, pair) in words.windows(2).enumerate() {
            let word = pair[0].as_str();
            let adjacent = text[pair[0].end()..pair[1].start()].chars().all(char::is_whitespace);
            if !adjacent || word != pair[1].as_str() || word.chars().any(char::is_uppercase) || DOUBLED.contains(&word) {
                continue;
            }
            let tied = at > 0 && text[words[at - 1].end()..pair[0].start()].chars().all(char::is_whitespace);
            let opens = tied && GRAMMAR.contains(&words[at - 1].as_str());
            let after = words.get(at + 2).filter(|next| text[pair[1].end()..next.start()].trim().is_empty());
            let closes = tied && after.is_none_or(|next| CLOSING.contains(&next.as_str()));
            if !GRAMMAR.contains(&word) && !opens && !closes {
                continue;
            }
            let before = if opens || closes { words[at - 1].start() } else { pair[0].start() };
            let after = words.get(at + 2).map_or(pair[1].end(), |next| next.end());
            let quote = Some(text[before..after].to_owned());
            let help = Some(format!("bỏ một chữ “{word}”"));
            let span = found.span(pair[0].start()..pair[1].end());
            out.push(Diagnostic { help, quote, ..RULE.at(&span, format!("Lặp chữ “{word}”")) });
        }
    }
}
