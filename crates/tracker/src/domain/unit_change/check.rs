//! Whether a change may happen to the units as they are: they exist on that day, nothing entered already contradicts it, the
//! shares make a whole, and nobody comes to stand above itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Change, Founded, LegalBasis, Operation, Target, code_fault, identifier_fault};
use crate::domain::org_unit::{Hierarchy, OPEN_END};
use crate::domain::share::Share;
use crate::domain::written;

/// Characters of a name, and of the number of a document.
pub const LONGEST_NAME: usize = 200;
pub const LONGEST_NUMBER: usize = 60;
/// Units that one change may bring together or make.
pub const MOST_UNITS: usize = 30;

/// What is known of a unit that a change names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    pub name: String,
    pub from: Date,
    pub to: Date,
    /// Days of entries in force that name the unit, as anything but the subject of a new name.
    pub touched: BTreeSet<Date>,
    /// Days on which it gets a new name.
    pub renamed: BTreeSet<Date>,
    /// Days on which a part of it went to others.
    pub divided: BTreeSet<Date>,
    /// Days on which it comes to another place, by hierarchy.
    pub placed: BTreeSet<(&'static str, Date)>,
    /// What stands below it on the day of the change or later.
    pub children: Vec<String>,
    /// Units that stand below it in the hierarchy of a transfer on the day or later.
    pub below: BTreeSet<i64>,
}

/// Why a change cannot be entered, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("Chưa ghi số, ký hiệu của văn bản làm căn cứ")]
    NoBasis,
    #[error("Số, ký hiệu văn bản dài quá {} ký tự", LONGEST_NUMBER)]
    LongBasis,
    #[error("Văn bản làm căn cứ ghi ngày {}, sau ngày hôm nay", written::day(*.0))]
    BasisAhead(Date),
    #[error("Chưa ghi tên đơn vị")]
    NoName,
    #[error("Tên đơn vị dài quá {} ký tự", LONGEST_NAME)]
    LongName,
    #[error("{0} đã mang tên này")]
    SameName(String),
    #[error("{0}")]
    Code(String),
    #[error("Một đơn vị được nêu hai lần trong cùng một thay đổi")]
    Twice,
    #[error("Chưa chọn đủ đơn vị: {0}")]
    TooFew(&'static str),
    #[error("Một lần ghi nhận nhiều nhất {} đơn vị", MOST_UNITS)]
    TooMany,
    #[error("Tỷ lệ chia của các đơn vị mới cộng lại là {0} %, phải đúng 100 %")]
    NotWhole(String),
    #[error("Không tìm thấy một đơn vị đã chọn; đề nghị chọn lại")]
    Unknown,
    #[error("{name} chưa có vào ngày {}: đơn vị có từ ngày {}", written::day(*.day), written::day(*.from))]
    NotYet { name: String, day: Date, from: Date },
    #[error("{name} đã hết hoạt động sau ngày {}", written::day(*.to))]
    NoMore { name: String, to: Date },
    #[error("{name} chỉ tồn tại đến ngày {}; hãy hủy hoặc ghi lại thay đổi đó trước", written::day(*.to))]
    EndsLater { name: String, to: Date },
    #[error("{name} đã có thay đổi ghi vào ngày {}; hãy hủy thay đổi đó trước rồi ghi theo thứ tự thời gian", written::day(*.on))]
    Contradicts { name: String, on: Date },
    #[error("{name} còn đơn vị trực thuộc: {children}; hãy chuyển hoặc giải thể các đơn vị này trước")]
    HasChildren { name: String, children: String },
    #[error("{0} không thể trực thuộc chính mình hoặc đơn vị cấp dưới của mình")]
    Cycle(String),
    #[error("{0} đã trực thuộc đơn vị này")]
    SameParent(String),
}

/// # Errors
/// The first reason why not.
pub fn check(change: &Change, facts: &BTreeMap<i64, Facts>, today: Date) -> Result<(), Refusal> {
    basis(&change.basis, today)?;
    let day = change.on;
    let units = Units { facts, day };
    for founded in change.operation.founds() {
        units.can_found(founded)?;
    }
    match &change.operation {
        Operation::Creation(_) => Ok(()),
        Operation::Rename { unit, name, .. } => units.can_rename(*unit, name),
        Operation::Merge { from, into } => units.can_merge(from, into),
        Operation::Split { unit, parts, heir } => units.can_split(*unit, parts, *heir),
        Operation::Dissolution { unit } => {
            units.can_end(*unit)?;
            units.without_children(*unit)
        }
        Operation::Transfer { unit, hierarchy, parent } => units.can_transfer(*unit, *hierarchy, *parent),
    }
}

/// # Errors
/// The document has no number, or is not signed yet.
pub fn basis(basis: &LegalBasis, today: Date) -> Result<(), Refusal> {
    match basis.number.trim() {
        "" => Err(Refusal::NoBasis),
        number if number.chars().count() > LONGEST_NUMBER => Err(Refusal::LongBasis),
        _ if basis.on > today => Err(Refusal::BasisAhead(basis.on)),
        _ => Ok(()),
    }
}

fn name(name: &str) -> Result<(), Refusal> {
    match name.trim() {
        "" => Err(Refusal::NoName),
        name if name.chars().count() > LONGEST_NAME => Err(Refusal::LongName),
        _ => Ok(()),
    }
}

struct Units<'a> {
    facts: &'a BTreeMap<i64, Facts>,
    day: Date,
}

impl Units<'_> {
    fn of(&self, unit: i64) -> Result<&Facts, Refusal> {
        self.facts.get(&unit).ok_or(Refusal::Unknown)
    }

    /// Exists on the day, and did before it.
    fn standing(&self, unit: i64) -> Result<&Facts, Refusal> {
        let facts = self.of(unit)?;
        if facts.from >= self.day {
            return Err(Refusal::NotYet { name: facts.name.clone(), day: self.day, from: facts.from });
        }
        if facts.to < self.day {
            return Err(Refusal::NoMore { name: facts.name.clone(), to: facts.to });
        }
        Ok(facts)
    }

    /// Exists on the day, and nobody knows of an end.
    fn lasting(&self, unit: i64) -> Result<&Facts, Refusal> {
        let facts = self.of(unit)?;
        if facts.from > self.day {
            return Err(Refusal::NotYet { name: facts.name.clone(), day: self.day, from: facts.from });
        }
        if facts.to < self.day {
            return Err(Refusal::NoMore { name: facts.name.clone(), to: facts.to });
        }
        if facts.to < OPEN_END {
            return Err(Refusal::EndsLater { name: facts.name.clone(), to: facts.to });
        }
        Ok(facts)
    }

    fn can_end(&self, unit: i64) -> Result<(), Refusal> {
        let facts = self.standing(unit)?;
        let later = facts.touched.iter().chain(&facts.renamed).filter(|on| **on >= self.day).min();
        match later {
            Some(on) => Err(Refusal::Contradicts { name: facts.name.clone(), on: *on }),
            None => Ok(()),
        }
    }

    fn without_children(&self, unit: i64) -> Result<(), Refusal> {
        let facts = self.of(unit)?;
        if facts.children.is_empty() {
            return Ok(());
        }
        let mut children = facts.children.iter().take(3).cloned().collect::<Vec<_>>().join("; ");
        if facts.children.len() > 3 {
            children.push_str(&format!(" và {} đơn vị khác", facts.children.len() - 3));
        }
        Err(Refusal::HasChildren { name: facts.name.clone(), children })
    }

    fn can_found(&self, founded: &Founded) -> Result<(), Refusal> {
        name(&founded.name)?;
        let fault = code_fault(&founded.code).or_else(|| founded.identifier.as_deref().and_then(identifier_fault));
        if let Some(fault) = fault {
            return Err(Refusal::Code(fault));
        }
        founded.parent.map_or(Ok(()), |parent| self.lasting(parent).map(|_| ()))
    }

    fn can_rename(&self, unit: i64, to: &str) -> Result<(), Refusal> {
        name(to)?;
        let facts = self.standing(unit)?;
        if facts.renamed.contains(&self.day) {
            return Err(Refusal::Contradicts { name: facts.name.clone(), on: self.day });
        }
        if facts.name == to.trim() { Err(Refusal::SameName(facts.name.clone())) } else { Ok(()) }
    }

    fn can_receive(&self, target: &Target) -> Result<(), Refusal> {
        let Target::Known(unit) = target else { return Ok(()) };
        let facts = self.lasting(*unit)?;
        if facts.divided.contains(&self.day) {
            return Err(Refusal::Contradicts { name: facts.name.clone(), on: self.day });
        }
        Ok(())
    }

    fn can_merge(&self, from: &[i64], into: &Target) -> Result<(), Refusal> {
        let all: Vec<i64> = from.iter().copied().chain(into.known()).collect();
        if from.is_empty() || all.len() + usize::from(into.known().is_none()) < 2 {
            return Err(Refusal::TooFew("cần ít nhất một đơn vị sáp nhập và một đơn vị tiếp nhận"));
        }
        distinct(&all)?;
        for unit in from {
            self.can_end(*unit)?;
        }
        self.can_receive(into)?;
        // A parent that ends takes nobody in.
        match into {
            Target::New(Founded { parent: Some(parent), .. }) if from.contains(parent) => {
                Err(Refusal::Cycle(self.of(*parent)?.name.clone()))
            }
            Target::Known(unit) if from.iter().any(|from| self.facts.get(from).is_some_and(|facts| facts.below.contains(unit))) => {
                Err(Refusal::Cycle(self.of(*unit)?.name.clone()))
            }
            _ => Ok(()),
        }
    }

    fn can_split(&self, unit: i64, parts: &[(Target, Share)], heir: usize) -> Result<(), Refusal> {
        if parts.len() < 2 || heir >= parts.len() {
            return Err(Refusal::TooFew("cần ít nhất hai đơn vị sau khi chia tách, một đơn vị nhận việc đang làm"));
        }
        distinct(&parts.iter().filter_map(|(target, _)| target.known()).collect::<Vec<_>>())?;
        let codes: BTreeSet<&str> = parts.iter().filter_map(|(target, _)| target.founded()).map(|founded| founded.code.as_str()).collect();
        if codes.len() != parts.iter().filter(|(target, _)| target.founded().is_some()).count() {
            return Err(Refusal::Twice);
        }
        let whole: u32 = parts.iter().map(|(_, share)| u32::from(share.thousandths())).sum();
        if whole != 1000 {
            return Err(Refusal::NotWhole(written::number(f64::from(whole) / 10.0, 1)));
        }
        let goes_on = parts.iter().any(|(target, _)| target.known() == Some(unit));
        for (target, _) in parts.iter().filter(|(target, _)| target.known() != Some(unit)) {
            self.can_receive(target)?;
        }
        if !goes_on {
            self.can_end(unit)?;
            return self.without_children(unit);
        }
        let facts = self.standing(unit)?;
        let same_day = facts.touched.contains(&self.day) || facts.divided.contains(&self.day);
        if same_day { Err(Refusal::Contradicts { name: facts.name.clone(), on: self.day }) } else { Ok(()) }
    }

    fn can_transfer(&self, unit: i64, hierarchy: Hierarchy, parent: Option<i64>) -> Result<(), Refusal> {
        let facts = self.standing(unit)?;
        if facts.placed.contains(&(hierarchy.name(), self.day)) {
            return Err(Refusal::Contradicts { name: facts.name.clone(), on: self.day });
        }
        let Some(parent) = parent else { return Ok(()) };
        if parent == unit || facts.below.contains(&parent) {
            return Err(Refusal::Cycle(facts.name.clone()));
        }
        self.lasting(parent).map(|_| ())
    }
}

fn distinct(units: &[i64]) -> Result<(), Refusal> {
    if units.len() > MOST_UNITS {
        return Err(Refusal::TooMany);
    }
    let set: BTreeSet<i64> = units.iter().copied().collect();
    if set.len() == units.len() { Ok(()) } else { Err(Refusal::Twice) }
}
