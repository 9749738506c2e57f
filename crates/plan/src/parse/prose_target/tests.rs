use super::*;
use crate::document::{Format, Place as SourcePlace};

fn found(text: &str) -> Vec<String> {
    found_in(&[text], None)
}

fn found_in(lines: &[&str], title: Option<&str>) -> Vec<String> {
    let place = SourcePlace::Lines { line: 1, column: 1, end_line: 1, end_column: 1 };
    let paragraph = |line: &&str| Block::Paragraph(Paragraph { text: Text::at(line, place.clone()), ..Paragraph::default() });
    let document = Document { format: Format::Text, pages: None, blocks: lines.iter().map(paragraph).collect() };
    let shown = |indicator: &Indicator| {
        let target = indicator.target.as_ref().expect("prose indicators carry a target");
        format!(
            "{} | {} | {:?} | {}",
            indicator.name,
            target.text.as_deref().unwrap_or(""),
            indicator.horizon,
            indicator.unit.as_deref().unwrap_or("-")
        )
    };
    let stated = read(&document, 0..lines.len(), title);
    stated
        .iter()
        .map(|stated| &stated.indicator)
        .filter(|indicator| indicator.target.as_ref().is_some_and(|target| target.value.is_some()))
        .map(shown)
        .collect()
}

#[test]
fn a_measure_before_its_figure_and_a_share_before_its_noun_are_read() {
    assert_eq!(
        found("Phấn đấu tỷ lệ hộ dùng nước sạch đạt trên 90%, thu gom rác thải đạt 85%. Quy mô kinh tế số đạt trên 12% giá trị sản xuất."),
        [
            "tỷ lệ hộ dùng nước sạch | trên 90% | None | %",
            "thu gom rác thải | 85% | None | %",
            "Quy mô kinh tế số | trên 12% | None | % giá trị sản xuất"
        ]
    );
    assert_eq!(found("Đến 30/6/2026, 100% trường học có mạng tốc độ cao."), ["trường học có mạng tốc độ cao | 100% | Some(2026) | %"]);
    assert_eq!(
        found("100% văn bản tại cấp tỉnh và 90% tại cấp xã được ký số (trừ văn bản mật)."),
        ["văn bản tại cấp tỉnh được ký số | 100% | None | %", "văn bản tại cấp xã được ký số | 90% | None | %"]
    );
    assert_eq!(
        found("Tỷ lệ hộ dùng nước sạch đến năm 2028 đạt 80%, đến năm 2030 đạt 95%."),
        ["Tỷ lệ hộ dùng nước sạch | 80% | Some(2028) | %", "Tỷ lệ hộ dùng nước sạch | 95% | Some(2030) | %"]
    );
    assert_eq!(found("Ngày 12/5/2026 họp lần 3 tại phòng 204."), Vec::<String>::new());
}

#[test]
fn changes_amounts_and_upward_ends_keep_their_words() {
    assert_eq!(
        found("Sản lượng cá tăng bình quân 6%/năm; giảm ít nhất 15% số vụ cháy so với năm 2025; tỷ lệ hộ nghèo còn dưới 2%."),
        [
            "Sản lượng cá | tăng bình quân 6%/năm | None | %/năm",
            "số vụ cháy | giảm ít nhất 15% | None | %",
            "tỷ lệ hộ nghèo | dưới 2% | None | %"
        ]
    );
    assert_eq!(
        found(
            "Thu nhập bình quân đạt 68 triệu đồng/người/năm trở lên, tỷ lệ lao động qua đào tạo đạt 70 - 75%, trong đó có chứng chỉ đạt 30%."
        ),
        [
            "Thu nhập bình quân | 68 triệu đồng/người/năm trở lên | None | triệu đồng/người/năm",
            "tỷ lệ lao động qua đào tạo | 70 - 75% | None | %",
            "tỷ lệ lao động có chứng chỉ | 30% | None | %"
        ]
    );
}

#[test]
fn a_number_of_things_is_a_target_only_where_targets_are_listed() {
    let lines = [
        "I. MỤC TIÊU NĂM 2027",
        "- Thành lập mới ít nhất 03 tổ hợp tác nuôi ong.",
        "- Trồng 12.500 cây xanh.",
        "II. NHIỆM VỤ",
        "- Tổ chức 04 lớp tập huấn.",
    ];
    assert_eq!(
        found_in(&lines, None),
        ["tổ hợp tác nuôi ong | ít nhất 03 | Some(2027) | tổ hợp tác", "cây xanh | 12.500 | Some(2027) | cây"]
    );
}

#[test]
fn results_conditions_and_explanations_are_no_targets() {
    for told in [
        "Tỷ lệ đô thị hóa đã đạt 52%, cao hơn bình quân vùng.",
        "Hiện nay có 35% hộ dùng nước giếng.",
        "Kinh phí: 450 triệu đồng.",
        "Ngân sách hỗ trợ 50% kinh phí mua máy.",
        "Trẻ em từ 6 đến 10 tuổi học bơi (tăng 5% so với năm trước).",
    ] {
        assert_eq!(found(told), Vec::<String>::new(), "{told}");
    }
    assert_eq!(found_in(&["I. KẾT QUẢ NĂM 2025", "Tỷ lệ hộ nghèo đạt 3%."], None), Vec::<String>::new());
}

#[test]
fn the_year_comes_from_the_sentence_then_the_list_then_the_headings_then_the_title() {
    let lines = ["I. MỤC TIÊU", "1. Phấn đấu đến năm 2028:", "- Tỷ lệ hộ nghèo dưới 2%.", "- 90% thôn có Internet vào năm 2029."];
    let shown = found_in(&lines, Some("Giảm nghèo giai đoạn 2026 - 2030"));
    assert_eq!(shown, ["Tỷ lệ hộ nghèo | dưới 2% | Some(2028) | %", "thôn có Internet | 90% | Some(2029) | %"]);
    let plain = ["I. MỤC TIÊU", "- Tỷ lệ hộ nghèo dưới 2%."];
    assert_eq!(found_in(&plain, Some("Giảm nghèo năm 2027")), ["Tỷ lệ hộ nghèo | dưới 2% | Some(2027) | %"]);
    assert_eq!(
        found_in(&plain, Some("Thực hiện Nghị quyết ngày 05 tháng 3 năm 2025 của Hội đồng nhân dân")),
        ["Tỷ lệ hộ nghèo | dưới 2% | None | %"]
    );
}
