//! Recognised words to words of a page: baseline and size from what is known of the letters, weight from the ink.

use super::dark::Dark;
use crate::document::Certainty;
use crate::read::pdf::words::Word;

/// A recognised word with its box in pixels of the levelled page.
#[derive(Debug, Clone)]
pub struct Found {
    pub text: String,
    pub area: [f64; 4],
    pub certainty: f32,
    /// Words of one line have one number.
    pub line: usize,
}

/// Heights of letters in a text face with serifs, in sizes.
const TALL: f64 = 0.675;
const SHORT: f64 = 0.455;
/// Sizes this close (share) are one.
const SAME_SIZE: f64 = 0.14;
/// Ink this wide (in sizes) is that of a bold face, as a mean over the letters of a line.
const BOLD: f64 = 0.118;

/// The words of a page. `scale` is points per pixel.
pub fn words(found: Vec<Found>, dark: &Dark, scale: f64, page: u32) -> Vec<Word> {
    let mut lines: Vec<Vec<Found>> = Vec::new();
    for word in found {
        match lines.last_mut() {
            Some(line) if line[0].line == word.line => line.push(word),
            _ => lines.push(vec![word]),
        }
    }
    let measured: Vec<Option<f64>> = lines.iter().map(|line| size(line)).collect();
    let usual = median(measured.iter().flatten().copied().collect()).unwrap_or(36.0);
    let mut out = Vec::new();
    for (line, measured) in lines.into_iter().zip(measured) {
        let size = measured.filter(|size| (size / usual - 1.0).abs() > SAME_SIZE).unwrap_or(usual);
        let baseline = baseline(&line, size);
        let bold = weight(&line, dark, size) > BOLD;
        out.extend(line.into_iter().map(|word| Word {
            text: word.text,
            page,
            left: word.area[0] * scale,
            right: word.area[2] * scale,
            baseline: baseline * scale,
            size: size * scale,
            bold,
            bound: false,
            certainty: Certainty(word.certainty),
        }));
    }
    out
}

/// Of a line, in pixels: from words whose tallest letter is known to bear no mark.
fn size(line: &[Found]) -> Option<f64> {
    let baseline = median(line.iter().filter(|word| !descends(&word.text)).map(|word| word.area[3]).collect())?;
    let sizes = line.iter().filter_map(|word| Some((baseline - word.area[1]) / height(&word.text)?));
    median(sizes.filter(|size| (8.0..200.0).contains(size)).collect())
}

/// Height of the tallest letter, where the word has no mark above a capital or a circumflex.
fn height(text: &str) -> Option<f64> {
    let mut tallest: f64 = 0.0;
    for c in text.chars() {
        tallest = tallest.max(match c {
            'A'..='Z' | 'Đ' | '0'..='9' | 'b' | 'd' | 'đ' | 'f' | 'h' | 'k' | 'l' | 'i' | 'j' => TALL,
            'a'..='z' | 'ơ' | 'ư' | 'ạ' | 'ẹ' | 'ọ' | 'ụ' | 'ị' | 'ợ' | 'ự' => SHORT,
            '.' | ',' | '-' | ';' | ':' => 0.0,
            _ => return None,
        });
    }
    (tallest > 0.0).then_some(tallest)
}

/// Whether some letter reaches below the baseline.
fn descends(text: &str) -> bool {
    use unicode_normalization::UnicodeNormalization;
    text.nfd().any(|c| {
        matches!(
            c,
            'g' | 'j'
                | 'p'
                | 'q'
                | 'y'
                | 'Q'
                | ','
                | ';'
                | '('
                | ')'
                | '/'
                | '['
                | ']'
                | '\u{323}'
                | '-'
                | '–'
                | '"'
                | '“'
                | '”'
                | '≥'
                | '≤'
        )
    })
}

fn baseline(line: &[Found], size: f64) -> f64 {
    let standing = median(line.iter().filter(|word| !descends(&word.text)).map(|word| word.area[3]).collect());
    standing.unwrap_or_else(|| {
        let lowest = median(line.iter().map(|word| word.area[3]).collect()).unwrap_or(0.0);
        lowest - 0.21 * size
    })
}

/// Mean width of the ink in sizes: strokes of a bold face are half as wide again.
fn weight(line: &[Found], dark: &Dark, size: f64) -> f64 {
    let (mut inked, mut runs) = (0.0, 0.0);
    for word in line.iter().filter(|word| word.text.chars().any(char::is_alphanumeric)) {
        let [left, top, right, bottom] = word.area.map(|at| at.max(0.0) as usize);
        for y in top..bottom.min(dark.height) {
            let mut before = false;
            for x in left..right.min(dark.width) {
                let ink = dark.at(x, y);
                inked += f64::from(u8::from(ink));
                runs += f64::from(u8::from(ink && !before));
                before = ink;
            }
        }
    }
    if runs == 0.0 { 0.0 } else { inked / runs / size }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
