//! What a reader is not sure of stays visible to the end: as a confidence, or as an empty field with a diagnostic.

use roviec_plan::document::{Block, Certainty, Document};
use roviec_plan::{Compiled, Context, parse, read, rules};

const PLAN: &str = "\
# Phụ lục

**DANH MỤC NHIỆM VỤ**

| TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Sản phẩm | Thời hạn |
|---|---|---|---|---|---|
| 1 | Lập danh mục dữ liệu mở của xã | Phòng Kinh tế | Các thôn | Quyết định | 30/6/2026 |
| 2 | Số hóa hồ sơ hộ tịch lưu trữ | Văn phòng HĐND và UBND | Phòng Kinh tế | Kho dữ liệu | Quý III/2026 |
";

/// The plan compiled with the cell in this row and column as certain as given.
fn compiled(row: usize, column: usize, certainty: f32) -> Compiled {
    compiled_from(PLAN, row, column, certainty)
}

fn compiled_from(source: &str, row: usize, column: usize, certainty: f32) -> Compiled {
    let context = Context::default();
    let mut document: Document = read::markdown::read(source.as_bytes(), &context).expect("the plan is readable Markdown");
    for block in &mut document.blocks {
        if let Block::Table(table) = block {
            table.rows[row].cells[column].certainty = Certainty(certainty);
        }
    }
    let documents = [document];
    let (plan, details) = parse::parse(&documents);
    let diagnostics = rules::check(&rules::Checked::new(&documents, &plan, &details, &context));
    Compiled { plan, diagnostics, ..Compiled::default() }
}

fn rules_of(compiled: &Compiled) -> Vec<&str> {
    compiled.diagnostics.iter().map(|found| found.rule.as_str()).filter(|rule| !rule.starts_with("missing-")).collect()
}

#[test]
fn a_doubtful_cell_gives_its_words_with_a_confidence() {
    let compiled = compiled(1, 2, 0.5);
    assert_eq!(compiled.plan.tasks[0].lead, ["Phòng Kinh tế"]);
    assert_eq!(compiled.plan.tasks[0].confidence.get("lead"), Some(&0.5));
    assert_eq!(compiled.plan.tasks[0].confidence.len(), 1);
    assert!(compiled.plan.tasks[1].confidence.is_empty());
    assert!(rules_of(&compiled).is_empty(), "{:?}", compiled.diagnostics);
}

#[test]
fn a_cell_that_cannot_be_read_is_left_empty_and_said() {
    let compiled = compiled(2, 5, 0.1);
    assert_eq!(compiled.plan.tasks[1].deadline, None);
    assert_eq!(rules_of(&compiled), ["unreadable-cell"]);
    assert_eq!(compiled.diagnostics.last().unwrap().quote.as_deref(), Some("Quý III/2026"));
}

#[test]
fn a_row_keeps_its_name_however_badly_it_reads() {
    let compiled = compiled(2, 1, 0.1);
    assert_eq!(compiled.plan.tasks[1].name, "Số hóa hồ sơ hộ tịch lưu trữ");
    assert_eq!(compiled.plan.tasks[1].confidence.get("name"), Some(&0.1));
    assert_eq!(rules_of(&compiled), ["unreadable-cell"]);
}

#[test]
fn each_year_of_a_row_is_as_sure_as_its_own_cell() {
    let source = "\
# Phụ lục

**CÁC CHỈ TIÊU CHỦ YẾU**

| TT | Chỉ tiêu | Đơn vị tính | Năm 2026 | Năm 2030 | Cơ quan chủ trì |
|---|---|---|---|---|---|
| 1 | Tỷ lệ hồ sơ trực tuyến | % | 70 | 95 | Phòng Kinh tế |
| 2 | Số thôn có điểm truy cập | Thôn | 4 | 9 | Phòng Kinh tế |
";
    let indicators = compiled_from(source, 1, 4, 0.5).plan.indicators;
    let stated: Vec<_> = indicators.iter().map(|indicator| (indicator.horizon, indicator.confidence.get("target").copied())).collect();
    assert_eq!(stated, [(Some(2026), None), (Some(2030), Some(0.5)), (Some(2026), None), (Some(2030), None)]);
}
