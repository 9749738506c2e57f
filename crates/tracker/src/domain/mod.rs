//! Types and changes of state, pure: nothing here knows of SQL or HTTP.

pub mod agency_name;
pub mod agency_suggestion;
pub mod as_of;
pub mod assignment;
pub mod check_point;
pub mod clarity;
pub mod collation;
pub mod completion;
pub mod deadline_words;
pub mod directive;
pub mod draft;
pub mod extension;
pub mod folding;
pub mod indicator;
pub mod likeness;
pub mod live_work;
pub mod observation;
pub mod org_unit;
pub mod part;
pub mod password_rules;
pub mod person_name;
pub mod post;
pub mod product;
pub mod reminder;
pub mod share;
pub mod task_filter;
pub mod typed_work;
pub mod unit_change;
pub mod unit_map;
pub mod unit_tree;
pub mod working_days;
pub mod written;

pub use as_of::AsOf;
pub use assignment::{Assignment, AssignmentState};
pub use password_rules::PasswordRules;
pub use post::{Post, Role};
