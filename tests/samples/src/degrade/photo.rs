//! A telephone's photograph of a sheet on a table: perspective, uneven light, a fold, grain.

use image::{DynamicImage, Rgb, RgbImage, imageops};

use super::noise::Grain;
use super::warp::{Projection, as_byte, as_f32, warp_colour};

#[derive(Clone, Copy, Debug)]
pub struct Photo {
    /// Degrees the sheet is turned.
    pub turn: f32,
    /// How much narrower the far edge is, as a share.
    pub tilt: f32,
    /// How much darker the darkest corner is, as a share.
    pub shade: f32,
    /// A fold across the sheet, as a share of its height; 0 for none.
    pub fold: f32,
    pub blur: f32,
    pub grain: f32,
    pub seed: u64,
}

impl Photo {
    /// A steady hand by a window.
    #[must_use]
    pub fn by_a_window(seed: u64) -> Self {
        Self { turn: -1.6, tilt: 0.035, shade: 0.26, fold: 0.36, blur: 0.5, grain: 4.0, seed }
    }

    #[must_use]
    pub fn apply(&self, page: &DynamicImage) -> RgbImage {
        let page = page.to_rgb8();
        let (width, height) = page.dimensions();
        let (across, down) = (as_f32(width), as_f32(height));
        let canvas = (width + width / 8, height + height / 10);
        let mut grain = Grain::new(self.seed);
        let map = self.projection((across, down), (as_f32(canvas.0), as_f32(canvas.1)));
        let placed = warp_colour(&page, map, canvas, table_top);
        let mut picture =
            if self.blur > 0.0 { imageops::fast_blur(&placed, self.blur) } else { placed };
        let (full_width, full_height) = (as_f32(canvas.0), as_f32(canvas.1));
        for (x, y, pixel) in picture.enumerate_pixels_mut() {
            let light = self.light(as_f32(x) / full_width, as_f32(y) / full_height);
            let speck = grain.normal() * self.grain;
            let [red, green, blue] = pixel.0.map(f32::from);
            // Daylight from one side is a little warm on paper.
            *pixel = Rgb([
                as_byte(red * light * 0.985 + speck),
                as_byte(green * light * 0.965 + speck),
                as_byte(blue * light * 0.915 + speck),
            ]);
        }
        picture
    }

    /// From the canvas to the page: centred, turned, the upper edge farther away.
    fn projection(&self, (width, height): (f32, f32), (across, down): (f32, f32)) -> Projection {
        let (sine, cosine) = self.turn.to_radians().sin_cos();
        let enlarge = 1.02;
        let (mid_x, mid_y) = (across / 2.0, down / 2.0);
        // The divisor is 1 in the middle and smaller above it: the upper edge is farther away.
        let lean = self.tilt / mid_y;
        let depth_at_origin = 1.0 - lean * mid_y;
        let (page_x, page_y) = (width / 2.0, height / 2.0);
        let row = |x: f32, y: f32, centre: f32| {
            let constant = -x * mid_x - y * mid_y;
            [x, y + centre * lean, constant + centre * depth_at_origin]
        };
        let [a, b, c] = row(cosine * enlarge, sine * enlarge, page_x);
        let [d, e, f] = row(-sine * enlarge, cosine * enlarge, page_y);
        let scaled = [a, b, c, d, e, f, 0.0, lean].map(|value| value / depth_at_origin);
        Projection(scaled)
    }

    /// How bright it is at a place of the picture.
    fn light(&self, x: f32, y: f32) -> f32 {
        let falloff = (0.65 * x + 0.35 * y).powi(2);
        let mut light = 1.0 - self.shade * falloff;
        if self.fold > 0.0 {
            let below = y - self.fold - 0.012 * x;
            // A dark line at the fold and a soft shadow below it.
            light -= 0.16 * (-(below / 0.0035).powi(2)).exp();
            if below > 0.0 {
                light -= 0.07 * (-below / 0.05).exp();
            }
        }
        light
    }
}

/// Dark wood with a grain.
fn table_top(x: u32, y: u32) -> [u8; 3] {
    let wave = ((as_f32(x) * 0.012 + (as_f32(y) * 0.05).sin() * 2.0).sin() + 1.0) * 9.0;
    [as_byte(92.0 + wave), as_byte(66.0 + wave), as_byte(46.0 + wave)]
}
