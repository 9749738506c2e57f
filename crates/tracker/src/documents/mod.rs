//! Word files that the board writes: the layout of documents, and one file for each kind of them.

pub mod directive_list;
pub mod layout_state;
pub mod reminder_letter;
