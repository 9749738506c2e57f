use std::collections::HashMap;

use super::words::{Gap, Shape, Words, span, text};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::syllable::free_tone;

pub const RULE: Rule =
    Rule { name: "inconsistent-spelling", severity: Severity::Advice, doc: include_str!("inconsistent_spelling.md"), check };

/// Two spellings of one thing: the places of each, a place is a line and a word.
struct Pair {
    forms: [Vec<(usize, usize)>; 2],
    /// Both spellings in words; where they are no fixed word, the ones first met are named.
    names: [&'static str; 2],
}

/// Syllables written with i or y.
const LETTERS: [(&str, &str); 8] =
    [("tỉ", "tỷ"), ("kĩ", "kỹ"), ("mĩ", "mỹ"), ("lí", "lý"), ("sĩ", "sỹ"), ("kì", "kỳ"), ("quí", "quý"), ("kí", "ký")];

/// What "hàng" and "hằng" stand before when they mean "each".
const PERIODS: [&str; 5] = ["năm", "tháng", "quý", "tuần", "ngày"];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let words = checked.words();
    let mut pairs: Vec<Pair> = Vec::new();
    let mut roles: HashMap<u32, (usize, usize)> = HashMap::new();
    for (names, forms) in [(["hóa", "hoá"], "oa"), (["khỏe", "khoẻ"], "oe"), (["ủy", "uỷ"], "uy")] {
        let at = pairs.len();
        pairs.push(Pair { forms: [Vec::new(), Vec::new()], names });
        for (word, id) in words.written().iter().zip(0..) {
            if let Some((rime, second)) = free_tone(word).filter(|(rime, _)| *rime == forms) {
                debug_assert_eq!(rime, forms);
                roles.insert(id, (at, usize::from(second)));
            }
        }
    }
    for (i, y) in LETTERS {
        let at = pairs.len();
        pairs.push(Pair { forms: [Vec::new(), Vec::new()], names: [i, y] });
        for (word, id) in words.written().iter().zip(0..) {
            if word == i || word == y {
                roles.insert(id, (at, usize::from(word == y)));
            }
        }
    }
    let each = pairs.len();
    pairs.push(Pair { forms: [Vec::new(), Vec::new()], names: ["hằng", "hàng"] });
    collect(words, &roles, each, &mut pairs);
    for pair in pairs.iter().filter(|pair| pair.forms.iter().all(|form| !form.is_empty())) {
        report(words, pair, out);
    }
}

fn collect(words: &Words<'_>, roles: &HashMap<u32, (usize, usize)>, each: usize, pairs: &mut [Pair]) {
    let kinds: Vec<Option<(usize, usize)>> = (0..words.written().len() as u32).map(|id| roles.get(&id).copied()).collect();
    let [steady, changed] = ["hằng", "hàng"].map(|word| words.written().iter().position(|other| other == word).map(|at| at as u32));
    for (index, line) in words.lines.iter().enumerate().filter(|(_, line)| !line.shouted && !line.guessed) {
        let of_line = words.of_line(line);
        for (at, word) in of_line.iter().enumerate() {
            if let Some((pair, form)) = kinds[word.spelled as usize] {
                // A capital inside a sentence begins a name, which is spelled as its owner does.
                let name = word.shape != Shape::Small && at > 0 && !matches!(words.small(word), "ủy" | "uỷ" | "tỉ" | "tỷ" | "kĩ" | "kỹ");
                let named =
                    at > 0 && word.shape == Shape::Small && of_line[at - 1].shape == Shape::Capital && matches!(pair, 3..) && at > 1;
                if !name && !named {
                    pairs[pair].forms[form].push((index, at));
                }
            }
            let id = Some(word.spelled);
            if (id == steady || id == changed) && word.gap == Gap::Space {
                let next = of_line.get(at + 1).map(|next| words.small(next));
                if next.is_some_and(|next| PERIODS.contains(&next)) {
                    pairs[each].forms[usize::from(id == changed)].push((index, at));
                }
            }
        }
    }
}

fn report(words: &Words<'_>, pair: &Pair, out: &mut Diagnostics) {
    let [first, second] = &pair.forms;
    // The rarer is the slip; of two equals the one that comes later.
    let rare = match first.len().cmp(&second.len()) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => usize::from(first[0] < second[0]),
    };
    let place = |form: usize| {
        let (line, at) = pair.forms[form][0];
        let line = &words.lines[line];
        let of_line = words.of_line(line);
        let pair = matches!(of_line[at].gap, Gap::Space) && at + 1 < of_line.len();
        let start = at - usize::from(!pair && at > 0 && of_line[at - 1].gap == Gap::Space);
        let end = at + 1 + usize::from(pair);
        // "Tỉnh uỷ", "cấp uỷ", "thể chế hoá": the mark is on the last syllable of the word.
        let start = match words.small(&of_line[at]) {
            "ủy" | "uỷ" | "hóa" | "hoá" if at > 0 && of_line[at - 1].gap == Gap::Space => return (line, of_line, at - 1, at + 1),
            _ => start,
        };
        (line, of_line, start, end)
    };
    let (line, of_line, start, end) = place(rare);
    let (other_line, other_words, other_start, other_end) = place(1 - rare);
    let (minor, major) = (pair.names[rare], pair.names[1 - rare]);
    let message =
        format!("Viết không thống nhất: “{minor}” ({} chỗ), “{major}” ({} chỗ)", pair.forms[rare].len(), pair.forms[1 - rare].len());
    let quote = Some(text(line, &of_line[start..end]).to_owned());
    let help = Some(format!("viết một cách trong cả văn bản, như “{major}”"));
    let related = vec![span(other_line, &other_words[other_start..other_end])];
    out.push(Diagnostic { help, quote, related, ..RULE.at(&span(line, &of_line[start..end]), message) });
}
