//! The documentation of a rule, taken apart: what `roviec explain`, docs/rules.md and the tests read.

/// The parts of a rule's Markdown file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doc<'a> {
    /// The fault in a few Vietnamese words.
    pub title: &'a str,
    /// The fault in one English sentence.
    pub english: &'a str,
    pub checks: &'a str,
    pub why: &'a str,
    /// Markdown source of a plan with the fault.
    pub bad: &'a str,
    /// Markdown source of the superior plan both examples are held against, for rules that need one.
    pub superior: Option<&'a str>,
    /// CSV of the register of units both examples are held against, for rules that need one.
    pub units: Option<&'a str>,
    /// What the rule says of it, one line each: "lỗi[rule]: message".
    pub expected: Vec<&'a str>,
    /// Markdown source of the same plan without the fault.
    pub good: &'a str,
    pub basis: &'a str,
}

pub const HEADINGS: [&str; 5] = ["Kiểm tra gì", "Vì sao", "Ví dụ", "Sửa thành", "Căn cứ"];

/// Takes a rule's file apart; `None` when a part is missing.
pub fn parse(doc: &str) -> Option<Doc<'_>> {
    let (head, _) = doc.split_once("\n## ")?;
    let mut lines = head.lines().filter(|line| !line.trim().is_empty());
    let title = lines.next()?.strip_prefix("# ")?.split_once(": ")?.1;
    let english = lines.next()?.strip_prefix("*")?.strip_suffix("*")?;
    let example = section(doc, "Ví dụ")?;
    let expected = example.lines().filter_map(|line| line.strip_prefix("> ")).collect();
    Some(Doc {
        title,
        english,
        checks: section(doc, "Kiểm tra gì")?,
        why: section(doc, "Vì sao")?,
        bad: fenced(example, "```markdown\n")?,
        superior: fenced(example, "```markdown superior\n"),
        units: fenced(example, "```csv units\n"),
        expected,
        good: fenced(section(doc, "Sửa thành")?, "```markdown\n")?,
        basis: section(doc, "Căn cứ")?,
    })
}

/// The text under one heading of the second level.
fn section<'a>(doc: &'a str, heading: &str) -> Option<&'a str> {
    let mark = format!("\n## {heading}\n");
    let start = doc.find(&mark)? + mark.len();
    let rest = &doc[start..];
    // A fenced example may hold headings of its own.
    let mut fenced = false;
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if line.starts_with("## ") && !fenced {
            break;
        }
        end += line.len();
    }
    Some(rest[..end].trim()).filter(|text| !text.is_empty())
}

fn fenced<'a>(text: &'a str, opening: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(opening)?;
    rest.split_once("\n```").map(|(inside, _)| inside)
}
