//! The real server, and somebody with a browser who is signed in to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

/// Ends when it is dropped.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub fn start(binary: &Path, database: &str) -> Result<Self> {
        let mut child =
            Command::new(binary).args(["serve", "--listen", "127.0.0.1:0", "--database", database]).stdout(Stdio::piped()).spawn()?;
        let lines = BufReader::new(child.stdout.take().context("a pipe")?).lines().map_while(std::result::Result::ok);
        let line = lines.into_iter().find(|line| line.contains("http://")).context("the server does not say where it is")?;
        let address = line.rsplit("http://").next().unwrap_or_default().trim().to_owned();
        Ok(Self { child, address })
    }

    /// The most memory it has had, in megabytes.
    pub fn memory_mb(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no figure of memory")?;
        let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes / 1_024.0)
    }
}

pub struct Client {
    address: String,
    cookie: String,
}

struct Answer {
    head: String,
    body: String,
}

impl Client {
    pub fn signed_in(address: &str, login: &str, password: &str) -> Result<Self> {
        let mut client = Self { address: address.to_owned(), cookie: String::new() };
        let page = client.ask("GET", "/sign-in", "")?;
        client.cookie = page.cookie()?;
        let csrf = page.body.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).context("a token")?;
        let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let form = format!("csrf={csrf}&login={}&password={}&next=", escaped(login), escaped(password));
        let answer = client.ask("POST", "/sign-in", &form)?;
        ensure!(answer.head.starts_with("HTTP/1.1 303"), "cannot sign in: {}", answer.head);
        client.cookie = answer.cookie()?;
        Ok(client)
    }

    /// Milliseconds within which 95 of 100 requests are answered whole, the paths taken in turns.
    pub fn p95(&self, paths: &[String], asked: usize, before: usize) -> Result<f64> {
        let mut times = self.times(paths, asked, before)?;
        times.sort_by(f64::total_cmp);
        times.get((times.len() * 95).div_ceil(100).saturating_sub(1)).copied().context("nothing was asked")
    }

    /// Milliseconds of each request, those before apart.
    pub fn times(&self, paths: &[String], asked: usize, before: usize) -> Result<Vec<f64>> {
        let mut times = Vec::new();
        for (number, path) in paths.iter().cycle().take(before + asked).enumerate() {
            let begun = Instant::now();
            let answer = self.ask("GET", path, "")?;
            let time = begun.elapsed().as_secs_f64() * 1_000.0;
            ensure!(answer.head.starts_with("HTTP/1.1 200") && answer.body.ends_with("</html>"), "{path}: {}", answer.head);
            if number >= before {
                times.push(time);
            }
        }
        Ok(times)
    }

    fn ask(&self, method: &str, path: &str, form: &str) -> Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        let (address, cookie, length) = (&self.address, &self.cookie, form.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all(format!("{head}{form}").as_bytes())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").context("an answer")?;
        Ok(Answer { head: head.to_owned(), body: body.trim_end().to_owned() })
    }
}

impl Answer {
    fn cookie(&self) -> Result<String> {
        let line = self.head.lines().find(|line| line.to_ascii_lowercase().starts_with("set-cookie: "));
        let cookie = line.and_then(|line| line.split_once(": ")).and_then(|(_, rest)| rest.split(';').next());
        cookie.map(str::to_owned).context("a session")
    }
}
