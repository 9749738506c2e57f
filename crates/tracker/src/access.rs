//! Every permission question: who may do what. Pure; handlers ask, nobody else decides.

use crate::domain::Post;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Role;

    fn holding(role: Role) -> Vec<Post> {
        vec![Post { role, unit_id: None, unit_name: None }]
    }

    #[test]
    fn nobody_without_a_post_reads_the_board() {
        assert!(!can_read_board(&[]));
        assert!(Role::ALL.into_iter().all(|role| can_read_board(&holding(role))));
    }
}
