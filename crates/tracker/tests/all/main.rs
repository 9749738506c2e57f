//! The tests of the tracker in one binary: store tests on both databases, pages by HTTP.

mod draft;
mod http;
mod mailing;
mod pages;
mod reader;
mod store;
mod support;
mod unit_map;
mod work_histories;
