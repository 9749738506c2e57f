//! Whose entries are looked for: an id, a login, or words of a name as they are typed.

use crate::domain::folding::folded;
use crate::error::Result;
use crate::pages::number_in;
use crate::store::Tx;
use crate::store::audit::{self, Filter, Person, Within};

/// People that are offered when words fit several.
const MOST: usize = 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    Anybody,
    One(Person),
    /// At most twenty.
    Several(Vec<Person>),
    Nobody,
}

impl Who {
    /// # Errors
    /// The database fails.
    pub async fn of(tx: &mut Tx, typed: &str, within: Option<Within>) -> Result<Self> {
        if typed.trim().is_empty() {
            return Ok(Self::Anybody);
        }
        match audit::person(tx, number_in(typed), &typed.trim().to_lowercase()).await? {
            Some(person) if is_named(tx, &person, within).await? => Ok(Self::One(person)),
            _ => Ok(Self::among(audit::people(tx, within).await?, typed)),
        }
    }

    /// Whose name or login has the words.
    fn among(people: Vec<Person>, typed: &str) -> Self {
        let words = folded(typed);
        let fits = |person: &Person| {
            let text = folded(&format!("{} {}", person.full_name, person.login));
            words.split(' ').all(|word| text.contains(word))
        };
        let mut found: Vec<Person> = people.into_iter().filter(fits).take(MOST).collect();
        match found.len() {
            0 => Self::Nobody,
            1 => Self::One(found.remove(0)),
            _ => Self::Several(found),
        }
    }

    pub fn id(&self) -> Option<i64> {
        match self {
            Self::One(person) => Some(person.id),
            _ => None,
        }
    }

    /// Whether it is settled whose entries are meant.
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Anybody | Self::One(_))
    }
}

/// Whose name stands in the entries that are read anyway: others are not found by trying numbers.
async fn is_named(tx: &mut Tx, person: &Person, within: Option<Within>) -> Result<bool> {
    let theirs = Filter { user: Some(person.id), within, ..Filter::default() };
    Ok(within.is_none() || audit::count(tx, &theirs, 1).await? > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_without_diacritics_name_somebody() {
        let person = |id, login: &str, name: &str| Person { id, login: login.to_owned(), full_name: name.to_owned() };
        let all = || vec![person(1, "an", "Nguyễn Văn An"), person(2, "binh", "Trần Thị Bình"), person(3, "vanan", "Lê Vân An")];
        for (typed, id) in [("tran binh", 2), ("  vanan ", 3), ("Lê", 3)] {
            assert_eq!(Who::among(all(), typed).id(), Some(id), "{typed}");
        }
        assert!(matches!(Who::among(all(), "van an"), Who::Several(people) if people.len() == 2));
        assert_eq!(Who::among(all(), "không có"), Who::Nobody);
    }
}
