//! What the form of a directive sends, and what is wrong in it.

use jiff::civil::Date;

use crate::domain::directive::{About, LONGEST_WORDS};
use crate::domain::written;
use crate::error::{Error, Result};

/// Characters of a product, a document, a meeting, an agency.
const LONGEST_NAME: usize = 300;
/// Characters of all coordinating agencies.
const LONGEST_NAMES: usize = 1_000;
/// Units of one directive.
pub const MOST_UNITS: usize = 100;
/// The choice of a day that is typed.
pub const OTHER_DAY: &str = "khac";

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// Key of the form: sent twice, it is done once.
    pub key: String,
    pub words: String,
    pub about: About,
    pub units: Vec<i64>,
    /// A day as it is stored, or [`OTHER_DAY`].
    pub day: String,
    pub other_day: String,
    pub product: String,
    pub helping: String,
    pub basis: String,
    pub meeting: String,
    pub held_on: String,
    /// The post of the leader in whose name it is written.
    pub leader: Option<i64>,
    /// Words of units that are looked for.
    pub search: String,
    /// Nothing is given yet: only units are looked for.
    pub searches: bool,
}

impl Sent {
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        let mut out = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "khoa" => out.key = value,
                "y" => out.words = value,
                "task" | "indicator" | "unit" => out.about = About::named(&name, value.parse().ok()),
                "dv" => out.units.extend(value.parse::<i64>().ok().filter(|unit| !out.units.contains(unit))),
                "han" => out.day = value,
                "ngay_khac" => out.other_day = value,
                "san_pham" => out.product = value,
                "phoi_hop" => out.helping = value,
                "can_cu" => out.basis = value,
                "cuoc_hop" => out.meeting = value,
                "ngay_hop" => out.held_on = value,
                "lanh_dao" => out.leader = value.parse().ok(),
                "tim" => out.search = value,
                "viec" => out.searches = value == "tim",
                _ => {}
            }
        }
        out
    }

    /// # Errors
    /// `Invalid` when nothing was said, or too much.
    pub fn words(&self) -> Result<String> {
        bounded(&self.words, "Nội dung chỉ đạo", LONGEST_WORDS)?.ok_or_else(|| wrong("Chưa ghi nội dung chỉ đạo"))
    }

    /// # Errors
    /// `Invalid` when no unit or too many are chosen.
    pub fn units(&self) -> Result<&[i64]> {
        match self.units.len() {
            0 => Err(wrong("Chưa chọn đơn vị thực hiện")),
            most if most > MOST_UNITS => {
                Err(wrong(&format!("Mỗi ý kiến giao cho không quá {MOST_UNITS} đơn vị; đề nghị chia làm nhiều ý kiến")))
            }
            _ => Ok(&self.units),
        }
    }

    /// # Errors
    /// `Invalid` for a day that cannot be read or has passed.
    pub fn due(&self, today: Date) -> Result<Date> {
        let due = if self.day == OTHER_DAY || self.day.is_empty() {
            day(&self.other_day, "Thời hạn")?.ok_or_else(|| wrong("Chưa ghi thời hạn"))?
        } else {
            self.day.parse().map_err(|_| wrong("Thời hạn không đọc được; đề nghị chọn lại"))?
        };
        if due < today {
            return Err(wrong(&format!("Thời hạn {} đã qua; hôm nay là {}", written::day(due), written::day(today))));
        }
        Ok(due)
    }

    /// # Errors
    /// `Invalid` when it is too long.
    pub fn product(&self) -> Result<Option<String>> {
        bounded(&self.product, "Sản phẩm", LONGEST_NAME)
    }

    /// # Errors
    /// `Invalid` when it is too long.
    pub fn basis(&self) -> Result<Option<String>> {
        bounded(&self.basis, "Căn cứ", LONGEST_NAME)
    }

    /// # Errors
    /// `Invalid` when they are too long.
    pub fn helping(&self) -> Result<Vec<String>> {
        let all = bounded(&self.helping, "Đơn vị phối hợp", LONGEST_NAMES)?.unwrap_or_default();
        Ok(all.split([';', '\n']).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect())
    }

    /// # Errors
    /// `Invalid` when the name is too long, or the day cannot be read or is to come.
    pub fn meeting(&self, today: Date) -> Result<Option<(String, Date)>> {
        let Some(name) = bounded(&self.meeting, "Tên cuộc họp", LONGEST_NAME)? else { return Ok(None) };
        let on = day(&self.held_on, "Ngày họp")?.unwrap_or(today);
        if on > today {
            return Err(wrong(&format!("Ngày họp {} sau ngày hôm nay ({})", written::day(on), written::day(today))));
        }
        Ok(Some((name, on)))
    }
}

fn wrong(sentence: &str) -> Error {
    Error::Invalid(sentence.to_owned())
}

fn bounded(text: &str, what: &str, most: usize) -> Result<Option<String>> {
    let text = roviec_plan::document::clean(text);
    if text.chars().count() > most {
        return Err(wrong(&format!("{what} dài quá {} ký tự; đề nghị rút gọn", written::count(most as i64))));
    }
    Ok((!text.is_empty()).then_some(text))
}

fn day(text: &str, what: &str) -> Result<Option<Date>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let unreadable = || wrong(&format!("{what} “{}” không đọc được; hãy ghi ngày/tháng/năm", text.trim()));
    written::parsed_day(text).map(Some).ok_or_else(unreadable)
}
