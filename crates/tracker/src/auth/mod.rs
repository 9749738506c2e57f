//! Who is signed in: passwords, second factors, sessions, protection of forms, signing in and out.

pub mod code;
pub mod forms;
pub mod password;
pub mod provider;
pub mod second_factor;
pub mod sessions;
pub mod sign_in;
pub mod signed_in;
pub mod source;
pub mod tokens;
pub mod tries;
pub mod upload;

pub use forms::CheckedForm;
pub use signed_in::{Csrf, SignedIn};
pub use upload::{CheckedUpload, Upload};
