//! A tracking sheet as comma-separated text, in any of the encodings Excel writes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roviec_fuzz::{contain_libraries, track};

fuzz_target!(init: contain_libraries(), |bytes: &[u8]| track(bytes));
