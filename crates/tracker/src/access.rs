//! Every permission question: who may do what. Pure; handlers ask, nobody else decides.

use crate::domain::{Post, Role};
use crate::error::{Error, Result};

/// What an address asks of whoever comes, before anything of it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Before signing in too.
    Open,
    Board,
    TakeIn,
    Audit,
}

impl Right {
    /// Whether somebody who holds these posts has it.
    pub fn allows(self, posts: &[Post]) -> bool {
        match self {
            Self::Open => true,
            Self::Board => can_read_board(posts),
            Self::TakeIn => can_take_in(posts),
            Self::Audit => can_read_audit(posts),
        }
    }

    /// For the list of rights in docs/.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "không cần đăng nhập",
            Self::Board => "xem bảng điều hành",
            Self::TakeIn => "tiếp nhận văn bản, giao việc",
            Self::Audit => "xem nhật ký",
        }
    }
}

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
}
