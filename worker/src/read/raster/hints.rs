//! What a glance at the ink of a page tells: where to look closer, whether it lies on its side,
//! whether anything is printed white on dark.

use image::GrayImage;

use super::ink::Ink;

/// Pages are shrunk to this for a glance.
const MAX_SIDE: usize = 1000;
/// How much of the page a sample is.
const SAMPLE_PART: f32 = 0.13;
const SAMPLE_MIN_ROWS: usize = 60;
/// A page lies on its side if its ink is this much more uneven over columns than over rows.
const SIDEWAYS_RATIO: f64 = 1.25;
/// The side of the cells in which dark ground is looked for, in pixels of the page.
const CELL: usize = 8;
const DARK: u32 = 120;
/// So many dark cells in a row are no letter and no rule.
const DARK_RUN: usize = 8;

/// The result of a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hints {
    /// Rows of the page, from and to, with much that looks like text; `None` on an empty page.
    pub(crate) sample: Option<(u32, u32)>,
    /// Lines of text seem to run up or down.
    pub(crate) sideways: bool,
    /// There is dark ground, on which something may be printed in white.
    pub(crate) dark_ground: bool,
}

pub(crate) fn glance(image: &GrayImage) -> Hints {
    let ink = Ink::of(image, MAX_SIDE);
    let (across, down) = (unevenness(&ink, false), unevenness(&ink, true));
    Hints {
        sample: sample(&ink, image.height()),
        sideways: down > across * SIDEWAYS_RATIO && ink.points.len() > 500,
        dark_ground: has_dark_ground(image),
    }
}

/// How unevenly ink is spread over rows, or columns: lines of text have gaps between them.
fn unevenness(ink: &Ink, over_columns: bool) -> f64 {
    let length = if over_columns { ink.width } else { ink.height };
    let mut counts = vec![0_u32; length];
    for &(x, y) in &ink.points {
        counts[usize::from(if over_columns { x } else { y })] += 1;
    }
    // Steps between neighbours: edges of lines count, edges of the page hardly do.
    let steps = counts.windows(2).map(|pair| {
        let step = f64::from(pair[0]) - f64::from(pair[1]);
        step * step
    });
    steps.sum::<f64>() / ink.points.len().max(1) as f64
}

/// The band of rows in which ink begins and ends most often.
fn sample(ink: &Ink, page_height: u32) -> Option<(u32, u32)> {
    let mut edges = vec![0_u32; ink.height];
    for pair in ink.points.windows(2) {
        let ((x, y), (next_x, next_y)) = (pair[0], pair[1]);
        if y == next_y && next_x > x + 1 {
            edges[usize::from(y)] += 1;
        }
    }
    let rows = ((ink.height as f32 * SAMPLE_PART) as usize).max(SAMPLE_MIN_ROWS).min(ink.height);
    let sums: Vec<u32> = edges.windows(rows.max(1)).map(|band| band.iter().sum()).collect();
    let (top, _) = sums.iter().enumerate().max_by_key(|&(top, sum)| (sum, usize::MAX - top))?;
    if ink.points.is_empty() {
        return None;
    }
    let row = |index: usize| u32::try_from(index * ink.shrunk_by).unwrap_or(u32::MAX);
    Some((row(top).min(page_height), row(top + rows).min(page_height)))
}

fn has_dark_ground(image: &GrayImage) -> bool {
    let width = image.width() as usize;
    let bands = image.as_raw().chunks_exact(width * CELL);
    let dark_bands = bands.map(|band| {
        // Every other row is enough.
        let is_dark = |column: usize| {
            let rows = band.chunks_exact(width).step_by(2);
            let sum: u32 = rows
                .flat_map(|row| &row[column * CELL..(column + 1) * CELL])
                .map(|&value| u32::from(value))
                .sum();
            sum < DARK * (CELL * CELL / 2) as u32
        };
        let mut run = 0;
        (0..width / CELL).any(|column| {
            run = if is_dark(column) { run + 1 } else { 0 };
            run >= DARK_RUN
        })
    });
    dark_bands.filter(|&dark| dark).take(2).count() == 2
}

#[cfg(test)]
mod tests {
    use image::{Luma, imageops};

    use super::*;

    fn page() -> GrayImage {
        GrayImage::from_fn(1200, 1600, |x, y| {
            let inked = (150..1050).contains(&x)
                && (800..1400).contains(&y)
                && y % 40 < 14
                && (x / 11 + y / 40 * 7) % 5 != 0
                && x % 11 < 7;
            Luma([if inked { 20 } else { 240 }])
        })
    }

    #[test]
    fn the_sample_lies_in_the_text() {
        let (top, bottom) = glance(&page()).sample.unwrap();
        assert!(top >= 760 && bottom <= 1440 && bottom > top, "{top} to {bottom}");
        assert_eq!(glance(&GrayImage::from_pixel(600, 800, Luma([255]))).sample, None);
    }

    #[test]
    fn a_page_on_its_side_is_noticed() {
        assert!(!glance(&page()).sideways);
        assert!(glance(&imageops::rotate90(&page())).sideways);
    }

    #[test]
    fn a_dark_bar_is_noticed() {
        let mut image = page();
        assert!(!glance(&image).dark_ground);
        for x in 200..600 {
            for y in 100..140 {
                image.put_pixel(x, y, Luma([30]));
            }
        }
        assert!(glance(&image).dark_ground);
    }
}
