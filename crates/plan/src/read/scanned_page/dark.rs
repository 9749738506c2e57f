//! What is ink: pixels clearly darker than the paper around them, whatever the light.

use super::picture::Picture;

/// Side of the square that a pixel is compared with, at 200 dots per inch.
const AROUND: usize = 48;
/// Ink is darker than this share of the mean around it.
const SHARE: u64 = 82;

/// One flag per pixel, row by row.
#[derive(Debug, Clone)]
pub struct Dark {
    pub width: usize,
    pub height: usize,
    pub ink: Vec<bool>,
}

impl Dark {
    pub fn of(picture: &Picture) -> Self {
        let (width, height) = (picture.width, picture.height);
        // Sums of everything above and left of a pixel give the mean of any square in four look-ups.
        let mut sums = vec![0_u32; (width + 1) * (height + 1)];
        for y in 0..height {
            let mut line = 0_u32;
            for (x, grey) in picture.row(y).iter().enumerate() {
                line += u32::from(*grey);
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1].wrapping_add(line);
            }
        }
        let mut ink = vec![false; width * height];
        for y in 0..height {
            let (top, bottom) = (y.saturating_sub(AROUND / 2), (y + AROUND / 2).min(height));
            for x in 0..width {
                let (left, right) = (x.saturating_sub(AROUND / 2), (x + AROUND / 2).min(width));
                let corner = |x: usize, y: usize| sums[y * (width + 1) + x];
                let sum = corner(right, bottom)
                    .wrapping_sub(corner(left, bottom))
                    .wrapping_sub(corner(right, top))
                    .wrapping_add(corner(left, top));
                let count = ((right - left) * (bottom - top)) as u64;
                let grey = u64::from(picture.pixels[y * width + x]);
                ink[y * width + x] = grey < 200 && grey * count * 100 < u64::from(sum) * SHARE;
            }
        }
        Self { width, height, ink }
    }

    pub fn at(&self, x: usize, y: usize) -> bool {
        self.ink[y * self.width + x]
    }

    /// Rows and columns exchanged, so that what reads rows reads columns.
    pub fn turned(&self) -> Self {
        let mut ink = vec![false; self.ink.len()];
        for y in 0..self.height {
            for x in 0..self.width {
                ink[x * self.height + y] = self.ink[y * self.width + x];
            }
        }
        Self { width: self.height, height: self.width, ink }
    }
}
