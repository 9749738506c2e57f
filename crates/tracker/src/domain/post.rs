//! Who a person is on the board: a role at a unit, from a day to a day.

use std::str::FromStr;

use super::assignment::UnknownName;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    Leader,
    FocalPoint,
    UnitHead,
    UnitOfficer,
    Inspector,
    Administrator,
}

impl Role {
    pub const ALL: [Self; 6] = [Self::Leader, Self::FocalPoint, Self::UnitHead, Self::UnitOfficer, Self::Inspector, Self::Administrator];

    pub fn name(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::FocalPoint => "focal-point",
            Self::UnitHead => "unit-head",
            Self::UnitOfficer => "unit-officer",
            Self::Inspector => "inspector",
            Self::Administrator => "administrator",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Leader => "Lãnh đạo",
            Self::FocalPoint => "Đầu mối tổng hợp",
            Self::UnitHead => "Thủ trưởng đơn vị",
            Self::UnitOfficer => "Chuyên viên đơn vị",
            Self::Inspector => "Kiểm tra, giám sát",
            Self::Administrator => "Quản trị",
        }
    }
}

impl FromStr for Role {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|role| role.name() == name).ok_or_else(|| UnknownName(name.to_owned()))
    }
}

impl TryFrom<String> for Role {
    type Error = UnknownName;

    fn try_from(name: String) -> Result<Self, UnknownName> {
        name.parse()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    pub id: i64,
    pub role: Role,
    pub unit_id: Option<i64>,
    pub unit_name: Option<String>,
    /// Whose post it is, where it is held by delegation.
    pub delegated_by: Option<String>,
}

impl Post {
    /// "Đầu mối tổng hợp, Sở Khoa học và Công nghệ (Lê Văn A ủy quyền)".
    pub fn title(&self) -> String {
        let place = self.unit_name.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
        let by = self.delegated_by.as_ref().map(|name| format!(" ({name} ủy quyền)")).unwrap_or_default();
        format!("{}{place}{by}", self.role.label())
    }
}
