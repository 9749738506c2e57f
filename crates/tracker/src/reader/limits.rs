//! What one job may cost. The server watches time and output; the child holds itself to the rest before it reads a byte.

use std::ffi::OsString;
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From start to end, by the clock on the wall.
    pub wall: Duration,
    /// The same where somebody waits with a page open, whose request ends soon after.
    pub urgent_wall: Duration,
    /// Of all threads together. Ends a child whose server is gone.
    pub cpu_seconds: u64,
    /// Address space in bytes.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { wall: Duration::from_secs(60), urgent_wall: Duration::from_secs(20), cpu_seconds: 120, memory: 1 << 30 }
    }
}

impl Limits {
    /// As the child is told them.
    pub(super) fn arguments(&self, urgent: bool) -> [OsString; 3] {
        [self.memory.to_string().into(), self.cpu_seconds.to_string().into(), if urgent { "0" } else { "10" }.into()]
    }
}

/// What the child holds itself to.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    pub memory: u64,
    pub cpu_seconds: u64,
    /// How far it stands back behind the server and the database: 0 to 19.
    pub nice: i32,
}

impl Held {
    /// From the arguments `MEMORY CPU NICE`, which others may follow.
    pub fn from_arguments(arguments: &[String]) -> Option<Self> {
        let [memory, cpu, nice, ..] = arguments else { return None };
        Some(Self { memory: memory.parse().ok()?, cpu_seconds: cpu.parse().ok()?, nice: nice.parse().ok()? })
    }

    /// No more memory and time than allowed, no file written, none but the standard ones opened for long, no dump of memory left.
    ///
    /// # Errors
    /// The system does not take a limit.
    #[cfg(unix)]
    pub fn hold(&self) -> std::io::Result<()> {
        use rustix::process::{Resource, Rlimit, nice, setrlimit};
        let set = |resource, current, maximum| setrlimit(resource, Rlimit { current: Some(current), maximum: Some(maximum) });
        set(Resource::Core, 0, 0)?;
        set(Resource::Fsize, 0, 0)?;
        set(Resource::Nofile, 64, 64)?;
        set(Resource::As, self.memory, self.memory)?;
        set(Resource::Cpu, self.cpu_seconds, self.cpu_seconds + 5)?;
        nice(self.nice)?;
        Ok(())
    }

    /// Other systems know the time limit only, which the server keeps.
    ///
    /// # Errors
    /// Never.
    #[cfg(not(unix))]
    pub fn hold(&self) -> std::io::Result<()> {
        Ok(())
    }
}
