//! What was typed becomes a change, or the sentence that says what is missing.

use jiff::civil::Date;

use super::Fields;
use super::form::{LONGEST_TEXT, parts};
use crate::domain::org_unit::Hierarchy;
use crate::domain::share::Share;
use crate::domain::unit_change::{Change, Founded, Kind, LegalBasis, Operation, Target};
use crate::domain::unit_tree::day_before;
use crate::domain::written;
use crate::error::{Error, Result};
use crate::pages::units::typed::{meant, shortened};
use crate::store::{Tx, units};

/// The change of this kind to `unit`; a foundation has none.
///
/// # Errors
/// `Invalid` with what is wrong with which field, or the database fails.
pub async fn change(tx: &mut Tx, kind: Kind, unit: Option<i64>, fields: &Fields) -> Result<Change> {
    let typed = Typed { fields, on: day(fields, "ngay", "Có hiệu lực từ ngày")? };
    let basis = basis(fields)?;
    let the_unit = || unit.ok_or_else(|| Error::Invalid("Chưa chọn đơn vị".to_owned()));
    let operation = match kind {
        Kind::Creation => Operation::Creation(typed.founded(tx, "", None).await?),
        Kind::Rename => Operation::Rename { unit: the_unit()?, name: typed.text("ten").to_owned(), short_name: typed.given("ten_ngan") },
        Kind::Merge => typed.merge(tx).await?,
        Kind::Split => typed.split(tx, the_unit()?).await?,
        Kind::Dissolution => Operation::Dissolution { unit: the_unit()? },
        Kind::Transfer => {
            let hierarchy: Hierarchy = typed.text("he").parse().map_err(|_| Error::Invalid("Chưa chọn hệ thống tổ chức".to_owned()))?;
            Operation::Transfer { unit: the_unit()?, hierarchy, parent: typed.unit(tx, "cap_tren").await? }
        }
        Kind::Reversal => return Err(Error::NotFound),
    };
    Ok(Change { on: typed.on, basis, operation, moves_posts: fields.contains_key("nguoi") })
}

/// # Errors
/// `Invalid` where the number or the day is missing.
pub fn basis(fields: &Fields) -> Result<LegalBasis> {
    let number = fields.get("so").map_or("", |text| text.trim()).to_owned();
    if number.is_empty() {
        return Err(Error::Invalid("Chưa ghi số, ký hiệu của văn bản làm căn cứ".to_owned()));
    }
    Ok(LegalBasis { number, on: day(fields, "ngay_vb", "Ngày văn bản")? })
}

fn day(fields: &Fields, name: &str, label: &str) -> Result<Date> {
    let typed = fields.get(name).map_or("", |text| text.trim());
    written::parsed_day(typed).ok_or_else(|| {
        Error::Invalid(match typed {
            "" => format!("{label}: chưa ghi ngày"),
            wrong => format!("{label}: “{}” không phải một ngày; hãy ghi ngày/tháng/năm", shortened(wrong)),
        })
    })
}

struct Typed<'a> {
    fields: &'a Fields,
    on: Date,
}

impl Typed<'_> {
    fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |text| text.trim())
    }

    fn given(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The unit a field names, if it names one.
    async fn unit(&self, tx: &mut Tx, name: &str) -> Result<Option<i64>> {
        match self.text(name) {
            "" => Ok(None),
            text => self.meant(tx, text).await.map(Some),
        }
    }

    async fn meant(&self, tx: &mut Tx, text: &str) -> Result<i64> {
        // On the day itself a unit may have just begun, and one that ends is there the day before.
        meant(tx, text, &[self.on, day_before(self.on)]).await
    }

    /// `beside`: the unit whose parent and hierarchy a new one has where nothing else is said.
    async fn founded(&self, tx: &mut Tx, prefix: &str, beside: Option<i64>) -> Result<Founded> {
        let name = |field: &str| format!("{prefix}{field}");
        let named_parent = self.unit(tx, &name("cap_tren")).await?;
        let mut hierarchy = Hierarchy::Government;
        let mut parent = named_parent;
        if let Some(like) = named_parent.or(beside) {
            hierarchy = units::find(tx, like).await?.hierarchy;
        }
        if let (None, Some(beside)) = (named_parent, beside) {
            parent = units::path(tx, beside, day_before(self.on)).await?.last().map(|unit| unit.id);
        }
        let kind = super::form::KINDS.iter().find(|(kind, _)| *kind == self.text(&name("loai")));
        Ok(Founded {
            code: self.text(&name("ma")).to_owned(),
            identifier: self.given(&name("dinh_danh")),
            name: self.text(&name("ten")).to_owned(),
            short_name: self.given(&name("ten_ngan")),
            kind: kind.map_or("commune", |(kind, _)| *kind).to_owned(),
            hierarchy,
            parent,
        })
    }

    async fn merge(&self, tx: &mut Tx) -> Result<Operation> {
        let list = self.text("tu");
        if list.len() > LONGEST_TEXT {
            return Err(Error::Invalid("Danh sách đơn vị sáp nhập quá dài".to_owned()));
        }
        let mut from = Vec::new();
        for line in list.lines().filter(|line| !line.trim().is_empty()) {
            from.push(self.meant(tx, line).await?);
        }
        let into = if self.text("vao") == "moi" {
            Target::New(self.founded(tx, "", from.first().copied()).await?)
        } else {
            Target::Known(self.unit(tx, "nhan").await?.ok_or_else(|| Error::Invalid("Chưa chọn đơn vị tiếp nhận".to_owned()))?)
        };
        Ok(Operation::Merge { from, into })
    }

    async fn split(&self, tx: &mut Tx, unit: i64) -> Result<Operation> {
        let mut out = Vec::new();
        for at in 1..=parts(self.fields) {
            let prefix = format!("p{at}_");
            let share = self.text(&format!("{prefix}ty_le"));
            let share = Share::parse(share).ok_or_else(|| {
                Error::Invalid(format!("Phần thứ {at}: tỷ lệ “{}” chưa đúng; hãy ghi số từ 0,1 đến 100", shortened(share)))
            })?;
            let target = match self.unit(tx, &format!("{prefix}nhan")).await? {
                Some(known) => Target::Known(known),
                None => Target::New(self.founded(tx, &prefix, Some(unit)).await?),
            };
            out.push((target, share));
        }
        let heir = self.text("viec_cho").parse::<usize>().ok().and_then(|at| at.checked_sub(1)).unwrap_or(0);
        Ok(Operation::Split { unit, parts: out, heir })
    }
}
