//! Actions, things and values in words.

/// "Nạp kế hoạch"; an action without a word of its own stays as it is recorded.
pub fn action(name: &str) -> &str {
    match name {
        "signed-in" => "Đăng nhập",
        "plan-imported" => "Đưa kế hoạch vào thực hiện",
        "plan-loaded-again" => "Đưa bản mới của kế hoạch vào thực hiện",
        "plan-replaced" => "Kế hoạch bị thay thế",
        "intake-created" => "Tiếp nhận văn bản",
        "intake-failed" => "Không đọc được văn bản",
        "intake-cancelled" => "Hủy việc đọc văn bản",
        "intake-discarded" => "Bỏ lần tiếp nhận",
        "agency-name-decided" => "Chọn đơn vị cho một tên gọi",
        "cascade-decided" => "Quyết định khi đối chiếu cấp trên",
        "assignment-carried-over" => "Mang việc sang văn bản thay thế",
        "progress" => "Cập nhật tiến độ",
        "submitted" => "Gửi kết quả",
        "returned" => "Trả lại",
        "confirmed" => "Xác nhận hoàn thành",
        "stopped" => "Dừng việc",
        "observation-submitted" => "Gửi số liệu",
        "observation-accepted" => "Chấp nhận số liệu",
        "user-added" => "Thêm người dùng",
        "password-changed" => "Đổi mật khẩu",
        "post-added" => "Giao chức trách",
        "spreadsheet-received" => "Nhận bảng theo dõi",
        "spreadsheet-mapped" => "Chọn cột của bảng theo dõi",
        "spreadsheet-loaded" => "Nạp bảng theo dõi",
        "spreadsheet-removed" => "Bỏ bảng theo dõi",
        "word-list-extended" => "Thêm vào danh mục từ ngữ",
        "word-list-shortened" => "Xóa khỏi danh mục từ ngữ",
        "unit-created" => "Thành lập đơn vị",
        "unit-renamed" => "Đổi tên đơn vị",
        "units-merged" => "Sáp nhập đơn vị",
        "unit-split" => "Chia tách đơn vị",
        "unit-dissolved" => "Giải thể đơn vị",
        "unit-transferred" => "Chuyển cấp trên của đơn vị",
        "unit-change-reversed" => "Hủy thay đổi đơn vị ghi nhầm",
        "unit-change-carried-out" => "Đến ngày thay đổi đơn vị",
        "group-members-changed" => "Thay đổi thành viên nhóm đơn vị",
        "audit-exported" => "Tải nhật ký",
        other => other,
    }
}

pub fn subject(name: &str) -> &str {
    match name {
        "user" => "Người dùng",
        "plan" => "Kế hoạch",
        "intake" => "Lần tiếp nhận",
        "assignment" => "Phân công",
        "observation" => "Số liệu",
        "spreadsheet" => "Bảng theo dõi",
        "word-list" => "Danh mục từ ngữ",
        "audit" => "Nhật ký",
        "unit" => "Đơn vị",
        "unit-change" => "Thay đổi đơn vị",
        "group" => "Nhóm đơn vị",
        other => other,
    }
}

/// The page of a thing, where it has one.
pub fn link(subject: &str, id: &Option<i64>) -> Option<String> {
    match (subject, id) {
        ("plan", Some(id)) => Some(format!("/plans/{id}")),
        ("intake", Some(id)) => Some(format!("/intakes/{id}")),
        ("spreadsheet", Some(id)) => Some(format!("/spreadsheets/{id}")),
        ("unit", Some(id)) => Some(format!("/units/{id}")),
        ("unit-change", Some(id)) => Some(format!("/units/changes/{id}")),
        ("group", Some(id)) => Some(format!("/unit-groups/{id}")),
        ("word-list", _) => Some("/word-lists".to_owned()),
        _ => None,
    }
}

/// A recorded value on one line: objects as "a: 1; b: 2", texts without their quotes.
pub fn value(json: &str) -> String {
    serde_json::from_str(json).map_or_else(|_| json.to_owned(), |value| told(&value))
}

fn told(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Null => "không".to_owned(),
        Value::Bool(yes) => if *yes { "có" } else { "không" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(told).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => fields.iter().map(|(name, value)| format!("{name}: {}", told(value))).collect::<Vec<_>>().join("; "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorded_value_reads_as_a_line() {
        assert_eq!(value("{\"number\":\"12/KH-UBND\"}"), "number: 12/KH-UBND");
        assert_eq!(value("[1,null,true]"), "1, không, có");
        assert_eq!(value("\"Sở Y tế\""), "Sở Y tế");
        assert_eq!(value("không phải JSON"), "không phải JSON");
    }
}
