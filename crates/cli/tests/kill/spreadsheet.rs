//! The server is killed while it loads a large tracking spreadsheet: what is found afterwards is all of it or nothing.

use std::path::Path;

use roviec_tracker::store::{Database, audit, intakes, sheet_mappings, sheet_progress};

use crate::server::{FORM, add_person, answered, encoded, sent, serve, signed_in};

const ROWS: usize = 1_500;

fn database(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("roviec.sqlite").display())
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
    add_person(&database(folder.path()));

    let mut server = serve(&database(folder.path()));
    let (cookie, csrf) = signed_in(&server.address, "/spreadsheets/new");
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

    let server = serve(&database(folder.path()));
    let (cookie, csrf) = signed_in(&server.address, "/spreadsheets/new");
    if !loaded {
        let answer = answered(sent(&server.address, &format!("POST {page}/loading"), &cookie, FORM, loading(&csrf).as_bytes()));
        assert_eq!(answer.status, 303, "{}", answer.body);
    }
    assert_eq!(found(folder.path()), (ROWS, ROWS, ROWS, true, 0));
    drop(server);
}
