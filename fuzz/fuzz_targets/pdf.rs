//! A PDF as it comes: its tables of objects, streams, filters, fonts, pages.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roviec_fuzz::{compile, contain_libraries};

fuzz_target!(init: contain_libraries(), |bytes: &[u8]| compile(&[("a.pdf", bytes)]));
