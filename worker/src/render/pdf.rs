//! PDF pages drawn to pixels.

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::InterpreterSettings;
use hayro_syntax::page::Page;
use image::{GrayImage, RgbImage};

/// The drawing library counts pixels in 16 bits.
const MAX_SIDE: f32 = 32_000.0;

/// Draws the pages of one document, and remembers its fonts.
#[derive(Default)]
pub(crate) struct Rasterizer<'a> {
    cache: RenderCache<'a>,
}

/// A drawn page: red, green, blue and alpha on a white ground.
pub(crate) struct PageRaster {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

impl<'a> Rasterizer<'a> {
    /// Draws a page with so many pixels an inch, or fewer if that would be more than `max_pixels`.
    pub(crate) fn draw(
        &self,
        page: &'a Page<'a>,
        dpi: f64,
        max_pixels: f64,
    ) -> Result<PageRaster, DocumentProblem> {
        let (width, height) = page.render_dimensions();
        let pixels_at_one = f64::from(width) * f64::from(height);
        let scale = (dpi / 72.0).min((max_pixels / pixels_at_one).sqrt()) as f32;
        let scale = scale.min(MAX_SIDE / width.max(height)).max(1.0 / width.min(height));
        let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let interpreter = InterpreterSettings::default();
        let render = RenderSettings { hinting: false, ..RenderSettings::default() };
        let pixmap = hayro::render(page, &self.cache, &interpreter, &render, &settings);
        let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
        if width == 0 || height == 0 {
            let detail = "a page has no area";
            return Err(DocumentProblem::new(DocumentProblemCode::BrokenPdf, detail));
        }
        Ok(PageRaster { width, height, rgba: pixmap.data_as_u8_slice().to_vec() })
    }
}

impl PageRaster {
    pub(crate) fn into_gray(self) -> GrayImage {
        let pixels = self.rgba.chunks_exact(4);
        let gray = pixels.map(|pixel| luma(pixel[0], pixel[1], pixel[2])).collect();
        GrayImage::from_raw(self.width, self.height, gray).unwrap_or_default()
    }

    pub(crate) fn into_rgb(self) -> RgbImage {
        let rgb = self.rgba.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]);
        RgbImage::from_raw(self.width, self.height, rgb.collect()).unwrap_or_default()
    }
}

fn luma(red: u8, green: u8, blue: u8) -> u8 {
    let weighted = 54 * u32::from(red) + 183 * u32::from(green) + 19 * u32::from(blue);
    u8::try_from(weighted >> 8).unwrap_or(u8::MAX)
}
