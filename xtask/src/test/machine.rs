//! What this machine has, and why a part cannot run where something is missing.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::program;

/// What some parts need beyond cargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    Postgres,
    Browser,
    Office,
    Workbook,
    Ocr,
    Python,
}

/// Where PostgreSQL is asked for when the environment does not say; the store's tests use the same.
const POSTGRES: &str = "postgres://postgres@127.0.0.1:5432/postgres";

pub struct Machine {
    missing: BTreeMap<Need, String>,
}

impl Machine {
    /// Looks for each program and for a PostgreSQL that answers.
    pub fn look() -> Self {
        let mut missing = BTreeMap::new();
        let mut lacks = |need: Need, why: Option<String>| {
            missing.extend(why.map(|why| (need, why)));
        };
        let url = std::env::var("ROVIEC_TEST_POSTGRES").unwrap_or_else(|_| POSTGRES.to_owned());
        lacks(
            Need::Postgres,
            (!postgres_answers(&url)).then(|| format!("no PostgreSQL answers at {} (set ROVIEC_TEST_POSTGRES)", address(&url))),
        );
        lacks(Need::Browser, absent(&["node", "npm"]).or_else(no_chromium));
        lacks(Need::Office, absent(&["soffice", "pdftotext"]));
        lacks(Need::Workbook, absent(&["soffice"]).or_else(no_calc));
        lacks(Need::Ocr, absent(&["tesseract", "pdftoppm"]).or_else(no_vietnamese));
        lacks(Need::Python, absent(&["python3"]));
        Self { missing }
    }

    /// Why the need cannot be met, or nothing when it can.
    pub fn missing(&self, need: Need) -> Option<&str> {
        self.missing.get(&need).map(String::as_str)
    }
}

/// The needs that `ROVIEC_REQUIRE` names: "postgres,browser,office,ocr". Python comes with each of them.
///
/// # Errors
/// On a name that is none of the four: a misspelt requirement would require nothing.
pub fn required(names: &str) -> Result<Vec<Need>> {
    let mut out = Vec::new();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        match name {
            "postgres" => out.push(Need::Postgres),
            "browser" => out.push(Need::Browser),
            "office" => out.extend([Need::Office, Need::Workbook]),
            "ocr" => out.push(Need::Ocr),
            other => bail!("ROVIEC_REQUIRE knows postgres, browser, office and ocr, not {other:?}"),
        }
        out.push(Need::Python);
    }
    Ok(out)
}

fn absent(programs: &[&str]) -> Option<String> {
    let gone: Vec<&str> = programs.iter().copied().filter(|name| !program::is_there(name)).collect();
    (!gone.is_empty()).then(|| format!("no {} on this machine", gone.join(", no ")))
}

fn no_chromium() -> Option<String> {
    let named = std::env::var_os("CHROMIUM").is_some_and(|path| Path::new(&path).is_file());
    (!named && !program::is_there("chromium")).then(|| "no chromium on this machine (set CHROMIUM)".to_owned())
}

/// Tesseract comes without languages: each is a package of its own.
fn no_vietnamese() -> Option<String> {
    let said = program::output(std::process::Command::new("tesseract").arg("--list-langs")).unwrap_or_default();
    (!said.lines().any(|line| line.trim() == "vie")).then(|| "Tesseract is here without Vietnamese (tesseract-ocr-vie)".to_owned())
}

/// LibreOffice may be there for letters only: the part for workbooks is a library beside the program.
fn no_calc() -> Option<String> {
    let folder = program::found("soffice")?.canonicalize().ok()?.parent()?.to_owned();
    let has = std::fs::read_dir(folder).ok()?.flatten().any(|entry| entry.file_name().to_string_lossy().contains("sclo."));
    (!has).then(|| "LibreOffice is here without Calc (libreoffice-calc-nogui)".to_owned())
}

/// Host and port of a database address, without what comes before the "@".
fn address(url: &str) -> String {
    let rest = url.split("://").nth(1).unwrap_or(url);
    let host = rest.split(['/', '?']).next().unwrap_or_default().rsplit('@').next().unwrap_or_default();
    if host.contains(':') { host.to_owned() } else { format!("{host}:5432") }
}

/// Sends the request for encryption that opens the PostgreSQL protocol; the answer is one letter, S or N.
fn postgres_answers(url: &str) -> bool {
    let wait = Some(Duration::from_secs(2));
    let Some(socket) = address(url).to_socket_addrs().ok().and_then(|mut found| found.next()) else { return false };
    let Ok(mut stream) = TcpStream::connect_timeout(&socket, Duration::from_secs(2)) else { return false };
    let mut letter = [0];
    let asked = stream.set_read_timeout(wait).and_then(|()| stream.write_all(&[0, 0, 0, 8, 4, 210, 22, 47]));
    asked.and_then(|()| stream.read_exact(&mut letter)).is_ok() && matches!(letter[0], b'S' | b'N')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_requirement_is_refused() {
        assert!(required("postgres, browser,office").unwrap().contains(&Need::Workbook));
        assert!(required("").unwrap().is_empty());
        assert!(required("postgresql").is_err());
    }

    #[test]
    fn the_address_leaves_out_the_password() {
        assert_eq!(address("postgres://an:secret@db.example:6543/x?sslmode=off"), "db.example:6543");
        assert_eq!(address("postgres://db.example/x"), "db.example:5432");
    }

    #[test]
    fn another_server_is_not_taken_for_postgresql() {
        let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("postgres://{}/x", server.local_addr().unwrap());
        let other = std::thread::spawn(move || server.accept().unwrap().0.write_all(b"HTTP/1.1 400").unwrap());
        assert!(!postgres_answers(&url));
        other.join().unwrap();
    }
}
