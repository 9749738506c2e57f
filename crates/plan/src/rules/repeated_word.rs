use super::words::{Gap, Shape, span, text};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};

pub const RULE: Rule = Rule { name: "repeated-word", severity: Severity::Advice, doc: include_str!("repeated_word.md"), check };

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
    let words = checked.words();
    for line in &words.lines {
        let of_line = words.of_line(line);
        for (at, pair) in of_line.windows(2).enumerate() {
            let adjacent = pair[0].spelled == pair[1].spelled && pair[0].gap == Gap::Space;
            if !adjacent || pair.iter().any(|word| word.shape != Shape::Small) {
                continue;
            }
            let word = words.small(&pair[0]);
            if DOUBLED.contains(&word) {
                continue;
            }
            let before = at.checked_sub(1).map(|before| &of_line[before]).filter(|before| before.gap == Gap::Space);
            let after = of_line.get(at + 2).filter(|_| pair[1].gap == Gap::Space);
            let opens = before.is_some_and(|before| GRAMMAR.contains(&words.small(before)));
            let closes = before.is_some() && after.is_none_or(|next| CLOSING.contains(&words.small(next)));
            if !GRAMMAR.contains(&word) && !opens && !closes {
                continue;
            }
            let start = if opens || closes { at - 1 } else { at };
            let quote = Some(text(line, &of_line[start..(at + 3).min(of_line.len())]).to_owned());
            let help = Some(format!("bỏ một chữ “{word}”"));
            out.push(Diagnostic { help, quote, ..RULE.at(&span(line, pair), format!("Lặp chữ “{word}”")) });
        }
    }
}
