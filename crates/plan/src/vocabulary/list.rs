//! The word lists as an official sees them: what each is for, its columns, what comes with the program.

use super::{abbreviations, capitals, dissolved_agencies, enumerations, known_documents, leftovers, lexicon, matching_words, slips, table};

/// One of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    /// As of its file in `crates/plan/data`, without the ending.
    pub name: &'static str,
    /// Vietnamese.
    pub title: &'static str,
    /// The first one is never empty.
    pub columns: &'static [&'static str],
    /// The file that comes with the program.
    pub text: &'static str,
    /// Rules that go by it.
    pub rules: &'static [&'static str],
}

/// Every list, those that are added to most first.
pub const LISTS: [List; 10] = [
    List { name: "words", title: "Từ hai âm tiết", columns: lexicon::COLUMNS, text: lexicon::WORDS, rules: &["misspelling"] },
    List {
        name: "single_words", title: "Từ một âm tiết", columns: lexicon::COLUMNS, text: lexicon::SINGLE_WORDS, rules: &["misspelling"]
    },
    List {
        name: "slips",
        title: "Chữ hay viết sai",
        columns: slips::COLUMNS,
        text: slips::TEXT,
        rules: &["misspelling", "missing-word", "missing-punctuation", "stray-punctuation"],
    },
    List {
        name: "abbreviations",
        title: "Chữ viết tắt",
        columns: abbreviations::COLUMNS,
        text: abbreviations::TEXT,
        rules: &["undefined-abbreviation"],
    },
    List {
        name: "capitals",
        title: "Cách viết hoa",
        columns: capitals::COLUMNS,
        text: capitals::TEXT,
        rules: &["wrong-capitalization", "misspelling"],
    },
    List {
        name: "known-documents",
        title: "Văn bản Trung ương",
        columns: known_documents::COLUMNS,
        text: known_documents::TEXT,
        rules: &["citation-replaced", "citation-date-wrong", "citation-number-wrong"],
    },
    List {
        name: "dissolved-agencies",
        title: "Cơ quan không còn",
        columns: dissolved_agencies::COLUMNS,
        text: dissolved_agencies::TEXT,
        rules: &["dissolved-agency", "unknown-agency"],
    },
    List {
        name: "leftovers",
        title: "Chữ còn sót của bản mẫu",
        columns: leftovers::COLUMNS,
        text: leftovers::TEXT,
        rules: &["template-leftover", "foreign-line", "internal-column-left"],
    },
    List {
        name: "enumerations",
        title: "Từ hay kể nối nhau",
        columns: enumerations::COLUMNS,
        text: enumerations::TEXT,
        rules: &["missing-punctuation"],
    },
    List {
        name: "matching-words",
        title: "Từ ngữ khi đối chiếu hai kế hoạch",
        columns: matching_words::COLUMNS,
        text: matching_words::TEXT,
        rules: &[],
    },
];

impl List {
    pub fn named(name: &str) -> Option<&'static Self> {
        LISTS.iter().find(|list| list.name == name)
    }

    /// What the file says of itself: its remarks before the header, as one text.
    pub fn remarks(&self) -> String {
        let lines = self.text.lines().take_while(|line| line.starts_with('#'));
        lines.map(|line| line.trim_start_matches('#').trim()).collect::<Vec<_>>().join(" ")
    }

    /// The entries that come with the program, each with as many cells as there are columns.
    pub fn built_in(&self) -> Vec<Vec<&'static str>> {
        table::entries(self.text, self.columns).map(|entries| entries.into_iter().map(|entry| entry.cells).collect()).unwrap_or_default()
    }

    /// A file of these rows, in the form [`super::Vocabulary::add`] takes.
    pub fn file<R: AsRef<str>>(&self, rows: &[R]) -> String {
        let rows = rows.iter().map(AsRef::as_ref);
        std::iter::once(self.columns.join("\t").as_str()).chain(rows).map(|line| format!("{line}\n")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Vocabulary;
    use crate::rules;

    #[test]
    fn every_list_says_what_it_is_for_and_its_rules_exist() {
        for list in LISTS {
            assert!(!list.built_in().is_empty(), "{}", list.name);
            assert!(list.remarks().chars().count() > 20, "{}", list.name);
            assert!(list.rules.iter().all(|rule| rules::find(rule).is_some()), "{:?}", list.rules);
        }
    }

    #[test]
    fn rows_written_as_a_file_are_taken_again() {
        for list in LISTS {
            let rows: Vec<String> = list.built_in().iter().take(3).map(|cells| cells.join("\t")).collect();
            Vocabulary::default().add(list.name, &list.file(&rows)).unwrap_or_else(|error| panic!("{}: {error}", list.name));
        }
    }
}
