//! The six clarities ("sáu rõ") that plans ask of every task: rõ người, rõ việc, rõ thẩm quyền, rõ trách nhiệm, rõ thời gian, rõ kết quả.

use std::str::FromStr;

use super::assignment::UnknownName;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clarity {
    /// Rõ người: every unit that has to do it is in the directory.
    Person,
    /// Rõ việc: it says what is to be done, not only a heading.
    Work,
    /// Rõ thẩm quyền: the authority that gave it, and so who confirms it, is in the directory.
    Authority,
    /// Rõ trách nhiệm: one unit or one group leads.
    Responsibility,
    /// Rõ thời gian: a day, a year or a period, no condition.
    Time,
    /// Rõ kết quả: a product is named.
    Result,
}

/// What is known of a task.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// Units that have to do it and are in no directory.
    pub unknown_units: i64,
    pub name_characters: i64,
    pub issuer_is_known: bool,
    /// Leads as the plan writes them.
    pub leads: i64,
    pub has_deadline: bool,
    pub is_conditional: bool,
    pub has_deliverable: bool,
}

/// Characters from which a name can say what is to be done.
pub const SHORTEST_NAME: i64 = 15;

impl Clarity {
    pub const ALL: [Self; 6] = [Self::Person, Self::Work, Self::Authority, Self::Responsibility, Self::Time, Self::Result];

    /// For addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "nguoi",
            Self::Work => "viec",
            Self::Authority => "tham-quyen",
            Self::Responsibility => "trach-nhiem",
            Self::Time => "thoi-gian",
            Self::Result => "ket-qua",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Person => "rõ người",
            Self::Work => "rõ việc",
            Self::Authority => "rõ thẩm quyền",
            Self::Responsibility => "rõ trách nhiệm",
            Self::Time => "rõ thời gian",
            Self::Result => "rõ kết quả",
        }
    }

    /// Why it is missing, and what to do.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Person => "có đơn vị chưa có trong danh mục; cần chọn đơn vị cho tên gọi này",
            Self::Work => "tên quá ngắn, chưa nói việc phải làm",
            Self::Authority => "cơ quan ban hành chưa có trong danh mục nên chưa rõ ai xác nhận",
            Self::Responsibility => "cần đúng một đơn vị hoặc một nhóm đơn vị chủ trì",
            Self::Time => "chưa có thời hạn cụ thể",
            Self::Result => "chưa ghi sản phẩm",
        }
    }

    pub fn is_met(self, facts: &Facts) -> bool {
        match self {
            Self::Person => facts.unknown_units == 0,
            Self::Work => facts.name_characters >= SHORTEST_NAME,
            Self::Authority => facts.issuer_is_known,
            Self::Responsibility => facts.leads == 1,
            Self::Time => facts.has_deadline && !facts.is_conditional,
            Self::Result => facts.has_deliverable,
        }
    }
}

impl FromStr for Clarity {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|clarity| clarity.name() == name).ok_or_else(|| UnknownName(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fact_decides_one_clarity() {
        let clear = Facts {
            unknown_units: 0,
            name_characters: 40,
            issuer_is_known: true,
            leads: 1,
            has_deadline: true,
            is_conditional: false,
            has_deliverable: true,
        };
        assert!(Clarity::ALL.into_iter().all(|clarity| clarity.is_met(&clear)));
        for (facts, missing) in [
            (Facts { unknown_units: 1, ..clear }, Clarity::Person),
            (Facts { name_characters: 8, ..clear }, Clarity::Work),
            (Facts { issuer_is_known: false, ..clear }, Clarity::Authority),
            (Facts { leads: 2, ..clear }, Clarity::Responsibility),
            (Facts { is_conditional: true, ..clear }, Clarity::Time),
            (Facts { has_deliverable: false, ..clear }, Clarity::Result),
        ] {
            let open: Vec<Clarity> = Clarity::ALL.into_iter().filter(|clarity| !clarity.is_met(&facts)).collect();
            assert_eq!(open, [missing]);
            assert_eq!(missing.name().parse::<Clarity>().ok(), Some(missing));
        }
    }
}
