//! One's own account: the post acted in, delegation, password, second factor, sessions.

mod calendar;
mod confirmation;
mod contact;
mod delegations;
mod password;
mod second_factor;
mod sessions;
mod show;

pub use calendar::{end as end_calendar, make as make_calendar};
pub use contact::{set as set_contact, show as contact};
pub use delegations::{delegate, end_delegation};
pub use password::{change as change_password, show as password};
pub use second_factor::{renew_codes, set as set_second_factor, show as second_factor};
pub use sessions::end as end_sessions;
pub use show::{choose_post, show};
