//! What may happen to units: founded, renamed, merged, split, dissolved, moved to another parent, each from a day on and by
//! a document; and whether it may happen to the units as they are. Pure; what is known of the units comes from the caller.

mod check;
mod codes;

pub use check::{Facts, Refusal, basis, check};
pub use codes::{code_fault, identifier_fault};

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::assignment::UnknownName;
use super::org_unit::Hierarchy;
use super::share::Share;
use super::unit_map::Succession;

/// The document that orders it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalBasis {
    /// "1685/NQ-UBTVQH15"
    pub number: String,
    pub on: Date,
}

/// A unit that a change brings into being.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founded {
    pub code: String,
    /// Under QĐ 20/2020/QĐ-TTg.
    pub identifier: Option<String>,
    pub name: String,
    pub short_name: Option<String>,
    pub kind: String,
    pub hierarchy: Hierarchy,
    pub parent: Option<i64>,
}

/// Who takes over. Stored with every unit by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    Known(i64),
    New(Founded),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    Creation(Founded),
    Rename {
        unit: i64,
        name: String,
        short_name: Option<String>,
    },
    /// `into` is a unit that goes on, or a new one; those in `from` end.
    Merge {
        from: Vec<i64>,
        into: Target,
    },
    /// The unit ends unless it is among the parts. Its open work goes to the part at place `heir`.
    Split {
        unit: i64,
        parts: Vec<(Target, Share)>,
        heir: usize,
    },
    /// Nobody takes over.
    Dissolution {
        unit: i64,
    },
    Transfer {
        unit: i64,
        hierarchy: Hierarchy,
        parent: Option<i64>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// First day on which it is so.
    pub on: Date,
    pub basis: LegalBasis,
    pub operation: Operation,
    /// People who hold a post at a unit that ends get the same post at the one that takes its work.
    pub moves_posts: bool,
}

/// The kinds of entries in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Creation,
    Rename,
    Merge,
    Split,
    Dissolution,
    Transfer,
    /// Takes an earlier entry back, as if it had not been.
    Reversal,
}

impl Kind {
    pub const ALL: [Self; 7] = [Self::Creation, Self::Rename, Self::Merge, Self::Split, Self::Dissolution, Self::Transfer, Self::Reversal];

    pub fn name(self) -> &'static str {
        match self {
            Self::Creation => "creation",
            Self::Rename => "rename",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Dissolution => "dissolution",
            Self::Transfer => "transfer",
            Self::Reversal => "reversal",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Creation => "Thành lập",
            Self::Rename => "Đổi tên",
            Self::Merge => "Sáp nhập",
            Self::Split => "Chia tách",
            Self::Dissolution => "Giải thể",
            Self::Transfer => "Chuyển cấp trên",
            Self::Reversal => "Hủy thay đổi ghi nhầm",
        }
    }
}

impl TryFrom<String> for Kind {
    type Error = UnknownName;

    fn try_from(name: String) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or(UnknownName(name))
    }
}

impl Target {
    pub fn known(&self) -> Option<i64> {
        match self {
            Self::Known(unit) => Some(*unit),
            Self::New(_) => None,
        }
    }

    pub fn founded(&self) -> Option<&Founded> {
        match self {
            Self::Known(_) => None,
            Self::New(founded) => Some(founded),
        }
    }
}

impl Operation {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Creation(_) => Kind::Creation,
            Self::Rename { .. } => Kind::Rename,
            Self::Merge { .. } => Kind::Merge,
            Self::Split { .. } => Kind::Split,
            Self::Dissolution { .. } => Kind::Dissolution,
            Self::Transfer { .. } => Kind::Transfer,
        }
    }

    pub fn targets(&self) -> Vec<&Target> {
        match self {
            Self::Merge { into, .. } => vec![into],
            Self::Split { parts, .. } => parts.iter().map(|(target, _)| target).collect(),
            _ => vec![],
        }
    }

    pub fn founds(&self) -> Vec<&Founded> {
        match self {
            Self::Creation(founded) => vec![founded],
            _ => self.targets().into_iter().filter_map(Target::founded).collect(),
        }
    }

    /// Units that are no more from the day on.
    pub fn ends(&self) -> Vec<i64> {
        match self {
            Self::Merge { from, .. } => from.clone(),
            Self::Split { unit, parts, .. } if parts.iter().all(|(target, _)| target.known() != Some(*unit)) => vec![*unit],
            Self::Dissolution { unit } => vec![*unit],
            _ => vec![],
        }
    }

    /// Every unit it names that exists before it.
    pub fn named(&self) -> BTreeSet<i64> {
        let mut out: BTreeSet<i64> = self.ends().into_iter().collect();
        out.extend(self.targets().into_iter().filter_map(Target::known));
        out.extend(self.founds().into_iter().filter_map(|founded| founded.parent));
        match self {
            Self::Rename { unit, .. } | Self::Split { unit, .. } => out.extend([*unit]),
            Self::Transfer { unit, parent, .. } => out.extend([Some(*unit), *parent].into_iter().flatten()),
            _ => {}
        }
        out
    }

    /// Somebody takes the open work over.
    pub fn has_heir(&self) -> bool {
        matches!(self, Self::Merge { .. } | Self::Split { .. })
    }

    /// Which of `targets` the open work of a unit that ends goes to.
    pub fn heir(&self, targets: &[i64]) -> Option<i64> {
        match self {
            Self::Merge { .. } => targets.first().copied(),
            Self::Split { heir, .. } => targets.get(*heir).copied(),
            _ => None,
        }
    }

    /// What follows for figures, once every target has its id in `targets`, in their order.
    pub fn successions(&self, on: Date, targets: &[i64]) -> Vec<Succession> {
        let step = |predecessor, successor, share| Succession { on, predecessor, successor, share };
        let to_itself = |target: &Target| target.known().map(|unit| step(unit, unit, Share::WHOLE));
        match self {
            Self::Merge { from, into } => {
                let steps = from.iter().flat_map(|unit| targets.iter().map(move |target| step(*unit, *target, Share::WHOLE)));
                steps.chain(to_itself(into)).collect()
            }
            Self::Split { unit, parts, .. } => {
                let steps = parts.iter().zip(targets).map(|((_, share), target)| step(*unit, *target, *share));
                let others = parts.iter().filter(|(target, _)| target.known() != Some(*unit));
                steps.chain(others.filter_map(|(target, _)| to_itself(target))).collect()
            }
            _ => vec![],
        }
    }
}
