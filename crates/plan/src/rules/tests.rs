//! Every rule's documentation is its test; what no example can show is told here.

use jiff::civil::Date;

use super::{RULES, doc};
use crate::agency_register::{AgencyRegister, UnknownAgency};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Plan;
use crate::{Context, SourceFile, compile};

/// The register an example writes down: each name as it stands.
struct Named<'a>(&'a str);

impl AgencyRegister for Named<'_> {
    fn unknown(&self, plan: &Plan, _: Date) -> Vec<UnknownAgency> {
        let known = |agency: &&String| self.0.lines().any(|line| line.split(',').nth(1) == Some(agency.as_str()));
        let agencies = plan.tasks.iter().flat_map(|task| task.lead.iter().chain(&task.coordinating));
        agencies.filter(|agency| !known(agency)).map(|agency| UnknownAgency { name: agency.clone(), nearest: None }).collect()
    }
}

fn diagnostics(source: &str, superior: Option<&str>) -> Vec<Diagnostic> {
    beside(source, superior, None)
}

fn beside(source: &str, superior: Option<&str>, units: Option<&str>) -> Vec<Diagnostic> {
    let workbook = source.starts_with("[trang tính").then(|| workbook(source));
    let file = SourceFile { name: "vi-du.md", bytes: workbook.as_deref().unwrap_or(source.as_bytes()) };
    let superior = superior.map(|source| SourceFile { name: "cap-tren.md", bytes: source.as_bytes() });
    let superiors: Vec<_> =
        superior.iter().map(|file| compile(&[*file], &Context::default()).expect("a superior plan is readable")).collect();
    let register = units.map(Named);
    let agencies = register.as_ref().map(|register| register as &dyn AgencyRegister);
    compile(&[file], &Context { superiors: &superiors, agencies, ..Context::default() }).expect("an example is readable").diagnostics
}

/// The workbook an example writes down: "[trang tính: name]" begins a sheet, a line is a row.
fn workbook(source: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for part in source.split("[trang tính").skip(1) {
        let (name, rows) = part.split_once("]\n").expect("a sheet has a name");
        let (hidden, name) = name.split_once(": ").expect("a name follows a colon");
        let sheet = book.add_worksheet().set_name(name).expect("a name").set_hidden(hidden.contains("ẩn"));
        for (row, line) in (0..).zip(rows.lines()) {
            for (column, words) in (0..).zip(line.split(" | ")) {
                sheet.write(row, column, words).expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("a workbook in memory")
}

fn said(source: &str, superior: Option<&str>, rule: &str) -> Vec<String> {
    worded(&diagnostics(source, superior), rule)
}

fn worded(diagnostics: &[Diagnostic], rule: &str) -> Vec<String> {
    let word = |severity| match severity {
        Severity::Error => "lỗi",
        Severity::Warning => "cảnh báo",
        Severity::Advice => "góp ý",
    };
    let of_rule = |diagnostic: &Diagnostic| diagnostic.rule == rule;
    diagnostics
        .iter()
        .filter(|diagnostic| of_rule(diagnostic))
        .map(|found| format!("{}[{}]: {}", word(found.severity), found.rule, found.message))
        .collect()
}

#[test]
fn every_rule_says_what_its_documentation_shows_and_keeps_quiet_on_the_mended_plan() {
    let mut faults = Vec::new();
    for rule in RULES {
        let Some(doc) = doc::parse(rule.doc) else {
            faults.push(format!("{}: the documentation lacks a part", rule.name));
            continue;
        };
        let bad = worded(&beside(doc.bad, doc.superior, doc.units), rule.name);
        if bad != doc.expected || bad.is_empty() {
            faults.push(format!("{}: expected {:#?}, the bad example gave {bad:#?}", rule.name, doc.expected));
        }
        let good = worded(&beside(doc.good, doc.superior, doc.units), rule.name);
        if !good.is_empty() {
            faults.push(format!("{}: the good example gave {good:#?}", rule.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn names_are_kebab_case_and_stand_in_their_own_documentation() {
    for rule in RULES {
        assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.name);
        assert!(rule.doc.starts_with(&format!("# {}: ", rule.name)), "{}", rule.name);
        assert_eq!(RULES.iter().filter(|other| other.name == rule.name).count(), 1, "{}", rule.name);
    }
}

#[test]
fn a_draft_may_lack_number_and_date() {
    let source = doc::parse(super::find("missing-document-number").expect("a rule").doc).expect("its parts").bad;
    let context = Context { draft: true, ..Context::default() };
    let compiled = compile(&[SourceFile { name: "du-thao.md", bytes: source.as_bytes() }], &context).expect("readable");
    assert!(compiled.diagnostics.iter().all(|found| !matches!(found.rule.as_str(), "missing-document-number" | "missing-issue-date")));
}

#[test]
fn a_secrecy_mark_silences_everything_else() {
    let source = doc::parse(super::find("secrecy-mark").expect("a rule").doc).expect("its parts").bad;
    let compiled = compile(&[SourceFile { name: "mat.md", bytes: source.as_bytes() }], &Context::default()).expect("readable");
    assert_eq!(compiled.diagnostics.len(), 1);
    assert_eq!(compiled.plan, crate::plan::Plan::default());
}

/// A plan whose words only look like faults of form, citation, money or reporting.
const SOUND: &str = "ỦY BAN NHÂN DÂN\nPHƯỜNG HÒA LẠC\n\nSố: 12/KH-UBND\n\nHòa Lạc, ngày 15 tháng 01 năm 2026\n\n# KẾ HOẠCH\n\n**Chuyển đổi số năm 2026**\n
Căn cứ Luật Giao dịch điện tử số 20/2023/QH15; Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ (gọi tắt là Đề án 06); Nghị quyết số 18-NQ/TW ngày 25/10/2017 của Ban Chấp hành Trung ương;\n
Căn cứ Công văn số 15/UBND-KGVX ngày 02/01/2026 và Công văn số 16/UBND-KGVX ngày 03/01/2026 của UBND tỉnh.\n
I. NHIỆM VỤ\n\n1. Ban hành Nghị quyết của HĐND phường; thực hiện các nghị quyết của Đảng ủy phường…\n
2. Số liệu, hồ sơ,... được cập nhật theo tài liệu [1]; Kế hoạch 5 năm, Chương trình 135. Thành viên (ghi rõ họ tên) ký vào biên bản.\n
3. Triển khai 12 nhiệm vụ tại Phụ lục II ban hành kèm theo Nghị quyết số 71/NQ-CP ngày 01/4/2025 của Chính phủ; chi tiết tại Phụ lục kèm theo.\n
II. TỔ CHỨC THỰC HIỆN\n\n1. Các bộ phận báo cáo UBND phường trước ngày 25 hằng tháng.\n
2. Công an phường báo cáo Công an tỉnh hằng tháng trước ngày 28.\n
Nơi nhận:\n\n- UBND tỉnh;\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\n\nKT. CHỦ TỊCH\n\nPHÓ CHỦ TỊCH\n\nLê Thị Hoa\n
PHỤ LỤC\n\nDANH MỤC NHIỆM VỤ\n\n(Kèm theo Kế hoạch số 12/KH-UBND ngày 15/01/2026 của UBND phường Hòa Lạc)\n
| STT | Nhiệm vụ | Cơ quan chủ trì | Sản phẩm | Thời hạn | Kinh phí (triệu đồng) |\n|---|---|---|---|---|---|\n| 1 | Nâng cấp trang thông tin | Văn phòng | Trang thông tin | 30/6/2026 | 200 |\n| 2 | Mở lớp kỹ năng số | Phòng Văn hóa - Xã hội | Kế hoạch của UBND phường | 30/9/2026 | 150 |\n| | Tổng cộng | | | | 350 |\n
Mẫu số 01\n\nBÁO CÁO THÁNG ………\n\nKính gửi: ........................\n";

#[test]
fn what_only_looks_like_a_fault_of_form_citation_money_or_report_is_let_be() {
    let families = ["annex-", "citation-", "report-", "template-", "internal-", "foreign-", "missing-s", "malformed-", "mixed-", "sum-"];
    let of_family = |found: &&Diagnostic| families.iter().any(|family| found.rule.starts_with(family));
    let told = diagnostics(SOUND, None);
    let told: Vec<_> = told.iter().filter(of_family).map(|found| (found.rule.as_str(), found.message.as_str())).collect();
    assert_eq!(told, []);
}

#[test]
fn advice_and_blanks_of_every_kind_are_told() {
    let line = |words: &str| {
        said(&format!("# KẾ HOẠCH\n\n**Chuyển đổi số năm 2026**\n\nI. MỤC TIÊU\n\n{words}\n"), None, "template-leftover").len()
    };
    for words in [
        "(Nêu rõ mục đích, yêu cầu của kế hoạch)",
        "Giao {tên đơn vị} chủ trì.",
        "Tổng kinh phí: .................... đồng.",
        "Giao đơn vị ……………",
        "Hoàn thành trước ngày xx/xx/2026.",
        "Phần này trình bày mục tiêu chung của kế hoạch.",
    ] {
        assert_eq!(line(words), 1, "{words}");
    }
    for words in
        ["(Nguồn: Cục Thống kê)", "Sổ sức khỏe điện tử, chữ ký số…", "Ngân sách xã, xã hội hóa,...", "(Ghi chú: đơn vị tính là triệu đồng)"]
    {
        assert_eq!(line(words), 0, "{words}");
    }
}

#[test]
fn a_number_of_one_year_dated_in_another_is_a_conflict() {
    let cited = said("# KẾ HOẠCH\n\nCăn cứ Nghị định số 15/2022/NĐ-CP ngày 28/01/2023 của Chính phủ;\n", None, "citation-date-conflict");
    assert_eq!(cited, ["lỗi[citation-date-conflict]: 15/2022/NĐ-CP mang số của năm 2022 nhưng ghi ngày 28/1/2023"]);
}

#[test]
fn a_total_with_a_unit_of_its_own_is_told_once() {
    let annex = |total: &str| {
        format!(
            "# PHỤ LỤC\n\n| STT | Nhiệm vụ | Cơ quan chủ trì | Sản phẩm | Thời hạn | Kinh phí (triệu đồng) |\n|---|---|---|---|---|---|\n| 1 | Nâng cấp trang thông tin | Văn phòng | Trang thông tin | 30/6/2026 | 200 |\n| 2 | Mở lớp kỹ năng số | Phòng Kinh tế | 12 lớp | 30/9/2026 | 150 |\n| | Tổng cộng | | | | {total} |\n"
        )
    };
    for total in ["350.000.000", "0,35 tỷ đồng", "350.000 nghìn đồng"] {
        let source = annex(total);
        assert_eq!((said(&source, None, "mixed-money-unit").len(), said(&source, None, "sum-mismatch").len()), (1, 0), "{total}");
    }
    assert_eq!(said(&annex("360"), None, "sum-mismatch").len(), 1);
}

#[test]
fn the_year_end_report_of_other_units_or_to_others_may_have_another_day() {
    let plan = |second: &str| {
        format!(
            "# KẾ HOẠCH\n\nIII. TỔ CHỨC THỰC HIỆN\n\n1. Các phòng, đơn vị báo cáo kết quả thực hiện về UBND xã trước ngày 05/12 hằng năm.\n\n2. {second}\n"
        )
    };
    assert_eq!(
        said(&plan("Các cơ quan, đơn vị báo cáo kết quả thực hiện về UBND xã trước ngày 10/12 hằng năm."), None, "report-date-conflict")
            .len(),
        1
    );
    for second in [
        "UBND xã báo cáo kết quả thực hiện về UBND tỉnh trước ngày 10/12 hằng năm.",
        "Công an xã báo cáo kết quả thực hiện về Công an tỉnh trước ngày 10/12 hằng năm.",
        "Các phòng, đơn vị báo cáo kết quả thực hiện về UBND xã trước ngày 05/12 hằng năm.",
    ] {
        assert_eq!(said(&plan(second), None, "report-date-conflict").len(), 0, "{second}");
    }
}
