//! Every permission question: who may do what. Pure; handlers ask, nobody else decides.

use crate::domain::{Post, Role};
use crate::error::{Error, Result};

/// Turns an answer into a refusal.
///
/// # Errors
/// `Forbidden` when the answer is no.
pub fn require(allowed: bool) -> Result<()> {
    if allowed { Ok(()) } else { Err(Error::Forbidden) }
}

/// The board, plans, tasks, indicators and units: everybody who holds a post.
pub fn can_read_board(posts: &[Post]) -> bool {
    !posts.is_empty()
}

/// Taking in plans and other documents that bring work, deciding what a name means, loading a tracking sheet:
/// the focal point that consolidates, and the administrator.
pub fn can_take_in(posts: &[Post]) -> bool {
    posts.iter().any(|post| matches!(post.role, Role::FocalPoint | Role::Administrator))
}

/// Everything that was done on the board, by whom and from where: inspectors and the administrator.
pub fn can_read_audit(posts: &[Post]) -> bool {
    posts.iter().any(|post| matches!(post.role, Role::Inspector | Role::Administrator))
}

/// Founding, renaming, merging, splitting, dissolving and moving units: the administrator alone. A change moves people's posts
/// along with their unit, and with them their rights.
pub fn can_change_units(posts: &[Post]) -> bool {
    posts.iter().any(|post| post.role == Role::Administrator)
}

/// Who belongs to a named group: it decides what a name in a plan means, as choosing a unit for a name does.
pub fn can_change_groups(posts: &[Post]) -> bool {
    can_take_in(posts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(role: Role) -> Vec<Post> {
        vec![Post { id: 1, role, unit_id: None, unit_name: None }]
    }

    #[test]
    fn nobody_without_a_post_reads_the_board() {
        assert!(!can_read_board(&[]));
        assert!(Role::ALL.into_iter().all(|role| can_read_board(&holding(role))));
    }

    #[test]
    fn only_focal_point_and_administrator_take_in_documents() {
        let may: Vec<Role> = Role::ALL.into_iter().filter(|role| can_take_in(&holding(*role))).collect();
        assert_eq!(may, [Role::FocalPoint, Role::Administrator]);
    }

    #[test]
    fn only_inspector_and_administrator_read_the_audit() {
        let may: Vec<Role> = Role::ALL.into_iter().filter(|role| can_read_audit(&holding(*role))).collect();
        assert_eq!(may, [Role::Inspector, Role::Administrator]);
    }

    #[test]
    fn only_the_administrator_changes_units() {
        let may: Vec<Role> = Role::ALL.into_iter().filter(|role| can_change_units(&holding(*role))).collect();
        assert_eq!(may, [Role::Administrator]);
    }

    #[test]
    fn whoever_takes_in_documents_says_who_is_in_a_group() {
        let may: Vec<Role> = Role::ALL.into_iter().filter(|role| can_change_groups(&holding(*role))).collect();
        assert_eq!(may, [Role::FocalPoint, Role::Administrator]);
    }
}
