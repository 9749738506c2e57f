//! The tests of the tracker in one binary: store tests on both databases, pages by HTTP.

mod pages;
mod store;
mod support;
