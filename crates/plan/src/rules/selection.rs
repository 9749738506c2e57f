//! Which rules speak and how gravely: the `[rules]` table of a `roviec.toml`, and what one run leaves out.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{RULES, find};
use crate::diagnostic::{Diagnostic, Severity};

/// What is said of each rule that is not as it comes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// `None`: silent.
    rules: BTreeMap<&'static str, Option<Severity>>,
}

/// How many diagnostics each silenced rule would have given.
pub type Silenced = BTreeMap<&'static str, usize>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rules: BTreeMap<String, String>,
}

impl Selection {
    /// Reads a `roviec.toml`: `[rules]`, then `misspelling = "off"` or `several-leads = "error"`.
    ///
    /// # Errors
    /// One Vietnamese sentence: what is wrong and what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
            format!("dòng {line}: không phải TOML hợp lệ hoặc có mục lạ; chỉ dùng bảng [rules] với các dòng dạng misspelling = \"off\"")
        })?;
        let mut out = Self::default();
        for (name, level) in &file.rules {
            let level = match level.as_str() {
                "off" | "tắt" => None,
                "error" | "lỗi" => Some(Severity::Error),
                "warning" | "cảnh báo" => Some(Severity::Warning),
                "advice" | "góp ý" => Some(Severity::Advice),
                other => return Err(format!("{name} = \"{other}\": mức không có; hãy ghi off, error, warning hoặc advice")),
            };
            out.set(name, level)?;
        }
        Ok(out)
    }

    /// Silences one rule for this run.
    ///
    /// # Errors
    /// One Vietnamese sentence when there is no such rule, or it cannot be silenced.
    pub fn silence(&mut self, name: &str) -> Result<(), String> {
        self.set(name, None)
    }

    fn set(&mut self, name: &str, level: Option<Severity>) -> Result<(), String> {
        let Some(rule) = find(name) else {
            let first = name.split('-').next().unwrap_or(name);
            let near: Vec<&str> = RULES.iter().map(|rule| rule.name).filter(|known| known.split('-').any(|part| part == first)).collect();
            let near = if near.is_empty() { String::new() } else { format!("; gần giống: {}", near.join(", ")) };
            return Err(format!("không có quy tắc “{name}”{near}; roviec explain liệt kê mọi quy tắc"));
        };
        if rule.name == "secrecy-mark" {
            return Err("secrecy-mark không tắt và không đổi mức được: văn bản có dấu mật không được xử lý".to_owned());
        }
        self.rules.insert(rule.name, level);
        Ok(())
    }

    /// Takes silenced rules out and gives the others their severity.
    pub fn apply(&self, diagnostics: &mut Vec<Diagnostic>) -> Silenced {
        let mut silenced = Silenced::new();
        diagnostics.retain_mut(|diagnostic| match self.rules.get_key_value(diagnostic.rule.as_str()) {
            Some((name, None)) => {
                *silenced.entry(name).or_default() += 1;
                false
            }
            Some((_, Some(severity))) => {
                diagnostic.severity = *severity;
                true
            }
            None => true,
        });
        silenced
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, SourceFile, compile};

    #[test]
    fn silenced_rules_leave_a_count_and_others_change_their_severity() {
        let source = "# KẾ HOẠCH\n\n**Chuyển đổi số năm 2026**\n\nTổ chức tuyên truyền tại các khu khu công nghiệp. Hạn 31/4/2026.\n";
        let file = SourceFile { name: "a.md", bytes: source.as_bytes() };
        let mut found = compile(&[file], &Context::default()).expect("readable").diagnostics;
        let selection = Selection::parse("[rules]\nrepeated-word = \"error\"\ninvalid-date = \"tắt\"\n").expect("a fair file");
        assert_eq!(selection.apply(&mut found), Silenced::from([("invalid-date", 1)]));
        assert!(found.iter().any(|one| one.rule == "repeated-word" && one.severity == Severity::Error));
        assert!(found.iter().all(|one| one.rule != "invalid-date"));
    }

    #[test]
    fn a_wrong_file_is_refused_in_one_sentence() {
        for (text, says) in [
            ("[rules]\nmisspeling = \"off\"\n", "không có quy tắc “misspeling”"),
            ("[rules]\ntask-without-chief = \"off\"\n", "task-without-lead"),
            ("[rules]\nmisspelling = \"loud\"\n", "off, error, warning hoặc advice"),
            ("[rules]\nsecrecy-mark = \"off\"\n", "không tắt"),
            ("[rule]\n", "dòng 1"),
            ("rules = 3\n", "[rules]"),
        ] {
            let said = Selection::parse(text).expect_err("a wrong file");
            assert!(said.contains(says), "{text}: {said}");
        }
        assert!(Selection::default().silence("several-leads").is_ok());
    }
}
