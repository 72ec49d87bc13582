//! PDF pages to pixels.

use hayro::{
    PixmapSettings, RenderCache, RenderSettings, hayro_interpret::InterpreterSettings,
    hayro_syntax::Pdf, render, vello_cpu::color::palette::css::WHITE,
};
use image::{DynamicImage, RgbImage};

use super::DegradeError;

/// Every page of a PDF at `dpi` dots per inch.
///
/// # Errors
/// When the PDF cannot be opened.
pub fn rasterise(pdf: &[u8], dpi: f32) -> Result<Vec<DynamicImage>, DegradeError> {
    let pdf = Pdf::new(pdf.to_vec()).map_err(|_| DegradeError::Open)?;
    let cache = RenderCache::new();
    let scale = dpi / 72.0;
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let interpreter = InterpreterSettings::default();
    pdf.pages()
        .iter()
        .map(|page| {
            let drawn = render(page, &cache, &interpreter, &RenderSettings::default(), &settings);
            let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
            // The page is opaque, so premultiplied and plain colours are the same.
            let pixels = drawn.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]);
            let picture = RgbImage::from_raw(width, height, pixels.collect());
            picture.map(DynamicImage::ImageRgb8).ok_or(DegradeError::Pixels)
        })
        .collect()
}
