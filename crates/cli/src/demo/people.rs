//! Officers who write the notes of the invented year: one at each unit that leads something.

use std::collections::HashMap;

use anyhow::Result;
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::{Tx, units, users};

use super::DEMO_DAY;
use crate::database;

const FAMILY: [&str; 9] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Lò", "Nông"];
const MIDDLE: [&str; 7] = ["Thị", "Văn", "Minh", "Thu", "Đức", "Hồng", "Quang"];
const GIVEN: [&str; 11] = ["Hà", "Dũng", "Lan", "Sơn", "Thảo", "Phúc", "Ngọc", "Hải", "Yến", "Khánh", "Tâm"];

pub struct People {
    /// Confirms and returns.
    pub focal_point: i64,
    by_unit: HashMap<i64, i64>,
}

impl People {
    /// One officer for every unit; they do not sign in.
    ///
    /// # Errors
    /// The database fails.
    pub async fn add(tx: &mut Tx, focal_point: i64) -> Result<Self> {
        let mut by_unit = HashMap::new();
        for (at, unit) in units::all(tx, DEMO_DAY).await?.into_iter().enumerate() {
            let name = format!("{} {} {}", FAMILY[at % FAMILY.len()], MIDDLE[at % MIDDLE.len()], GIVEN[at % GIVEN.len()]);
            let id = users::add_without_sign_in(tx, database::program(), &format!("cv.{}", unit.code.to_lowercase()), &name).await?;
            by_unit.insert(unit.id, id);
        }
        Ok(Self { focal_point, by_unit })
    }

    /// The officer of a unit; what the unit does is done by that person.
    pub fn of(&self, unit: i64) -> Actor {
        Actor { user: Some(self.by_unit.get(&unit).copied().unwrap_or(self.focal_point)), ..database::program() }
    }

    pub fn confirming(&self) -> Actor {
        Actor { user: Some(self.focal_point), ..database::program() }
    }
}
