//! Annexes kept as a workbook: alone, or as a file beside the body of the plan.

mod support;

use calamine::Reader;
use roviec_plan::document::{Format, Place};
use roviec_plan::{Context, SourceFile, compile};
use support::{PLAN, ROWS, document_xml, paragraph_xml, word};

fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("Nháp").and_then(|sheet| sheet.set_hidden(true).write(0, 0, "không đọc")).expect("a hidden sheet");
    let sheet = book.add_worksheet().set_name("PL").expect("a name").set_active(true).set_first_tab(true);
    sheet.write(0, 0, "PHỤ LỤC").and_then(|sheet| sheet.write(1, 0, "DANH MỤC NHIỆM VỤ")).expect("titles");
    for (row, cells) in (3..).zip(ROWS) {
        for (column, words) in (1..).zip(cells) {
            sheet.write(row, column, *words).expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook in memory")
}

/// The words of a cell, by a reader that is not the compiler's way through the file.
fn in_workbook(bytes: &[u8], place: &Place) -> Option<String> {
    let Place::Block { block, row: Some(row), cell: Some(cell) } = place else { return None };
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(bytes)).ok()?;
    let range = book.worksheet_range_at(*block as usize)?.ok()?;
    range.get_value((*row, *cell)).map(ToString::to_string)
}

#[test]
fn a_workbook_alone_gives_its_rows_at_their_cells_and_no_document_block() {
    let bytes = workbook();
    let compiled = support::compiled("phu-luc.xlsx", &bytes, &Context::default()).expect("a workbook compiles");
    assert_eq!(compiled.sources[0].format, Format::Xlsx);
    let document = &compiled.plan.document;
    assert_eq!((&document.kind, &document.number, &document.issuer, &document.title), (&None, &None, &None, &None));
    assert_eq!(compiled.plan.tasks.len(), 2);
    for task in &compiled.plan.tasks {
        assert_eq!(in_workbook(&bytes, &task.span.place).as_deref(), Some(task.name.as_str()));
    }
}

#[test]
fn a_body_in_word_and_its_annex_in_a_workbook_are_one_plan() {
    let body: String = PLAN[..PLAN.len() - 2].iter().map(|line| paragraph_xml(line)).collect();
    let (body, annex) = (word(&document_xml(&body)), workbook());
    let files = [SourceFile { name: "ke-hoach.docx", bytes: &body }, SourceFile { name: "phu-luc.xlsx", bytes: &annex }];
    let compiled = compile(&files, &Context::default()).expect("both files are readable");
    assert_eq!(compiled.plan.document.number.as_deref(), Some("15/KH-UBND"));
    assert_eq!(compiled.plan.tasks.len(), 2);
    assert!(compiled.plan.tasks.iter().all(|task| task.span.file == 1));
    assert!(compiled.diagnostics.iter().any(|found| found.rule == "hidden-part" && found.span.file == 1));
}
