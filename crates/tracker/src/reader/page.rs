//! A page of a PDF as a picture, so that people see their document as it looks.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

/// Pixels across, and in all; a page that is a mile long is shown smaller.
const WIDEST: u32 = 2_400;
const MOST_PIXELS: f32 = 16e6;
/// Either side, as the renderer counts them.
const LONGEST: f32 = 16_000.0;

/// A PNG of page `number` (from 1), `width` pixels wide at most.
///
/// # Errors
/// The sentence that says why there is no picture.
pub fn picture(bytes: Vec<u8>, number: u32, width: u32) -> Result<Vec<u8>, &'static str> {
    let pdf = Pdf::new(bytes).map_err(|_| "không đọc được cấu trúc PDF nên không hiện được trang")?;
    let index = (number as usize).wrapping_sub(1);
    let page = pdf.pages().get(index).ok_or("văn bản không có trang này")?;
    let (across, down) = page.render_dimensions();
    let scale = fitted(across, down, width.clamp(1, WIDEST) as f32).ok_or("trang có kích thước không vẽ được")?;
    let interpreting = InterpreterSettings { warning_sink: Arc::new(|_| {}), ..InterpreterSettings::default() };
    let size = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let drawn = render(page, &RenderCache::new(), &interpreting, &RenderSettings::default(), &size);
    drawn.into_png().map_err(|_| "không lưu được hình của trang")
}

/// Width and height of each page as it is shown, in points.
///
/// # Errors
/// The sentence that says why there is none.
pub fn sizes(bytes: Vec<u8>) -> Result<Vec<(f32, f32)>, &'static str> {
    let pdf = Pdf::new(bytes).map_err(|_| "không đọc được cấu trúc PDF nên không hiện được trang")?;
    Ok(pdf.pages().iter().map(|page| page.render_dimensions()).collect())
}

/// How much larger than in points, so that the picture is `width` wide and not too much of it.
fn fitted(across: f32, down: f32, width: f32) -> Option<f32> {
    // Neither comparison holds for what is no number.
    if !(across > 0.0 && down > 0.0) {
        return None;
    }
    let wanted = (width / across).min(LONGEST / down).min((MOST_PIXELS / (across * down)).sqrt());
    let whole = (across * wanted).min(down * wanted) >= 1.0;
    (wanted.is_finite() && wanted > 0.0 && whole).then_some(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        std::fs::read(format!("{}/../../samples/dong-phu-xa.pdf", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn a_page_becomes_a_picture_as_wide_as_asked() {
        let png = picture(sample(), 1, 800).unwrap();
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
        let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        assert!((799..=800).contains(&side(16)) && side(20) > 800, "{} × {}", side(16), side(20));
    }

    #[test]
    fn every_page_has_its_size_in_points() {
        let sizes = sizes(sample()).unwrap();
        assert!(sizes.len() > 1 && sizes.iter().all(|(width, height)| (590.0..850.0).contains(width) && (590.0..850.0).contains(height)));
    }

    #[test]
    fn a_page_that_is_not_there_is_said() {
        for number in [0, 4_000] {
            assert_eq!(picture(sample(), number, 800), Err("văn bản không có trang này"));
        }
    }

    #[test]
    fn a_page_without_end_is_drawn_small_or_not_at_all() {
        assert_eq!(fitted(600.0, 800.0, 1200.0), Some(2.0));
        assert!(fitted(100.0, 1e6, 1200.0).is_some_and(|scale| 1e6 * scale <= LONGEST + 1.0));
        assert_eq!(fitted(1e-3, 1e9, 1200.0), None);
        assert_eq!(fitted(f32::NAN, 800.0, 1200.0), None);
    }
}
