//! Programs that the developer commands call: cargo's own builds and what the machine has.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use anyhow::{Context, Result, ensure};

/// Builds the `roviec` binary and returns where it lies. The release build is the one of the demo command.
///
/// # Errors
/// When it does not compile.
pub fn roviec(root: &Path, release: bool) -> Result<PathBuf> {
    let mut command = cargo(root);
    command.args(["build", "--quiet", "--package", "roviec"]);
    if release {
        command.arg("--release");
    }
    run(&mut command)?;
    built(root, release)
}

/// As [`roviec`], the release build with examples beside it: in one go, so that what they share is compiled once.
///
/// # Errors
/// When it does not compile.
pub fn roviec_with_examples(root: &Path, examples: &[&str]) -> Result<PathBuf> {
    let mut command = cargo(root);
    command.args(["build", "--quiet", "--release", "--package", "roviec", "--bins"]);
    command.args(examples.iter().flat_map(|example| ["--example", example]));
    run(&mut command)?;
    built(root, true)
}

fn built(root: &Path, release: bool) -> Result<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let binary = target.join(if release { "release" } else { "debug" }).join(format!("roviec{}", std::env::consts::EXE_SUFFIX));
    ensure!(binary.is_file(), "{} was not built", binary.display());
    Ok(binary)
}

/// The cargo that runs this command, in the project's root.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).stdin(Stdio::null());
    command
}

/// Runs a command with its output shown as it comes.
///
/// # Errors
/// When it cannot start or ends with another code than 0.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command.status().with_context(|| format!("{shown} cannot be started"))?;
    ensure!(status.success(), "{shown}: {status}");
    Ok(())
}

/// Runs a command and gives what it printed.
///
/// # Errors
/// As [`run`], with what it said on its error stream.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let out = command.stdin(Stdio::null()).output().with_context(|| format!("{shown} cannot be started"))?;
    ensure!(out.status.success(), "{shown}: {} {}", out.status, String::from_utf8_lossy(&out.stderr).trim());
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Runs a command with its output shown as it comes; tells whether it ended with 0, and what it printed.
///
/// # Errors
/// When it cannot start.
pub fn teed(command: &mut Command) -> Result<(bool, String)> {
    let shown = shown(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{shown} cannot be started"))?;
    let said = Mutex::new(String::new());
    let show = |stream: Option<Box<dyn Read + Send>>| {
        for line in BufReader::new(stream.expect("both streams are piped")).lines().map_while(Result::ok) {
            println!("{line}");
            let mut said = said.lock().expect("no reader panics while it holds the lock");
            said.push_str(&line);
            said.push('\n');
        }
    };
    let (out, err) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(|| show(out.map(|stream| Box::new(stream) as _)));
        scope.spawn(|| show(err.map(|stream| Box::new(stream) as _)));
    });
    let status = child.wait()?;
    Ok((status.success(), said.into_inner().expect("both readers have ended")))
}

/// Where a program of this name lies, when it can be started.
pub fn found(name: &str) -> Option<PathBuf> {
    let names = [name.to_owned(), format!("{name}.exe")];
    std::env::split_paths(&std::env::var_os("PATH")?)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)).collect::<Vec<_>>())
        .find(|path| path.is_file())
}

/// Whether a program of this name can be started.
pub fn is_there(name: &str) -> bool {
    found(name).is_some()
}

/// Program and arguments; the program by its name alone, so that no path of one machine is printed.
fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
    format!("{name} {}", args.join(" ")).trim().to_owned()
}
