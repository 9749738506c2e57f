//! The fields of a row that a person can change, with the words on screen.

use serde::{Deserialize, Serialize};

use super::edit::Table;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    Kind,
    Number,
    Issuer,
    IssuedOn,
    Title,
    Name,
    Section,
    Unit,
    Horizon,
    Target,
    Lead,
    Coordinating,
    Product,
    Deadline,
    Budget,
    DataSource,
    Note,
    From,
    To,
    Cadence,
    Due,
}

impl Field {
    /// In the order of a form.
    pub fn of(table: Table) -> &'static [Self] {
        match table {
            Table::Document => &[Self::Kind, Self::Number, Self::IssuedOn, Self::Issuer, Self::Title],
            Table::Indicators => &[
                Self::Number,
                Self::Name,
                Self::Unit,
                Self::Horizon,
                Self::Target,
                Self::Lead,
                Self::Coordinating,
                Self::DataSource,
                Self::Note,
                Self::Section,
            ],
            Table::Tasks => &[
                Self::Number,
                Self::Name,
                Self::Lead,
                Self::Coordinating,
                Self::Product,
                Self::Deadline,
                Self::Budget,
                Self::Note,
                Self::Section,
            ],
            Table::Duties => &[Self::From, Self::To, Self::Cadence, Self::Due],
        }
    }

    /// Name in forms and in the compiler's confidence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Number => "number",
            Self::Issuer => "issuer",
            Self::IssuedOn => "issued-on",
            Self::Title => "title",
            Self::Name => "name",
            Self::Section => "section",
            Self::Unit => "unit",
            Self::Horizon => "horizon",
            Self::Target => "target",
            Self::Lead => "lead",
            Self::Coordinating => "coordinating",
            Self::Product => "product",
            Self::Deadline => "deadline",
            Self::Budget => "budget",
            Self::DataSource => "data-source",
            Self::Note => "note",
            Self::From => "from",
            Self::To => "to",
            Self::Cadence => "cadence",
            Self::Due => "due",
        }
    }

    pub fn named(table: Table, name: &str) -> Option<Self> {
        Self::of(table).iter().copied().find(|field| field.name() == name)
    }

    /// Key of the field in `roviec_plan::plan::Confidence`.
    pub fn confidence_key(self) -> &'static str {
        match self {
            Self::Number => "no",
            Self::Section => "section_title",
            Self::Budget => "budget_million_vnd",
            Self::DataSource => "data_source",
            other => other.name(),
        }
    }

    pub fn label(self, table: Table) -> &'static str {
        match (self, table) {
            (Self::Number, Table::Document) => "Số, ký hiệu",
            (Self::Number, _) => "Số thứ tự",
            (Self::Name, Table::Indicators) => "Tên chỉ tiêu",
            (Self::Name, _) => "Nội dung nhiệm vụ",
            (Self::Kind, _) => "Loại văn bản",
            (Self::Issuer, _) => "Cơ quan ban hành",
            (Self::IssuedOn, _) => "Ngày ban hành",
            (Self::Title, _) => "Trích yếu",
            (Self::Section, _) => "Thuộc phần",
            (Self::Unit, _) => "Đơn vị tính",
            (Self::Horizon, _) => "Năm",
            (Self::Target, _) => "Giá trị mục tiêu",
            (Self::Lead, _) => "Chủ trì",
            (Self::Coordinating, _) => "Phối hợp",
            (Self::Product, _) => "Sản phẩm",
            (Self::Deadline, _) => "Thời hạn",
            (Self::Budget, _) => "Kinh phí (triệu đồng)",
            (Self::DataSource, _) => "Nguồn số liệu",
            (Self::Note, _) => "Ghi chú",
            (Self::From, _) => "Đơn vị báo cáo",
            (Self::To, _) => "Nơi nhận",
            (Self::Cadence, _) => "Kỳ báo cáo",
            (Self::Due, _) => "Thời hạn gửi",
        }
    }
}
