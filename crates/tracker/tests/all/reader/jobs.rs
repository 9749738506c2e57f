use std::sync::Mutex;

use jiff::civil::date;
use roviec_plan::document::Format;
use roviec_plan::{Compiled, Context, Progress, SourceFile, Stage};
use roviec_tracker::reader::{Failure, Input, Job, Part, Reader};

use crate::support::reader::reader;

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../samples/{name}", env!("CARGO_MANIFEST_DIR"))).expect("a sample")
}

async fn compiled(reader: &Reader, files: &[(&str, &[u8])], on_progress: &(dyn Fn(Progress) + Sync)) -> Result<Compiled, Failure> {
    let parts = files.iter().map(|(name, bytes)| Part { name: (*name).to_owned(), bytes: bytes.len() as u64 }).collect();
    let job = Job::Compile { files: parts, today: Some(date(2026, 11, 20)), draft: false, lists: vec![] };
    let bytes: Vec<u8> = files.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
    let input = Input::of(&bytes, &job).await.expect("a temporary file");
    reader.compile(reader.intakes.ticket(), input, on_progress).await
}

#[tokio::test]
async fn the_reading_process_compiles_as_the_library_does() {
    let (body, annex) = (sample("dong-phu-xa.pdf"), sample("tan-hoa-xa.txt"));
    let names: [(&str, &[u8]); 2] = [("thân.pdf", &body), ("phụ lục.txt", &annex)];
    let files = names.map(|(name, bytes)| SourceFile { name, bytes });
    let context = Context { today: Some(date(2026, 11, 20)), ..Context::default() };
    let expected = roviec_plan::compile(&files, &context).expect("the samples compile");
    assert_eq!(compiled(&reader(), &names, &|_| {}).await, Ok(expected));
}

#[tokio::test]
async fn progress_goes_by_file_page_and_stage() {
    let seen = Mutex::new(Vec::new());
    let (body, annex) = (sample("dong-phu-xa.pdf"), sample("tan-hoa-xa.txt"));
    compiled(&reader(), &[("a.pdf", &body), ("b.txt", &annex)], &|progress| seen.lock().expect("one at a time").push(progress))
        .await
        .expect("the samples compile");
    let seen = seen.into_inner().expect("one at a time");
    let pages = seen.iter().map(|progress| progress.pages).max().expect("progress is told");
    assert!(pages > 1 && (1..=pages).all(|page| seen.iter().any(|at| (at.file, at.page, at.pages) == (0, page, pages))), "{seen:?}");
    assert!(seen.iter().any(|at| at.file == 1 && at.stage == Stage::Reading));
    let last: Vec<Stage> = seen[seen.len() - 2..].iter().map(|at| at.stage).collect();
    assert_eq!(last, [Stage::Understanding, Stage::Checking]);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_named_with_its_sentence() {
    let body = sample("tan-hoa-xa.txt");
    let refused = compiled(&reader(), &[("a.txt", &body), ("b.docx", b"PK\x03\x04 cut")], &|_| {}).await;
    let Err(Failure::Refused { file: Some(1), sentence }) = refused else { panic!("{refused:?}") };
    assert!(sentence.starts_with("tệp bị hỏng"), "{sentence}");
}

#[tokio::test]
async fn a_document_comes_back_as_it_was_read() {
    for (name, format) in [("dong-phu-xa.pdf", Format::Pdf), ("lam-giang-tinh.docx", Format::Docx), ("tan-hoa-xa.txt", Format::Text)] {
        let bytes = sample(name);
        let expected = roviec_plan::read::read(format, &bytes, &Context::default()).expect("a sample is read");
        let (document, size) = reader().document(&bytes, format).await.expect("a sample is read");
        assert!(document == expected && size > 1_000, "{name}");
    }
}

#[tokio::test]
async fn a_page_of_a_pdf_becomes_a_picture() {
    let png = reader().page(&sample("dong-phu-xa.pdf"), 1, 900).await.expect("a picture");
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert!(matches!(reader().page(&sample("dong-phu-xa.pdf"), 99, 900).await, Err(Failure::Refused { .. })));
}

#[tokio::test]
async fn the_lists_of_an_office_go_along_and_a_bad_one_is_named() {
    const PLAN: &[u8] = "KẾ HOẠCH\nChuyển đổi số năm 2026\n\nI. MỤC TIÊU\nThực hiện ABCXYZ tại xã.\n".as_bytes();
    let compiled = async |lists: Vec<(String, String)>| {
        let files = vec![Part { name: "a.txt".to_owned(), bytes: PLAN.len() as u64 }];
        let job = Job::Compile { files, today: None, draft: true, lists };
        let input = Input::of(PLAN, &job).await.expect("a temporary file");
        let reader = reader();
        reader.compile(reader.intakes.ticket(), input, &|_| {}).await
    };
    let unexplained = |compiled: &Compiled| compiled.diagnostics.iter().filter(|found| found.rule == "undefined-abbreviation").count();
    assert_eq!(unexplained(&compiled(vec![]).await.expect("is read")), 1);
    let list = |row: &str| vec![("abbreviations".to_owned(), format!("viết tắt\tviết đủ\tdùng ngay\n{row}\n"))];
    assert_eq!(unexplained(&compiled(list("ABCXYZ\tTên đầy đủ\tx")).await.expect("is read")), 0);
    let refused = compiled(list("a\tb\tc\td")).await;
    assert!(
        matches!(&refused, Err(Failure::Refused { sentence, .. }) if sentence.contains("danh mục từ ngữ “Chữ viết tắt”")),
        "{refused:?}"
    );
}
