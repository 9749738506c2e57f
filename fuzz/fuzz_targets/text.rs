//! A text file as it comes: UTF-8, UTF-16, Windows-1258, TCVN3 or VNI.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roviec_fuzz::{compile, contain_libraries};

fuzz_target!(init: contain_libraries(), |bytes: &[u8]| compile(&[("a.txt", bytes)]));
