//! What the column names of an annex say, and the role of each column when they are weighed against each other.

use std::sync::LazyLock;

use super::last_year;
use crate::pattern::Regex;
use crate::plan::{AnnexKind, Role};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    pub role: Option<Role>,
    /// Header words, upper level first.
    pub title: String,
    /// Where the words of the lowest level begin in the title.
    pub own_at: usize,
    /// Year a column of targets or money is for.
    pub year: Option<i16>,
    /// "Nhóm chỉ tiêu", "Lĩnh vực": its cells name the group a row belongs to.
    pub groups: bool,
}

impl Column {
    /// Words of the lowest level of the header.
    pub fn own_title(&self) -> &str {
        self.title.get(self.own_at..).unwrap_or(&self.title)
    }

    /// "Bắt đầu", beside a column for the end.
    pub fn begins_period(&self) -> bool {
        let lower = self.title.to_lowercase();
        ["bắt đầu", "khởi công"].iter().any(|word| lower.contains(word)) && !lower.contains("kết thúc") || lower.ends_with(" từ")
    }
}

/// What the words of a header say, before the columns are weighed against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Role(Role),
    /// "Chỉ tiêu": the name of an indicator, or its value when another column has the name.
    Indicator,
    /// "Kết quả": the product of a task or the value of an indicator.
    Result,
    /// "Nội dung": a name of whatever the table lists.
    Content,
    /// "Đơn vị": of measure beside values, else the one that acts.
    Unit,
    Year,
    /// "Hiện trạng 2025", "So với năm trước": no target where another column holds one.
    Past,
    /// "Hình thức văn bản": the product where no column names one.
    Form,
    /// "Cơ quan theo dõi", "Lãnh đạo phụ trách": leads where no column names the agency in charge.
    Watcher,
    /// "Cấp trình", "Mã nhiệm vụ", "Nhóm nhiệm vụ" beside "Nhiệm vụ": nothing a task has a field for, whatever its other words.
    Other,
    /// "Tên thủ tục hành chính", "Họ và tên": the table lists other things than work or targets.
    Foreign,
}

/// "Kết quả 2025", "TH năm 2025", "Số liệu 31/12/2025": words of the past right before a year.
static PAST_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s(])(?:thực hiện|th|ước|ước th|kết quả|số liệu|thống kê)\s*(?:(?:đến|hết|cuối|năm|tháng|ngày|\d{1,2}/)\s*)*20\d\d")
        .expect("the pattern is a literal of this file")
});

/// Names of columns in lists of procedures, people and telephones.
const FOREIGN: [&str; 12] = [
    "tên thủ tục",
    "mã thủ tục",
    "thủ tục hành chính",
    "tên tthc",
    "mã tthc",
    "tên dịch vụ công",
    "họ và tên",
    "họ tên",
    "họ, tên",
    "số điện thoại",
    "ngày sinh",
    "năm sinh",
];

/// Words of a header that tell where an indicator stands today.
const PAST: [&str; 19] = [
    "thực trạng",
    "hiện nay",
    "hiện có",
    "năm gốc",
    "số liệu nền",
    "ước thực hiện",
    "ước đạt",
    "ước năm",
    "ước th",
    "thực hiện năm",
    "th năm",
    "kết quả năm",
    "kết quả thực hiện năm",
    "kết quả đạt được",
    "đã đạt",
    "so với",
    "so sánh",
    "tăng/giảm",
    "tăng, giảm",
];

/// "Thời gian thực hiện năm 2026", "Lộ trình thực hiện Năm 2027" look ahead for all their "thực hiện năm".
const NOT_PAST: [&str; 12] = [
    "kinh phí",
    "dự toán",
    "thời gian",
    "nội dung",
    "nhiệm vụ",
    "công việc",
    "cơ quan",
    "đơn vị",
    "lộ trình",
    "tiến độ",
    "phân kỳ",
    "kế hoạch",
];

fn says(title: &str) -> Option<Says> {
    let lower = title.to_lowercase();
    let lower = lower.trim().trim_end_matches(['.', ':']);
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let is = |words: &[&str]| words.contains(&lower);
    use Says::Role as R;
    Some(if is(&["tt", "stt", "số tt", "số thứ tự", "thứ tự", "no", "#"]) {
        R(Role::Number)
    } else if has(&["chỉ tiêu liên quan", "chỉ tiêu gắn", "gắn với chỉ tiêu", "phục vụ chỉ tiêu", "đóng góp chỉ tiêu"])
    {
        R(Role::RelatedIndicators)
    } else if has(&["nguồn số liệu", "nguồn dữ liệu", "minh chứng", "nguồn thông tin", "kiểm chứng"]) {
        R(Role::DataSource)
    } else if has(&["ghi chú", "căn cứ"]) {
        R(Role::Note)
    } else if FOREIGN.iter().any(|word| lower.starts_with(word)) {
        Says::Foreign
    } else if ["mã ", "cấp trình", "cấp phê", "cấp quyết", "cấp ban hành", "cơ quan phê", "cơ quan quyết", "cơ quan ban hành", "thẩm quyền"]
        .iter()
        .any(|word| lower.starts_with(word))
    {
        Says::Other
    } else if has(&["hiện trạng", "(thực hiện)", "(ước"])
        || (has(&PAST) || PAST_YEAR.is_match(lower) && !has(&["dự kiến", "phấn đấu"])) && !has(&NOT_PAST)
    {
        Says::Past
    } else if has(&["phối hợp"]) && !has(&["chủ trì"]) {
        R(Role::Coordinating)
    } else if has(&["kinh phí", "dự toán", "số tiền", "triệu đồng", "tỷ đồng", "nguồn vốn"]) && !has(&["đơn vị tính"])
    {
        R(Role::Money)
    } else if ["lãnh đạo", "đồng chí", "người ", "chuyên viên", "đ/c"].iter().any(|word| lower.starts_with(word)) {
        Says::Watcher
    } else if has(&[
        "chủ trì",
        "chịu trách nhiệm",
        "phụ trách",
        "đầu mối",
        "tham mưu",
        "đơn vị thực hiện",
        "cơ quan thực hiện",
        "bộ phận thực hiện",
        "chủ đầu tư",
        "chủ dự án",
        "phân công thực hiện",
        "trách nhiệm thực hiện",
    ]) || is(&["thực hiện", "đơn vị theo dõi", "cơ quan theo dõi"])
        || lower.ends_with("thực hiện") && has(&["phân công", "cơ quan", "đơn vị", "bộ phận", "phòng", "chủ thể", "cấp"])
    {
        R(Role::Lead)
    } else if has(&["lộ trình", "tiến độ", "phân kỳ"]) && last_year(lower).is_some() {
        Says::Year
    } else if has(&[
        "thời gian",
        "thời hạn",
        "thời điểm",
        "tiến độ",
        "lộ trình",
        "hạn hoàn thành",
        "ngày hoàn thành",
        "kỳ hạn",
        "ngày bắt đầu",
        "ngày kết thúc",
    ]) || is(&["hạn", "hoàn thành", "bắt đầu", "kết thúc"])
        || lower.starts_with("hạn ")
    {
        R(Role::Deadline)
    } else if has(&["sản phẩm", "đầu ra"]) {
        R(Role::Product)
    } else if has(&["đơn vị tính", "đvt"]) {
        R(Role::Unit)
    } else if lower.starts_with("kết quả") && last_year(lower).is_none() {
        Says::Result
    } else if is(&["trách nhiệm", "phân công", "phân công nhiệm vụ", "giao nhiệm vụ"]) {
        R(Role::Lead)
    } else if has(&["theo dõi", "cơ quan báo cáo", "đơn vị báo cáo", "soạn thảo", "cơ quan trình", "đơn vị trình"])
        || is(&["cơ quan", "cơ quan, đơn vị", "cơ quan/đơn vị", "đơn vị, địa phương", "cơ quan, đơn vị, địa phương", "bộ phận"])
    {
        Says::Watcher
    } else if has(&["hình thức", "loại văn bản", "thể thức"]) {
        Says::Form
    } else if has(&["nhiệm vụ", "công việc", "hoạt động", "giải pháp", "tên dự án", "nội dung thực hiện", "đề án", "công trình"])
        || is(&["việc", "việc cần làm", "phần việc", "dự án", "danh mục dự án"])
    {
        R(Role::Name)
    } else if last_year(lower).is_some() {
        Says::Year
    } else if has(&["kết quả"]) {
        Says::Result
    } else if has(&["giá trị", "mức"]) || is(&["mục tiêu phấn đấu", "kế hoạch", "target"]) {
        R(Role::Target)
    } else if has(&["chỉ tiêu", "chỉ số", "mục tiêu"]) {
        Says::Indicator
    } else if has(&["nội dung", "tên", "hạng mục", "danh mục"]) {
        Says::Content
    } else if is(&["đơn vị", "đv"]) {
        Says::Unit
    } else {
        return None;
    })
}

/// "Nhóm nhiệm vụ" beside "Nhiệm vụ", "Lĩnh vực" beside "Chỉ tiêu".
fn is_group(title: &str) -> bool {
    let lower = title.to_lowercase();
    ["nhóm", "lĩnh vực", "trụ cột"].iter().any(|word| lower.trim_start().starts_with(word))
}

/// Roles of columns by their names alone, when they make an annex.
pub fn roles_of(titles: &[&str]) -> Option<Vec<Option<Role>>> {
    let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
    Some(assign_roles(&titles, "")?.1.into_iter().map(|column| column.role).collect())
}

/// "Năm 2025 Kế hoạch" beside "Năm 2025 Ước thực hiện": a year that is reported on is no target, where a later one is planned.
fn past_years(titles: &[String], said: &mut [Option<Says>]) {
    let year_of = |(title, says): (&String, &Option<Says>)| {
        let compared = ["so với", "so sánh", "/"].iter().any(|word| title.to_lowercase().contains(word));
        last_year(title).filter(|_| *says == Some(Says::Past) && !compared)
    };
    let Some(reported) = titles.iter().zip(said.iter()).filter_map(year_of).max() else { return };
    let planned = |title: &String| last_year(title).is_some_and(|year| year > reported);
    let plans = |(title, says): (&String, &Option<Says>)| {
        planned(title) && matches!(says, Some(Says::Year | Says::Role(Role::Target) | Says::Indicator))
    };
    if !titles.iter().zip(said.iter()).any(plans) {
        return;
    }
    for (title, says) in titles.iter().zip(said.iter_mut()) {
        if last_year(title).is_some_and(|year| year <= reported) && matches!(says, Some(Says::Year)) {
            *says = Some(Says::Past);
        }
    }
}

pub fn assign_roles(titles: &[String], annex_title: &str) -> Option<(AnnexKind, Vec<Column>)> {
    let mut said: Vec<Option<Says>> = titles.iter().map(|title| says(title)).collect();
    past_years(titles, &mut said);
    let groups: Vec<bool> = titles.iter().map(|title| is_group(title)).collect();
    let names = |says: &Option<Says>| matches!(says, Some(Says::Role(Role::Name) | Says::Indicator | Says::Content));
    if said.iter().zip(&groups).any(|(says, group)| names(says) && !group) {
        said.iter_mut().zip(&groups).filter(|(_, group)| **group).for_each(|(says, _)| *says = Some(Says::Other));
    }
    let said = said;
    let any = |wanted: Says| said.contains(&Some(wanted));
    if any(Says::Foreign) && !(any(Says::Role(Role::Name)) && any(Says::Role(Role::Deadline))) {
        return None;
    }
    let count = |wanted: Says| said.iter().filter(|says| **says == Some(wanted)).count();
    let acts = any(Says::Role(Role::Deadline)) || any(Says::Role(Role::Product)) || any(Says::Role(Role::Name));
    let measures = any(Says::Indicator) || any(Says::Role(Role::Unit)) || any(Says::Unit);
    let annex = annex_title.to_lowercase();
    let kind = if any(Says::Role(Role::Name))
        && (any(Says::Role(Role::Deadline)) || any(Says::Role(Role::Product)) || any(Says::Role(Role::Lead)) || any(Says::Watcher))
    {
        AnnexKind::Tasks
    } else if measures
        && (any(Says::Role(Role::Target)) || any(Says::Year) || any(Says::Result) || any(Says::Past) || count(Says::Indicator) > 1)
    {
        AnnexKind::Indicators
    } else if acts || any(Says::Content) && (any(Says::Role(Role::Lead)) || annex.contains("nhiệm vụ")) {
        AnnexKind::Tasks
    } else if measures && annex.contains("chỉ tiêu") {
        AnnexKind::Indicators
    } else {
        return None;
    };
    let first = |wanted: Says| said.iter().position(|says| *says == Some(wanted));
    let name_at = first(Says::Role(Role::Name)).or(first(Says::Content));
    let valued = name_at.is_some_and(|name| first(Says::Indicator).is_some_and(|at| at > name))
        || any(Says::Role(Role::Target))
        || any(Says::Year)
        || any(Says::Result)
        || count(Says::Indicator) > 1;
    let watcher = first(Says::Watcher).filter(|_| !any(Says::Role(Role::Lead)));
    let mut columns: Vec<Column> = Vec::new();
    let named = any(Says::Role(Role::Name)) || any(Says::Content);
    let mut name_seen = false;
    for (index, (title, says)) in titles.iter().zip(&said).enumerate() {
        let role = match (says, kind) {
            (Some(Says::Role(Role::Name)), _) if name_seen => None,
            (Some(Says::Role(role)), _) => Some(*role),
            (Some(Says::Content), _) => Some(Role::Name),
            (Some(Says::Indicator), AnnexKind::Indicators) if name_seen => Some(Role::Target),
            (Some(Says::Indicator), AnnexKind::Indicators) => Some(Role::Name),
            (Some(Says::Indicator), AnnexKind::Tasks) if named => Some(Role::RelatedIndicators),
            (Some(Says::Indicator), AnnexKind::Tasks) => Some(Role::Name),
            (Some(Says::Result), AnnexKind::Indicators) => Some(Role::Target),
            (Some(Says::Result), AnnexKind::Tasks) => Some(Role::Product),
            (Some(Says::Unit), AnnexKind::Indicators) if !any(Says::Role(Role::Unit)) => Some(Role::Unit),
            (Some(Says::Unit), _) => Some(Role::Lead),
            (Some(Says::Year), AnnexKind::Indicators) => Some(Role::Target),
            (Some(Says::Year), AnnexKind::Tasks) => Some(Role::Deadline),
            (Some(Says::Past), AnnexKind::Indicators) => (!valued).then_some(Role::Target),
            (Some(Says::Past), AnnexKind::Tasks) => None,
            (Some(Says::Form), _) => {
                (kind == AnnexKind::Tasks && !any(Says::Role(Role::Product)) && !any(Says::Result)).then_some(Role::Product)
            }
            (Some(Says::Watcher), _) => (watcher == Some(index)).then_some(Role::Lead),
            (Some(Says::Other | Says::Foreign), _) => None,
            (None, _) => None,
        };
        name_seen |= role == Some(Role::Name);
        let year = last_year(title).filter(|_| matches!(role, Some(Role::Target | Role::Money)));
        columns.push(Column { role, title: title.clone(), own_at: 0, year, groups: groups[index] && role.is_none() });
    }
    let has = |role: Role| columns.iter().any(|column| column.role == Some(role));
    let enough = match kind {
        AnnexKind::Indicators => has(Role::Target) || has(Role::Unit),
        AnnexKind::Tasks => has(Role::Lead) || has(Role::Deadline) || has(Role::Product),
    };
    (name_seen && enough).then_some((kind, columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(titles: &[&str]) -> Option<(AnnexKind, Vec<Option<Role>>)> {
        let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        assign_roles(&titles, "").map(|(kind, columns)| (kind, columns.into_iter().map(|column| column.role).collect()))
    }

    #[test]
    fn columns_are_told_by_their_names_in_any_order() {
        use Role::*;
        for (titles, kind, expected) in [
            (
                vec!["TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì đánh giá"],
                AnnexKind::Indicators,
                vec![Some(Number), Some(Name), Some(Unit), Some(Target), Some(Lead)],
            ),
            (
                vec!["STT", "Nội dung chỉ tiêu", "Đơn vị tính", "Chỉ tiêu", "Phân công Thực hiện", "Phân công Phối hợp"],
                AnnexKind::Indicators,
                vec![Some(Number), Some(Name), Some(Unit), Some(Target), Some(Lead), Some(Coordinating)],
            ),
            (
                vec!["TT", "Nhiệm vụ giao", "Cơ quan chủ trì", "Đơn vị phối hợp", "Kết quả", "Hạn hoàn thành"],
                AnnexKind::Tasks,
                vec![Some(Number), Some(Name), Some(Lead), Some(Coordinating), Some(Product), Some(Deadline)],
            ),
            (
                vec!["Thời hạn", "Đơn vị thực hiện", "Nội dung công việc", "Sản phẩm", "Chỉ tiêu liên quan", "Kinh phí (triệu đồng)"],
                AnnexKind::Tasks,
                vec![Some(Deadline), Some(Lead), Some(Name), Some(Product), Some(RelatedIndicators), Some(Money)],
            ),
            (
                vec!["STT", "Nội dung công việc", "Lãnh đạo phụ trách", "Cơ quan chủ trì tham mưu", "Hạn trình", "Hình thức văn bản"],
                AnnexKind::Tasks,
                vec![Some(Number), Some(Name), None, Some(Lead), Some(Deadline), Some(Product)],
            ),
            (
                vec!["TT", "Chỉ tiêu", "ĐVT", "Hiện trạng 2025", "Lộ trình thực hiện Năm 2026", "Cơ quan theo dõi, đánh giá"],
                AnnexKind::Indicators,
                vec![Some(Number), Some(Name), Some(Unit), None, Some(Target), Some(Lead)],
            ),
            (
                vec!["TT", "Chỉ tiêu", "ĐVT", "Lộ trình thực hiện Năm 2025 (thực hiện)", "Lộ trình thực hiện Năm 2026"],
                AnnexKind::Indicators,
                vec![Some(Number), Some(Name), Some(Unit), None, Some(Target)],
            ),
            (
                vec!["TT", "Tên chỉ tiêu", "ĐVT", "Đến hết năm 2026", "Đến năm 2030", "Tầm nhìn đến năm 2045", "Nguồn số liệu"],
                AnnexKind::Indicators,
                vec![Some(Number), Some(Name), Some(Unit), Some(Target), Some(Target), Some(Target), Some(DataSource)],
            ),
            (
                vec!["STT", "Việc cần làm", "Bộ phận thực hiện", "Thời gian Bắt đầu", "Thời gian Kết thúc", "Cấp trình"],
                AnnexKind::Tasks,
                vec![Some(Number), Some(Name), Some(Lead), Some(Deadline), Some(Deadline), None],
            ),
            (
                vec!["TT", "Danh mục công trình", "Chủ đầu tư", "Kinh phí (tỷ đồng) Tổng", "Tiến độ"],
                AnnexKind::Tasks,
                vec![Some(Number), Some(Name), Some(Lead), Some(Money), Some(Deadline)],
            ),
            (
                vec!["TT", "Nội dung", "ĐVT", "Kết quả 2025", "Chỉ tiêu giao", "Đơn vị thực hiện"],
                AnnexKind::Indicators,
                vec![Some(Number), Some(Name), Some(Unit), None, Some(Target), Some(Lead)],
            ),
            (
                vec![
                    "TT",
                    "Chỉ tiêu",
                    "ĐVT",
                    "Năm 2025 Kế hoạch",
                    "Năm 2025 Ước thực hiện",
                    "Năm 2026 Kế hoạch",
                    "Năm 2026 So với 2025 (%)",
                ],
                AnnexKind::Indicators,
                vec![Some(Number), Some(Name), Some(Unit), None, None, Some(Target), None],
            ),
            (
                vec!["TT", "Nhóm nhiệm vụ", "Mã nhiệm vụ", "Nhiệm vụ cụ thể", "Đơn vị chủ trì", "Thời hạn"],
                AnnexKind::Tasks,
                vec![Some(Number), None, None, Some(Name), Some(Lead), Some(Deadline)],
            ),
        ] {
            let (found, columns) = roles(&titles).expect("the header is understood");
            assert_eq!(found, kind, "{titles:?}");
            assert_eq!(columns, expected, "{titles:?}");
        }
    }

    #[test]
    fn other_tables_are_left_alone() {
        assert_eq!(roles(&["Họ và tên", "Chức vụ", "Số điện thoại"]), None);
        assert_eq!(roles(&["STT", "Mã thủ tục", "Tên thủ tục hành chính", "Thời hạn giải quyết", "Cơ quan thực hiện"]), None);
        assert_eq!(roles(&["STT", "Họ và tên", "Đơn vị phụ trách", "Nhiệm vụ trong Ban Chỉ đạo"]), None);
        assert_eq!(roles(&["STT", "Họ và tên", "Đơn vị", "Ngày sinh", "Nội dung tập huấn"]), None);
    }
}
