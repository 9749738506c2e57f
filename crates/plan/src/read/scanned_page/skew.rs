//! By how much a page lies askew: at the right slope, the rows of text and the ruling lines stand out sharpest.

use super::dark::Dark;

/// The steepest slope looked for: a little more than two degrees.
const STEEPEST: f64 = 0.045;
/// Less than half a pixel across a page is level.
const LEVEL: f64 = 0.0004;
/// Ink looked at, at most.
const MOST_POINTS: usize = 60_000;

/// Fall of the lines, down over right; 0 when they are level.
pub fn slope(dark: &Dark) -> f64 {
    let all = dark.ink.iter().filter(|ink| **ink).count();
    let step = all / MOST_POINTS + 1;
    let inked = dark.ink.iter().enumerate().filter(|(_, ink)| **ink).step_by(step);
    let points: Vec<(f64, f64)> = inked.map(|(at, _)| ((at % dark.width) as f64, (at / dark.width) as f64)).collect();
    if points.len() < 200 {
        return 0.0;
    }
    let mut rows = vec![0_u32; dark.height * 2 + 2];
    let mut sharpness = |slope: f64| {
        rows.fill(0);
        let shift = dark.height as f64 / 2.0 + dark.width as f64 * slope / 2.0;
        for (x, y) in &points {
            if let Some(row) = rows.get_mut((y - x * slope + shift).max(0.0) as usize) {
                *row += 1;
            }
        }
        rows.windows(2).map(|pair| (i64::from(pair[0]) - i64::from(pair[1])).pow(2)).sum::<i64>()
    };
    let (mut best, mut reach) = (0.0, STEEPEST);
    for _ in 0..4 {
        let tried = (-10..=10).map(|step| best + reach * f64::from(step) / 10.0);
        // The first of equals would lean to one side.
        best = tried
            .map(|slope| (sharpness(slope), slope))
            .max_by_key(|(sharp, slope)| (*sharp, -(slope.abs() * 1e6) as i64))
            .map_or(0.0, |(_, slope)| slope);
        reach /= 5.0;
    }
    if best.abs() < LEVEL { 0.0 } else { best }
}
