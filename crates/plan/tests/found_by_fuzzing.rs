//! What `cargo xtask fuzz` found, each as the shortest plan that shows it.

mod support;

use roviec_plan::{Compiled, Context};
use support::compiled;

fn plan(name: &str, source: &str) -> Compiled {
    compiled(name, source.as_bytes(), &Context::default()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// An annex whose rows bear these numbers; a Roman one is a section.
fn annex(numbers: &[&str]) -> Compiled {
    let head = "| TT | Nhiệm vụ | Chủ trì | Thời hạn |\n|---|---|---|---|\n".to_owned();
    let row = |number: &&str| match number.contains(['I', 'V']) {
        true => format!("| {number} | Phần {number} | | |\n"),
        false => format!("| {number} | Lập danh mục {number} | Sở A | 30/6/2026 |\n"),
    };
    plan("a.md", &(head + &numbers.iter().map(row).collect::<String>()))
}

fn gaps(compiled: &Compiled) -> usize {
    compiled.diagnostics.iter().filter(|diagnostic| diagnostic.rule == "row-numbering-gap").count()
}

#[test]
fn a_figure_before_a_long_dash_is_read() {
    for figure in ["90–", "90%–", "90– 95", "2026–", "90–đ"] {
        plan("a.txt", &format!("KẾ HOẠCH\nPhát triển thư viện năm 2026\nI. MỤC TIÊU\n1. Số sách đạt {figure} trong năm.\n"));
    }
}

#[test]
fn a_section_whose_rows_begin_with_nought_lacks_none() {
    assert_eq!(gaps(&annex(&["I", "1", "2", "3", "4", "II", "0"])), 0);
    assert_eq!(gaps(&annex(&["I", "1", "2", "3", "4", "II", "3"])), 1);
}

#[test]
fn the_largest_number_a_row_can_bear_is_no_number() {
    let compiled = annex(&["4294967295", "2", "4294967295"]);
    assert_eq!((compiled.plan.tasks.len(), gaps(&compiled)), (3, 0));
}
