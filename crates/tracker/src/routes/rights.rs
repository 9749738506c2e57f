//! Role by address, as docs/rights.md shows it.

use std::fmt::Write;

use super::listed;
use crate::access::Right;
use crate::domain::{Post, Role};

/// Generated: one row for each address and method.
pub fn rights_markdown() -> String {
    let mut out = "# Who may use which address\n\nWritten by `cargo xtask docs` from the routes; a test refuses another text. ✓ may, – is refused \
        before anything is read.\nWhere a right holds for a part of the units only, the handler asks further; nobody without a post passes.\n\n"
        .to_owned();
    let roles: Vec<&str> = Role::ALL.into_iter().map(Role::label).collect();
    out += &format!("| Way | Address | Right | not signed in | {} |\n|---|---|---|---|{}\n", roles.join(" | "), "---|".repeat(roles.len()));
    for route in listed() {
        let cell = |allowed: bool| if allowed { "✓" } else { "–" };
        let holding = |role| [Post { id: 0, role, unit_id: None, unit_name: None, delegated_by: None }];
        let cells: Vec<&str> = Role::ALL.into_iter().map(|role| cell(route.right.allows(&holding(role)))).collect();
        let open = cell(route.right == Right::Open);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| {} | `{}` | {} | {open} | {} |", route.method, route.path, route.right.label(), cells.join(" | "));
    }
    out
}
