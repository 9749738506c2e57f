//! The fields of each operation, in the order in which a decision names them.

use super::Fields;
use crate::domain::org_unit::Hierarchy;
use crate::domain::unit_change::Kind;

/// Parts a split begins with, and has at most.
const FIRST_PARTS: usize = 2;
pub const MOST_PARTS: usize = 10;
const SAME_PARENT: &str = "Bỏ trống thì cùng cấp trên với đơn vị trước thay đổi";
/// Characters of a list of units.
pub const LONGEST_TEXT: usize = 4_000;

/// Kinds of units, as the directory writes them, in words.
pub const KINDS: [(&str, &str); 9] = [
    ("commune", "Xã, phường, đặc khu"),
    ("department", "Sở, ban, ngành"),
    ("office", "Văn phòng, phòng chuyên môn"),
    ("centre", "Trung tâm, đơn vị sự nghiệp"),
    ("board", "Ban quản lý, ban"),
    ("village", "Thôn, tổ dân phố"),
    ("school", "Trường học"),
    ("mass-organisation", "Mặt trận, đoàn thể"),
    ("province", "Tỉnh, thành phố"),
];

/// How a field is filled in.
pub enum Control {
    Line,
    Day,
    Lines,
    Choice(Vec<(String, &'static str)>),
    Tick,
}

pub struct Input {
    pub name: String,
    pub label: &'static str,
    pub value: String,
    pub hint: &'static str,
    pub control: Control,
    pub is_whole: bool,
}

pub struct Group {
    pub legend: String,
    pub inputs: Vec<Input>,
}

/// The fields of one operation with what was typed into them.
pub fn groups(kind: Kind, fields: &Fields) -> Vec<Group> {
    let form = Filled(fields);
    let mut out = match kind {
        Kind::Creation => vec![form.founded("", ("Đơn vị mới", "Bỏ trống nếu đứng đầu"))],
        Kind::Rename => vec![group(
            "Tên mới",
            vec![form.line("ten", "Tên đầy đủ", "").whole(), form.line("ten_ngan", "Tên viết tắt", "Không bắt buộc. Ví dụ: Sở KH&CN")],
        )],
        Kind::Merge => vec![
            group("Đơn vị sáp nhập", vec![form.lines("tu", "Các đơn vị kết thúc hoạt động", "Mỗi dòng một mã hoặc tên đơn vị")]),
            group(
                "Đơn vị tiếp nhận",
                vec![
                    form.choice("vao", "Sáp nhập vào", &[("cu", "Đơn vị đang hoạt động"), ("moi", "Đơn vị mới thành lập")]),
                    form.line("nhan", "Mã hoặc tên đơn vị đang hoạt động", "Bỏ trống nếu thành lập đơn vị mới"),
                ],
            ),
            form.founded("", ("Nếu thành lập đơn vị mới", SAME_PARENT)),
            form.people(),
        ],
        Kind::Split => form.split(),
        Kind::Dissolution => vec![],
        Kind::Transfer | Kind::Reversal => vec![group(
            "Nơi đến",
            vec![form.hierarchy(), form.line("cap_tren", "Mã hoặc tên đơn vị cấp trên mới", "Bỏ trống nếu đơn vị đứng đầu hệ này").whole()],
        )],
    };
    out.push(form.basis());
    out
}

/// What an entry rests on.
pub fn basis_group(fields: &Fields) -> Group {
    Filled(fields).basis()
}

/// How many parts of a split are asked for.
pub fn parts(fields: &Fields) -> usize {
    fields.get("so_phan").and_then(|text| text.parse().ok()).unwrap_or(FIRST_PARTS).clamp(FIRST_PARTS, MOST_PARTS)
}

struct Filled<'a>(&'a Fields);

fn group(legend: impl Into<String>, inputs: Vec<Input>) -> Group {
    Group { legend: legend.into(), inputs }
}

impl Input {
    fn whole(self) -> Self {
        Self { is_whole: true, ..self }
    }
}

impl Filled<'_> {
    fn input(&self, name: &str, label: &'static str, hint: &'static str, control: Control) -> Input {
        let value = self.0.get(name).cloned().unwrap_or_default();
        Input { name: name.to_owned(), label, value, hint, control, is_whole: false }
    }

    fn line(&self, name: &str, label: &'static str, hint: &'static str) -> Input {
        self.input(name, label, hint, Control::Line)
    }

    fn day(&self, name: &str, label: &'static str, hint: &'static str) -> Input {
        self.input(name, label, hint, Control::Day)
    }

    fn lines(&self, name: &str, label: &'static str, hint: &'static str) -> Input {
        self.input(name, label, hint, Control::Lines).whole()
    }

    fn choice(&self, name: &str, label: &'static str, choices: &[(&str, &'static str)]) -> Input {
        self.input(name, label, "", Control::Choice(choices.iter().map(|(value, label)| ((*value).to_owned(), *label)).collect()))
    }

    fn hierarchy(&self) -> Input {
        let all: Vec<(&str, &'static str)> = Hierarchy::ALL.into_iter().map(|one| (one.name(), one.label())).collect();
        self.choice("he", "Hệ thống tổ chức", &all)
    }

    /// `prefix` tells the parts of a split from each other.
    fn founded(&self, prefix: &str, (legend, parent_hint): (&str, &'static str)) -> Group {
        let name = |field: &str| format!("{prefix}{field}");
        group(
            legend,
            vec![
                self.line(&name("ma"), "Mã đơn vị", "Cấp tỉnh 2 chữ số, cấp xã 5 chữ số theo Quyết định 19/2025/QĐ-TTg"),
                self.line(&name("dinh_danh"), "Mã định danh", "Quyết định 20/2020/QĐ-TTg, không bắt buộc. Ví dụ: H01.01.02"),
                self.line(&name("ten"), "Tên đầy đủ", ""),
                self.line(&name("ten_ngan"), "Tên viết tắt", "Không bắt buộc"),
                self.choice(&name("loai"), "Loại đơn vị", &KINDS),
                self.line(&name("cap_tren"), "Mã hoặc tên đơn vị cấp trên", parent_hint),
            ],
        )
    }

    fn split(&self) -> Vec<Group> {
        let count = parts(self.0);
        let mut out: Vec<Group> = (1..=count)
            .map(|at| {
                let prefix = format!("p{at}_");
                let mut founded = self.founded(&prefix, (&format!("Phần thứ {at}"), SAME_PARENT));
                let known = self.line(
                    &format!("{prefix}nhan"),
                    "Giao cho đơn vị đang hoạt động",
                    "Mã hoặc tên, kể cả chính đơn vị này nếu tiếp tục hoạt động; bỏ trống nếu thành lập đơn vị mới",
                );
                founded.inputs.insert(0, known.whole());
                founded.inputs.insert(1, self.line(&format!("{prefix}ty_le"), "Tỷ lệ (%)", "Các phần cộng lại đúng 100 %"));
                founded
            })
            .collect();
        let heirs: Vec<(String, &'static str)> = (1..=count).zip(ORDINALS).map(|(at, word)| (at.to_string(), word)).collect();
        out.push(group(
            "Việc đang làm",
            vec![self.input("viec_cho", "Nhiệm vụ chưa xong giao cho", "", Control::Choice(heirs)), self.people_input()],
        ));
        out
    }

    fn people(&self) -> Group {
        group("Người giữ chức trách", vec![self.people_input()])
    }

    fn people_input(&self) -> Input {
        self.input("nguoi", "Chuyển chức trách của những người đang công tác sang đơn vị tiếp nhận", "", Control::Tick).whole()
    }

    fn basis(&self) -> Group {
        group(
            "Căn cứ và ngày có hiệu lực",
            vec![
                self.line("so", "Số, ký hiệu văn bản", "Ví dụ: Nghị quyết 1685/NQ-UBTVQH15"),
                self.day("ngay_vb", "Ngày văn bản", "ngày/tháng/năm"),
                self.day("ngay", "Có hiệu lực từ ngày", "Ngày đầu tiên theo tổ chức mới; có thể là ngày đã qua hoặc sắp tới"),
            ],
        )
    }
}

const ORDINALS: [&str; MOST_PARTS] = [
    "Phần thứ 1",
    "Phần thứ 2",
    "Phần thứ 3",
    "Phần thứ 4",
    "Phần thứ 5",
    "Phần thứ 6",
    "Phần thứ 7",
    "Phần thứ 8",
    "Phần thứ 9",
    "Phần thứ 10",
];
