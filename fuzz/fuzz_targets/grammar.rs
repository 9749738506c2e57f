//! The small grammars on one line each, then all lines together as a document: lines with tabs are rows of a table.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roviec_fuzz::{LIMITS, contain_libraries};
use roviec_plan::document::{self, Block, Cell, Document, Format, Paragraph, Place, Row, Table, Text};
use roviec_plan::parse::{self, agency_name, deadline, money, target};
use roviec_plan::read::legacy_encoding;
use roviec_plan::{Context, rules};

fuzz_target!(init: contain_libraries(), |bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for line in text.lines() {
        small_grammars(line);
    }
    whole_document(&text);
});

fn small_grammars(line: &str) {
    if let Some(read) = deadline::parse(line)
        && let (Some(start), Some(due)) = (read.start, read.due)
    {
        // The days of a period that ends before it begins are nobody's deadline, but they are days.
        let _ = start.cmp(&due);
    }
    if let Some(amount) = money::parse_amount(line) {
        assert!(amount.in_million(Some(money::MoneyUnit::Ty)).is_none_or(f64::is_finite));
    }
    if let Some((value, _)) = money::parse_number(line) {
        assert!(value.is_finite());
        let _ = money::shown(value);
    }
    let _ = money::MoneyUnit::from_text(line);
    if let Some(number) = money::words_to_number(line) {
        assert_eq!(money::words_to_number(&money::number_to_words(number)), Some(number), "{number}");
    }
    if let Some(read) = target::parse(line) {
        assert!(read.value.is_none_or(f64::is_finite) && read.high.is_none_or(f64::is_finite));
    }
    for name in agency_name::split([line]) {
        assert!(!name.trim().is_empty());
    }
    let lower = document::lowered(line);
    assert!(lower.len() == line.len() && line.char_indices().all(|(at, _)| lower.is_char_boundary(at)));
    for most in [0, 1, 7, line.len()] {
        assert!(line.starts_with(document::start_of(line, most)) && line.ends_with(document::end_of(line, most)));
    }
    if let Some(encoding) = legacy_encoding::by_pattern(line) {
        let _ = encoding.convert_in_place(line);
    }
}

fn whole_document(text: &str) {
    let mut blocks: Vec<Block> = Vec::new();
    for (line, number) in text.lines().zip(0..) {
        let paragraph = |cell: Option<u32>, words: &str| {
            let place = Place::Block { block: number, row: cell.map(|_| 0), cell };
            Paragraph { text: Text::at(words, place), ..Paragraph::default() }
        };
        if !line.contains('\t') {
            blocks.push(Block::Paragraph(paragraph(None, line)));
            continue;
        }
        let cells = line.split('\t').zip(0..).map(|(words, at)| Cell {
            paragraphs: vec![paragraph(Some(at), words)],
            column: at as usize,
            columns: 1,
            // A caret stands for a cell that is merged with the one above.
            continues: words == "^",
            ..Cell::default()
        });
        let row = Row { cells: cells.collect(), header: false };
        match blocks.last_mut() {
            Some(Block::Table(table)) => {
                table.columns = table.columns.max(row.cells.len());
                table.rows.push(row);
            }
            _ => blocks.push(Block::Table(Table { columns: row.cells.len(), rows: vec![row] })),
        }
    }
    let documents = [Document { format: Format::Docx, pages: None, blocks }];
    let context = Context { limits: LIMITS, ..Context::default() };
    let (plan, details) = parse::parse(&documents);
    let _ = rules::check(&rules::Checked::new(&documents, &plan, &details, &context));
}
