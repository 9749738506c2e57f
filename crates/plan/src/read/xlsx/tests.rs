use super::*;

use rust_xlsxwriter::{Format as CellFormat, Workbook};

fn written(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book);
    book.save_to_buffer().expect("a workbook in memory")
}

fn shown(blocks: &[Block]) -> Vec<String> {
    let of = |block: &Block| match block {
        Block::Paragraph(paragraph) => paragraph.shown(),
        Block::Table(table) => {
            let row = |row: &Row| row.cells.iter().map(Cell::shown).collect::<Vec<_>>().join("|");
            format!("[{}]", table.rows.iter().map(row).collect::<Vec<_>>().join("/"))
        }
    };
    blocks.iter().map(of).collect()
}

fn annex() -> Vec<u8> {
    written(|book| {
        let sheet = book.add_worksheet().set_name("PL I").expect("a name");
        let bold = CellFormat::new();
        sheet.merge_range(0, 0, 0, 3, "PHỤ LỤC I", &bold).expect("an area");
        sheet.merge_range(1, 0, 1, 3, "CÁC CHỈ TIÊU CHỦ YẾU", &bold).expect("an area");
        for (column, title) in [(0, "TT"), (1, "Chỉ tiêu"), (2, "Đơn vị tính"), (3, "Năm 2026")] {
            sheet.write(3, column, title).expect("a cell");
        }
        sheet.merge_range(4, 0, 4, 3, "I. Hạ tầng số", &bold).expect("an area");
        sheet.write(5, 0, 1).and_then(|sheet| sheet.write(5, 1, "Hồ sơ trực tuyến\ntoàn trình")).expect("cells");
        sheet.write_with_format(5, 3, 0.8, &CellFormat::new().set_num_format("0%")).expect("a cell");
        sheet.write(6, 0, 2).and_then(|sheet| sheet.write(6, 1, "Ẩn đi")).and_then(|sheet| sheet.write(6, 3, 5)).expect("cells");
        sheet.set_row_hidden(6).expect("a row");
        sheet.write(7, 0, 3).and_then(|sheet| sheet.write(7, 1, "Vốn đầu tư")).expect("cells");
        sheet.write_with_format(7, 3, 1250, &CellFormat::new().set_num_format("#,##0")).expect("a cell");
        sheet.write(9, 1, "NGƯỜI LẬP BIỂU").expect("a cell");
        let draft = book.add_worksheet().set_name("Nháp").expect("a name").set_hidden(true);
        draft.write(0, 0, "không đọc").expect("a cell");
    })
}

#[test]
fn titles_are_paragraphs_and_cells_read_as_shown() {
    let document = read(&annex(), &Context::default()).expect("a workbook");
    assert_eq!(
        shown(&document.blocks),
        [
            "PHỤ LỤC I",
            "CÁC CHỈ TIÊU CHỦ YẾU",
            "[TT|Chỉ tiêu|Đơn vị tính|Năm 2026/I. Hạ tầng số/1|Hồ sơ trực tuyến toàn trình||80%/3|Vốn đầu tư||1.250]",
            "NGƯỜI LẬP BIỂU"
        ]
    );
    let Block::Paragraph(first) = &document.blocks[0] else { panic!("a title") };
    assert_eq!(first.left_out.as_deref(), Some("1 hàng của trang tính “PL I”, trang tính “Nháp”"));
    let Block::Table(table) = &document.blocks[2] else { panic!("a table") };
    assert_eq!(table.rows[1].cells[0].columns, 4);
    let place = &table.rows[2].cells[1].paragraphs[1].text.pieces[0].place;
    assert_eq!(*place, Place::Block { block: 0, row: Some(5), cell: Some(1) });
}

#[test]
fn two_annexes_on_one_sheet_are_two_tables() {
    let bytes = written(|book| {
        let sheet = book.add_worksheet();
        for (top, title) in [(0, "PHỤ LỤC I"), (5, "PHỤ LỤC II")] {
            sheet.write(top, 0, title).expect("a cell");
            for (row, cells) in [["STT", "Nhiệm vụ", "Chủ trì"], ["1", "Lập kế hoạch", "Văn phòng"]].iter().enumerate() {
                for (column, words) in cells.iter().enumerate() {
                    sheet.write(top + 1 + row as u32, column as u16, *words).expect("a cell");
                }
            }
        }
    });
    let table = "[STT|Nhiệm vụ|Chủ trì/1|Lập kế hoạch|Văn phòng]";
    assert_eq!(shown(&read(&bytes, &Context::default()).expect("a workbook").blocks), ["PHỤ LỤC I", table, "PHỤ LỤC II", table]);
}

#[test]
fn hidden_columns_leave_no_gap_and_a_sheet_without_titles_has_its_name() {
    let bytes = written(|book| {
        let sheet = book.add_worksheet().set_name("Nhiệm vụ").expect("a name");
        for (row, cells) in [["TT", "Mã", "Nội dung", "Chủ trì"], ["1", "x", "Lập kế hoạch", "Văn phòng"]].iter().enumerate()
        {
            for (column, words) in cells.iter().enumerate() {
                sheet.write(row as u32, column as u16, *words).expect("a cell");
            }
        }
        sheet.set_column_hidden(1).expect("a column");
    });
    let document = read(&bytes, &Context::default()).expect("a workbook");
    assert_eq!(shown(&document.blocks), ["Nhiệm vụ", "[TT|Nội dung|Chủ trì/1|Lập kế hoạch|Văn phòng]"]);
    let Block::Table(table) = &document.blocks[1] else { panic!("a table") };
    assert_eq!((table.columns, table.rows[1].cells[1].column), (3, 1));
    assert_eq!(table.rows[1].cells[1].paragraphs[0].text.pieces[0].place, Place::Block { block: 0, row: Some(1), cell: Some(2) });
}
