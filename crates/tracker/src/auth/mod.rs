//! Who is signed in: sessions, passwords, protection of forms.

pub mod signed_in;

pub use signed_in::{Csrf, SignedIn};
