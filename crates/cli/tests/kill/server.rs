//! The real server as a process of its own, and a client that speaks to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

const PASSWORD: &str = "Mat-khau-thu-2026";

/// Ends the server when the test does, whatever happens.
pub struct Server {
    pub child: Child,
    pub address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn serve(database: &str) -> Server {
    let mut child = Command::new(env!("CARGO_BIN_EXE_roviec"))
        .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
        // What goes wrong when the database dies is what these tests are about: nobody has to read it.
        .env("ROVIEC_LOG", "off")
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let line = lines.into_iter().find(|line| line.contains("http://")).expect("says where it is");
    let address = line.rsplit("http://").next().expect("an address").trim().to_owned();
    Server { child, address }
}

pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.field("location").unwrap_or_default()
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub fn cookie(&self) -> String {
        self.field("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("a session").to_owned()
    }

    pub fn csrf(&self) -> String {
        self.body.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token").to_owned()
    }
}

/// The request is sent; what comes back is read later.
pub fn sent(address: &str, head: &str, cookie: &str, kind: &str, body: &[u8]) -> TcpStream {
    let stream = TcpStream::connect(address).expect("answers");
    send(stream, address, head, cookie, kind, body).expect("is sent")
}

/// `None` where the other end is gone.
pub fn send(mut stream: TcpStream, address: &str, head: &str, cookie: &str, kind: &str, body: &[u8]) -> Option<TcpStream> {
    let head = format!(
        "{head} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).ok()?;
    Some(stream)
}

pub fn answered(stream: TcpStream) -> Answer {
    read(stream).expect("an answer")
}

/// `None` where the answer breaks off before its body begins.
pub fn read(mut stream: TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    // An answer that came whole counts also where the line breaks afterwards.
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

pub const FORM: &str = "application/x-www-form-urlencoded";

pub fn encoded(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

/// The focal point who signs in.
pub fn add_person(database: &str) {
    let mut add = Command::new(env!("CARGO_BIN_EXE_roviec"))
        .args(["user", "add", "an", "--name", "Nguyễn Văn An", "--role", "focal-point", "--own", "--database", database])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("starts");
    add.stdin.take().expect("a pipe").write_all(format!("{PASSWORD}\n").as_bytes()).expect("is typed");
    assert!(add.wait().expect("ends").success());
}

/// The cookie and the token of the focal point; `page` is one with a form.
pub fn signed_in(address: &str, page: &str) -> (String, String) {
    let form = answered(sent(address, "GET /sign-in", "", FORM, b""));
    let body = encoded(&[("csrf", &form.csrf()), ("login", "an"), ("password", PASSWORD), ("next", "")]);
    let answer = answered(sent(address, "POST /sign-in", &form.cookie(), FORM, body.as_bytes()));
    assert_eq!(answer.status, 303, "{}", answer.body);
    let cookie = answer.cookie();
    let csrf = answered(sent(address, &format!("GET {page}"), &cookie, FORM, b"")).csrf();
    (cookie, csrf)
}
