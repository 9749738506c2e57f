//! A plan under review: what the machine compiled, with what people changed laid over it.
//!
//! The draft is never stored; it is folded from the compiled base and the numbered edits, so nothing
//! a person did is lost, everything can be undone, and a later reading can take the changes along.

mod carry;
mod change;
mod differences;
mod dismissal;
mod edit;
mod field;
mod fields;
mod fold;
mod matching;

pub use carry::{Running, carried, kept};
pub use change::{Conflict, Proposed, last_of, proposed, undoable};
pub use differences::{Difference, FieldDifference, differences, is_replaced};
pub use dismissal::{Aside, FindingKey, LONGEST_REASON, Reason, finding_keys};
pub use edit::{Edit, NumberedEdit, RowKey, Table};
pub use field::Field;
pub use fields::{CADENCES, Fields, cadence_word, check};
pub use fold::{Draft, DraftRow, blank_task, draft, effective};
pub use matching::Matches;
