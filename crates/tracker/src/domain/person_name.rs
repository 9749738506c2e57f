//! Names of people: sorted by the given name, which is the last word, then by the family name.

use super::collation::sort_key;
use super::folding::folded;

/// What a list of people is sorted by.
pub fn person_key(full_name: &str) -> String {
    let (family, given) = full_name.trim().rsplit_once(' ').unwrap_or(("", full_name.trim()));
    sort_key(&format!("{given} {family}"))
}

/// What a search among people looks through: name and login, without diacritics.
pub fn search_text(full_name: &str, login: &str) -> String {
    format!("{} {}", folded(full_name), login.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_sorted_by_given_name_and_then_by_family_name() {
        let mut names = ["Trần Văn Bình", "Nguyễn Thị Ánh", "Lê An", "Phạm Đức", "Nguyễn Văn Bình", "Dung"];
        names.sort_by_key(|name| person_key(name));
        assert_eq!(names, ["Lê An", "Nguyễn Thị Ánh", "Nguyễn Văn Bình", "Trần Văn Bình", "Dung", "Phạm Đức"]);
    }

    #[test]
    fn a_search_needs_no_diacritics() {
        assert_eq!(search_text("Đặng Thị Ánh", "Anh.DT"), "dang thi anh anh.dt");
    }
}
