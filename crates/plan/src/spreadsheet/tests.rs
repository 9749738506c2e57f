//! What is made of the samples, and of small tables with one trouble each.

use jiff::civil::date;

use super::*;

fn sample(name: &str) -> Vec<u8> {
    let path = format!("{}/../../samples/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).expect("the sample is committed")
}

fn read_as(name: &str, bytes: &[u8], asked: &Asked) -> Reading {
    read(SourceFile { name, bytes }, &Asked { today: Some(date(2026, 11, 20)), ..asked.clone() }, Limits::default()).expect("is read")
}

fn read_sample(name: &str) -> Reading {
    read_as(name, &sample(name), &Asked::default())
}

fn csv(text: &str) -> Reading {
    read_as("bang.csv", text.as_bytes(), &Asked::default())
}

fn row<'a>(reading: &'a Reading, number: &str) -> &'a SheetRow {
    reading.rows.iter().find(|row| row.number.as_deref() == Some(number)).expect("the row is loaded")
}

fn bad(reading: &Reading) -> Vec<(&str, bool)> {
    reading.bad.iter().map(|bad| (bad.address.as_str(), bad.holds_back)).collect()
}

#[test]
fn columns_are_proposed_by_title_and_contents() {
    let reading = read_sample("theo-doi-nhiem-vu.xlsx");
    let fields: Vec<Option<Field>> = reading.columns.iter().map(|column| column.field).collect();
    use Field::*;
    let expected =
        [Number, Name, SourceDocument, SourceDocument, Lead, Coordinating, Deliverable, Deadline, State, Percent, CompletedOn, Note];
    assert_eq!(fields, expected.into_iter().map(Some).chain([None]).collect::<Vec<_>>());
    assert!(reading.columns.iter().all(|column| column.field.is_none() || column.confidence > 0.85));
    assert_eq!((reading.header, reading.year), (Some(Header { first: 3, last: 4 }), Some(2026)));
    assert_eq!(reading.titles[1], "BẢNG THEO DÕI NHIỆM VỤ CHUYỂN ĐỔI SỐ NĂM 2026");
    let hidden: Vec<&str> = reading.sheets.iter().filter(|sheet| sheet.hidden).map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(hidden, ["Danh mục"]);
}

#[test]
fn good_rows_of_a_dirty_sheet_are_read_with_their_progress() {
    let reading = read_sample("theo-doi-nhiem-vu.xlsx");
    assert_eq!((reading.rows.len(), reading.held_back), (14, 4));
    let first = row(&reading, "1");
    assert_eq!((first.state, first.percent, first.completed_on), (Some(State::Done), Some(100), Some(date(2026, 3, 25))));
    assert_eq!(first.source_document.as_deref(), Some("21/KH-UBND; 20/01/2026"));
    assert_eq!((first.section.as_deref(), first.section_title.as_deref()), (Some("I"), Some("HẠ TẦNG SỐ")));
    let due = |number: &str| row(&reading, number).deadline.as_ref().and_then(|deadline| deadline.due);
    assert_eq!([due("2"), due("3"), due("4")], [Some(date(2026, 6, 30)), Some(date(2026, 6, 30)), Some(date(2026, 9, 30))]);
    assert_eq!(row(&reading, "3").state, Some(State::DoneLate));
    assert_eq!((due("6"), row(&reading, "6").note.as_deref()), (Some(date(2026, 6, 30)), Some("Thời hạn: đã gia hạn đến 31/8")));
    assert_eq!(row(&reading, "7").coordinating, ["Sở Tài chính", "Trung tâm PVHCC tỉnh"]);
    assert_eq!(row(&reading, "14").lead, ["Sở VH,TT&DL", "Tỉnh đoàn"]);
    assert_eq!(due("15"), Some(date(2026, 12, 15)));
}

#[test]
fn bad_cells_have_an_address_and_a_sentence_and_only_needed_ones_hold_a_row_back() {
    let reading = read_sample("theo-doi-nhiem-vu.xlsx");
    assert_eq!(bad(&reading), [("H18", true), ("I19", true), ("B20", true), ("J21", false), ("J25", true), ("C27", false)]);
    assert!(reading.bad[0].sentence.contains("31/4/2026") && reading.bad[5].sentence.contains("#REF!"));
    assert_eq!(reading.remarks.iter().map(|remark| remark.address.as_str()).collect::<Vec<_>>(), ["H14"]);
    let why: Vec<Why> = reading.skipped.iter().map(|skipped| skipped.why).collect();
    assert_eq!(why, [Why::Layout, Why::Section, Why::Section, Why::GoesOn, Why::Total, Why::Footnote, Why::Footnote]);
}

#[test]
fn days_of_the_1904_system_and_ticks_are_read() {
    let reading = read_sample("theo-doi-he-1904.xlsx");
    let first = row(&reading, "1");
    assert_eq!(first.deadline.as_ref().and_then(|deadline| deadline.due), Some(date(2026, 10, 15)));
    assert_eq!((first.state, first.completed_on), (Some(State::Done), Some(date(2026, 10, 14))));
    assert_eq!(row(&reading, "3").state, Some(State::NotStarted));
    assert_eq!(bad(&reading), [("F5", true)]);
}

#[test]
fn a_csv_with_days_of_two_manners_keeps_what_is_certain() {
    let reading = read_sample("theo-doi-xa.csv");
    assert_eq!(bad(&reading), [("E5", true), ("E6", true)]);
    assert_eq!(row(&reading, "1").deadline.as_ref().and_then(|deadline| deadline.due), Some(date(2026, 4, 25)));
    assert_eq!(row(&reading, "2").name, "Lắp bảng mã QR thanh toán tại chợ trung tâm");
    assert_eq!(row(&reading, "2").note.as_deref(), Some("Còn 12 quầy; chờ ngân hàng"));
    assert_eq!(reading.skipped.last().map(|skipped| skipped.why), Some(Why::Total));
}

#[test]
fn a_person_decides_the_sheet_the_header_the_columns_and_the_year() {
    let bytes = sample("theo-doi-nhiem-vu.xlsx");
    let asked = Asked {
        sheet: Some("Liên hệ".to_owned()),
        header: Some(Header { first: 0, last: 0 }),
        columns: Some(vec![Some(Field::Lead), Some(Field::Name)]),
        ..Asked::default()
    };
    let reading = read_as("a.xlsx", &bytes, &asked);
    assert_eq!((reading.sheet, reading.rows.len(), reading.rows[0].name.as_str()), (2, 1, "Chuyên viên"));
    let none = "TT;Nhiệm vụ;Đơn vị chủ trì;Thời hạn\n1;Lập tổ công nghệ số;Phòng Kinh tế;30/6\n";
    assert!(csv(none).bad[0].sentence.contains("chưa ghi năm"));
    let with_year = read_as("bang.csv", none.as_bytes(), &Asked { year: Some(2027), ..Asked::default() });
    assert_eq!(with_year.rows[0].deadline.as_ref().and_then(|deadline| deadline.due), Some(date(2027, 6, 30)));
}

#[test]
fn a_sheet_without_a_header_is_no_error() {
    let reading = csv("a;b\n1;2\n");
    assert_eq!((reading.header, reading.rows.len(), reading.columns.len()), (None, 0, 2));
}

#[test]
fn the_same_header_has_the_same_fingerprint() {
    let first = csv("TT;Nhiệm vụ;Chủ trì;Thời hạn\n1;Việc một của xã;Phòng Kinh tế;30/6/2026\n");
    let next = csv("TT;NHIỆM VỤ ;Chủ trì;Thời hạn:\n9;Việc khác của xã;Công an xã;30/7/2026\n");
    let other = csv("TT;Nhiệm vụ;Phối hợp;Thời hạn\n1;Việc một của xã;Phòng Kinh tế;30/6/2026\n");
    assert_eq!(first.fingerprint, next.fingerprint);
    assert_ne!(first.fingerprint, other.fingerprint);
}

#[test]
fn what_contradicts_itself_is_not_loaded() {
    let head = "TT;Nhiệm vụ;Đơn vị chủ trì;Thời hạn;Trạng thái;Tỷ lệ (%);Ngày hoàn thành\n";
    for (cells, address) in [
        ("Đang thực hiện;50%;1/6/2026", "G2"),
        ("Đang thực hiện;100%;", "F2"),
        ("Hoàn thành;80%;1/6/2026", "F2"),
        (";80%;1/6/2026", "F2"),
        ("Hoàn thành;100%;1/6/2027", "G2"),
        ("Hoàn thành;100%;tháng 6", "G2"),
    ] {
        let reading = csv(&format!("{head}1;Lập tổ công nghệ số;Phòng Kinh tế;30/6/2026;{cells}\n"));
        assert_eq!(bad(&reading), [(address, true)], "{cells}");
        assert_eq!((reading.rows.len(), reading.held_back), (0, 1));
    }
    let twice = csv(&format!("{head}1;Lập tổ;Phòng Kinh tế;;;;\n1;Lập tổ;Công an xã;;;;\n"));
    assert_eq!((bad(&twice), twice.rows.len()), (vec![("B3", true)], 1));
}

#[test]
fn a_share_alone_tells_that_a_task_is_done() {
    let head = "TT;Nhiệm vụ;Đơn vị chủ trì;Tỷ lệ hoàn thành\n";
    let reading = csv(&format!("{head}1;Lập tổ công nghệ số;Phòng Kinh tế;1\n2;Rà soát thiết bị;Công an xã;0,4\n"));
    assert_eq!(
        reading.rows.iter().map(|row| (row.percent, row.state)).collect::<Vec<_>>(),
        [(Some(100), Some(State::Done)), (Some(40), None)]
    );
}

#[test]
fn tables_with_odd_rows_keep_their_tasks() {
    let reading = csv(
        "Đơn vị: UBND xã Đông Phú;;;\n;;;\nSTT;Nội dung công việc;Cơ quan thực hiện;Hạn hoàn thành\nA;B;1;2\n1;Nhóm việc lớn;;\n1.1;Rà soát hạ tầng;Phòng Kinh tế;30/6/2026\n1.2;Lắp đặt thiết bị;Phòng Kinh tế;30/7/2026\nSTT;Nội dung công việc;Cơ quan thực hiện;Hạn hoàn thành\n2;Tự mình;;\n;;;Người lập biểu\n",
    );
    assert_eq!(reading.rows.iter().filter_map(|row| row.number.as_deref()).collect::<Vec<_>>(), ["1.1", "1.2", "2"]);
    assert_eq!(reading.rows[0].section_title.as_deref(), Some("Nhóm việc lớn"));
    assert!(reading.bad.is_empty(), "{:?}", reading.bad);
}

#[test]
fn files_of_other_kinds_are_refused_with_one_sentence() {
    let refused = |bytes: &[u8]| {
        read(SourceFile { name: "a.xlsx", bytes }, &Asked::default(), Limits::default()).expect_err("is refused").to_string()
    };
    assert!(refused(b"").contains("trống"));
    assert!(refused(b"PK\x03\x04 cut").contains("hỏng"));
    assert!(refused(&sample("dong-phu-xa.docx")).contains("không phải bảng tính"));
    assert!(refused(&sample("dong-phu-xa.pdf")).contains("không phải bảng tính"));
    assert!(refused("TT;NhiÖm vô;§¬n vÞ thùc hiÖn;Thêi h¹n hoµn thµnh\n".as_bytes()).contains("TCVN3"));
    assert!(refused(b"<html><table>").contains("HTML"));
    assert!(refused("MẬT;;\nTT;Nhiệm vụ;Chủ trì\n1;Việc;Sở Y tế\n".as_bytes()).contains("độ mật"));
    let mut workbook = sample("theo-doi-nhiem-vu.xlsx");
    workbook.truncate(workbook.len() / 2);
    assert!(refused(&workbook).contains("hỏng"));
}

#[test]
fn limits_hold() {
    let limits = |cells, unfolded_bytes| Limits { cells, unfolded_bytes, ..Limits::default() };
    let bytes = sample("theo-doi-nhiem-vu.xlsx");
    for limits in [limits(50, 1 << 20), limits(1000, 4096)] {
        let refused = read(SourceFile { name: "a.xlsx", bytes: &bytes }, &Asked::default(), limits);
        assert!(matches!(refused, Err(ReadError::TooLarge { .. })), "{refused:?}");
    }
    let refused = read(SourceFile { name: "a.csv", bytes: b"a;b\nc;d\n" }, &Asked::default(), limits(3, 100));
    assert!(matches!(refused, Err(ReadError::TooLarge { .. })));
}

#[test]
fn rows_become_tasks_that_know_their_cell() {
    let bytes = sample("theo-doi-nhiem-vu.xlsx");
    let reading = read_as("theo-doi.xlsx", &bytes, &Asked::default());
    let compiled = compiled(&reading, SourceFile { name: "theo-doi.xlsx", bytes: &bytes }, crate::plan::DocumentBlock::default());
    assert_eq!((compiled.plan.tasks.len(), compiled.sources.len()), (14, 1));
    let task = &compiled.plan.tasks[0];
    assert_eq!(task.span.place, crate::document::Place::Block { block: 0, row: Some(7), cell: Some(1) });
    assert_eq!(task.note.as_deref(), Some("Văn bản giao việc: 21/KH-UBND; 20/01/2026"));
}

#[test]
fn a_row_of_a_csv_knows_its_line_also_behind_quoted_line_breaks() {
    let bytes = sample("theo-doi-xa.csv");
    let reading = read_sample("theo-doi-xa.csv");
    let compiled = compiled(&reading, SourceFile { name: "xa.csv", bytes: &bytes }, crate::plan::DocumentBlock::default());
    let lines: Vec<&str> = std::str::from_utf8(&bytes).expect("UTF-8").trim_start_matches('\u{feff}').split('\n').collect();
    for task in compiled.plan.tasks.iter().filter(|task| task.no.as_deref() != Some("2")) {
        let crate::document::Place::Lines { line, column, end_column, .. } = task.span.place else { panic!("a line") };
        let there: String = lines[line as usize - 1].chars().skip(column as usize - 1).take((end_column - column) as usize).collect();
        assert_eq!(there, task.name);
    }
}

#[test]
fn a_workbook_is_shown_as_tables_without_its_hidden_sheets() {
    let shown = document(&sample("theo-doi-nhiem-vu.xlsx"), Limits::default()).expect("is read");
    let tables: Vec<&crate::document::Table> =
        shown.blocks.iter().filter_map(|block| if let crate::document::Block::Table(table) = block { Some(table) } else { None }).collect();
    assert_eq!((tables.len(), tables[0].columns, tables[1].columns), (2, 13, 2));
    let first = &tables[0].rows[0].cells;
    assert_eq!((first.len(), first[0].columns, first[0].shown().as_str()), (1, 13, "ỦY BAN NHÂN DÂN TỈNH LAM GIANG"));
    let name =
        tables[0].rows.iter().flat_map(|row| &row.cells).find(|cell| cell.shown().starts_with("Rà soát vùng lõm")).expect("stands there");
    assert_eq!(name.text().whole(0).place, crate::document::Place::Block { block: 0, row: Some(7), cell: Some(1) });
}
