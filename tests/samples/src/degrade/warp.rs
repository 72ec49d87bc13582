//! Moves pixels: each target pixel asks where it comes from, with bilinear interpolation.

use image::{GrayImage, Luma, Rgb, RgbImage};

/// A projective map from target to source pixels: `(ax+by+c, dx+ey+f) / (gx+hy+1)`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Projection(pub(super) [f32; 8]);

impl Projection {
    /// A turn by `degrees` about the middle.
    pub(super) fn turn(degrees: f32, (width, height): (u32, u32)) -> Self {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let (x, y) = (as_f32(width) / 2.0, as_f32(height) / 2.0);
        let (c, f) = (x - cosine * x - sine * y, y + sine * x - cosine * y);
        Self([cosine, sine, c, -sine, cosine, f, 0.0, 0.0])
    }

    fn source(&self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d, e, f, g, h] = self.0;
        let depth = g * x + h * y + 1.0;
        ((a * x + b * y + c) / depth, (d * x + e * y + f) / depth)
    }
}

/// Exact for every size a page can have.
pub(super) fn as_f32(value: u32) -> f32 {
    f32::from(u16::try_from(value).unwrap_or(u16::MAX))
}

/// Rounded and limited to a byte.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped just before")]
pub(super) fn as_byte(value: f32) -> u8 {
    value.clamp(0.0, 255.0).round() as u8
}

/// The cell that holds a coordinate and the place within it, if it lies inside.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just before")]
fn cell(value: f32, size: u32) -> Option<(u32, f32)> {
    (value >= 0.0 && value < as_f32(size) - 1.0).then(|| (value as u32, value.fract()))
}

fn sample<const N: usize>(
    (x, y): (f32, f32),
    (width, height): (u32, u32),
    pixel: impl Fn(u32, u32) -> [u8; N],
) -> Option<[u8; N]> {
    let ((left, right_share), (top, low_share)) = (cell(x, width)?, cell(y, height)?);
    let corners =
        [pixel(left, top), pixel(left + 1, top), pixel(left, top + 1), pixel(left + 1, top + 1)];
    Some(std::array::from_fn(|channel| {
        let [a, b, c, d] = corners.map(|corner| f32::from(corner[channel]));
        let upper = a + (b - a) * right_share;
        let lower = c + (d - c) * right_share;
        as_byte(upper + (lower - upper) * low_share)
    }))
}

pub(super) fn warp_grey(picture: &GrayImage, map: Projection, paper: u8) -> GrayImage {
    let size = picture.dimensions();
    GrayImage::from_fn(size.0, size.1, |x, y| {
        let place = map.source(as_f32(x), as_f32(y));
        Luma(sample(place, size, |x, y| picture.get_pixel(x, y).0).unwrap_or([paper]))
    })
}

/// Onto a canvas of another size; outside of the page the background shows.
pub(super) fn warp_colour(
    picture: &RgbImage,
    map: Projection,
    canvas: (u32, u32),
    background: impl Fn(u32, u32) -> [u8; 3],
) -> RgbImage {
    let size = picture.dimensions();
    RgbImage::from_fn(canvas.0, canvas.1, |x, y| {
        let place = map.source(as_f32(x), as_f32(y));
        let found = sample(place, size, |x, y| picture.get_pixel(x, y).0);
        Rgb(found.unwrap_or_else(|| background(x, y)))
    })
}
