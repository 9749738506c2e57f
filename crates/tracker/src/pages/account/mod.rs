//! One's own account: the post acted in, delegation, password, second factor, sessions.

mod confirmation;
mod delegations;
mod password;
mod second_factor;
mod sessions;
mod show;

pub use delegations::{delegate, end_delegation};
pub use password::{change as change_password, show as password};
pub use second_factor::{renew_codes, set as set_second_factor, show as second_factor};
pub use sessions::end as end_sessions;
pub use show::{choose_post, show};
