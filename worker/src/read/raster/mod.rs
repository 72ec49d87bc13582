//! Pictures of pages made ready for the recogniser.

mod deskew;
mod hints;
mod ink;

use std::borrow::Cow;

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, Luma, Pixel, Rgb, RgbImage, Rgba};

pub(crate) use deskew::skew_degrees;
pub(crate) use hints::{Hints, glance};

use super::turn::Turn;

/// Skews smaller than this do no harm.
pub(crate) const MIN_SKEW_DEGREES: f32 = 0.15;

/// The image with what is transparent shown on white.
pub(crate) fn on_white(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return image;
    }
    let mut pixels = image.into_rgba8();
    for pixel in pixels.pixels_mut() {
        let mut ground = Rgba([255, 255, 255, 255]);
        ground.blend(pixel);
        *pixel = ground;
    }
    DynamicImage::ImageRgba8(pixels)
}

/// A gray picture, whatever the image was made of.
pub(crate) fn gray(image: DynamicImage) -> GrayImage {
    on_white(image).into_luma8()
}

pub(crate) fn turn(image: &GrayImage, turn: Turn) -> Cow<'_, GrayImage> {
    match turn {
        Turn::None => Cow::Borrowed(image),
        Turn::Quarter => Cow::Owned(imageops::rotate90(image)),
        Turn::Half => Cow::Owned(imageops::rotate180(image)),
        Turn::ThreeQuarters => Cow::Owned(imageops::rotate270(image)),
    }
}

/// The rows from `top` to `bottom`.
pub(crate) fn band(image: &GrayImage, top: u32, bottom: u32) -> GrayImage {
    let height = bottom.saturating_sub(top).max(1);
    imageops::crop_imm(image, 0, top, image.width(), height).to_image()
}

/// Enlarges or shrinks, smoothly.
pub(crate) fn scale(image: &GrayImage, factor: f64) -> GrayImage {
    let side = |length: u32| ((f64::from(length) * factor).round() as u32).max(1);
    let (width, height) = (side(image.width()), side(image.height()));
    let filter = if factor < 1.0 { FilterType::Triangle } else { FilterType::CatmullRom };
    imageops::resize(image, width, height, filter)
}

/// Turns a preview as the page was turned when it was read.
pub(crate) fn turn_upright_rgb(image: RgbImage, degrees: u16, skew_degrees: f32) -> RgbImage {
    let image = match Turn::from_degrees(degrees) {
        Turn::None => image,
        Turn::Quarter => imageops::rotate90(&image),
        Turn::Half => imageops::rotate180(&image),
        Turn::ThreeQuarters => imageops::rotate270(&image),
    };
    if skew_degrees.abs() < MIN_SKEW_DEGREES {
        return image;
    }
    let source = &image;
    let sampler = Sampler::new(image.width(), image.height(), skew_degrees);
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let value = |channel: usize| {
            sampler.sample(x, y, |x, y| source.get_pixel(x, y).channels()[channel])
        };
        Rgb([value(0), value(1), value(2)])
    })
}

/// Turns by a small angle, clockwise, about the middle; the size stays.
pub(crate) fn rotate_slightly(image: &GrayImage, degrees: f32) -> GrayImage {
    let sampler = Sampler::new(image.width(), image.height(), degrees);
    GrayImage::from_fn(image.width(), image.height(), |x, y| {
        Luma([sampler.sample(x, y, |x, y| image.get_pixel(x, y).0[0])])
    })
}

/// Reads a picture as if it were turned about its middle, bilinearly, white outside.
struct Sampler {
    width: u32,
    height: u32,
    cosine: f32,
    sine: f32,
}

impl Sampler {
    fn new(width: u32, height: u32, degrees: f32) -> Self {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        Self { width, height, cosine, sine }
    }

    fn sample(&self, x: u32, y: u32, at: impl Fn(u32, u32) -> u8) -> u8 {
        let (middle_x, middle_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let (dx, dy) = (x as f32 - middle_x, y as f32 - middle_y);
        // What comes here by a clockwise turn lies counter-clockwise of here.
        let source_x = self.cosine * dx + self.sine * dy + middle_x;
        let source_y = -self.sine * dx + self.cosine * dy + middle_y;
        let (left, top) = (source_x.floor(), source_y.floor());
        if left < 0.0 || top < 0.0 {
            return u8::MAX;
        }
        let (column, row) = (left as u32, top as u32);
        if column + 1 >= self.width || row + 1 >= self.height {
            return u8::MAX;
        }
        let (fx, fy) = (source_x - left, source_y - top);
        let upper = f32::from(at(column, row)) * (1.0 - fx) + f32::from(at(column + 1, row)) * fx;
        let lower =
            f32::from(at(column, row + 1)) * (1.0 - fx) + f32::from(at(column + 1, row + 1)) * fx;
        (upper * (1.0 - fy) + lower * fy + 0.5) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_transparent_is_white() {
        let clear =
            DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(2, 2, Rgba([0, 0, 0, 0])));
        assert_eq!(gray(clear).get_pixel(0, 0).0, [255]);
    }

    #[test]
    fn a_clockwise_turn_moves_the_right_side_down() {
        let mut image = GrayImage::from_pixel(201, 201, Luma([255]));
        for x in 180..200 {
            for y in 95..105 {
                image.put_pixel(x, y, Luma([0]));
            }
        }
        let turned = rotate_slightly(&image, 5.0);
        assert_eq!(turned.get_pixel(189, 108).0, [0]);
        assert_eq!(turned.get_pixel(189, 96).0, [255]);
    }
}
