//! Programs of others that may lie on this machine.

use std::ffi::OsStr;
use std::path::PathBuf;

/// A program in one of the folders of `PATH`.
pub(super) fn in_folders(folders: &OsStr, name: &str) -> Option<PathBuf> {
    std::env::split_paths(folders).map(|folder| folder.join(name)).find(|path| path.is_absolute() && path.is_file())
}
