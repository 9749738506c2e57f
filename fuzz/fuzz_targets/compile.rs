//! A plan of one to three files, from words to every form it can be written in.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roviec_fuzz::{compile_to_workbook, contain_libraries, parts};

fuzz_target!(init: contain_libraries(), |bytes: &[u8]| {
    let [body, annex, page] = parts(bytes);
    let files = [("a.txt", body), ("b.md", annex), ("c.html", page)];
    let files: Vec<(&str, &[u8])> = files.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (*name, text.as_bytes())).collect();
    compile_to_workbook(&files);
});
