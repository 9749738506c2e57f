//! Programs that the developer commands call: cargo's own builds and what the machine has.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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

/// Whether a program of this name can be started.
pub fn is_there(name: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(name).is_file() || folder.join(format!("{name}.exe")).is_file())
    })
}

/// Program and arguments; the program by its name alone, so that no path of one machine is printed.
fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
    format!("{name} {}", args.join(" ")).trim().to_owned()
}
