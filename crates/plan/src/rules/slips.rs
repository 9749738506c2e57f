//! Finding the phrases of the list of slips in a plan, for the rules that report them.

use std::collections::HashMap;

use super::words::{Gap, Line, Word, Words, broken, quote, span, text};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::Diagnostic;
use crate::document::Span;
use crate::vocabulary::slips::Slip;

/// A slip whose words the plan has, by their numbers in the plan.
struct Sought<'a> {
    slip: &'a Slip,
    wrong: Vec<u32>,
    after: Vec<u32>,
    before: Vec<u32>,
    not_before: Vec<u32>,
}

/// A slip at its place: the line, and its words among those of the line.
pub struct Met<'a> {
    pub line: &'a Line<'a>,
    pub words: &'a [Word],
    pub start: usize,
    pub end: usize,
    pub right: String,
}

impl Met<'_> {
    pub fn written(&self) -> &str {
        text(self.line, &self.words[self.start..self.end])
    }

    pub fn span(&self) -> Span {
        span(self.line, &self.words[self.start..self.end])
    }

    pub fn is_broken(&self) -> bool {
        broken(self.line, &self.words[self.start..self.end])
    }
}

/// Every slip that this rule reports.
pub fn of_rule<'a>(checked: &'a Checked<'_>, rule: &Rule) -> Vec<Met<'a>> {
    let words = checked.words();
    let slips = checked.context.vocabulary.slips().0.iter().filter(|slip| slip.rule == rule.name);
    let mut by_first: HashMap<u32, Vec<Sought<'a>>> = HashMap::new();
    for sought in slips.filter_map(|slip| sought(words, slip)) {
        by_first.entry(sought.wrong[0]).or_default().push(sought);
    }
    let mut out = Vec::new();
    if by_first.is_empty() {
        return out;
    }
    for line in words.lines.iter().filter(|line| !line.guessed) {
        let of_line = words.of_line(line);
        for start in 0..of_line.len() {
            let Some(list) = by_first.get(&words.plain(&of_line[start])) else { continue };
            for sought in list.iter().filter(|sought| stands(words, line, of_line, start, sought)) {
                let end = start + sought.wrong.len();
                let right = like(text(line, &of_line[start..end]), &sought.slip.right);
                out.push(Met { line, words: of_line, start, end, right });
            }
        }
    }
    out
}

fn sought<'a>(words: &Words<'_>, slip: &'a Slip) -> Option<Sought<'a>> {
    let known = |list: &[String]| list.iter().filter_map(|word| words.find(word)).collect::<Vec<u32>>();
    let wrong: Vec<u32> = slip.wrong.iter().map(|part| words.find(&part.plain)).collect::<Option<_>>()?;
    Some(Sought { slip, wrong, after: known(&slip.after), before: known(&slip.before), not_before: known(&slip.not_before) })
}

fn stands(words: &Words<'_>, line: &Line<'_>, of_line: &[Word], start: usize, sought: &Sought<'_>) -> bool {
    let end = start + sought.wrong.len();
    if end > of_line.len() {
        return false;
    }
    let same = |(at, part): (usize, &crate::vocabulary::slips::Part)| {
        let word = &of_line[start + at];
        let gap = if part.comma { Gap::Comma } else { Gap::Space };
        words.plain(word) == sought.wrong[at]
            && (start + at + 1 == end || word.gap == gap)
            && part.exact.as_ref().is_none_or(|exact| text(line, std::slice::from_ref(word)) == exact)
    };
    if !sought.slip.wrong.iter().enumerate().all(same) {
        return false;
    }
    let before = start.checked_sub(1).map(|at| &of_line[at]).filter(|word| word.gap == Gap::Space).map(|word| words.plain(word));
    let after = of_line.get(end).filter(|_| of_line[end - 1].gap == Gap::Space).map(|word| words.plain(word));
    (sought.slip.after.is_empty() || before.is_some_and(|word| sought.after.contains(&word)))
        && (sought.slip.before.is_empty() || after.is_some_and(|word| sought.before.contains(&word)))
        && after.is_none_or(|word| !sought.not_before.contains(&word))
}

/// The right words with the capitals of the wrong ones: all of them, or the first letter.
pub fn like(wrong: &str, right: &str) -> String {
    let mut letters = wrong.chars().filter(|c| c.is_alphabetic());
    if !letters.clone().any(char::is_lowercase) {
        return right.to_uppercase();
    }
    if letters.next().is_some_and(char::is_uppercase) {
        let mut rest = right.chars();
        return rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect();
    }
    right.to_owned()
}

/// Reports what was met, once per wrong phrase with its further places.
pub fn report(rule: &Rule, met: &[Met<'_>], message: impl Fn(&Met<'_>) -> String, out: &mut Diagnostics) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for met in met {
        let key = format!("{}→{}", met.written().to_lowercase(), met.right.to_lowercase());
        if let Some(at) = seen.get(&key) {
            out[*at].related.push(met.span());
            continue;
        }
        seen.insert(key, out.len());
        let quote = Some(quote(met.line, met.words, met.start..met.end));
        let help = (!met.right.is_empty()).then(|| format!("viết “{}”", met.right));
        out.push(Diagnostic { help, quote, ..rule.at(&met.span(), message(met)) });
    }
}
