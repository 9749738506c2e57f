//! A PostgreSQL of the test's own: made in a temporary folder, started, killed with all its processes, started again.

use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub struct Postgres {
    folder: tempfile::TempDir,
    programs: PathBuf,
    /// User and group it runs as, where the test runs as root: PostgreSQL refuses that.
    owner: Option<(u32, u32)>,
    server: Option<Child>,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Postgres {
    /// # Errors
    /// Why none can be made on this machine.
    pub fn new() -> Result<Self, String> {
        let programs = programs().ok_or("no initdb under /usr/lib/postgresql/*/bin or in PATH")?;
        let is_root = std::fs::metadata("/proc/self").map_err(|error| error.to_string())?.uid() == 0;
        let owner = if is_root { Some(postgres_user().ok_or("no user postgres to run it as")?) } else { None };
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group)).map_err(|error| error.to_string())?;
        }
        let mut out = Self { folder, programs, owner, server: None };
        let data = out.data();
        let made = out.command("initdb").args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-D"]).arg(data).output();
        let made = made.map_err(|error| error.to_string())?;
        if !made.status.success() {
            return Err(format!("initdb: {}", String::from_utf8_lossy(&made.stderr).trim()));
        }
        out.start();
        Ok(out)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }

    /// The board's database, over a socket in the folder: no port that somebody else may take.
    pub fn address(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", self.folder.path().display())
    }

    /// Returns when its socket is there; whoever connects is made to wait by it until it has recovered.
    pub fn start(&mut self) {
        let socket = self.folder.path().join(".s.PGSQL.5432");
        // What a killed one has left says nothing.
        let _ = std::fs::remove_file(&socket);
        let mut command = self.command("postgres");
        command.arg("-D").arg(self.data()).args(["-c", "listen_addresses=", "-c"]);
        command.arg(format!("unix_socket_directories={}", self.folder.path().display()));
        let mut server = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("PostgreSQL starts");
        while !socket.exists() {
            assert!(server.try_wait().expect("is asked").is_none(), "PostgreSQL ended while it started");
            std::thread::yield_now();
        }
        self.server = Some(server);
    }

    /// Kills it and every process it has started, and waits until the last of them is gone.
    pub fn kill(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        let children = children(server.id());
        let _ = server.kill();
        let _ = server.wait();
        for child in &children {
            let _ = Command::new("kill").args(["-9", &child.to_string()]).stderr(Stdio::null()).status();
        }
        while children.iter().any(|child| Path::new(&format!("/proc/{child}")).exists()) {
            std::thread::yield_now();
        }
    }
}

/// Processes whose parent this is.
fn children(parent: u32) -> Vec<u32> {
    let all = std::fs::read_dir("/proc").expect("is read").flatten();
    let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let is_child = |id: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        // After the name in brackets: state, then the parent.
        let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        rest.split_whitespace().nth(1) == Some(&parent.to_string())
    };
    ids.filter(is_child).collect()
}

fn programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let everywhere = std::env::split_paths(&path).chain(versions.into_iter().rev());
    everywhere.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

fn postgres_user() -> Option<(u32, u32)> {
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let line = users.lines().find(|line| line.starts_with("postgres:"))?;
    let mut cells = line.split(':').skip(2);
    Some((cells.next()?.parse().ok()?, cells.next()?.parse().ok()?))
}
