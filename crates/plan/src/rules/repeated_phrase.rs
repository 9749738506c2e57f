use super::words::{Gap, Line, Shape, Word, Words, span, text};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};

pub const RULE: Rule = Rule { name: "repeated-phrase", severity: Severity::Advice, doc: include_str!("repeated_phrase.md"), check };

/// So many words in a row are not said twice by chance before a purpose.
const LONG: usize = 4;
/// How far apart the two may stand.
const NEAR: usize = 24;

/// Nouns that carry no second of their kind: "Đề án triển khai đề án".
const NOUNS: [(&str, &str); 5] = [("đề", "án"), ("dự", "án"), ("giải", "pháp"), ("biện", "pháp"), ("mô", "hình")];
const VERBS: [(&str, &str); 5] = [("triển", "khai"), ("thực", "hiện"), ("xây", "dựng"), ("tổ", "chức"), ("áp", "dụng")];
/// After these the second is another one: "Đề án thực hiện Đề án số 06".
const OTHERS: [&str; 8] = ["số", "của", "này", "nêu", "trên", "đã", "phát", "được"];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let words = checked.words();
    let purposes = ["để", "nhằm"].map(|word| words.find(word));
    for line in words.lines.iter().filter(|line| !line.guessed) {
        let of_line = words.of_line(line);
        for (at, word) in of_line.iter().enumerate() {
            let plain = Some(words.plain(word));
            if word.gap == Gap::Space && purposes.contains(&plain) {
                purpose(words, line, of_line, at, out);
            }
        }
        for (at, six) in of_line.windows(6).enumerate() {
            nested(words, line, of_line, at, six, out);
        }
    }
}

/// "Phổ cập … cho … để phổ cập …": the purpose says the thing again.
fn purpose(words: &Words<'_>, line: &Line<'_>, of_line: &[Word], at: usize, out: &mut Diagnostics) {
    let sentence = at.saturating_sub(NEAR)..at;
    let begins = |start: &usize| line.text()[of_line[*start].end()..of_line[at].start()].contains(['.', ';', ':']);
    let first = sentence.clone().rev().find(begins).map_or(sentence.start, |start| start + 1);
    let after = &of_line[at + 1..];
    for start in first..at {
        let same = of_line[start..at].iter().zip(after).take_while(|(one, other)| words.plain(one) == words.plain(other)).count();
        let joined = after[..same.saturating_sub(1)].iter().all(|word| word.gap != Gap::Other);
        if same >= LONG && joined {
            let whole = &of_line[start..at + 1 + same];
            let again = text(line, &after[..same]);
            let message = format!("Lặp ý: mục đích nhắc lại chính việc đã nêu, “{again}”");
            let quote = Some(text(line, whole).to_owned());
            out.push(Diagnostic { quote, ..RULE.at(&span(line, whole), message) });
            return;
        }
    }
}

/// "Đề án triển khai đề án".
fn nested(words: &Words<'_>, line: &Line<'_>, of_line: &[Word], at: usize, six: &[Word], out: &mut Diagnostics) {
    if six[..5].iter().any(|word| word.gap != Gap::Space) || words.plain(&six[0]) != words.plain(&six[4]) {
        return;
    }
    let pair = |first: usize| (words.small(&six[first]), words.small(&six[first + 1]));
    if !NOUNS.contains(&pair(0)) || pair(0) != pair(4) || !VERBS.contains(&pair(2)) || six[4].shape != Shape::Small {
        return;
    }
    let other = of_line.get(at + 6).filter(|_| six[5].gap == Gap::Space);
    if other.is_some_and(|word| word.shape == Shape::Figures || OTHERS.contains(&words.small(word))) {
        return;
    }
    let name = text(line, &six[4..]);
    let message = format!("Lặp “{name}” trong một tên gọi");
    let start = at.saturating_sub(2);
    let quote = Some(text(line, &of_line[start..(at + 8).min(of_line.len())]).to_owned());
    out.push(Diagnostic { quote, help: Some(format!("bỏ một chữ “{name}”")), ..RULE.at(&span(line, six), message) });
}
