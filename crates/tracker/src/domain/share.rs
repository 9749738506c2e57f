//! Parts of a whole, exact: a share in thousandths as a decision gives it, and the weight that several shares make one after
//! the other. No floating point: the parts of a figure always add up to the figure.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Thousandths, from 1 to 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Share(u16);

impl Share {
    pub const WHOLE: Self = Self(1000);

    pub fn per_mille(thousandths: i64) -> Option<Self> {
        u16::try_from(thousandths).ok().filter(|share| (1..=1000).contains(share)).map(Self)
    }

    pub fn thousandths(self) -> u16 {
        self.0
    }

    /// Per cent as typed, with at most one digit after the comma: "62,5".
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('%').trim_end().replace('.', ",");
        let (whole, tenth) = text.split_once(',').unwrap_or((text.as_str(), "0"));
        let digits = |text: &str, most: usize| text.len() <= most && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole, 3) || !digits(tenth, 1) {
            return None;
        }
        Self::per_mille(whole.parse::<i64>().ok()? * 10 + tenth.parse::<i64>().ok()?)
    }
}

/// "62,5 %".
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{} %", self.0 / 10),
            tenth => write!(f, "{},{tenth} %", self.0 / 10),
        }
    }
}

/// What comes of a whole after any number of divisions: a fraction in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    over: u128,
    under: u128,
}

impl Weight {
    pub const NOTHING: Self = Self { over: 0, under: 1 };
    pub const WHOLE: Self = Self { over: 1, under: 1 };

    /// `None` after more divisions than can be counted exactly.
    pub fn times(self, share: Share) -> Option<Self> {
        Self::reduced(self.over.checked_mul(u128::from(share.0))?, self.under.checked_mul(1000)?)
    }

    /// `None` where the sum cannot be told exactly.
    pub fn plus(self, other: Self) -> Option<Self> {
        let under = self.under.checked_mul(other.under / common(self.under, other.under))?;
        let part = |weight: Self| weight.over.checked_mul(under / weight.under);
        Self::reduced(part(self)?.checked_add(part(other)?)?, under)
    }

    pub fn is_nothing(self) -> bool {
        self.over == 0
    }

    pub fn is_whole(self) -> bool {
        self.over == self.under
    }

    /// That part of a value: the whole gives the value itself.
    pub fn of(self, value: f64) -> f64 {
        value * self.over as f64 / self.under as f64
    }

    fn reduced(over: u128, under: u128) -> Option<Self> {
        let by = common(over, under).max(1);
        Some(Self { over: over / by, under: under / by })
    }
}

fn common(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_read_as_people_write_per_cent() {
        for (text, thousandths) in [("62,5", 625), ("62.5 %", 625), ("100", 1000), ("0,1", 1), ("7%", 70)] {
            assert_eq!(Share::parse(text).map(Share::thousandths), Some(thousandths), "{text}");
        }
        for wrong in ["", "0", "100,1", "-5", "62,55", "một nửa", "1e2"] {
            assert_eq!(Share::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Share(625).to_string(), "62,5 %");
    }

    #[test]
    fn the_parts_of_parts_add_up_to_the_whole() {
        let [third, rest] = [Share(333), Share(667)];
        let parts = [third, rest].map(|first| [third, rest].map(|second| Weight::WHOLE.times(first)?.times(second)));
        let sum = parts.into_iter().flatten().try_fold(Weight::NOTHING, |sum, part| sum.plus(part?));
        assert_eq!(sum, Some(Weight::WHOLE));
    }
}
