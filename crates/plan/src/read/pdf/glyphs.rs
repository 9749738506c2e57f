//! What a page draws, as far as reading needs it: glyphs with their letters, and thin lines.
//!
//! Coordinates are points from the top left corner of the page as shown (rotated, cropped).

use std::collections::HashMap;

use hayro_interpret::font::{Glyph as FontGlyph, GlyphIdentifier, GlyphRun, OutlineGlyph};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache, InterpreterSettings, Paint,
    SoftMask, interpret_page,
};
use hayro_syntax::page::Page;

use super::ruling::Rule;
use crate::read::legacy_encoding::{Encoding, Typeface};

/// A filled shape thinner than this (points) is a line, not an area.
const THIN: f64 = 3.0;
/// More glyphs or lines than any printed page holds: the rest of the page is not kept.
const MOST_MARKS: usize = 400_000;

/// One drawn glyph on a horizontal baseline.
#[derive(Debug, Clone)]
pub struct Glyph {
    pub left: f64,
    pub right: f64,
    /// Height of the baseline from the top of the page.
    pub baseline: f64,
    /// Font size in points.
    pub size: f64,
    pub bold: bool,
    /// Byte range of its letters in [`Ink::letters`].
    pub letters: (u32, u32),
}

/// Everything drawn on one page.
#[derive(Debug, Default)]
pub struct Ink {
    pub glyphs: Vec<Glyph>,
    pub letters: String,
    pub horizontal: Vec<Rule>,
    pub vertical: Vec<Rule>,
    /// Glyphs whose font does not say which letters they are.
    pub unknown: usize,
    /// Area of the pictures on the page, in square points.
    pub pictured: f64,
    /// Letters of an old Vietnamese encoding were converted.
    pub converted: Option<Encoding>,
    pub width: f64,
    pub height: f64,
}

/// Interprets one page. Glyphs outside of the page as shown are left out.
pub fn of_page<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>, settings: &InterpreterSettings) -> Ink {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).as_coeffs();
    let bounds = Rect::new(0.0, 0.0, width, height);
    let mut context = Context::new(Affine::new(transform), bounds, cache, page.xref(), settings.clone());
    let mut pen = Pen { ink: Ink { width, height, ..Ink::default() }, bounds, faces: HashMap::new() };
    interpret_page(page, &mut context, &mut pen);
    pen.ink
}

fn is_blank(glyph: &FontGlyph<'_>) -> bool {
    matches!(glyph, FontGlyph::Outline(outline) if outline.outline().elements().is_empty())
}

struct Pen {
    ink: Ink,
    bounds: Rect,
    /// What the font of a glyph is, asked once per glyph that starts a run.
    faces: HashMap<GlyphIdentifier, Face>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Face {
    bold: bool,
    /// Made for an old Vietnamese encoding.
    old: Option<Typeface>,
}

impl Pen {
    fn face(&mut self, glyph: &OutlineGlyph) -> Face {
        *self.faces.entry(glyph.identifier()).or_insert_with(|| {
            let Some(font) = glyph.font_data() else { return Face::default() };
            let name = font.postscript_name.as_deref();
            let bold = name.is_some_and(names_bold) || font.weight.is_some_and(|weight| weight >= 600);
            Face { bold, old: name.and_then(Typeface::of_font) }
        })
    }

    /// The letters a glyph says it is, converted where its font is of an old encoding.
    fn write(&mut self, letters: &str, face: Face) {
        let Some(old) = face.old else { return self.ink.letters.push_str(letters) };
        let shown = old.convert(letters);
        if shown != letters {
            self.ink.converted = Some(old.encoding);
        }
        self.ink.letters.push_str(&shown);
    }

    fn add_glyph(&mut self, glyph: &FontGlyph<'_>, place: Affine, face: Face) {
        let letters = match glyph.as_unicode() {
            Some(letters) => letters,
            None if is_blank(glyph) => return,
            // A hole that can be seen: letters left out in silence would make another word.
            None => {
                self.ink.unknown += 1;
                BfString::Char(char::REPLACEMENT_CHARACTER)
            }
        };
        let advance = match glyph {
            FontGlyph::Outline(outline) => outline.advance_width(),
            FontGlyph::Type3(drawn) => drawn.advance_width(),
        };
        let origin = place * Point::ZERO;
        let end = place * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
        let [_, _, up_x, up_y, ..] = place.as_coeffs();
        let size = up_x.hypot(up_y) * 1000.0;
        let sound = [origin.x, origin.y, end.x, end.y, size].iter().all(|value| value.is_finite());
        // Text that runs up or down the page (a margin note, a watermark) would only disturb the lines.
        let level = (end.y - origin.y).abs() <= (end.x - origin.x).abs();
        if !sound || size < 0.5 || !level || !self.bounds.contains(origin) || self.ink.glyphs.len() >= MOST_MARKS {
            return;
        }
        let start = self.ink.letters.len();
        match letters {
            BfString::Char(letter) => self.write(letter.encode_utf8(&mut [0; 4]), face),
            BfString::String(several) => self.write(&several, face),
        }
        let mark = self.ink.letters[start..].chars().all(|c| matches!(c, '\u{300}'..='\u{36f}'));
        if mark && let Some(previous) = self.ink.glyphs.last_mut().filter(|previous| previous.letters.1 as usize == start) {
            // A combining mark drawn on its own belongs to the letter before it.
            previous.letters.1 = self.ink.letters.len() as u32;
            return;
        }
        self.ink.glyphs.push(Glyph {
            left: origin.x.min(end.x),
            right: origin.x.max(end.x),
            baseline: origin.y,
            size,
            bold: face.bold,
            letters: (start as u32, self.ink.letters.len() as u32),
        });
    }

    /// Keeps a box as a line when it is thin.
    fn add_box(&mut self, area: Rect) {
        if ![area.x0, area.y0, area.x1, area.y1].iter().all(|value| value.is_finite()) {
            return;
        }
        let kept = self.ink.horizontal.len() + self.ink.vertical.len();
        let (width, height) = (area.width(), area.height());
        if width.min(height) > THIN || width.max(height) < THIN || kept >= MOST_MARKS {
            return;
        }
        if width >= height {
            self.ink.horizontal.push(Rule { at: area.center().y, start: area.x0, end: area.x1 });
        } else {
            self.ink.vertical.push(Rule { at: area.center().x, start: area.y0, end: area.y1 });
        }
    }

    fn add_stroke(&mut self, path: &BezPath, transform: Affine) {
        let (mut first, mut last) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(point) => (first, last) = (transform * point, transform * point),
                PathEl::LineTo(point) => {
                    let point = transform * point;
                    self.add_box(Rect::from_points(last, point));
                    last = point;
                }
                PathEl::ClosePath => {
                    self.add_box(Rect::from_points(last, first));
                    last = first;
                }
                PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => last = transform * point,
            }
        }
    }

    fn add_fill(&mut self, path: &BezPath, transform: Affine) {
        let mut part: Option<Rect> = None;
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(point) => {
                    let point = transform * point;
                    if let Some(area) = part.replace(Rect::from_points(point, point)) {
                        self.add_box(area);
                    }
                }
                PathEl::LineTo(point) | PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => {
                    part = part.map(|area| area.union_pt(transform * point));
                }
                PathEl::ClosePath => {}
            }
        }
        if let Some(area) = part {
            self.add_box(area);
        }
    }
}

/// "TimesNewRomanPS-BoldMT", "Arial,Bold", "Roboto-Black".
fn names_bold(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["bold", "black", "heavy", "demi"].iter().any(|mark| name.contains(mark))
}

/// White on white is drawn by some programs and seen by nobody.
fn is_seen(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(color) => {
            let [red, green, blue, alpha] = color.to_rgba().to_rgba8();
            alpha > 0 && [red, green, blue].iter().any(|part| *part < 250)
        }
        Paint::Pattern(_) => true,
    }
}

impl<'a> Device<'a> for Pen {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        if !is_seen(&props.paint) {
            return;
        }
        match mode {
            DrawMode::Fill(_) => self.add_fill(path, props.transform),
            DrawMode::Stroke(_) => self.add_stroke(path, props.transform),
            DrawMode::FillAndStroke(..) => {
                self.add_fill(path, props.transform);
                self.add_stroke(path, props.transform);
            }
            DrawMode::Invisible => {}
        }
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        self.draw_path(&rect.to_path(0.1), props, mode);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let Some(first) = run.glyphs().first() else { return };
        let face = match &**first {
            FontGlyph::Outline(outline) => self.face(outline),
            FontGlyph::Type3(_) => Face::default(),
        };
        for glyph in run.glyphs() {
            self.add_glyph(glyph, props.transform * glyph.transform(), face);
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let pixels = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.ink.pictured += props.transform.transform_rect_bbox(pixels).intersect(self.bounds).area();
    }
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
