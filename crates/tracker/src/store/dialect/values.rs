//! Values on their way in and out: Rust types as parameters, days as they are stored.

use jiff::civil::Date;
use sqlx::error::BoxDynError;
use sqlx::{Decode, Type};

use super::Arg;

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<Option<i64>> for Arg {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<Option<f64>> for Arg {
    fn from(value: Option<f64>) -> Self {
        Self::Real(value)
    }
}

impl From<f64> for Arg {
    fn from(value: f64) -> Self {
        Self::Real(Some(value))
    }
}

impl From<bool> for Arg {
    fn from(value: bool) -> Self {
        Self::Bool(Some(value))
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<Option<String>> for Arg {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

impl From<Option<&str>> for Arg {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}

impl From<Date> for Arg {
    fn from(value: Date) -> Self {
        Self::Text(Some(value.to_string()))
    }
}

impl From<Option<Date>> for Arg {
    fn from(value: Option<Date>) -> Self {
        Self::Text(value.map(|day| day.to_string()))
    }
}

impl From<Vec<u8>> for Arg {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(Some(value))
    }
}

impl From<&[u8]> for Arg {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(Some(value.to_vec()))
    }
}

/// A day as it is stored, for `#[sqlx(try_from = "StoredDay")]` on a field of type [`Date`].
pub struct StoredDay(Date);

/// As [`StoredDay`], where the column may be NULL.
pub struct StoredDayOrNone(Option<Date>);

impl From<StoredDay> for Date {
    fn from(day: StoredDay) -> Self {
        day.0
    }
}

impl From<StoredDayOrNone> for Option<Date> {
    fn from(day: StoredDayOrNone) -> Self {
        day.0
    }
}

impl<DB: sqlx::Database> Type<DB> for StoredDay
where
    String: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        String::type_info()
    }

    fn compatible(ty: &DB::TypeInfo) -> bool {
        String::compatible(ty)
    }
}

impl<DB: sqlx::Database> Type<DB> for StoredDayOrNone
where
    String: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        String::type_info()
    }

    fn compatible(ty: &DB::TypeInfo) -> bool {
        String::compatible(ty)
    }
}

impl<'r, DB: sqlx::Database> Decode<'r, DB> for StoredDay
where
    String: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(String::decode(value)?.parse()?))
    }
}

impl<'r, DB: sqlx::Database> Decode<'r, DB> for StoredDayOrNone
where
    Option<String>: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(Option::<String>::decode(value)?.map(|text| text.parse()).transpose()?))
    }
}
