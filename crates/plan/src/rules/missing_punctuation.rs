use std::collections::HashMap;

use super::slips::{Met, of_rule, report};
use super::words::{Gap, Shape, text};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::Severity;

pub const RULE: Rule = Rule { name: "missing-punctuation", severity: Severity::Advice, doc: include_str!("missing_punctuation.md"), check };

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let mut met = of_rule(checked, &RULE);
    met.retain(|met| !met.line.shouted);
    enumerations(checked, &mut met);
    let mut found = Vec::new();
    report(&RULE, &met, |met| format!("Thiếu dấu câu: “{}”", met.written()), &mut found);
    out.append(&mut found);
}

/// Two words of one kind side by side: "linh hoạt sáng tạo".
fn enumerations<'a>(checked: &'a Checked<'_>, met: &mut Vec<Met<'a>>) {
    let words = checked.words();
    let list = &checked.context.vocabulary.enumerations().0;
    let known = |((first, second), group): (&(String, String), &'a String)| Some(((words.find(first)?, words.find(second)?), group));
    let groups: HashMap<(u32, u32), &String> = list.iter().filter_map(known).collect();
    let making = words.find("hóa");
    let opening = ["đổi", "tính", "sự", "một"].map(|word| words.find(word));
    for line in words.lines.iter().filter(|line| !line.guessed && !line.shouted) {
        let of_line = words.of_line(line);
        for (start, four) in of_line.windows(4).enumerate() {
            if four[..3].iter().any(|word| word.gap != Gap::Space) || four[1..].iter().any(|word| word.shape != Shape::Small) {
                continue;
            }
            let numbers = [0, 1, 2, 3].map(|at| words.plain(&four[at]));
            let Some(group) = groups.get(&(numbers[0], numbers[1])) else { continue };
            if groups.get(&(numbers[2], numbers[3])) != Some(group) || numbers[..2] == numbers[2..] {
                continue;
            }
            // "đổi mới sáng tạo hiệu quả": the first is the end of a longer word.
            let before = |back: usize| start.checked_sub(back).map(|at| Some(words.plain(&of_line[at])));
            if [before(1), before(2)].into_iter().flatten().any(|word| word.is_some() && opening.contains(&word)) {
                continue;
            }
            // "kịp thời cụ thể hóa": the second begins a verb.
            if of_line.get(start + 4).is_some_and(|word| four[3].gap == Gap::Space && Some(words.plain(word)) == making) {
                continue;
            }
            // A comma in the wrong place is told by another rule: "thực hiện, kịp thời hiệu quả".
            if start > 0 && of_line[start - 1].gap == Gap::Comma && super::stray_punctuation::is_verb_end(words.small(&of_line[start - 1]))
            {
                continue;
            }
            let part = |range: std::ops::Range<usize>| text(line, &four[range]);
            let right = format!("{}, {}", part(0..2), part(2..4));
            met.push(Met { line, words: of_line, start, end: start + 4, right });
        }
    }
}
