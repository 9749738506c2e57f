//! The cascade between the sample province and its communes, held against samples/cascade.gold.json: every pair the
//! gold names is found, and what is found and claimed is printed.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::path::PathBuf;

use roviec_plan::cascade::{Cascade, TaskVerdict, cascades};
use roviec_plan::{Compiled, Context, SourceFile, Vocabulary, compile, render};
use serde_json::Value;

fn samples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

fn sample(name: &str) -> Compiled {
    let bytes = std::fs::read(samples().join(name)).expect("a sample");
    compile(&[SourceFile { name, bytes: &bytes }], &Context::default()).expect("a sample is readable")
}

fn cascade(ours: &str, superior: &str) -> Cascade {
    cascades(&sample(ours).plan, &[sample(superior)], Vocabulary::built_in()).remove(0)
}

/// Row, year, verdict, numbers of the rows that answer.
type Told = (String, Option<i64>, String, BTreeSet<String>);

fn told(rows: &Value) -> Vec<Told> {
    let text = |value: &Value| value.as_str().unwrap_or_default().trim_end_matches('.').to_owned();
    let by = |row: &Value| {
        let answers = row["answered_by"].as_array().expect("a list");
        answers.iter().map(|answer| text(answer.get("no").unwrap_or(answer))).collect()
    };
    let rows = rows.as_array().expect("a list of rows");
    rows.iter().map(|row| (text(&row["superior_no"]), row["horizon"].as_i64(), text(&row["verdict"]), by(row))).collect()
}

#[derive(Default)]
struct Figures {
    rows: usize,
    verdicts: usize,
    pairs: usize,
    found: usize,
    claimed: usize,
    uncovered: usize,
    wrongly: usize,
}

impl Figures {
    fn count(&mut self, plan: &str, gold: &[Told], ours: &[Told]) {
        assert_eq!(gold.len(), ours.len(), "{plan}: rows of the superior");
        for (gold, ours) in gold.iter().zip(ours) {
            assert_eq!((&gold.0, gold.1), (&ours.0, ours.1), "{plan}: order of the superior");
            let found = gold.3.intersection(&ours.3).count();
            self.rows += 1;
            self.verdicts += usize::from(gold.2 == ours.2);
            (self.pairs, self.found, self.claimed) = (self.pairs + gold.3.len(), self.found + found, self.claimed + ours.3.len());
            let uncovered = |told: &Told| matches!(told.2.as_str(), "uncovered" | "absent");
            self.uncovered += usize::from(uncovered(ours));
            self.wrongly += usize::from(uncovered(ours) && !uncovered(gold));
            if gold.2 != ours.2 || gold.3 != ours.3 {
                println!("{plan} {} {:?}: gold {} {:?}, found {} {:?}", gold.0, gold.1, gold.2, gold.3, ours.2, ours.3);
            }
        }
    }
}

#[test]
fn every_pair_of_the_gold_is_found() {
    let gold: Value = serde_json::from_str(&std::fs::read_to_string(samples().join("cascade.gold.json")).expect("the gold")).expect("JSON");
    let mut all = Figures::default();
    for (plan, file) in [("dong-phu-xa", "dong-phu-xa.docx"), ("dong-phu-xa", "dong-phu-xa.pdf"), ("tan-hoa-xa", "tan-hoa-xa.txt")] {
        let gold = gold["plans"].as_array().expect("plans").iter().find(|one| one["plan"] == plan).expect("a plan of the gold");
        let ours = serde_json::to_value(cascade(file, "lam-giang-tinh.docx")).expect("plain data");
        for part in ["tasks", "indicators"] {
            all.count(&format!("{file} {part}"), &told(&gold[part]), &told(&ours[part]));
        }
    }
    let share = |part: usize, of: usize| if of == 0 { 1.0 } else { part as f64 / of as f64 };
    println!(
        "cascade: {} of {} pairs found (recall {:.3}, precision {:.3}), {} of {} verdicts as in the gold, {} of {} claims of uncovered wrong",
        all.found,
        all.pairs,
        share(all.found, all.pairs),
        share(all.found, all.claimed),
        all.verdicts,
        all.rows,
        all.wrongly,
        all.uncovered
    );
    assert_eq!(all.found, all.pairs, "pairs found");
    assert!(share(all.found, all.claimed) >= 0.95, "precision");
    assert!(all.wrongly * 10 <= all.uncovered, "claims of uncovered");
    assert!(share(all.verdicts, all.rows) >= 0.98, "verdicts");
}

/// A plan whose rows say the same in other words.
#[test]
fn other_words_for_the_same_work_are_recognised() {
    let found = cascade("clean-phuong-binh-an.docx", "lam-giang-tinh.docx");
    let by: HashMap<&str, Vec<&str>> = found
        .tasks
        .iter()
        .map(|task| {
            let answers = task.answered_by.iter().map(|answer| answer.no.as_deref().unwrap_or_default());
            (task.superior_no.as_deref().unwrap_or_default(), answers.collect())
        })
        .collect();
    for (superior, ours) in [("2", "2"), ("12", "5"), ("16", "3"), ("20", "8"), ("23", "9"), ("24", "11")] {
        assert!(by[superior].contains(&ours), "{superior}: {:?} instead of {ours}: {}", by[superior], {
            let task = found.tasks.iter().find(|task| task.superior_no.as_deref() == Some(superior)).expect("the row");
            &task.why
        });
    }
}

#[test]
fn the_cascade_fits_the_schema_and_the_workbook_has_its_sheets() {
    let (ours, superior) = (sample("dong-phu-xa.docx"), sample("lam-giang-tinh.docx"));
    let found = cascades(&ours.plan, &[superior], Vocabulary::built_in());
    let value: Value = serde_json::from_str(&render::json_with_cascade(&ours, &found)).expect("JSON");
    let schema = serde_json::from_str(include_str!("../../../xtask/score/plan.schema.json")).expect("the schema is JSON");
    let faults: Vec<String> =
        jsonschema::validator_for(&schema).expect("a schema").iter_errors(&value).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let book = render::workbook_with_cascade(&ours, &found).expect("a workbook");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("a zip archive");
    let mut names = String::new();
    archive.by_name("xl/workbook.xml").expect("the list of sheets").read_to_string(&mut names).expect("XML");
    for name in ["Đối chiếu nhiệm vụ", "Đối chiếu chỉ tiêu", "Ngoài cấp trên giao"] {
        assert!(names.contains(&format!("name=\"{name}\"")), "{name}");
    }
}

/// The district level ended on 01/7/2025: what was given to it has to be taken over by somebody.
#[test]
fn work_given_to_an_agency_that_is_no_more_is_told() {
    let plan = |level: &str, number: &str, day: &str, row: &str| {
        let source = format!(
            "ỦY BAN NHÂN DÂN\n{level}\n\nSố: {number}/KH-UBND\n\n{day}\n\n# KẾ HOẠCH\n\n**Phát triển thư viện**\n\n# Phụ lục\n\n\
             **DANH MỤC NHIỆM VỤ**\n\n| TT | Nhiệm vụ | Cơ quan chủ trì | Sản phẩm | Thời hạn |\n|---|---|---|---|---|\n{row}\n"
        );
        compile(&[SourceFile { name: "ke-hoach.md", bytes: source.as_bytes() }], &Context::default()).expect("readable")
    };
    let row = |lead: &str| format!("| 1 | Luân chuyển sách đến tủ sách của thôn | {lead} | Sổ luân chuyển sách | 30/9/2026 |");
    let above = plan("TỈNH LAM GIANG", "18", "Lam Giang, ngày 15 tháng 4 năm 2025", &row("UBND các huyện, thị xã; UBND các xã, phường"));
    let ours = plan("XÃ BÌNH AN", "45", "Bình An, ngày 12 tháng 8 năm 2025", &row("Phòng Văn hóa - Xã hội"));
    let found = cascades(&ours.plan, &[above], Vocabulary::built_in()).remove(0);
    assert_eq!(found.tasks[0].verdict, TaskVerdict::Covered, "{:#?}", found.tasks);
    assert_eq!(found.tasks[0].dissolved, ["UBND các huyện, thị xã"]);
}
