//! By how much a page is askew: the angle at which its lines of ink stand out most.

use image::GrayImage;

use super::ink::Ink;

/// Pages are shrunk to this for measuring.
const MAX_SIDE: usize = 900;
/// Scans are skewed by little; photographs by a little more.
const MAX_DEGREES: f32 = 8.0;
const COARSE_STEP: f32 = 0.5;
const FINE_STEP: f32 = 0.1;
/// With less ink than this nothing can be said.
const MIN_POINTS: usize = 400;
/// More ink than this says nothing new.
const MAX_POINTS: usize = 60_000;
/// The best angle must stand out from none at all by this.
const MIN_GAIN: f64 = 1.03;

/// How far the page has to be turned, clockwise, for its lines to be level; 0 if that cannot be told.
pub(crate) fn skew_degrees(image: &GrayImage) -> f32 {
    let ink = Ink::of(image, MAX_SIDE);
    if ink.points.len() < MIN_POINTS {
        return 0.0;
    }
    let stride = ink.points.len().div_ceil(MAX_POINTS);
    let points: Vec<(f32, f32)> =
        ink.points.iter().step_by(stride).map(|&(x, y)| (f32::from(x), f32::from(y))).collect();
    let mut profile = Profile::new(ink.width, ink.height);
    let mut best_of = |middle: f32, reach: f32, step: f32| {
        let steps = (reach / step).round() as i32;
        let angles = (-steps..=steps).map(|index| middle + index as f32 * step);
        let scored = angles.map(|angle| (profile.sharpness(&points, angle), angle));
        scored.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, 0.0))
    };
    let (level, _) = best_of(0.0, 0.0, COARSE_STEP);
    let (_, coarse) = best_of(0.0, MAX_DEGREES, COARSE_STEP);
    let (best, angle) = best_of(coarse, COARSE_STEP, FINE_STEP);
    if best < level * MIN_GAIN { 0.0 } else { angle }
}

/// The ink of each row when the page is turned.
struct Profile {
    rows: Vec<u32>,
    offset: f32,
}

impl Profile {
    fn new(width: usize, height: usize) -> Self {
        let offset = width as f32 * MAX_DEGREES.to_radians().tan() * 1.2 + 2.0;
        Self { rows: vec![0; height + 2 * offset as usize + 4], offset }
    }

    /// How unevenly the ink is spread over the rows: greatest when the lines are level.
    fn sharpness(&mut self, points: &[(f32, f32)], degrees: f32) -> f64 {
        self.rows.fill(0);
        let slope = degrees.to_radians().tan();
        for &(x, y) in points {
            let row = (y + x * slope + self.offset) as usize;
            if let Some(count) = self.rows.get_mut(row) {
                *count += 1;
            }
        }
        self.rows
            .windows(2)
            .map(|pair| {
                let step = f64::from(pair[0]) - f64::from(pair[1]);
                step * step
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;
    use crate::read::raster::rotate_slightly;

    /// Lines of dashes of different lengths.
    fn page() -> GrayImage {
        GrayImage::from_fn(1200, 1600, |x, y| {
            let inked = (150..1050).contains(&x)
                && (150..1450).contains(&y)
                && y % 40 < 14
                && (x / 11 + y / 40 * 7) % 5 != 0
                && x % 11 < 7;
            Luma([if inked { 20 } else { 240 }])
        })
    }

    #[test]
    fn a_level_page_stays_as_it_is() {
        assert!(skew_degrees(&page()).abs() < 0.05);
        assert!(skew_degrees(&GrayImage::from_pixel(600, 800, Luma([255]))).abs() < f32::EPSILON);
    }

    #[test]
    fn a_skewed_page_is_turned_back() {
        for skew in [-4.0, -1.3, 0.7, 2.5, 6.0] {
            let found = skew_degrees(&rotate_slightly(&page(), skew));
            assert!((found + skew).abs() < 0.2, "{skew} was taken for {found}");
        }
    }
}
