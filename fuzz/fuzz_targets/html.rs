//! A web page as it comes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roviec_fuzz::{compile, contain_libraries};

fuzz_target!(init: contain_libraries(), |bytes: &[u8]| compile(&[("a.html", bytes)]));
