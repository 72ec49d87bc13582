//! A flatbed or sheet-fed scanner: skew, soft focus, grey paper, grain, dust.

use image::{DynamicImage, GrayImage, imageops};

use super::noise::Grain;
use super::warp::{Projection, as_byte, warp_grey};

#[derive(Clone, Copy, Debug)]
pub struct Scan {
    pub skew_degrees: f32,
    /// Radius of the blur in pixels.
    pub blur: f32,
    /// Deviation of the grain in grey levels.
    pub grain: f32,
    /// The grey of the paper.
    pub paper: u8,
    /// One speck of dust in this many pixels; 0 for none.
    pub dust: u64,
    pub seed: u64,
}

impl Scan {
    /// A scanner of an ordinary office.
    #[must_use]
    pub fn office(seed: u64) -> Self {
        Self { skew_degrees: 1.2, blur: 0.6, grain: 7.0, paper: 244, dust: 60_000, seed }
    }

    /// The thermal printer of a till: no skew, weak black, fine grain.
    #[must_use]
    pub fn thermal(seed: u64) -> Self {
        Self { skew_degrees: 0.0, blur: 0.5, grain: 5.0, paper: 247, dust: 0, seed }
    }

    #[must_use]
    pub fn apply(&self, page: &DynamicImage) -> GrayImage {
        let grey = page.to_luma8();
        let turned = if self.skew_degrees == 0.0 {
            grey
        } else {
            let map = Projection::turn(self.skew_degrees, grey.dimensions());
            warp_grey(&grey, map, 255)
        };
        let mut picture =
            if self.blur > 0.0 { imageops::fast_blur(&turned, self.blur) } else { turned };
        let mut grain = Grain::new(self.seed);
        let (ink, paper) = (38.0, f32::from(self.paper));
        for pixel in picture.pixels_mut() {
            let clean = ink + f32::from(pixel.0[0]) / 255.0 * (paper - ink);
            let is_dust = self.dust > 0 && grain.once_in(self.dust);
            let value = if is_dust { 70.0 } else { clean };
            pixel.0[0] = as_byte(value + grain.normal() * self.grain);
        }
        picture
    }
}
