//! What the pictures of a page show, drawn at the resolution in which scanned pages are read.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, InterpreterCache, InterpreterSettings,
    LumaData, SoftMask, interpret_page,
};
use hayro_syntax::page::Page;

use crate::read::scanned_page::{DOTS_PER_INCH, Picture};

/// A page of more pixels is a poster, not a letter.
const MOST_PIXELS: f64 = 40e6;
/// Pixels of one picture in the file; the decoder holds them all at once.
const MOST_DECODED: u64 = 80_000_000;

/// The pictures of a page, or nothing when the page is too large to be read as one.
pub fn of_page<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>, settings: &InterpreterSettings) -> Option<Picture> {
    let scale = f64::from(DOTS_PER_INCH) / 72.0;
    let (width, height) = page.render_dimensions();
    let (across, down) = ((f64::from(width) * scale).round(), (f64::from(height) * scale).round());
    if !(across >= 1.0 && down >= 1.0 && across * down <= MOST_PIXELS) {
        return None;
    }
    let transform = Affine::scale(scale) * Affine::new(page.initial_transform(true).as_coeffs());
    let bounds = Rect::new(0.0, 0.0, across, down);
    let mut context = Context::new(transform, bounds, cache, page.xref(), settings.clone());
    let mut camera = Camera { picture: Picture::blank(across as usize, down as usize) };
    interpret_page(page, &mut context, &mut camera);
    Some(camera.picture)
}

struct Camera {
    picture: Picture,
}

impl Camera {
    /// Draws a picture of which `grey` gives the pixels; `place` leads from its pixels to ours.
    fn draw(&mut self, width: u32, height: u32, place: Affine, grey: impl Fn(usize, usize) -> Option<u8>) {
        let pixels = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let all = Rect::new(0.0, 0.0, self.picture.width as f64, self.picture.height as f64);
        let covered = place.transform_rect_bbox(pixels).intersect(all);
        let determinant = place.determinant();
        if !determinant.is_finite() || determinant.abs() < 1e-9 {
            return;
        }
        let back = place.inverse();
        // A finer picture is averaged, so that thin lines do not fall between our pixels.
        let samples = back.determinant().abs().sqrt().round().clamp(1.0, 4.0) as usize;
        for y in covered.y0.floor() as usize..covered.y1.ceil() as usize {
            for x in covered.x0.floor() as usize..covered.x1.ceil() as usize {
                let (mut sum, mut count) = (0_usize, 0_usize);
                for part in 0..samples * samples {
                    let offset = |part: usize| (part as f64 + 0.5) / samples as f64;
                    let from = back * Point::new(x as f64 + offset(part % samples), y as f64 + offset(part / samples));
                    if !(from.x >= 0.0 && from.y >= 0.0 && from.x < pixels.x1 && from.y < pixels.y1) {
                        continue;
                    }
                    if let Some(grey) = grey(from.x as usize, from.y as usize) {
                        sum += usize::from(grey);
                        count += 1;
                    }
                }
                let before = usize::from(self.picture.pixels[y * self.picture.width + x]);
                let empty = samples * samples - count;
                self.picture.pixels[y * self.picture.width + x] = ((sum + before * empty) / (samples * samples)) as u8;
            }
        }
    }
}

/// Scale factors correct a wrong size in the file.
fn corrected(place: Affine, (x, y): (f32, f32)) -> Affine {
    place * Affine::scale_non_uniform(f64::from(x), f64::from(y))
}

fn luma(red: u8, green: u8, blue: u8) -> u8 {
    ((u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1000) as u8
}

impl<'a> Device<'a> for Camera {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if u64::from(image.width()) * u64::from(image.height()) > MOST_DECODED {
            return;
        }
        let place = props.transform;
        match image {
            Image::Raster(raster) => raster.with_rgba(
                |data, alpha| {
                    let (width, height) = (data.width() as usize, data.height());
                    let place = corrected(place, data.scale_factors());
                    let solid = |x: usize, y: usize| is_solid(alpha.as_ref(), x, y, width, height as usize);
                    match &data {
                        ImageData::Luma(data) => {
                            self.draw(data.width, height, place, |x, y| {
                                solid(x, y).then(|| data.data.get(y * width + x).copied()).flatten()
                            });
                        }
                        ImageData::Rgb(data) => self.draw(data.width, height, place, |x, y| {
                            let at = (y * width + x) * 3;
                            let [red, green, blue] = *data.data.get(at..at + 3)? else { return None };
                            solid(x, y).then(|| luma(red, green, blue))
                        }),
                    }
                },
                None,
            ),
            Image::Stencil(stencil) => stencil.with_stencil(
                |data, _| {
                    let width = data.width as usize;
                    let place = corrected(place, data.scale_factors);
                    self.draw(data.width, data.height, place, |x, y| data.data.get(y * width + x).filter(|mask| **mask > 127).map(|_| 0));
                },
                None,
            ),
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Whether a picture covers what is under it at this pixel; the mask may have another resolution.
fn is_solid(alpha: Option<&LumaData>, x: usize, y: usize, width: usize, height: usize) -> bool {
    let Some(alpha) = alpha else { return true };
    let (across, down) = (alpha.width as usize, alpha.height as usize);
    let at = (y * down / height.max(1)) * across + x * across / width.max(1);
    alpha.data.get(at).is_none_or(|value| *value > 127)
}
