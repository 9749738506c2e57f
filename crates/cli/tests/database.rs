//! The commands on a database, run as a person runs them.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples");

fn roviec(database: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roviec"));
    command.args(args).args(["--database", &format!("sqlite:{}", database.display())]);
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn run(mut command: Command, typed: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    child.stdin.take().expect("a pipe").write_all(typed.as_bytes()).expect("is typed");
    child.wait_with_output().expect("ends")
}

#[test]
fn the_same_plan_is_loaded_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("roviec.sqlite");
    let [units, groups] = ["units.csv", "groups.csv"].map(|name| format!("{SAMPLES}/{name}"));
    let entered = run(roviec(&database, &["units", "import", &units, &groups]), "");
    assert!(entered.status.success() && said(&entered).contains("sửa 0"), "{}", said(&entered));
    let plan = format!("{SAMPLES}/tan-hoa-xa.txt");
    let first = run(roviec(&database, &["import", &plan]), "");
    assert!(first.status.success() && said(&first).contains("nhiệm vụ"), "{}", said(&first));
    let missing = folder.path().join("khong-co.txt").display().to_string();
    let second = run(roviec(&database, &["import", &missing, &plan]), "");
    assert!(second.status.code() == Some(2) && said(&second).contains("khong-co.txt"), "{}", said(&second));
    assert!(said(&second).contains("không thay đổi gì"), "{}", said(&second));
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_nothing_is_loaded() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = folder.path().join("trong.docx");
    std::fs::write(&empty, b"").expect("is written");
    let refused = run(roviec(&folder.path().join("roviec.sqlite"), &["import", &empty.display().to_string()]), "");
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("trong.docx"), "{}", said(&refused));
}

#[test]
fn a_person_is_added_with_a_password_from_the_standard_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("roviec.sqlite");
    let add = ["user", "add", "An", "--name", "Nguyễn Văn An", "--role", "leader"];
    let short = run(roviec(&database, &add), "ngắn\n");
    assert!(!short.status.success() && said(&short).contains("ít nhất 14 ký tự"), "{}", said(&short));
    let added = run(roviec(&database, &add), "Mật khẩu đủ dài 1\n");
    assert!(added.status.success() && said(&added).contains("Đã thêm an"), "{}", said(&added));
    let again = run(roviec(&database, &add), "Mật khẩu đủ dài 1\n");
    assert!(!again.status.success() && said(&again).contains("đã có"), "{}", said(&again));
    let changed = run(roviec(&database, &["user", "password", "an"]), "Mật khẩu mới dài 2\n");
    assert!(changed.status.success(), "{}", said(&changed));
    let unknown = run(roviec(&database, &["user", "password", "binh"]), "Mật khẩu mới dài 2\n");
    assert!(!unknown.status.success() && said(&unknown).contains("Không có người dùng binh"), "{}", said(&unknown));
}

#[test]
fn passwords_go_by_the_configuration_of_the_board() {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, file) = (folder.path().join("roviec.sqlite"), folder.path().join("roviec.toml"));
    let strict = "password_letters = { value = 20, source = \"Quy chế\", from = \"2026-12-01\" }";
    std::fs::write(&file, format!("[password]\nhash = \"pbkdf2-sha512\"\n[security]\n{strict}\n")).expect("is written");
    let config = file.display().to_string();
    let add = ["user", "add", "an", "--name", "Nguyễn Văn An", "--role", "leader", "--config", &config];
    let short = run(roviec(&database, &add), "Mật khẩu đủ dài 1\n");
    assert!(!short.status.success() && said(&short).contains("ít nhất 20 ký tự"), "{}", said(&short));
    let added = run(roviec(&database, &add), "Mật khẩu dài hơn nhiều 1\n");
    assert!(added.status.success(), "{}", said(&added));
    let bytes = std::fs::read(&database).expect("is read");
    assert!(bytes.windows(16).any(|window| window == b"$pbkdf2-sha512$i"), "hashed as configured");
    let again = run(roviec(&database, &["user", "password", "an", "--config", &config]), "Mật khẩu dài hơn nhiều 1\n");
    assert!(!again.status.success() && said(&again).contains("10 mật khẩu gần đây"), "{}", said(&again));
    let missing = run(roviec(&database, &["user", "unlock", "an", "--config", "khong-co.toml"]), "");
    assert!(!missing.status.success() && said(&missing).contains("khong-co.toml"), "{}", said(&missing));
}

#[test]
fn an_account_is_unlocked_from_the_command_line_and_a_second_factor_only_taken_away_where_there_is_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("roviec.sqlite");
    let add = ["user", "add", "an", "--name", "Nguyễn Văn An", "--role", "administrator", "--own"];
    assert!(run(roviec(&database, &add), "mười ký tự\n").status.success());
    let unlocked = run(roviec(&database, &["user", "unlock", "an"]), "");
    assert!(unlocked.status.success() && said(&unlocked).contains("Đã mở khóa an"), "{}", said(&unlocked));
    let without = run(roviec(&database, &["user", "reset-second-factor", "an"]), "");
    assert!(!without.status.success() && said(&without).contains("chưa đặt xác thực hai lớp"), "{}", said(&without));
    let unknown = run(roviec(&database, &["user", "unlock", "binh"]), "");
    assert!(!unknown.status.success() && said(&unknown).contains("Không có người dùng binh"), "{}", said(&unknown));
}

#[test]
fn a_configuration_that_cannot_be_taken_is_told_before_the_board_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("roviec.toml");
    std::fs::write(&file, "[server]\ninternet = \"có\"\n").expect("is written");
    let refused = run(roviec(&folder.path().join("roviec.sqlite"), &["serve", "--config", &file.display().to_string()]), "");
    assert!(!refused.status.success() && said(&refused).contains("Cấu hình chưa đúng"), "{}", said(&refused));
}

#[test]
fn a_database_of_another_kind_is_refused_without_showing_its_password() {
    let refused = Command::new(env!("CARGO_BIN_EXE_roviec"))
        .args(["serve", "--database", "mysql://an:bi-mat@may-chu/roviec"])
        .output()
        .expect("ends");
    assert!(!refused.status.success());
    assert!(said(&refused).contains("sqlite:") && !said(&refused).contains("bi-mat"), "{}", said(&refused));
}

#[test]
fn a_board_is_backed_up_restored_and_copied_and_nothing_is_overwritten_unasked() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let (board, other) = (path("board.sqlite"), path("other.sqlite"));
    let add = |database: &Path, login: &str| {
        let added = run(roviec(database, &["user", "add", login, "--name", "Nguyễn Văn An", "--role", "leader"]), "Mat-khau-du-dai-1\n");
        assert!(added.status.success(), "{}", said(&added));
    };
    let one = |database: &Path, args: &[&str], words: &[&str], good: bool| {
        let output = run(roviec(database, args), "");
        let text = said(&output);
        assert!(output.status.success() == good && words.iter().all(|word| text.contains(word)), "{args:?}: {text}");
    };
    add(&board, "an");
    let file = path("sao-luu.roviec").display().to_string();
    one(&board, &["backup", &file], &["Đã sao lưu vào", "tệp nguyên vẹn", "không bị sửa, xóa"], true);
    one(&board, &["backup", &file], &["đã có"], false);
    one(&other, &["restore", &file], &["Đã khôi phục"], true);
    one(&other, &["restore", &file], &["--replace"], false);
    one(&other, &["restore", &file, "--replace"], &["được giữ tại", "truoc-"], true);
    one(&other, &["restore", &path("khong-co").display().to_string()], &["Không có tệp"], false);
    one(&other, &["audit", "verify"], &["không mục nào bị sửa"], true);
    // Somebody of the board exists in what was restored.
    let password = run(roviec(&other, &["user", "password", "an"]), "Mat-khau-moi-dai-2\n");
    assert!(password.status.success(), "{}", said(&password));
    let copy = |to: &Path| {
        let [from, to] = [&board, &to.to_path_buf()].map(|path| format!("sqlite:{}", path.display()));
        let output = Command::new(env!("CARGO_BIN_EXE_roviec")).args(["copy", "--from", &from, "--to", &to]).output().expect("ends");
        (output.status.success(), said(&output))
    };
    let (good, text) = copy(&path("third.sqlite"));
    assert!(good && text.contains("users: 1 dòng") && text.contains("khớp với bản gốc"), "{text}");
    let (good, text) = copy(&other);
    assert!(!good && text.contains("chỉ chép vào cơ sở dữ liệu trống"), "{text}");
}

#[test]
fn a_database_is_brought_up_and_told_what_was_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("board.sqlite");
    let first = run(roviec(&database, &["migrate"]), "");
    assert!(first.status.success() && said(&first).contains("Đã áp dụng thay đổi 0001"), "{}", said(&first));
    let second = run(roviec(&database, &["migrate"]), "");
    assert!(second.status.success() && said(&second).contains("không thay đổi gì"), "{}", said(&second));
}

/// Ends the program when the test does, whatever happens.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_demo_takes_another_port_when_its_own_is_taken_and_says_where_it_is() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let child = Command::new(env!("CARGO_BIN_EXE_roviec"))
        .args(["demo", "--port", &port.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut demo = Running(child);
    let lines = BufReader::new(demo.0.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let mut text = String::new();
    for line in lines {
        text.push_str(&line);
        text.push('\n');
        if line.contains("http://") {
            break;
        }
    }
    assert!(text.contains(&format!("Cổng {port} đang được chương trình khác sử dụng")), "{text}");
    assert!(text.contains("lanhdao") && text.contains("20/11/2026"), "{text}");
    let url = text.split_whitespace().find(|word| word.starts_with("http://127.0.0.1:")).expect("an address");
    assert!(!url.ends_with(&format!(":{port}")), "{text}");
    let mut stream = std::net::TcpStream::connect(url.trim_start_matches("http://")).expect("answers");
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").expect("asks");
    let mut answer = String::new();
    std::io::Read::read_to_string(&mut stream, &mut answer).expect("is read");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}
