//! The server is killed while it loads a large tracking spreadsheet: what is found afterwards is all of it or nothing.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use roviec_tracker::store::{Database, audit, intakes, sheet_mappings, sheet_progress};

const ROWS: usize = 1_500;
const PASSWORD: &str = "Mat-khau-thu-2026";

/// Ends the server when the test does, whatever happens.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn database(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("roviec.sqlite").display())
}

fn serve(folder: &Path) -> Server {
    let mut child = Command::new(env!("CARGO_BIN_EXE_roviec"))
        .args(["serve", "--listen", "127.0.0.1:0", "--database", &database(folder)])
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let line = lines.into_iter().find(|line| line.contains("http://")).expect("says where it is");
    let address = line.rsplit("http://").next().expect("an address").trim().to_owned();
    Server { child, address }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn location(&self) -> &str {
        self.field("location").unwrap_or_default()
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    fn cookie(&self) -> String {
        self.field("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("a session").to_owned()
    }

    fn csrf(&self) -> String {
        self.body.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token").to_owned()
    }
}

/// The request is sent; what comes back is read later.
fn sent(address: &str, head: &str, cookie: &str, kind: &str, body: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("answers");
    let head = format!(
        "{head} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).expect("is sent");
    stream
}

fn answered(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("is read");
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").expect("an answer");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

const FORM: &str = "application/x-www-form-urlencoded";

fn encoded(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

/// The cookie and the token of the focal point.
fn signed_in(address: &str) -> (String, String) {
    let page = answered(sent(address, "GET /sign-in", "", FORM, b""));
    let body = encoded(&[("csrf", &page.csrf()), ("login", "an"), ("password", PASSWORD), ("next", "")]);
    let answer = answered(sent(address, "POST /sign-in", &page.cookie(), FORM, body.as_bytes()));
    assert_eq!(answer.status, 303, "{}", answer.body);
    let cookie = answer.cookie();
    let csrf = answered(sent(address, "GET /spreadsheets/new", &cookie, FORM, b"")).csrf();
    (cookie, csrf)
}

fn sheet() -> String {
    let row =
        |number| format!("{number};Nhiệm vụ số {number} về chuyển đổi số;Sở Y tế;31/12/2026;Đang thực hiện;40%;Đã làm {number} phần\n");
    "TT;Nhiệm vụ;Đơn vị chủ trì;Thời hạn;Trạng thái;Tỷ lệ (%);Ghi chú\n".to_owned() + &(1..=ROWS).map(row).collect::<String>()
}

/// The address of the received sheet's page.
fn received(address: &str, cookie: &str, csrf: &str) -> String {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"lon.csv\"\r\n\r\n{}\r\n--b--\r\n",
        sheet()
    );
    let answer = answered(sent(address, "POST /spreadsheets", cookie, "multipart/form-data; boundary=b", body.as_bytes()));
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().to_owned()
}

/// The form of that page as it stands.
fn loading(csrf: &str) -> String {
    let columns = ["number", "name", "lead", "deadline", "state", "percent", "note"];
    let names: Vec<String> = (0..columns.len()).map(|index| format!("column{index}")).collect();
    let mut fields =
        vec![("csrf", csrf), ("header_first", "1"), ("header_last", "1"), ("year", "2026"), ("plan", ""), ("title", "Bảng lớn")];
    fields.extend(names.iter().map(String::as_str).zip(columns));
    encoded(&fields)
}

/// Tasks, reported assignments and audit entries of them; whether the sheet counts as loaded, and open intakes.
fn found(folder: &Path) -> (usize, usize, usize, bool, usize) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let database = Database::open(&database(folder)).await.expect("opens");
        let mut tx = database.read().await.expect("reads");
        let row = sheet_mappings::find(&mut tx, 1).await.expect("was received before");
        let tasks = sheet_progress::task_names(&mut tx, None).await.expect("lists");
        let mut reported = 0;
        if let Some(plan) = row.plan_id {
            let standings = sheet_progress::standings(&mut tx, plan).await.expect("lists");
            reported = standings.iter().filter(|one| one.percent == 40 && one.last_note.is_some()).count();
        }
        let entries = audit::of(&mut tx, "assignment", None).await.expect("lists").len();
        let open = intakes::open(&mut tx).await.expect("lists").len();
        drop(tx);
        database.close().await;
        (tasks.len(), reported, entries, row.plan_id.is_some(), open)
    })
}

#[test]
fn a_server_killed_while_it_loads_leaves_all_or_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut add = Command::new(env!("CARGO_BIN_EXE_roviec"))
        .args(["user", "add", "an", "--name", "Nguyễn Văn An", "--role", "focal-point", "--own", "--database", &database(folder.path())])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("starts");
    add.stdin.take().expect("a pipe").write_all(format!("{PASSWORD}\n").as_bytes()).expect("is typed");
    assert!(add.wait().expect("ends").success());

    let mut server = serve(folder.path());
    let (cookie, csrf) = signed_in(&server.address);
    let page = received(&server.address, &cookie, &csrf);
    let log = folder.path().join("roviec.sqlite-wal");
    let size = || std::fs::metadata(&log).map_or(0, |found| found.len());
    let before = size();
    let stream = sent(&server.address, &format!("POST {page}/loading"), &cookie, FORM, loading(&csrf).as_bytes());
    stream.set_nonblocking(true).expect("is set");
    // Pages of the open transaction reach the disk before it ends: then, or when the answer is there, the server dies.
    while size() < before + (256 << 10) && stream.peek(&mut [0]).is_err() {
        std::thread::yield_now();
    }
    server.child.kill().expect("is killed");
    server.child.wait().expect("ends");

    let (tasks, reported, entries, loaded, open) = found(folder.path());
    println!("killed {} the loading was committed", if loaded { "after" } else { "before" });
    let whole = if loaded { (ROWS, ROWS, ROWS) } else { (0, 0, 0) };
    assert_eq!(((tasks, reported, entries), open), (whole, 0), "loaded: {loaded}");

    let server = serve(folder.path());
    let (cookie, csrf) = signed_in(&server.address);
    if !loaded {
        let answer = answered(sent(&server.address, &format!("POST {page}/loading"), &cookie, FORM, loading(&csrf).as_bytes()));
        assert_eq!(answer.status, 303, "{}", answer.body);
    }
    assert_eq!(found(folder.path()), (ROWS, ROWS, ROWS, true, 0));
    drop(server);
}
