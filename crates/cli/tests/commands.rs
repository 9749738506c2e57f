//! The commands as people call them: what is printed where, and the exit code.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use roviec_plan::Limits;
use zip::write::SimpleFileOptions;

fn roviec(args: &[&str]) -> Output {
    command(args).output().expect("the binary starts")
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roviec"));
    command.args(args).env_remove("CLICOLOR_FORCE").stdin(Stdio::null());
    command
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8 on the standard output")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8 on the standard error")
}

/// The plan of the compiler's own terminal test: one text, expected once.
const PLAN: &str = include_str!("../../plan/src/render/expected/plan.md");
const TERMINAL: &str = include_str!("../../plan/src/render/expected/terminal.txt");
const MENDED: &str = "# KẾ HOẠCH\n\n**Chuyển đổi số năm 2026**\n\nSố: 45/KH-UBND\n\nBình An, ngày 12 tháng 01 năm 2026\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).expect("a file in a temporary folder");
        path
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary paths are UTF-8")
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(name)
}

#[test]
fn check_prints_aligned_text_without_colour_when_piped_and_exits_1_on_errors() {
    let folder = Folder::new();
    let plan = folder.file("ke-hoach.md", PLAN);
    let output = roviec(&["check", text(&plan)]);
    assert_eq!(out(&output), TERMINAL);
    assert_eq!((code(&output), err(&output).as_str()), (Some(1), ""));
}

#[test]
fn check_exits_0_on_a_clean_plan_and_on_one_with_warnings_only() {
    for name in ["clean-phuong-binh-an.docx", "clean-lam-giang-tinh.docx"] {
        let clean = roviec(&["check", text(&sample(name))]);
        assert_eq!(code(&clean), Some(0), "{}", out(&clean));
        assert!(out(&clean).contains("không thấy lỗi nào"), "{name}: {}", out(&clean));
    }
    let folder = Folder::new();
    let undated = folder.file("du-thao.md", MENDED.replace("45", "     ").replace("12 tháng 01", "    tháng   "));
    let warned = roviec(&["check", text(&undated)]);
    assert_eq!(code(&warned), Some(0), "{}", out(&warned));
    assert!(out(&warned).contains("cảnh báo[missing-document-number]"), "{}", out(&warned));
    let draft = roviec(&["check", "--draft", text(&undated)]);
    assert!(!out(&draft).contains("missing-"), "{}", out(&draft));
}

#[test]
fn check_gives_its_diagnostics_as_json() {
    let folder = Folder::new();
    let plan = folder.file("ke-hoach.md", PLAN);
    let output = roviec(&["check", "--format", "json", text(&plan)]);
    let found: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).expect("a list in JSON");
    assert!(found.iter().any(|one| one["rule"] == "task-without-lead" && one["severity"] == "error"));
    assert_eq!(code(&output), Some(1));
}

#[test]
fn compile_exits_0_whenever_it_wrote_its_output() {
    let folder = Folder::new();
    let plan = folder.file("ke-hoach.md", PLAN);
    let json = roviec(&["compile", text(&plan), "--format", "json"]);
    let compiled: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!((code(&json), compiled["tasks"].as_array().map(Vec::len)), (Some(0), Some(3)));
    for (format, start) in [("xlsx", b"PK".as_slice()), ("html", b"<!DOCTYPE html>")] {
        let to = folder.0.path().join(format!("ra.{format}"));
        let output = roviec(&["compile", text(&plan), "--format", format, "-o", text(&to)]);
        assert_eq!((code(&output), out(&output).as_str(), err(&output).as_str()), (Some(0), "", ""));
        assert!(fs::read(&to).expect("the output was written").starts_with(start), "{format}");
        let piped = roviec(&["compile", text(&plan), "--format", format]);
        assert!(code(&piped) == Some(0) && piped.stdout.starts_with(start), "{format}");
    }
}

#[test]
fn several_files_are_one_plan() {
    let folder = Folder::new();
    let (body, annexes) = PLAN.split_at(PLAN.find("# Phụ lục I").expect("an annex"));
    let (body, annexes) = (folder.file("than.md", body), folder.file("phu-luc.md", annexes));
    let output = roviec(&["compile", "--format", "json", text(&body), text(&annexes)]);
    let compiled: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(compiled["sources"].as_array().map(Vec::len), Some(2));
    assert_eq!((compiled["document"]["number"].as_str(), compiled["tasks"].as_array().map(Vec::len)), (Some("45/KH-UBND"), Some(3)));
    assert_eq!(compiled["tasks"][0]["span"]["file"], 1);
}

#[test]
fn output_that_cannot_be_written_is_said_in_one_sentence() {
    let folder = Folder::new();
    let plan = folder.file("ke-hoach.md", PLAN);
    let nowhere = folder.0.path().join("không-có/ra.json");
    let output = roviec(&["compile", text(&plan), "--format", "json", "-o", text(&nowhere)]);
    assert_eq!(code(&output), Some(2));
    assert!(err(&output).contains("không ghi được tệp") && err(&output).lines().count() == 1, "{}", err(&output));
}

/// Every refusal: exit 2, nothing on the standard output, one Vietnamese sentence that names the file.
fn refused(path: &Path, says: &str) {
    for args in [["check", text(path)].as_slice(), &["compile", "--format", "json", text(path)]] {
        let output = roviec(args);
        let sentence = err(&output);
        assert_eq!((code(&output), out(&output).as_str()), (Some(2), ""), "{args:?}: {sentence}");
        assert_eq!(sentence.trim_end().lines().count(), 1, "{sentence}");
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        assert!(sentence.contains(name) && sentence.contains(says), "{sentence}");
        assert!(!sentence.contains("panicked"), "{sentence}");
    }
    let english = roviec(&["--lang", "en", "check", text(path)]);
    assert!(code(&english) == Some(2) && !err(&english).contains(says), "{}", err(&english));
}

#[test]
fn a_missing_file_and_a_directory_are_refused() {
    let folder = Folder::new();
    refused(&folder.0.path().join("mất.docx"), "không tìm thấy tệp");
    let inner = folder.0.path().join("thư-mục");
    fs::create_dir(&inner).expect("a folder");
    refused(&inner, "đây là thư mục");
}

#[test]
fn an_empty_file_and_a_file_of_another_kind_are_refused() {
    let folder = Folder::new();
    refused(&folder.file("trống.docx", ""), "tệp trống");
    refused(&folder.file("ảnh.docx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0"), "không nhận ra loại tệp");
    refused(&folder.file("chữ-cũ.txt", [0xff, 0x00, 0x81, 0xfe, 0x00]), "không nhận ra loại tệp");
}

#[test]
fn truncated_files_are_refused() {
    let folder = Folder::new();
    for name in ["lam-giang-tinh.docx", "dong-phu-xa.pdf"] {
        let whole = fs::read(sample(name)).expect("a sample");
        refused(&folder.file(name, &whole[..whole.len() / 3]), "hỏng hoặc bị cắt cụt");
    }
}

#[test]
fn encrypted_files_are_refused() {
    let folder = Folder::new();
    // A Word file with a password is a compound file that holds a stream named EncryptedPackage.
    let mut office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    office.resize(1024, 0);
    office.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    office.resize(4096, 0);
    refused(&folder.file("khóa.docx", office), "mật khẩu");
    // One blank page under AES-256 with a user password.
    refused(&folder.file("khóa.pdf", include_bytes!("files/password.pdf")), "mật khẩu");
}

#[test]
fn a_zip_bomb_is_refused() {
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    bomb.start_file("[Content_Types].xml", SimpleFileOptions::default()).expect("an entry");
    bomb.start_file("word/document.xml", SimpleFileOptions::default()).expect("an entry");
    let blank = vec![b' '; 1 << 20];
    for _ in 0..=Limits::default().unfolded_bytes >> 20 {
        bomb.write_all(&blank).expect("into memory");
    }
    let bytes = bomb.finish().expect("an archive").into_inner();
    assert!(bytes.len() < 4 << 20, "the bomb is small: {}", bytes.len());
    refused(&Folder::new().file("bom.docx", bytes), "vượt giới hạn");
}

#[test]
fn a_document_with_a_secrecy_mark_is_refused() {
    let folder = Folder::new();
    for (name, stamp) in [("mật.md", "MẬT"), ("tối-mật.txt", "TỐI MẬT"), ("tuyệt-mật.md", "TUYỆT MẬT")] {
        refused(&folder.file(name, format!("{stamp}\n\n{MENDED}")), "đóng dấu");
    }
    let output = roviec(&["compile", "--format", "html", text(&folder.file("mật.html", format!("<p>MẬT</p><p>{MENDED}</p>")))]);
    assert_eq!((code(&output), out(&output).as_str()), (Some(2), ""));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = Folder::new();
    let long = PLAN.replace("Các thôn báo cáo", "31/11/2026 Các thôn báo cáo").repeat(3);
    let plan = folder.file("dài.md", long);
    for args in [["check", text(&plan)].as_slice(), &["compile", "--format", "json", text(&plan)]] {
        let mut child = command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        drop(child.stdout.take());
        let ended = child.wait_with_output().expect("it ends");
        assert_eq!(err(&ended), "", "{args:?}");
        assert_ne!(code(&ended), Some(101));
    }
}

#[test]
fn explain_shows_a_rule_lists_all_and_suggests_near_names() {
    let one = roviec(&["explain", "task-without-deadline"]);
    assert_eq!(code(&one), Some(0));
    for heading in ["KIỂM TRA GÌ", "VÌ SAO", "VÍ DỤ", "SỬA THÀNH", "CĂN CỨ"] {
        assert!(out(&one).contains(heading), "{heading}");
    }
    let all = roviec(&["explain"]);
    assert!(out(&all).lines().count() >= 12 && out(&all).contains("sum-mismatch"), "{}", out(&all));
    let unknown = roviec(&["explain", "task-without-dedline"]);
    assert_eq!((code(&unknown), out(&unknown).as_str()), (Some(2), ""));
    assert!(err(&unknown).contains("task-without-deadline"), "{}", err(&unknown));
    let english = roviec(&["explain", "--lang", "en", "sum-mismatch"]);
    assert!(out(&english).contains("WHY IT MATTERS") && out(&english).contains("A total differs from its rows."), "{}", out(&english));
}

#[test]
fn a_command_line_that_makes_no_sense_is_refused_in_vietnamese() {
    for args in [["chekc"].as_slice(), &["check"], &["compile"], &["check", "--khác", "x"], &["compile", "--format", "doc", "x"]] {
        let output = roviec(args);
        assert_eq!(code(&output), Some(2), "{args:?}");
        assert!(err(&output).starts_with("Không hiểu dòng lệnh: "), "{args:?}: {}", err(&output));
    }
    let help = roviec(&["--help"]);
    assert!(code(&help) == Some(0) && out(&help).contains("Cách dùng: roviec") && out(&help).contains("check"), "{}", out(&help));
}

/// Columns a text takes in the terminal; every letter of Vietnamese is one wide.
fn wider_than(text: &str, width: usize) -> Vec<&str> {
    text.lines().filter(|line| line.chars().count() > width).collect()
}

fn with_superior(plan: &str, more: &[&str]) -> Output {
    let (plan, superior) = (sample(plan), sample("lam-giang-tinh.docx"));
    roviec(&[["check", text(&plan), "--superior", text(&superior)].as_slice(), more].concat())
}

#[test]
fn check_holds_a_plan_against_its_superior() {
    let output = with_superior("dong-phu-xa.docx", &[]);
    let said = out(&output);
    assert_eq!(code(&output), Some(1), "{said}");
    let table = &said[..said.find("\n\n\n").or_else(|| said.find("lỗi[")).unwrap_or(said.len())];
    assert!(wider_than(table, 80).is_empty(), "{:#?}", wider_than(table, 80));
    for words in ["Đối chiếu với Kế hoạch số 18/KH-UBND", "CHƯA CÓ", "THẤP HƠN", "muộn hơn", "một phần", "cấp trên không giao"]
    {
        assert!(table.contains(words), "{words}: {table}");
    }
    assert!(said.contains("lỗi[superior-uncovered]: Nhiệm vụ 23") && said.contains("lỗi[target-below-superior]: Chỉ tiêu 3"), "{said}");
    let english = with_superior("dong-phu-xa.docx", &["--lang", "en"]);
    assert!(out(&english).contains("UNCOVERED") && out(&english).contains("Held against"), "{}", out(&english));
}

#[test]
fn check_without_a_superior_says_nothing_of_one() {
    let alone = roviec(&["check", text(&sample("dong-phu-xa.docx"))]);
    assert!(!out(&alone).contains("superior") && !out(&alone).contains("Đối chiếu"), "{}", out(&alone));
}

#[test]
fn the_cascade_stands_in_the_json_and_in_the_workbook() {
    let output = with_superior("tan-hoa-xa.txt", &["--format", "json"]);
    let plan: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let cascade = &plan["cascade"][0];
    assert_eq!(cascade["superior"], "18/KH-UBND");
    assert_eq!(
        (cascade["tasks"][1]["verdict"].as_str(), cascade["tasks"][1]["answered_by"][0]["no"].as_str()),
        (Some("covered"), Some("1.1"))
    );
    assert!(plan["diagnostics"].as_array().is_some_and(|list| list.iter().any(|one| one["rule"] == "superior-uncovered")));
    let compile = ["compile", text(&sample("tan-hoa-xa.txt")), "--superior", text(&sample("lam-giang-tinh.docx"))].map(str::to_owned);
    let compiled = roviec(&compile.iter().map(String::as_str).collect::<Vec<_>>());
    let compiled: serde_json::Value = serde_json::from_slice(&compiled.stdout).expect("JSON");
    assert_eq!(&compiled["cascade"][0], cascade);
    let folder = Folder::new();
    let to = folder.0.path().join("doi-chieu.xlsx");
    let book = with_superior("tan-hoa-xa.txt", &["--format", "xlsx", "-o", text(&to)]);
    assert_eq!((code(&book), out(&book).as_str()), (Some(1), ""), "{}", err(&book));
    assert!(fs::read(&to).expect("the output was written").starts_with(b"PK"));
    let alone = roviec(&["check", text(&sample("tan-hoa-xa.txt")), "--format", "xlsx", "-o", text(&to)]);
    assert!(code(&alone) == Some(2) && err(&alone).contains("--superior"), "{}", err(&alone));
}

#[test]
fn several_superiors_are_each_held_against_the_plan() {
    let (one, other) = (sample("lam-giang-tinh.docx"), sample("clean-phuong-binh-an.docx"));
    let plan = sample("dong-phu-xa.docx");
    let output = roviec(&["check", text(&plan), "--superior", text(&one), "--superior", text(&other), "--format", "json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found["cascade"].as_array().map(Vec::len), Some(2));
    let ours = |rows: &serde_json::Value| rows.as_array().is_some_and(|rows| rows.iter().any(|row| row["verdict"] != "not-ours"));
    assert!(!ours(&found["cascade"][1]["tasks"]), "a neighbour's plan lays nothing on us");
}

#[test]
fn diff_tells_what_changed_between_two_versions() {
    let folder = Folder::new();
    let old = folder.file("cũ.md", PLAN);
    let same = roviec(&["diff", text(&old), text(&old)]);
    assert!(code(&same) == Some(0) && out(&same).contains("giữ nguyên") && !out(&same).contains("thay đổi"), "{}", out(&same));
    let changed = PLAN
        .replace("Công bố danh mục dữ liệu mở của xã | Phòng Văn hóa - Xã hội | Quyết định", "Vẽ sơ đồ thoát nước | Công an xã | Sơ đồ")
        .replace("Tháng 10/2026", "Tháng 11/2026");
    let new = folder.file("mới.md", changed);
    let output = roviec(&["diff", text(&old), text(&new)]);
    assert!(out(&output).contains("1 mới") && out(&output).contains("1 bỏ") && out(&output).contains("1 đổi thời hạn"), "{}", out(&output));
    assert!(wider_than(&out(&output), 80).is_empty(), "{}", out(&output));
    let json = roviec(&["diff", text(&old), text(&new), "--format", "json"]);
    let found: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert!(found["tasks"].as_array().is_some_and(|rows| rows.iter().any(|row| row["state"] == "gone")), "{found}");
    let book = roviec(&["diff", text(&old), text(&new), "--format", "xlsx"]);
    assert!(code(&book) == Some(0) && book.stdout.starts_with(b"PK"), "{}", err(&book));
    let missing = roviec(&["diff", text(&old), text(&folder.0.path().join("mất.docx"))]);
    assert!(code(&missing) == Some(2) && err(&missing).contains("không tìm thấy tệp"), "{}", err(&missing));
}

#[test]
fn check_gives_a_word_file_back_with_comments_and_still_prints_what_it_found() {
    let folder = Folder::new();
    let plan = folder.file("ke-hoach.docx", fs::read(sample("lam-giang-tinh.docx")).expect("a sample"));
    let to = folder.0.path().join("nhan-xet.docx");
    let output = roviec(&["check", text(&plan), "--annotate", text(&to)]);
    assert_eq!((out(&output), err(&output).as_str()), (out(&roviec(&["check", text(&plan)])), ""));
    let mut archive = zip::ZipArchive::new(Cursor::new(fs::read(&to).expect("written"))).expect("an archive");
    assert!(archive.by_name("word/comments.xml").is_ok());
    assert_eq!(fs::read(&plan).expect("the source"), fs::read(sample("lam-giang-tinh.docx")).expect("a sample"), "the source stays");
}

#[test]
fn check_gives_a_report_page_for_text_and_one_output_to_each_file() {
    let folder = Folder::new();
    let (body, annexes) = PLAN.split_at(PLAN.find("# Phụ lục I").expect("an annex"));
    let (body, annexes) = (folder.file("than.md", body), folder.file("phu-luc.md", annexes));
    let (one, two) = (folder.0.path().join("1.html"), folder.0.path().join("2.html"));
    let output = roviec(&["check", text(&body), text(&annexes), "--annotate", text(&one), "--annotate", text(&two)]);
    assert_eq!((code(&output), err(&output).as_str()), (Some(1), ""));
    assert!(fs::read_to_string(&two).expect("written").contains("<mark>"));
    let alone = roviec(&["check", text(&body), text(&annexes), "--annotate", text(&one)]);
    assert!(code(&alone) == Some(2) && err(&alone).contains("kế hoạch có 2 tệp nhưng có 1 tệp ra"), "{}", err(&alone));
}

#[test]
fn remarks_never_overwrite_the_source_nor_take_a_false_ending() {
    let folder = Folder::new();
    let plan = folder.file("ke-hoach.docx", fs::read(sample("lam-giang-tinh.docx")).expect("a sample"));
    let roundabout = folder.0.path().join(".").join("ke-hoach.docx");
    let ending = folder.0.path().join("ke-hoach.pdf");
    for (to, says) in [(&plan, "trùng với tệp gốc"), (&roundabout, "trùng với tệp gốc"), (&ending, "đuôi .docx")] {
        let output = roviec(&["check", text(&plan), "--annotate", text(to)]);
        assert_eq!((code(&output), out(&output).as_str(), err(&output).lines().count()), (Some(2), "", 1), "{}", err(&output));
        assert!(err(&output).contains(says), "{}", err(&output));
    }
    assert!(!ending.exists());
}

#[test]
fn rules_are_switched_by_a_file_beside_the_plan_and_by_the_run_and_leave_a_count() {
    let folder = Folder::new();
    let plan = folder.file("ke-hoach.md", PLAN);
    let all = roviec(&["check", "--format", "json", text(&plan)]);
    let found: Vec<serde_json::Value> = serde_json::from_str(&out(&all)).unwrap();
    let rule = found[0]["rule"].as_str().unwrap();
    let allowed = roviec(&["check", "--allow", rule, text(&plan)]);
    assert!(out(&allowed).contains(&format!("Đã tắt: {rule} (")), "{}", out(&allowed));
    assert!(!out(&allowed).contains(&format!("[{rule}]")), "{}", out(&allowed));
    folder.file("roviec.toml", format!("[rules]\n{rule} = \"off\"\n"));
    let json = roviec(&["check", "--format", "json", text(&plan)]);
    assert!(!out(&json).contains(rule), "{}", out(&json));
    assert!(err(&json).contains(&format!("Đã tắt: {rule} (")), "{}", err(&json));
    folder.file("roviec.toml", "[rules]\nkhong-co = \"off\"\n");
    let refused = roviec(&["check", text(&plan)]);
    assert_eq!(code(&refused), Some(2));
    assert!(err(&refused).contains("không có quy tắc “khong-co”"), "{}", err(&refused));
}

#[test]
fn sarif_names_the_rules_and_the_lines() {
    let folder = Folder::new();
    let plan = folder.file("kế hoạch.md", PLAN);
    let log: serde_json::Value = serde_json::from_str(&out(&roviec(&["check", "--format", "sarif", text(&plan)]))).unwrap();
    let run = &log["runs"][0];
    assert_eq!(log["version"], "2.1.0");
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "k%E1%BA%BF%20ho%E1%BA%A1ch.md");
        assert!(place["region"]["startLine"].as_u64().is_some_and(|line| line > 0));
        let named = run["tool"]["driver"]["rules"].as_array().unwrap().iter().any(|rule| rule["id"] == result["ruleId"]);
        assert!(named, "{result}");
    }
}

#[test]
fn the_reading_process_keeps_within_its_memory_whatever_the_allocator_reserves() {
    let plan = fs::read(sample("dong-phu-xa.pdf")).expect("the sample");
    let job = format!(
        "\n{{\"compile\":{{\"files\":[{{\"name\":\"a.pdf\",\"bytes\":{}}}],\"today\":null,\"draft\":false,\"lists\":[]}}}}",
        plan.len()
    );
    let given = [plan.as_slice(), job.as_bytes()].concat();
    // As the board starts it: a gigabyte, 120 seconds, an environment of its own.
    let mut child = command(&["reader", "1073741824", "120", "0"])
        .env_clear()
        .envs(roviec_tracker::reader::ENVIRONMENT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    child.stdin.take().expect("a pipe").write_all(&given).expect("the job is taken");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((code(&output), err(&output).as_str()), (Some(0), ""));
    assert!(out(&output).contains("\"done\"") && out(&output).contains("36/KH-UBND"));
}

#[test]
fn an_agency_outside_the_register_is_told_with_the_nearest_one() {
    let folder = Folder::new();
    let units = folder.file(
        "don-vi.csv",
        "code,name,kind,parent_code,hierarchy,valid_from\nX,Ủy ban nhân dân xã Bình An,xã,,government,2025-07-01\nX1,Phòng Kinh tế,phòng,X,government,2025-07-01\n",
    );
    let plan = folder.file(
        "ke-hoach.md",
        "ỦY BAN NHÂN DÂN\nXÃ BÌNH AN\n\nSố: 45/KH-UBND\n\nBình An, ngày 12 tháng 01 năm 2026\n\n# KẾ HOẠCH\n\n**Chuyển đổi số xã Bình An năm 2026**\n\nPhụ lục\n\nNHIỆM VỤ\n\n| STT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Sản phẩm | Thời hạn |\n|---|---|---|---|---|---|\n| 1 | Tập huấn kỹ năng số | Phòng Kinh tê | Phòng Kinh tế | Danh sách học viên | 30/9/2026 |\n",
    );
    let check = |units: &Path| roviec(&["check", text(&plan), "--units", text(units), "--format", "json"]);
    let told = out(&check(&units));
    let unknown = told.split("\"rule\": \"unknown-agency\"").nth(1).expect("the rule speaks");
    assert!(
        unknown.contains("“Phòng Kinh tê” không có trong danh mục đơn vị ngày 12/01/2026") && unknown.contains("ghi “Phòng Kinh tế”"),
        "{unknown}"
    );
    let wrong = check(&folder.file("sai.csv", "code,name\nX,Y\n"));
    assert_eq!((code(&wrong), err(&wrong).contains("sai.csv: dòng 2: thiếu")), (Some(2), true), "{}", err(&wrong));
}

#[test]
fn word_lists_of_ones_own_are_added_and_a_wrong_line_is_named() {
    let folder = Folder::new();
    let plan = folder.file("ke-hoach.md", "# KẾ HOẠCH\n\n**Chuyển đổi số năm 2026**\n\nI. MỤC TIÊU\n\nThực hiện ABCXYZ tại xã.\n");
    let lists = folder.0.path().join("danh-sach");
    fs::create_dir(&lists).expect("a folder");
    let check = |more: &[&str]| roviec(&[&["check", text(&plan), "--format", "json"], more].concat());
    assert!(out(&check(&[])).contains("undefined-abbreviation"));
    let list = "viết tắt\tviết đủ\tdùng ngay\nABCXYZ\tTên đầy đủ\tx\n";
    fs::write(lists.join("abbreviations.tsv"), list).expect("a list");
    assert!(!out(&check(&["--lists", text(&lists)])).contains("undefined-abbreviation"));
    fs::write(lists.join("abbreviations.tsv"), list.replace("\tx", "\tco")).expect("a list");
    let wrong = check(&["--lists", text(&lists)]);
    assert_eq!(code(&wrong), Some(2));
    assert!(err(&wrong).contains("abbreviations.tsv: dòng 2"), "{}", err(&wrong));
}
