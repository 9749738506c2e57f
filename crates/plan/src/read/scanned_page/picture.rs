//! A grey picture: copying parts, turning by a small angle, enlarging.

/// Grey pixels row by row, 0 is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

pub const WHITE: u8 = 255;

impl Picture {
    pub fn blank(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![WHITE; width * height] }
    }

    pub fn row(&self, y: usize) -> &[u8] {
        &self.pixels[y * self.width..(y + 1) * self.width]
    }

    pub fn row_mut(&mut self, y: usize) -> &mut [u8] {
        &mut self.pixels[y * self.width..(y + 1) * self.width]
    }

    /// The grey between the four pixels around a point; white outside.
    pub fn between(&self, x: f64, y: f64) -> u8 {
        let (left, top) = (x.floor(), y.floor());
        let at = |x: f64, y: f64| {
            let inside = x >= 0.0 && y >= 0.0 && x < self.width as f64 && y < self.height as f64;
            f64::from(if inside { self.pixels[y as usize * self.width + x as usize] } else { WHITE })
        };
        let (dx, dy) = (x - left, y - top);
        let upper = at(left, top) * (1.0 - dx) + at(left + 1.0, top) * dx;
        let lower = at(left, top + 1.0) * (1.0 - dx) + at(left + 1.0, top + 1.0) * dx;
        (upper * (1.0 - dy) + lower * dy).round() as u8
    }

    /// Turned about its centre so that a line that falls by `slope` (down over right) becomes level.
    pub fn levelled(&self, slope: f64) -> Self {
        let mut out = Self::blank(self.width, self.height);
        let turn = Turn::new(slope, self.width as f64, self.height as f64);
        for y in 0..self.height {
            for x in 0..self.width {
                let (from_x, from_y) = turn.back(x as f64, y as f64);
                out.pixels[y * self.width + x] = self.between(from_x, from_y);
            }
        }
        out
    }

    /// Enlarged by a whole-number ratio of halves ("3" is one and a half times).
    pub fn enlarged(&self, halves: usize) -> Self {
        let (width, height) = (self.width * halves / 2, self.height * halves / 2);
        let mut out = Self::blank(width, height);
        let step = 2.0 / halves as f64;
        for y in 0..height {
            for x in 0..width {
                out.pixels[y * width + x] = self.between((x as f64 + 0.5) * step - 0.5, (y as f64 + 0.5) * step - 0.5);
            }
        }
        out
    }
}

/// The way from a levelled page to the page as it was scanned; in pixels or in points.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    cos: f64,
    sin: f64,
    centre: (f64, f64),
}

impl Turn {
    pub fn new(slope: f64, width: f64, height: f64) -> Self {
        let angle = slope.atan();
        Self { cos: angle.cos(), sin: angle.sin(), centre: (width / 2.0, height / 2.0) }
    }

    pub fn back(&self, x: f64, y: f64) -> (f64, f64) {
        let (x, y) = (x - self.centre.0, y - self.centre.1);
        (x * self.cos - y * self.sin + self.centre.0, x * self.sin + y * self.cos + self.centre.1)
    }
}
