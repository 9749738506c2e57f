//! What people and programs see: compared with expected text, validated, read back.

use std::io::Read;

use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthStr;

use super::{Colour, Lang, html, json, rules_markdown, terminal, workbook};
use crate::{Compiled, Context, SourceFile, compile};

const PLAN: &str = include_str!("expected/plan.md");
const TERMINAL: &str = include_str!("expected/terminal.txt");

fn compiled(source: &str) -> Compiled {
    let file = SourceFile { name: "ke-hoach.md", bytes: source.as_bytes() };
    compile(&[file], &Context::default()).expect("readable Markdown")
}

fn shown(source: &str, lang: Lang, colour: Colour) -> String {
    terminal(&compiled(source), &[SourceFile { name: "ke-hoach.md", bytes: source.as_bytes() }], lang, colour)
}

#[test]
fn the_terminal_shows_each_diagnostic_under_its_words() {
    let text = shown(PLAN, Lang::Vi, Colour::Never);
    assert!(text == TERMINAL, "{text}");
}

#[test]
fn colour_is_only_there_when_asked_for() {
    assert!(!shown(PLAN, Lang::Vi, Colour::Never).contains('\u{1b}'));
    assert!(shown(PLAN, Lang::Vi, Colour::Always).contains('\u{1b}'));
}

#[test]
fn the_underline_stands_under_the_words_whatever_the_normal_form() {
    let line = "Thực hiện Nghị quyết số 57- NQ/TW ngày 22/12/2024 của Bộ Chính trị và tuyên truyền tại các khu khu công nghiệp.\n";
    for source in [line.nfc().collect::<String>(), line.nfd().collect()] {
        let text = shown(&source, Lang::Vi, Colour::Never);
        let lines: Vec<&str> = text.lines().collect();
        for words in ["57- NQ/TW", "khu khu"] {
            let aligned = lines.windows(2).any(|pair| {
                let Some(at) = pair[1].find('━') else { return false };
                let column = pair[1][..at].width();
                let length = pair[1].trim_end().width() - column;
                let quoted: String = pair[0].nfc().collect();
                quoted.find(words).is_some_and(|at| quoted[..at].width() == column && words.width() == length)
            });
            assert!(aligned, "“{words}” is not underlined:\n{text}");
        }
    }
}

#[test]
fn english_labels_stand_beside_the_vietnamese_message() {
    let text = shown(PLAN, Lang::En, Colour::Never);
    assert!(text.contains("error[task-without-lead]: Nhiệm vụ 2"), "{text}");
    assert!(text.contains("in English: A task has no lead agency."), "{text}");
}

#[test]
fn json_follows_the_schema_and_reads_back() {
    let compiled = compiled(PLAN);
    let text = json(&compiled);
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let schema = serde_json::from_str(include_str!("../../../../xtask/score/plan.schema.json")).expect("the schema is JSON");
    let faults: Vec<String> =
        jsonschema::validator_for(&schema).expect("a schema").iter_errors(&value).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!(serde_json::from_str::<Compiled>(&text).expect("the same shape"), compiled);
}

#[test]
fn the_page_needs_nothing_from_outside_and_escapes_what_the_plan_says() {
    let mut compiled = compiled(PLAN);
    compiled.plan.tasks[1].name = "Số hóa <script>alert(1)</script> & \"hồ sơ\"".to_owned();
    compiled.diagnostics[0].message = "<img src=x>".to_owned();
    let page = html(&compiled);
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"vi\">"));
    assert!(page.contains("Số hóa &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;hồ sơ&quot;"), "{page}");
    for banned in ["<script", "<img", "href=", "url(", "@import"] {
        assert!(!page.contains(banned), "{banned}");
    }
    for heading in ["Cảnh báo", "Chỉ tiêu", "Nhiệm vụ", "Chế độ báo cáo", "Văn bản viện dẫn"] {
        assert!(page.contains(&format!(">{heading}")), "{heading}");
    }
}

/// One part of the workbook as text.
fn part(book: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("a zip archive");
    let mut text = String::new();
    archive.by_name(name).expect(name).read_to_string(&mut text).expect("XML");
    text
}

#[test]
fn the_workbook_holds_the_tables_with_real_dates_and_numbers() {
    let compiled = compiled(PLAN);
    let book = workbook(&compiled).expect("a workbook");
    let names = part(&book, "xl/workbook.xml");
    for name in ["Chỉ tiêu", "Nhiệm vụ", "Chế độ báo cáo", "Văn bản viện dẫn", "Cảnh báo"] {
        assert!(names.contains(&format!("name=\"{name}\"")), "{name}");
    }
    let tasks = part(&book, "xl/worksheets/sheet2.xml");
    // 30/06/2026 counted in days, and 1.250 million đồng, both as numbers.
    assert!(tasks.contains("<v>46203</v>") && tasks.contains("<v>1250</v>"), "{tasks}");
    let layout = ["state=\"frozen\"", "<autoFilter", "orientation=\"landscape\"", "paperSize=\"9\"", "fitToPage=\"1\""];
    assert!(layout.iter().all(|mark| tasks.contains(mark)), "{tasks}");
    assert!(names.contains("Print_Titles"), "{names}");
    assert!(part(&book, "xl/styles.xml").contains("dd/mm/yyyy"));
    let strings = part(&book, "xl/sharedStrings.xml");
    for task in &compiled.plan.tasks {
        assert!(strings.contains(&task.name), "{}", task.name);
    }
}

#[test]
fn the_same_plan_gives_the_same_workbook() {
    let compiled = compiled(PLAN);
    assert!(workbook(&compiled).expect("a workbook") == workbook(&compiled).expect("a workbook"));
}

#[test]
fn the_page_of_rules_names_every_rule() {
    let page = rules_markdown();
    for rule in crate::rules::RULES {
        assert!(page.contains(&format!("\n## {}\n", rule.name)), "{}", rule.name);
    }
}
