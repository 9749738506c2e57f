//! Developer commands.

#[cfg(test)]
mod checks;
mod project;
mod readme;

fn main() {}
