//! The running board: store, pages, sign-in.
