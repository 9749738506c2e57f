//! Actions, things and values in words.

use jiff::civil::Date;
use serde_json::Value;

use crate::clock;
use crate::domain::draft::{Field, Table};
use crate::domain::{Role, written};
use crate::store::audit::ListedEntry;

/// "14:05:09 20/11/2026".
pub fn time(entry: &ListedEntry) -> String {
    let time = clock::time_of(entry.at);
    format!("{:02}:{:02}:{:02} {}", time.hour(), time.minute(), time.second(), written::day(time.date()))
}

/// A role by the name it is stored under.
pub fn role(name: &str) -> &'static str {
    name.parse::<Role>().map_or("", Role::label)
}

/// Role and unit.
pub fn post(entry: &ListedEntry) -> String {
    let role = entry.role.as_ref().and_then(|role| role.parse::<Role>().ok()).map(|role| role.label().to_owned());
    [role, entry.unit.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// "Nạp kế hoạch"; an action without a word of its own stays as it is recorded.
pub fn action(name: &str) -> &str {
    match name {
        "signed-in" => "Đăng nhập",
        "plan-imported" => "Đưa kế hoạch vào thực hiện",
        "plan-loaded-again" => "Đưa bản mới của kế hoạch vào thực hiện",
        "plan-replaced" => "Kế hoạch bị thay thế",
        "task-changed" => "Sửa nhiệm vụ",
        "indicator-changed" => "Sửa chỉ tiêu",
        "intake-created" => "Tiếp nhận văn bản",
        "intake-compiled" => "Đọc xong văn bản",
        "intake-plan-chosen" => "Chọn kế hoạch để nạp lại",
        "intake-edited" => "Sửa khi xem lại",
        "intake-failed" => "Không đọc được văn bản",
        "intake-cancelled" => "Hủy việc đọc văn bản",
        "intake-discarded" => "Bỏ lần tiếp nhận",
        "agency-name-decided" => "Chọn đơn vị cho một tên gọi",
        "cascade-decided" => "Quyết định khi đối chiếu cấp trên",
        "assignment-carried-over" => "Mang việc sang văn bản thay thế",
        "progress" => "Cập nhật tiến độ",
        "submitted" => "Gửi kết quả",
        "completion-asked" => "Trình kết quả, minh chứng",
        "completion-declined" => "Thủ trưởng không duyệt kết quả",
        "completion-withdrawn" => "Rút lại kết quả",
        "check-point-set" => "Đặt mốc kiểm tra",
        "period-confirmed" => "Xác nhận kỳ",
        "prerequisite-added" => "Ghi nhiệm vụ phải xong trước",
        "prerequisite-removed" => "Bỏ nhiệm vụ phải xong trước",
        "part-given" => "Giao phần việc cho đơn vị phối hợp",
        "amended" => "Điều chỉnh theo văn bản",
        "extension-asked" => "Xin gia hạn",
        "extension-granted" => "Gia hạn",
        "extension-refused" => "Không gia hạn",
        "extension-withdrawn" => "Rút đề nghị gia hạn",
        "calendar-changed" => "Sửa lịch làm việc",
        "reminder-rules-changed" => "Đặt quy định đôn đốc của kế hoạch",
        "reminder-rules-cleared" => "Bỏ quy định đôn đốc riêng",
        "reminder-letter-made" => "Tạo công văn đôn đốc",
        "mail-sent-again" => "Gửi lại thư đôn đốc",
        "calendar-feed-made" => "Tạo địa chỉ lịch",
        "calendar-feed-ended" => "Bỏ địa chỉ lịch",
        "returned" => "Trả lại",
        "confirmed" => "Xác nhận hoàn thành",
        "stopped" => "Dừng việc",
        "assignment-reassigned" => "Giao lại việc của đơn vị không còn hoạt động",
        "observation-submitted" => "Gửi số liệu",
        "observation-accepted" => "Chấp nhận số liệu",
        "user-added" => "Thêm người dùng",
        "password-changed" => "Đổi mật khẩu",
        "post-added" => "Giao chức trách",
        "post-ended" => "Kết thúc chức trách",
        "post-delegated" => "Ủy quyền chức trách",
        "post-moved" => "Chuyển chức trách theo đơn vị",
        "post-returned" => "Trả chức trách về đơn vị cũ",
        "post-chosen" => "Đổi chức trách đang dùng",
        "post-reviewed" => "Rà soát, giữ chức trách",
        "user-invited" => "Cấp liên kết đặt mật khẩu",
        "sign-in-failed" => "Đăng nhập sai",
        "user-locked" => "Tài khoản bị khóa do nhập sai",
        "unknown-sign-ins" => "Đăng nhập bằng tên không có",
        "provider-account-bound" => "Gắn với tài khoản dùng chung",
        "provider-account-unbound" => "Gỡ gắn kết tài khoản dùng chung",
        "provider-account-refused" => "Từ chối tài khoản dùng chung khác",
        "user-unlocked" => "Mở khóa tài khoản",
        "user-disabled" => "Vô hiệu hóa tài khoản",
        "user-enabled" => "Cho tài khoản dùng lại",
        "password-rehashed" => "Băm lại mật khẩu theo cách mới",
        "second-factor-set" => "Đặt xác thực hai lớp",
        "second-factor-removed" => "Bỏ xác thực hai lớp",
        "recovery-codes-renewed" => "Tạo lại mã dự phòng",
        "recovery-code-used" => "Dùng một mã dự phòng",
        "sessions-ended" => "Kết thúc phiên làm việc",
        "contact-changed" => "Sửa thông tin liên hệ",
        "personal-data-read" => "Xem dữ liệu cá nhân",
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
        "unit-added" => "Thêm đơn vị từ bảng",
        "unit-corrected" => "Sửa đơn vị theo bảng",
        "group-added" => "Thêm nhóm đơn vị từ bảng",
        "group-corrected" => "Sửa nhóm đơn vị theo bảng",
        "unit-table-received" => "Nhận bảng đơn vị",
        "unit-table-entered" => "Nhập bảng đơn vị",
        "unit-table-removed" => "Bỏ bảng đơn vị",
        "group-members-changed" => "Thay đổi thành viên nhóm đơn vị",
        "directive-given" => "Giao ý kiến chỉ đạo",
        "directive-amended" => "Sửa ý kiến chỉ đạo",
        "directive-withdrawn" => "Rút ý kiến chỉ đạo",
        "audit-exported" => "Tải nhật ký",
        other => other,
    }
}

pub fn subject(name: &str) -> &str {
    match name {
        "user" => "Người dùng",
        "plan" => "Kế hoạch",
        "intake" => "Lần tiếp nhận",
        "task" => "Nhiệm vụ",
        "indicator" => "Chỉ tiêu",
        "unit" => "Đơn vị",
        "group" => "Nhóm đơn vị",
        "agency-name" => "Tên gọi",
        "assignment" => "Phân công",
        "calendar" => "Lịch làm việc",
        "mail" => "Thư đôn đốc",
        "observation" => "Số liệu",
        "spreadsheet" => "Bảng theo dõi",
        "word-list" => "Danh mục từ ngữ",
        "audit" => "Nhật ký",
        "unit-change" => "Thay đổi đơn vị",
        "sign-in" => "Đăng nhập",
        "unit-table" => "Bảng đơn vị",
        other => other,
    }
}

/// The page of a thing, where it has one.
pub fn link(subject: &str, id: &Option<i64>) -> Option<String> {
    match (subject, id) {
        ("task", Some(id)) => Some(format!("/tasks/{id}")),
        ("assignment", Some(id)) => Some(format!("/assignments/{id}")),
        ("indicator", Some(id)) => Some(format!("/indicators/{id}")),
        ("unit", Some(id)) => Some(format!("/units/{id}")),
        ("user", Some(id)) => Some(format!("/users/{id}")),
        ("plan", Some(id)) => Some(format!("/plans/{id}")),
        ("intake", Some(id)) => Some(format!("/intakes/{id}")),
        ("spreadsheet", Some(id)) => Some(format!("/spreadsheets/{id}")),
        ("unit-change", Some(id)) => Some(format!("/units/changes/{id}")),
        ("group", Some(id)) => Some(format!("/unit-groups/{id}")),
        ("word-list", _) => Some("/word-lists".to_owned()),
        _ => None,
    }
}

/// What stood before and after, each on one line: of two records only what differs, "–" for nothing.
pub fn change(entry: &ListedEntry) -> (String, String) {
    let (before, after) = (read(&entry.before_json), read(&entry.after_json));
    let (before, after) = match (before, after) {
        (Some(Value::Object(mut before)), Some(Value::Object(mut after))) => {
            let same: Vec<String> =
                before.iter().filter(|(name, value)| after.get(*name) == Some(value)).map(|(name, _)| name.clone()).collect();
            for name in same {
                before.remove(&name);
                after.remove(&name);
            }
            (Some(Value::Object(before)), Some(Value::Object(after)))
        }
        other => other,
    };
    let line = |value: Option<Value>| value.map(|value| told(&value)).filter(|text| !text.is_empty()).unwrap_or_else(|| "–".to_owned());
    (line(before), line(after))
}

/// What is no record stays as it is written.
fn read(json: &Option<String>) -> Option<Value> {
    let json = json.as_deref()?;
    Some(serde_json::from_str(json).unwrap_or_else(|_| Value::String(json.to_owned())))
}

/// Objects as "a: 1; b: 2", texts without their quotes.
fn told(value: &Value) -> String {
    match value {
        Value::Null => "không".to_owned(),
        Value::Bool(yes) => if *yes { "có" } else { "không" }.to_owned(),
        Value::Number(number) => match number.as_f64() {
            Some(value) if value.fract() != 0.0 => written::number(value, 2),
            Some(value) if value.abs() < 1e15 => format!("{value:.0}"),
            _ => number.to_string(),
        },
        Value::String(text) => match text.parse::<Date>() {
            Ok(day) if text.len() == 10 => written::day(day),
            // A record within a record.
            _ if text.starts_with('{') => serde_json::from_str(text).map_or_else(|_| text.clone(), |value: Value| told(&value)),
            _ => word(text).to_owned(),
        },
        Value::Array(items) => items.iter().map(told).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| format!("{}: {}", field(name), told(value))).collect::<Vec<_>>().join("; ")
        }
    }
}

/// What a recorded field is called on screen; one without a word of its own stays as it is recorded.
fn field(name: &str) -> String {
    let known = match name {
        "basis" => "căn cứ",
        "giver" => "người giao số",
        "about_task" => "về nhiệm vụ số",
        "about_indicator" => "về chỉ tiêu số",
        "about_unit" => "về đơn vị số",
        "meeting" => "cuộc họp số",
        "officer" => "chuyên viên",
        "head" => "thủ trưởng",
        "focal-point" => "đầu mối cấp trên",
        "leader" => "lãnh đạo cấp trên",
        "approval" => "kết quả chờ duyệt",
        "extension" => "đề nghị gia hạn",
        "before" => "trước hạn",
        "on_day" => "đúng ngày",
        "every" => "cứ mấy ngày",
        "units" => "đơn vị số",
        "on" => "ngày",
        "operation" => "thay đổi",
        "creation" => "thành lập",
        "rename" => "đổi tên",
        "merge" => "sáp nhập",
        "split" => "chia tách",
        "dissolution" => "giải thể",
        "transfer" => "chuyển cấp trên",
        "into" => "vào",
        "known" => "đơn vị số",
        "parent" => "cấp trên",
        "hierarchy" => "hệ",
        "code" => "mã",
        "short_name" => "tên ngắn",
        "moves_posts" => "chuyển chức trách theo",
        "change" => "thay đổi",
        "post" => "chức trách số",
        "to_user" => "người nhận",
        "unit_change" => "lần thay đổi đơn vị số",
        "reversal" => "lần hủy số",
        "unit_table" => "bảng đơn vị số",
        "columns" => "cột",
        "added" => "thêm",
        "changed" => "sửa",
        "same" => "giữ nguyên",
        "task" => "nhiệm vụ số",
        "part" => "phần việc số",
        "deliverable" => "sản phẩm",
        "reviewed_at" => "rà soát lúc",
        "period" => "kỳ",
        "numerator" => "tử số",
        "denominator" => "mẫu số",
        "value" => "giá trị",
        "login" => "tên đăng nhập",
        "full_name" => "họ tên",
        "role" => "chức trách",
        "unit" => "đơn vị",
        "from" => "từ",
        "to" => "đến",
        "phase" => "trạng thái",
        "percent" => "tiến độ (%)",
        "document" => "văn bản",
        "document_on" => "ngày văn bản",
        "words" => "mô tả",
        "count" => "số lượng",
        "observation" => "số liệu số",
        "files" => "tệp",
        "due" => "thời hạn",
        "due_asked" => "ngày xin gia hạn",
        "basis_on" => "ngày căn cứ",
        "answer" => "ý kiến",
        "day" => "ngày",
        "started_on" => "bắt đầu",
        "current_due" => "thời hạn",
        "due_before" => "thời hạn cũ",
        "due_after" => "thời hạn mới",
        "sha256" => "mã băm của tệp",
        "version" => "lần sửa",
        "intake" => "lần tiếp nhận",
        "plan" => "kế hoạch",
        "replaces" => "thay thế",
        "indicators" => "chỉ tiêu",
        "tasks" => "nhiệm vụ",
        "edits" => "các chỗ sửa",
        "carried" => "mang sang",
        "list" => "danh mục",
        "rows" => "dòng",
        "entries" => "số mục",
        "filter" => "bộ lọc",
        "field" => "cột",
        "row" => "dòng",
        "kind" => "việc",
        "reason" => "lý do",
        "succession" => "thay thế văn bản",
        "renamed" => "tên cũ",
        "assignment" => "phân công",
        "values" => "nội dung",
        "tries" => "số lần thử",
        "failures" => "lần sai thứ",
        "step" => "bước",
        "lock_minutes" => "khóa (phút)",
        "issuer" => "máy đăng nhập",
        other => match Field::named(Table::Tasks, other).or_else(|| Field::named(Table::Indicators, other)) {
            Some(field) => return field.label(Table::Tasks).to_lowercase(),
            None => other,
        },
    };
    known.to_owned()
}

/// Recorded names of states and ways.
fn word(name: &str) -> &str {
    match name {
        "joined" => "vào nhóm",
        "left" => "ra khỏi nhóm",
        "open" => "đang thực hiện",
        "waiting" => "chờ xác nhận",
        "returned" => "trả lại",
        "done" => "hoàn thành",
        "stopped" => "dừng",
        "set" => "sửa",
        "split" => "tách",
        "merge" => "gộp",
        "drop" => "bỏ",
        "add" => "thêm",
        "approve" => "xác nhận đúng",
        "reopen" => "mở lại",
        "link" => "nối với dòng cũ",
        "part" => "tách khỏi dòng cũ",
        "release" => "cho kết thúc",
        "dismiss" => "bỏ qua cảnh báo",
        "undo" => "hoàn tác",
        "password" => "mật khẩu",
        "code" => "mã xác thực",
        "identifier" => "mã định danh",
        "short_name" => "tên ngắn",
        "hierarchy" => "hệ",
        "aliases" => "cách gọi khác",
        "parent_code" => "cấp trên",
        "valid_from" => "ngày bắt đầu",
        "valid_to" => "ngày kết thúc",
        other => match Role::ALL.into_iter().find(|role| role.name() == other) {
            Some(role) => role.label(),
            None => other,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(before: Option<&str>, after: &str) -> ListedEntry {
        ListedEntry {
            id: 1,
            at: 0,
            chain: None,
            number: None,
            person: None,
            user_id: None,
            login: None,
            role: None,
            unit: None,
            source: None,
            action: "progress".to_owned(),
            subject: "assignment".to_owned(),
            subject_id: None,
            before_json: before.map(str::to_owned),
            after_json: Some(after.to_owned()),
        }
    }

    #[test]
    fn a_recorded_value_reads_as_a_line() {
        let after = |json: &str| change(&entry(None, json)).1;
        assert_eq!(after("{\"phase\":\"open\",\"current_due\":\"2026-11-20\"}"), "trạng thái: đang thực hiện; thời hạn: 20/11/2026");
        assert_eq!(after("{\"deadline\":\"quý III/2026\",\"x\":1,\"value\":1234.5}"), "thời hạn: quý III/2026; x: 1; giá trị: 1.234,5");
        assert_eq!(after("[1,null,true]"), "1, không, có");
        assert_eq!(after("\"Sở Y tế\""), "Sở Y tế");
        assert_eq!(after("không phải JSON"), "không phải JSON");
    }

    #[test]
    fn of_two_records_only_what_differs_is_told() {
        let both = change(&entry(Some("{\"percent\":40,\"phase\":\"open\"}"), "{\"percent\":60,\"phase\":\"open\"}"));
        assert_eq!(both, ("tiến độ (%): 40".to_owned(), "tiến độ (%): 60".to_owned()));
    }
}
