use super::*;
use crate::document::{Format, Place};

fn document(lines: &[&str]) -> Document {
    let paragraph = |(index, line): (usize, &&str)| {
        let line_number = index as u32 + 1;
        let end = line.chars().count() as u32 + 1;
        let place = Place::Lines { line: line_number, column: 1, end_line: line_number, end_column: end };
        Block::Paragraph(Paragraph { text: Text::at(line, place), ..Paragraph::default() })
    };
    Document { format: Format::Text, pages: None, blocks: lines.iter().enumerate().map(paragraph).collect() }
}

/// "lead | coordinating | name | deadline's words → its last day".
fn shown(lines: &[&str]) -> Vec<String> {
    shown_in(lines, Some("Thông báo"))
}

fn shown_in(lines: &[&str], kind: Option<&str>) -> Vec<String> {
    let document = document(lines);
    let line = |task: Task| {
        let deadline = task.deadline.map(|deadline| {
            let due = deadline.due.map_or("?".to_owned(), |due| due.to_string());
            format!("{} → {due}", deadline.text.unwrap_or_default())
        });
        let mut parts = vec![task.lead.join("; ")];
        parts.extend((!task.coordinating.is_empty()).then(|| format!("với {}", task.coordinating.join("; "))));
        parts.push(task.name);
        parts.extend(deadline);
        parts.join(" | ")
    };
    read(&document, 0..document.blocks.len(), kind).into_iter().map(line).collect()
}

#[test]
fn who_with_whom_what_and_until_when_are_told_apart() {
    for (sentence, expected) in [
        (
            "1. Giao Sở Y tế chủ trì, phối hợp với Sở Nội vụ và UBND các xã, phường rà soát nhân lực trạm y tế, hoàn thành trước ngày 15/12/2026.",
            "Sở Y tế | với Sở Nội vụ; UBND các xã, phường | rà soát nhân lực trạm y tế | hoàn thành trước ngày 15/12/2026 → 2026-12-15",
        ),
        (
            "UBND các xã, phường báo cáo kết quả thu gom rác về Sở Nông nghiệp và Môi trường trước ngày 20 tháng 12 năm 2026.",
            "UBND các xã, phường | báo cáo kết quả thu gom rác về Sở Nông nghiệp và Môi trường | trước ngày 20 tháng 12 năm 2026 → 2026-12-20",
        ),
        (
            "2. Đồng ý với đề xuất của Sở Tài chính; giao Sở Tài chính tham mưu văn bản bổ sung vốn trong tháng 12/2026.",
            "Sở Tài chính | tham mưu văn bản bổ sung vốn | trong tháng 12/2026 → 2026-12-31",
        ),
        (
            "- Sở Xây dựng khẩn trương nghiệm thu nhà văn hóa thôn; hoàn thành trong quý I/2027.",
            "Sở Xây dựng | khẩn trương nghiệm thu nhà văn hóa thôn | hoàn thành trong quý I/2027 → 2027-03-31",
        ),
        ("Chủ tịch UBND tỉnh yêu cầu Công an tỉnh tăng cường tuần tra ban đêm.", "Công an tỉnh | tăng cường tuần tra ban đêm"),
        (
            "Về kinh phí: giao Sở Tài chính cân đối nguồn, chậm nhất là ngày 10/12/2026.",
            "Sở Tài chính | cân đối nguồn | chậm nhất là ngày 10/12/2026 → 2026-12-10",
        ),
        (
            "Văn phòng HĐND và UBND xã có trách nhiệm theo dõi, đôn đốc, thực hiện thường xuyên.",
            "Văn phòng HĐND và UBND xã | theo dõi, đôn đốc | thực hiện thường xuyên → ?",
        ),
        (
            "Giao Sở Tư pháp thẩm định dự thảo trong vòng 05 ngày làm việc kể từ ngày nhận đủ hồ sơ.",
            "Sở Tư pháp | thẩm định dự thảo | trong vòng 05 ngày làm việc kể từ ngày nhận đủ hồ sơ → ?",
        ),
        (
            "Sở Công Thương gửi danh sách hộ trước ngày 05/12/2026 để Sở Y tế kiểm tra.",
            "Sở Công Thương | gửi danh sách hộ trước ngày 05/12/2026 để Sở Y tế kiểm tra | trước ngày 05/12/2026 → 2026-12-05",
        ),
        (
            "- Trước ngày 15/12/2026, Văn phòng UBND tỉnh tổng hợp ý kiến, trình Chủ tịch UBND tỉnh.",
            "Văn phòng UBND tỉnh | tổng hợp ý kiến, trình Chủ tịch UBND tỉnh | Trước ngày 15/12/2026 → 2026-12-15",
        ),
    ] {
        assert_eq!(shown(&[sentence]), [expected], "{sentence}");
    }
}

#[test]
fn a_clause_without_an_actor_goes_on_with_the_work_before_it() {
    let one = "Giao Sở Nội vụ rà soát biên chế; đề xuất phương án bố trí; báo cáo UBND tỉnh trước ngày 18/12/2026.";
    assert_eq!(
        shown(&[one]),
        ["Sở Nội vụ | rà soát biên chế; đề xuất phương án bố trí; báo cáo UBND tỉnh | trước ngày 18/12/2026 → 2026-12-18"]
    );
    let two = "Sở Y tế mua thuốc, xong trước ngày 01/12/2026; tổ chức tập huấn, hoàn thành trước ngày 20/12/2026.";
    assert_eq!(
        shown(&[two]),
        [
            "Sở Y tế | mua thuốc | xong trước ngày 01/12/2026 → 2026-12-01",
            "Sở Y tế | tổ chức tập huấn | hoàn thành trước ngày 20/12/2026 → 2026-12-20"
        ]
    );
    let after = "Giao Sở Y tế lập danh sách người cao tuổi. Thời hạn hoàn thành: 15/12/2026.";
    assert_eq!(shown(&[after]), ["Sở Y tế | lập danh sách người cao tuổi | 15/12/2026 → 2026-12-15"]);
}

#[test]
fn several_bodies_in_one_paragraph_have_work_of_their_own() {
    let line = "3. Giao Sở Công Thương khảo sát chợ; Sở Xây dựng lập bản vẽ trong tháng 1/2027; UBND xã Tân Hòa vận động hộ dân.";
    assert_eq!(
        shown(&[line]),
        [
            "Sở Công Thương | khảo sát chợ",
            "Sở Xây dựng | lập bản vẽ | trong tháng 1/2027 → 2027-01-31",
            "UBND xã Tân Hòa | vận động hộ dân"
        ]
    );
}

#[test]
fn lines_below_an_address_are_for_the_addressed() {
    let lines = [
        "2. Sở Nội vụ:",
        "a) Trình kế hoạch tuyển dụng trước ngày 12/12/2026.",
        "b) Chủ trì kiểm tra công vụ.",
        "3. Đối với UBND các xã, phường:",
        "- Niêm yết công khai thủ tục.",
        "4. Các nội dung khác thực hiện theo quy định.",
    ];
    assert_eq!(
        shown(&lines),
        [
            "Sở Nội vụ | Trình kế hoạch tuyển dụng | trước ngày 12/12/2026 → 2026-12-12",
            "Sở Nội vụ | Chủ trì kiểm tra công vụ",
            "UBND các xã, phường | Niêm yết công khai thủ tục"
        ]
    );
}

#[test]
fn what_is_only_told_is_no_task() {
    for told in [
        "Sau khi nghe Sở Y tế báo cáo và ý kiến của các đại biểu, Chủ tịch UBND tỉnh kết luận như sau:",
        "UBND tỉnh ghi nhận, biểu dương Sở Y tế và các địa phương.",
        "Sở Xây dựng đã hoàn thành nghiệm thu trước ngày 30/10/2026.",
        "Thống nhất chủ trương mở rộng chợ đầu mối.",
        "Hệ thống giao thông các xã còn khó khăn; giao dịch điện tử tăng.",
        "Tỷ lệ giải ngân đạt 62 %, trong đó Sở Giáo dục và Đào tạo đạt 80 %.",
    ] {
        assert_eq!(shown(&[told]), Vec::<String>::new(), "{told}");
    }
}

#[test]
fn in_a_plan_a_sentence_is_work_only_with_its_deadline() {
    let lines = ["1. Sở Y tế chủ trì khám sàng lọc, hoàn thành trong tháng 3/2027.", "2. Sở Nội vụ theo dõi việc thực hiện."];
    assert_eq!(shown_in(&lines, Some("Kế hoạch")).len(), 1);
    assert_eq!(shown_in(&lines, None).len(), 2);
}
