//! Commands written in the documents exist: their subcommand and every long option of the line.

/// A command as a document shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub program: Program,
    pub subcommand: String,
    /// What follows it, if it is a word: "add" of `roviec user add`, or an argument.
    pub next: Option<String>,
    /// Long options without their values: "--format".
    pub options: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    Roviec,
    Xtask,
}

/// Commands between back-quotes or in fenced blocks.
pub fn commands(text: &str) -> Vec<Shown> {
    let mut out = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            out.extend(command(line));
        } else {
            out.extend(line.split('`').skip(1).step_by(2).filter_map(command));
        }
    }
    out
}

fn command(line: &str) -> Option<Shown> {
    let line = line.split(" #").next().unwrap_or_default();
    let mut words = line.split_whitespace().skip_while(|word| *word == "$" || word.contains('='));
    let program = match words.next()? {
        "roviec" => Program::Roviec,
        "cargo" => match words.next()? {
            "xtask" => Program::Xtask,
            "run" => {
                words.by_ref().find(|word| *word == "--")?;
                Program::Roviec
            }
            _ => return None,
        },
        _ => return None,
    };
    let subcommand = words.next()?.to_owned();
    let words: Vec<&str> = words.collect();
    let next = words.first().filter(|word| !word.starts_with('-')).map(|word| (*word).to_owned());
    let options =
        words.into_iter().filter(|word| word.starts_with("--")).map(|word| word.split('=').next().unwrap_or(word).to_owned()).collect();
    Some(Shown { program, subcommand, next, options })
}

/// What is wrong with the commands of a text. `help` gives the help text of a subcommand (or of one below it), or
/// nothing when there is none.
pub fn faults(text: &str, help: impl Fn(Program, &[&str]) -> Option<String>) -> Vec<String> {
    let mut out = Vec::new();
    for shown in commands(text) {
        let name = if shown.program == Program::Xtask { "cargo xtask" } else { "roviec" };
        let Some(mut page) = help(shown.program, &[&shown.subcommand]) else {
            out.push(format!("{name} {}: no such subcommand", shown.subcommand));
            continue;
        };
        if let Some(next) = shown.next.as_deref().filter(|next| lists(&page, next)) {
            page = help(shown.program, &[&shown.subcommand, next]).unwrap_or_default();
        }
        let known = |option: &String| page.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|word| word == option);
        out.extend(
            shown.options.iter().filter(|option| !known(option)).map(|option| format!("{name} {}: no option {option}", shown.subcommand)),
        );
    }
    out
}

/// Whether a help page lists a subcommand: its name, indented, then at least two spaces or the line's end.
fn lists(page: &str, subcommand: &str) -> bool {
    page.lines().any(|line| {
        let rest = line.strip_prefix("  ").and_then(|line| line.strip_prefix(subcommand));
        rest.is_some_and(|rest| rest.trim().is_empty() || rest.starts_with("  "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_in_blocks_and_lines() {
        let text = "Type `cargo xtask score DIR --verbose`, then:\n```sh\ncargo run --release -- demo\nROVIEC_REQUIRE=office cargo xtask test\n$ roviec compile A.docx --format=json # writes JSON\ncd x\n```\n";
        let found: Vec<(Program, String, Vec<String>)> = commands(text).into_iter().map(|c| (c.program, c.subcommand, c.options)).collect();
        assert_eq!(
            found,
            [
                (Program::Xtask, "score".to_owned(), vec!["--verbose".to_owned()]),
                (Program::Roviec, "demo".to_owned(), vec![]),
                (Program::Xtask, "test".to_owned(), vec![]),
                (Program::Roviec, "compile".to_owned(), vec!["--format".to_owned()]),
            ]
        );
    }

    #[test]
    fn an_unknown_subcommand_or_option_is_named() {
        let help = |_: Program, names: &[&str]| match names {
            ["demo"] => Some("Usage: roviec demo [--port PORT]".to_owned()),
            ["user"] => Some("Lệnh:\n  add       Thêm\n  password  Đặt lại\n".to_owned()),
            ["user", "add"] => Some("  --name <HỌ TÊN>".to_owned()),
            _ => None,
        };
        assert!(faults("`roviec demo --port 80`", help).is_empty());
        assert_eq!(faults("`roviec dance`", help), ["roviec dance: no such subcommand"]);
        assert_eq!(faults("`roviec demo --fast`", help), ["roviec demo: no option --fast"]);
        assert!(faults("`roviec user add lan --name \"Lê Thị Lan\"`", help).is_empty());
        assert_eq!(faults("`roviec user password lan --name x`", help), ["roviec user: no option --name"]);
    }
}
