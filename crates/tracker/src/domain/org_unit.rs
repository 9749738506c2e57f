//! Organisational units: true between two days, several hierarchies side by side.

use std::str::FromStr;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::assignment::UnknownName;

/// Stored for "no end known".
pub const OPEN_END: Date = date(9999, 12, 31);

/// Both days of a unit that was entered by mistake and taken back: it is on no map.
pub const NEVER: Date = date(1, 1, 1);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hierarchy {
    Government,
    Party,
    Front,
    Territory,
}

impl Hierarchy {
    pub const ALL: [Self; 4] = [Self::Government, Self::Party, Self::Front, Self::Territory];

    pub fn name(self) -> &'static str {
        match self {
            Self::Government => "government",
            Self::Party => "party",
            Self::Front => "front",
            Self::Territory => "territory",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Government => "Chính quyền",
            Self::Party => "Đảng",
            Self::Front => "Mặt trận và đoàn thể",
            Self::Territory => "Địa giới",
        }
    }
}

impl FromStr for Hierarchy {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|hierarchy| hierarchy.name() == name).ok_or_else(|| UnknownName(name.to_owned()))
    }
}

impl TryFrom<String> for Hierarchy {
    type Error = UnknownName;

    fn try_from(name: String) -> Result<Self, UnknownName> {
        name.parse()
    }
}
