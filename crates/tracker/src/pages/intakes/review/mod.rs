//! `GET /intakes/{id}` of an intake under review: the source beside the compiled rows, for a person to correct and accept.
//!
//! Every answer is one picture: base, edits and draft are read in one transaction. What people send is in `edits` and `rows`.

mod changes;
mod defects;
mod dismissals;
mod edits;
mod form;
mod history;
mod lines;
mod marks;
mod place;
mod progress;
mod rows;
mod screen;
mod source;
mod turn;

pub use changes::{changes, meaning};
pub use dismissals::dismiss;
pub use edits::{approve, edit, undo};
pub(super) use history::{Change, Told};
pub use place::Asked;
pub use rows::{add, drop, merge, split};
pub use screen::{Shows, page, refused};
