//! A small black-and-white picture of a page, enough to see where its lines run.

use image::GrayImage;

/// Where the ink is.
#[derive(Debug)]
pub(crate) struct Ink {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// How many pixels of the page one of these stands for, in each direction.
    pub(crate) shrunk_by: usize,
    /// Column and row of every inked pixel.
    pub(crate) points: Vec<(u16, u16)>,
}

impl Ink {
    /// Shrinks the page so that it is at most `max_side` long, and calls ink what is clearly darker
    /// than its surroundings.
    pub(crate) fn of(image: &GrayImage, max_side: usize) -> Self {
        let (page_width, page_height) = (image.width() as usize, image.height() as usize);
        let shrunk_by = page_width.max(page_height).div_ceil(max_side).max(1);
        let (width, height) = (page_width / shrunk_by, page_height / shrunk_by);
        let small = darkest(image, shrunk_by, width, height);
        let ground = local_ground(&small, width, height);
        let points = (0..width * height)
            .filter(|&index| u16::from(small[index]) * 100 < u16::from(ground[index]) * 75)
            .filter_map(|index| {
                let (x, y) = (index % width, index / width);
                Some((u16::try_from(x).ok()?, u16::try_from(y).ok()?))
            })
            .collect();
        Self { width, height, shrunk_by, points }
    }
}

/// Each pixel of the small picture is the mean of the darkest parts of its square: thin strokes stay.
fn darkest(image: &GrayImage, by: usize, width: usize, height: usize) -> Vec<u8> {
    let row_length = image.width() as usize;
    let pixels = image.as_raw();
    let mut small = vec![u8::MAX; width * height];
    for (y, row) in small.chunks_exact_mut(width.max(1)).enumerate() {
        for source in pixels[y * by * row_length..].chunks_exact(row_length).take(by) {
            for (value, square) in row.iter_mut().zip(source.chunks_exact(by)) {
                *value = square.iter().copied().fold(*value, u8::min);
            }
        }
    }
    small
}

/// The brightness of the paper around each pixel: the mean of the brighter half of a coarse cell.
fn local_ground(small: &[u8], width: usize, height: usize) -> Vec<u8> {
    const CELL: usize = 24;
    let (columns, rows) = (width.div_ceil(CELL).max(1), height.div_ceil(CELL).max(1));
    let mut cells = vec![0_u8; columns * rows];
    for (index, cell) in cells.iter_mut().enumerate() {
        let (left, top) = (index % columns * CELL, index / columns * CELL);
        let mut values: Vec<u8> = (top..(top + CELL).min(height))
            .flat_map(|y| small[y * width + left..y * width + (left + CELL).min(width)].iter())
            .copied()
            .collect();
        let middle = values.len() * 3 / 4;
        if middle < values.len() {
            *cell = *values.select_nth_unstable(middle).1;
        }
    }
    (0..width * height)
        .map(|index| cells[index / width / CELL * columns + index % width / CELL])
        .collect()
}
