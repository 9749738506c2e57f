//! Words that belong to no issued document: blanks and advice of a template, columns for the leader only, lines of a
//! web page or a scanner.

use regex::Regex;

use super::table::{ListError, entries};

const COLUMNS: [&str; 3] = ["cụm từ", "loại", "ghi chú"];

/// The list `data/leftovers.tsv`, one search for each of its kinds.
#[derive(Debug, Clone)]
pub struct Leftovers {
    /// Begins what stands between brackets.
    pub blanks: Regex,
    /// Anywhere in a paragraph.
    pub advice: Regex,
    /// Begins a paragraph that stands in round brackets as a whole.
    pub asides: Regex,
    /// Anywhere in the name of a column.
    pub columns: Regex,
    /// Begins a line.
    pub lines: Regex,
}

impl Default for Leftovers {
    fn default() -> Self {
        Self::parse(include_str!("../../data/leftovers.tsv")).expect("the list is tested")
    }
}

impl Leftovers {
    /// # Errors
    /// A list of another shape, or a kind that is not one of the five.
    pub fn parse(text: &str) -> Result<Self, ListError> {
        let mut kinds: [Vec<String>; 5] = Default::default();
        for entry in entries(text, &COLUMNS)? {
            let kind = match entry.cells[1] {
                "ô mẫu" => 0,
                "câu mẫu" => 1,
                "cột nội bộ" => 2,
                "dòng lạ" => 3,
                "đoạn mẫu" => 4,
                other => return Err(entry.error(format!("loại “{other}” không có; ghi ô mẫu, câu mẫu, đoạn mẫu, cột nội bộ hoặc dòng lạ"))),
            };
            kinds[kind].push(entry.cells[0].to_owned());
        }
        let [blanks, advice, columns, lines, asides] = kinds.map(|phrases| either(&phrases));
        let built = |text: &str| Regex::new(text).map_err(|error| ListError { line: 1, message: error.to_string() });
        Ok(Self {
            blanks: built(&format!(r"^\s*(?:{blanks})(?:[\s:,/.]|$)"))?,
            advice: built(&format!("(?:{advice})"))?,
            asides: built(&format!(r"^\((?:{asides})\b"))?,
            columns: built(&format!("(?:{columns})"))?,
            lines: built(&format!(r"^(?:{lines})\b"))?,
        })
    }
}

/// The phrases in small letters, with a capital, and all in capitals: a search that folds case costs more.
fn either(phrases: &[String]) -> String {
    let mut out: Vec<String> = Vec::new();
    // The longest first, so that what is found is the whole phrase.
    let mut sorted: Vec<&String> = phrases.iter().collect();
    sorted.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    for phrase in sorted {
        let low = phrase.to_lowercase();
        let mut letters = low.chars();
        let capital: String = letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect();
        out.extend([regex::escape(&low), regex::escape(&capital), regex::escape(&low.to_uppercase())]);
    }
    // An empty list finds nothing.
    if out.is_empty() { r"[^\s\S]".to_owned() } else { out.join("|") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_is_not_known_is_refused_with_its_line() {
        let refused = Leftovers::parse("cụm từ\tloại\tghi chú\nghi rõ\tô trống\t\n").unwrap_err();
        assert_eq!(refused.line, 2);
    }

    #[test]
    fn phrases_are_found_in_small_letters_and_in_capitals() {
        let list = Leftovers::parse("cụm từ\tloại\tghi chú\nđể giải trình\tcột nội bộ\t\n").unwrap();
        assert!(list.columns.is_match("Cột để giải trình") && list.columns.is_match("ĐỂ GIẢI TRÌNH"));
        assert!(!list.lines.is_match("để giải trình"));
    }
}
