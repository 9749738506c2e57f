//! The reading process of the tests: the examples of this crate, which cargo builds along with its tests.

use std::ffi::OsString;
use std::path::PathBuf;

use roviec_tracker::reader::{Limits, Program, Reader};

/// Reads as `roviec reader` does.
pub fn reader() -> Reader {
    Reader::new(program("reader", vec![], Limits::default()))
}

/// Breaks in the way that is named.
pub fn faulty(fault: &str, limits: Limits) -> Reader {
    Reader::new(program("faulty_reader", vec![fault.into()], limits))
}

fn program(name: &str, arguments: Vec<OsString>, limits: Limits) -> Program {
    let tests = std::env::current_exe().expect("a test knows where it lies");
    let target = tests.parent().and_then(std::path::Path::parent).expect("tests lie in target/*/deps");
    let path: PathBuf = target.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "{} is not built: run the tests of the whole crate, or cargo build --examples", path.display());
    Program::new(path, arguments, limits)
}
