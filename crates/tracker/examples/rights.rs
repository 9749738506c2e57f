//! Prints the list of rights; `cargo xtask docs` keeps it in docs/rights.md.

#![allow(clippy::print_stdout)]

fn main() {
    print!("{}", roviec_tracker::routes::rights_markdown());
}
