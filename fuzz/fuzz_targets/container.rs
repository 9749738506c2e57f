//! An archive as it comes, read as a Word file, as a workbook and as a tracking sheet whatever it says it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roviec_fuzz::{LIMITS, contain_libraries, track};
use roviec_plan::document::Format;
use roviec_plan::{Context, read};

fuzz_target!(init: contain_libraries(), |bytes: &[u8]| {
    let context = Context { limits: LIMITS, ..Context::default() };
    let _ = read::detect("a", bytes);
    for format in [Format::Docx, Format::Xlsx] {
        let _ = read::read(format, bytes, &context);
    }
    track(bytes);
});
