//! Tables of an invented district, wrapped and run together as copying out of a PDF leaves them.

use proptest::prelude::*;

use super::*;
use crate::document::Place;

/// A document as the reader of plain text gives it: one block per line, empty lines seen only by the line numbers.
fn document(source: &str) -> Document {
    let of = |(number, line): (usize, &str)| {
        let text = crate::read::lines::line_text(line, number as u32 + 1);
        (!text.is_empty()).then(|| Block::Paragraph(Paragraph { text, ..Paragraph::default() }))
    };
    Document { format: Format::Text, pages: None, blocks: source.lines().enumerate().filter_map(of).collect() }
}

fn table_of(source: &str) -> Table {
    let document = document(source);
    let near = Neighbours::of(&document);
    read(&document.blocks, &near).expect("the table is found").0
}

fn rows_of(source: &str) -> Vec<String> {
    let shown = |row: &Row| row.cells.iter().map(Cell::shown).collect::<Vec<_>>().join(" | ");
    table_of(source).rows.iter().filter(|row| !row.header).map(shown).collect()
}

const TASKS: &str = "\
TT Tên nhiệm vụ Cơ quan
chủ trì Cơ quan phối hợp Sản phẩm Thời gian

hoàn thành

I
Nâng cao nhận thức của cán bộ, công chức và người dân về việc giữ gìn nguồn nước và
vệ sinh nông thôn

1
Lập danh mục các giếng khoan cần trám lấp trên địa bàn huyện
và cắm biển báo tại từng giếng

Phòng Nông
nghiệp và Môi
trường

UBND các xã,
thị trấn

Danh mục 6/2026

2
Tổ chức tập huấn cho thôn trưởng về cách ghi sổ theo dõi mực
nước ngầm

Phòng Nông
nghiệp và Môi
trường

Trung tâm Y tế
huyện

Lớp tập
huấn

Quý III/2026

II Đầu tư công trình

3
Sửa chữa các trạm bơm xuống cấp ở ba xã ven sông

Phòng Tài chính
- Kế hoạch

UBND các xã,
thị trấn

Báo cáo 9/2026
 TT Tên nhiệm vụ Cơ quan
chủ trì Cơ quan phối hợp Sản phẩm Thời gian

hoàn thành

4 Kiểm tra chất lượng nước giếng làng Trung tâm Y tế
huyện

UBND các xã,
thị trấn

Báo cáo

Thường
xuyên
";

#[test]
fn wrapped_cells_run_together_go_back_to_their_columns() {
    assert_eq!(
        rows_of(TASKS),
        [
            "I | Nâng cao nhận thức của cán bộ, công chức và người dân về việc giữ gìn nguồn nước và vệ sinh nông thôn",
            "1 | Lập danh mục các giếng khoan cần trám lấp trên địa bàn huyện và cắm biển báo tại từng giếng | Phòng Nông nghiệp và Môi trường | UBND các xã, thị trấn | Danh mục | 6/2026",
            "2 | Tổ chức tập huấn cho thôn trưởng về cách ghi sổ theo dõi mực nước ngầm | Phòng Nông nghiệp và Môi trường | Trung tâm Y tế huyện | Lớp tập huấn | Quý III/2026",
            "II | Đầu tư công trình",
            "3 | Sửa chữa các trạm bơm xuống cấp ở ba xã ven sông | Phòng Tài chính - Kế hoạch | UBND các xã, thị trấn | Báo cáo | 9/2026",
            "4 | Kiểm tra chất lượng nước giếng làng | Trung tâm Y tế huyện | UBND các xã, thị trấn | Báo cáo | Thường xuyên",
        ]
    );
}

#[test]
fn values_and_units_on_the_line_of_a_name_go_to_their_columns() {
    let source = "\
TT Chỉ tiêu Đơn vị Kết quả Cơ quan chủ trì

I Đến năm 2027

1 Tỷ lệ hộ dân dùng nước sạch từ công trình
cấp nước tập trung % ≥ 85 Phòng Nông nghiệp

và Môi trường

1.1 Số giếng khoan được trám lấp Giếng 120 Phòng Nông nghiệp
và Môi trường

2 Tỷ lệ trường học có nhà vệ sinh đạt chuẩn % 100

Phòng Giáo dục
và Đào tạo
";
    assert_eq!(
        rows_of(source)[1..],
        [
            "1 | Tỷ lệ hộ dân dùng nước sạch từ công trình cấp nước tập trung | % | ≥ 85 | Phòng Nông nghiệp và Môi trường",
            "1.1 | Số giếng khoan được trám lấp | Giếng | 120 | Phòng Nông nghiệp và Môi trường",
            "2 | Tỷ lệ trường học có nhà vệ sinh đạt chuẩn | % | 100 | Phòng Giáo dục và Đào tạo",
        ]
    );
}

#[test]
fn two_levels_of_names_several_targets_and_a_source_are_columns() {
    let source = "\
TT Chỉ tiêu ĐVT Mục tiêu Phân công
Nguồn số liệuĐến hết
năm 2026
Đến năm
2030
Chủ trì Phối hợp
I. Nước sạch
1 Tỷ lệ hộ dân dùng nước sạch % ≥ 80 ≥ 95 Văn phòng HĐND và UBND xã Trạm Y tế xã Sổ theo dõi của trạm cấp nước
2 Số giếng khoan được trám lấp Giếng 16 - 18 40 Phòng Kinh tế Các thôn Biên bản nghiệm thu từng giếng2.1 Số giếng làng được tu sửa hằng năm Giếng 3 5 Phòng Kinh tế Các thôn Hồ sơ của thôn
";
    assert_eq!(
        rows_of(source)[1..],
        [
            "1 | Tỷ lệ hộ dân dùng nước sạch | % | ≥ 80 | ≥ 95 | Văn phòng HĐND và UBND xã | Trạm Y tế xã | Sổ theo dõi của trạm cấp nước",
            "2 | Số giếng khoan được trám lấp | Giếng | 16 - 18 | 40 | Phòng Kinh tế | Các thôn | Biên bản nghiệm thu từng giếng",
            "2.1 | Số giếng làng được tu sửa hằng năm | Giếng | 3 | 5 | Phòng Kinh tế | Các thôn | Hồ sơ của thôn",
        ]
    );
}

const WHOLE_CELLS: &str = "\
STT
Nội dung công việc
Kết quả
Thời hạn
Đơn vị thực hiện
Kinh phí (triệu đồng)
I
Nước sạch
1
Mở chuyên mục về nước sạch trên loa truyền thanh
Chuyên mục phát hằng tuần
Quý I/2026
Phòng Văn hóa - Xã hội
45
2
Kiểm tra chất lượng nước giếng
Thường xuyên
Trạm Y tế xã
2
II
Vệ sinh
4
Thu gom vỏ thuốc bảo vệ thực vật
14 điểm thu gom
Tháng 6/2026
Phòng Kinh tế
1.200
4
Vận động hộ dân phân loại rác
Sổ theo dõi
Hằng tháng
Các thôn
";

#[test]
fn whole_cells_on_lines_of_their_own_go_to_their_columns_whatever_their_numbers() {
    assert_eq!(
        rows_of(WHOLE_CELLS),
        [
            "I | Nước sạch",
            "1 | Mở chuyên mục về nước sạch trên loa truyền thanh | Chuyên mục phát hằng tuần | Quý I/2026 | Phòng Văn hóa - Xã hội | 45",
            "2 | Kiểm tra chất lượng nước giếng |  | Thường xuyên | Trạm Y tế xã | 2",
            "II | Vệ sinh",
            "4 | Thu gom vỏ thuốc bảo vệ thực vật | 14 điểm thu gom | Tháng 6/2026 | Phòng Kinh tế | 1.200",
            "4 | Vận động hộ dân phân loại rác | Sổ theo dõi | Hằng tháng | Các thôn | ",
        ]
    );
}

#[test]
fn pieces_of_cells_under_whole_names_are_put_together() {
    let source = "\
TT
Nhiệm vụ
Cơ quan chủ trì
Thời gian
1
Lập danh mục các giếng khoan cần
trám lấp trên địa bàn
Phòng Nông nghiệp
và Môi trường
Tháng
6/2026
2
Tổ chức tập huấn cho thôn trưởng
về cách ghi sổ
Trung tâm Y tế
Quý
III/2026
";
    assert_eq!(
        rows_of(source),
        [
            "1 | Lập danh mục các giếng khoan cần trám lấp trên địa bàn | Phòng Nông nghiệp và Môi trường | Tháng 6/2026",
            "2 | Tổ chức tập huấn cho thôn trưởng về cách ghi sổ | Trung tâm Y tế | Quý III/2026",
        ]
    );
}

#[test]
fn the_number_of_the_last_page_is_no_cell() {
    let source = "TT Nhiệm vụ Cơ quan chủ trì Thời gian\n1 Mở lớp tập huấn Sở Y tế 6/2026\n2 Lập danh mục giếng Sở Xây dựng 7/2026\n12\nPHỤ LỤC II\n";
    assert_eq!(rows_of(source)[1], "2 | Lập danh mục giếng | Sở Xây dựng | 7/2026");
}

#[test]
fn cells_keep_the_places_of_their_words() {
    let table = table_of(TASKS);
    let row = table.rows.iter().find(|row| row.cells[0].shown() == "1").expect("the first task is a row");
    let lead = row.cells[2].text();
    assert_eq!(lead.text, "Phòng Nông nghiệp và Môi trường");
    assert_eq!(lead.whole(0).place, Place::Lines { line: 14, column: 1, end_line: 16, end_column: 7 });
    assert!(!row.cells[1].certainty.is_certain());
}

/// Words in no order, each as often as it occurs.
fn counted<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut words: Vec<String> = texts.flat_map(|text| text.split(' ')).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort();
    words
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_word_of_any_lines_stands_in_exactly_one_cell(lines in prop::collection::vec(
        prop::sample::select(vec![
            "1", "2 Lập danh mục giếng", "3", "II Hạ tầng", "thị trấn Kế hoạch", "UBND các xã,", "% ≥ 85 Phòng Nội vụ", "6/2026", "", "“",
            "TT Tên nhiệm vụ Cơ quan", "Quý II", "(xã", "4. Rà soát – 5", "và", "A Sở", "99.1", " 7",
        ]), 0..40)) {
        let source = format!("TT Tên nhiệm vụ Cơ quan chủ trì Sản phẩm Thời gian\n1 Mở lớp\n{}\n", lines.join("\n"));
        let document = document(&source);
        let near = Neighbours::of(&document);
        if let Some((table, used)) = read(&document.blocks, &near) {
            let taken = document.blocks[..used].iter().filter_map(|block| header::paragraph(Some(block))).map(|paragraph| paragraph.text.text.as_str());
            let texts: Vec<String> = table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text().text).collect();
            prop_assert_eq!(counted(taken), counted(texts.iter().map(String::as_str)));
        }
    }
}
