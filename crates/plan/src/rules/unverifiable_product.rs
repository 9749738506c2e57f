use super::rows::{cell_place, task_label, task_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Role;

pub const RULE: Rule =
    Rule { name: "unverifiable-product", severity: Severity::Warning, doc: include_str!("unverifiable_product.md"), check };

/// Verbs that say where one wants to go.
const GOALS: [&str; 24] = [
    "nâng cao",
    "tăng cường",
    "đẩy mạnh",
    "phát huy",
    "góp phần",
    "bảo đảm",
    "đảm bảo",
    "thúc đẩy",
    "cải thiện",
    "khuyến khích",
    "tạo điều kiện",
    "từng bước",
    "đổi mới",
    "mở rộng",
    "phát triển",
    "chuyển biến",
    "khắc phục",
    "tạo môi trường",
    "tạo sự",
    "giúp",
    "đáp ứng",
    "phấn đấu",
    "thay đổi",
    "tạo đột phá",
];

/// Words that could stand in any row.
const ANYTHING: [&str; 22] = [
    "có sản phẩm cụ thể",
    "sản phẩm cụ thể",
    "các sản phẩm cụ thể",
    "kết quả cụ thể",
    "có kết quả cụ thể",
    "theo yêu cầu",
    "theo nhiệm vụ",
    "theo quy định",
    "nguồn lực",
    "nhân lực",
    "nguồn nhân lực",
    "kết quả thực hiện",
    "hoàn thành nhiệm vụ",
    "nhiệm vụ hoàn thành",
    "nhiệm vụ được thực hiện",
    "hiệu quả",
    "đạt hiệu quả",
    "có hiệu quả",
    "kết quả",
    "sản phẩm",
    "theo kế hoạch",
    "thực hiện thường xuyên",
];

/// Things that can be laid on a table.
const THINGS: [&str; 46] = [
    "kế hoạch",
    "quyết định",
    "báo cáo",
    "văn bản",
    "đề án",
    "hệ thống",
    "nền tảng",
    "phần mềm",
    "mô hình",
    "hội nghị",
    "lớp ",
    "tài liệu",
    "danh mục",
    "quy chế",
    "quy định",
    "chương trình",
    "cơ sở dữ liệu",
    "hồ sơ",
    "tờ trình",
    "biên bản",
    "công văn",
    "nghị quyết",
    "hợp đồng",
    "công trình",
    "tin, bài",
    "tin bài",
    "chuyên mục",
    "trang thông tin",
    "cuộc thi",
    "hạ tầng",
    "trung tâm",
    "ứng dụng",
    "bộ tiêu chí",
    "bộ chỉ số",
    "kho dữ liệu",
    "thiết bị",
    "đường truyền",
    "quy trình",
    "danh sách",
    "sản phẩm ocop",
    "dự án",
    "chính sách",
    "phương án",
    "hướng dẫn",
    "tổ công nghệ",
    "khóa",
];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in task_rows(checked).filter(|found| !found.groups) {
        let Some(product) = found.task.product.as_deref() else { continue };
        let lower = product.to_lowercase();
        let bare = lower.trim().trim_end_matches(['.', ';', ' ']).trim_start_matches(['-', '+', ' ']);
        let goal = GOALS.iter().any(|verb| bare.starts_with(verb))
            && !THINGS.iter().any(|thing| bare.contains(thing))
            && !bare.contains(|c: char| c.is_ascii_digit());
        if !goal && !ANYTHING.contains(&bare) {
            continue;
        }
        let place = cell_place(found.row, Role::Product, &found.task.span);
        let why = if goal {
            "là mục tiêu, không phải thứ có thể đưa ra để chứng minh"
        } else {
            "không cho biết phải có cái gì"
        };
        let message = format!("{}: sản phẩm “{}” {why}", task_label(found.task), super::rows::first_words(product));
        let help =
            Some("ghi một thứ đếm được: văn bản, hệ thống, báo cáo, số lượng, hoặc chuyển mức phải đạt sang phụ lục chỉ tiêu".to_owned());
        out.push(Diagnostic { help, quote: Some(product.to_owned()), ..RULE.at(place, message) });
    }
}
