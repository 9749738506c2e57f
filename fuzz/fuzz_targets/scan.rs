//! A page that is a picture: strokes across and down are bits of the input, and so are the words a program finds in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roviec_fuzz::{compile_scan, contain_libraries};
use roviec_plan::read::scanned_page::RecognisedWord;

/// Bits of each of the two pictures: one in wide flat dots for the lines that lie, one in tall thin dots for those that stand.
const LONG: usize = 280;
const SHORT: usize = 32;
const BYTES: usize = LONG * SHORT / 8;
/// More words than a sheet of this size holds.
const MOST_WORDS: usize = 48;
const WORDS: &[&str] = &[
    "TT",
    "Nhiệm",
    "vụ",
    "Cơ",
    "quan",
    "chủ",
    "trì",
    "Thời",
    "gian",
    "1",
    "l",
    "O",
    "0",
    "I",
    "|",
    "2.",
    "a)",
    "KẾ",
    "HOẠCH",
    "Số:",
    "5/KH-UBND",
    "30/6/2026",
    "Quý",
    "IV",
    "%",
    "≥",
    "-",
    "–",
    "Sở",
    "",
    " ",
    "\u{301}",
    "\u{fffd}",
    "1.250,5",
    "phường,",
    "hằng",
];

fuzz_target!(init: contain_libraries(), |bytes: &[u8]| {
    let mut strokes = [[0; BYTES]; 2];
    let mut rest = bytes;
    for picture in &mut strokes {
        let (own, after) = rest.split_at(rest.len().min(BYTES));
        picture[..own.len()].copy_from_slice(own);
        rest = after;
    }
    let words: Vec<RecognisedWord> = rest.chunks_exact(8).take(MOST_WORDS).map(word).collect();
    compile_scan(&file(&strokes), &|_, _| if words.is_empty() { Err("không đọc được".to_owned()) } else { Ok(words.clone()) });
});

fn word(bytes: &[u8]) -> RecognisedWord {
    let of = |at: usize| u32::from(bytes[at]);
    let (left, top, right, bottom) = (of(0) * 2, of(1) * 2, (of(0) + of(2)) * 2, (of(1) + of(3)) * 2);
    // The places a program gives need not lie in the picture, nor have their corners in order.
    let area = match bytes[7] {
        255 => [right, bottom, left, top],
        254 => [left, top, u32::MAX, u32::MAX],
        _ => [left, top, right, bottom],
    };
    let confidence = if bytes[4] == 255 { f32::NAN } else { f32::from(bytes[4]) / 100.0 };
    RecognisedWord { text: WORDS[usize::from(bytes[6]) % WORDS.len()].to_owned(), area, confidence, line: of(5) }
}

fn file(strokes: &[[u8; BYTES]; 2]) -> Vec<u8> {
    let stream = |dictionary: &str, bytes: &[u8]| {
        let head = format!("<<{dictionary}/Length {}>>stream\n", bytes.len());
        [head.as_bytes(), bytes, b"\nendstream"].concat()
    };
    let mask = |width: usize, height: usize| {
        format!("/Type/XObject/Subtype/Image/ImageMask true/Decode[1 0]/BitsPerComponent 1/Width {width}/Height {height}")
    };
    roviec_fuzz::pdf(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 140]/Contents 4 0 R/Resources<</XObject<</A 5 0 R/B 6 0 R>>>>>>".to_vec(),
        stream("", b"q 100 0 0 140 0 0 cm /A Do /B Do Q"),
        stream(&mask(SHORT, LONG), &strokes[0]),
        stream(&mask(LONG, SHORT), &strokes[1]),
    ])
}
