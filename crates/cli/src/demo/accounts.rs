//! The people one can be in the demo.

use anyhow::{Context, Result};
use roviec_tracker::auth::password::{self, Hashing};
use roviec_tracker::domain::Role;
use roviec_tracker::store::users::Contact;
use roviec_tracker::store::{Tx, units, users};

use super::DEMO_DAY;
use crate::database;

/// Of every demo account; the demo answers this machine only.
pub const PASSWORD: &str = "roviec-demo";

pub struct Account {
    pub login: &'static str,
    pub name: &'static str,
    pub role: Role,
    pub unit: &'static str,
    pub what: &'static str,
}

pub const ACCOUNTS: &[Account] = &[
    Account { login: "lanhdao", name: "Lê Hoàng Nam", role: Role::Leader, unit: "98", what: "UBND tỉnh Lam Giang" },
    Account {
        login: "daumoi", name: "Trần Thu Hương", role: Role::FocalPoint, unit: "98.02", what: "Sở Khoa học và Công nghệ"
    },
    Account { login: "thutruong", name: "Phạm Quốc Bảo", role: Role::UnitHead, unit: "98.03", what: "Sở Nội vụ" },
    Account { login: "chuyenvien", name: "Lò Thị Mai", role: Role::UnitOfficer, unit: "99002", what: "UBND xã Tân Hòa" },
    Account { login: "kiemtra", name: "Vũ Đình Khải", role: Role::Inspector, unit: "98", what: "UBND tỉnh Lam Giang" },
    Account { login: "quantri", name: "Hoàng Anh Tuấn", role: Role::Administrator, unit: "98", what: "UBND tỉnh Lam Giang" },
];

/// Who confirms in the invented year.
pub struct Added {
    pub focal_point: i64,
}

/// A hash for each account, several at once.
///
/// # Errors
/// No randomness is to be had.
pub async fn hashes() -> Result<Vec<String>> {
    let tasks: Vec<_> = ACCOUNTS.iter().map(|_| tokio::spawn(password::hash(PASSWORD.to_owned(), Hashing::default()))).collect();
    let mut out = Vec::new();
    for task in tasks {
        out.push(task.await??);
    }
    Ok(out)
}

/// # Errors
/// A unit of the samples is missing.
pub async fn add(tx: &mut Tx, hashes: &[String]) -> Result<Added> {
    let mut focal_point = None;
    for (account, hash) in ACCOUNTS.iter().zip(hashes) {
        let unit = units::by_code(tx, account.unit).await?.with_context(|| format!("đơn vị {}", account.unit))?;
        let id = users::add(tx, database::program(), account.login, account.name, hash).await?;
        users::add_post(tx, database::program(), id, Some(unit.id), account.role, DEMO_DAY).await?;
        if matches!(account.role, Role::UnitHead | Role::UnitOfficer) {
            // No such number is given out.
            let contact = Contact { phone: Some(format!("0900 000 0{id:02}")), email: None };
            users::set_contact(tx, database::program(), id, &contact).await?;
        }
        if account.role == Role::FocalPoint {
            focal_point = Some(id);
        }
    }
    Ok(Added { focal_point: focal_point.context("đầu mối tổng hợp")? })
}
