//! The upright picture of a page that people see beside the fields.

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, RgbImage};

use super::{Rasterizer, Upright};
use crate::open::{Document, ImageFile, PdfFile};
use crate::read::raster;

const MAX_HEIGHT: u32 = 1600;
/// Nobody looks at a strip wider than this.
const MAX_WIDTH: u32 = 3200;
const JPEG_QUALITY: u8 = 80;

/// A JPEG of a page, counted from 1.
pub(crate) fn page_jpeg(
    document: &Document,
    number: u32,
    upright: Upright,
) -> Result<Vec<u8>, DocumentProblem> {
    let picture = match document {
        Document::Pdf(pdf) => draw(pdf, number, upright)?,
        Document::Image(image) => shrink(image, number, upright)?,
        Document::Xml => {
            let detail = "an XML file has no pages to look at";
            return Err(DocumentProblem::new(DocumentProblemCode::NoPages, detail));
        }
    };
    let picture = raster::turn_upright_rgb(picture, upright.rotation_degrees, upright.skew_degrees);
    let mut jpeg = Vec::new();
    let encoded = JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY).encode_image(&picture);
    encoded.map_err(|error| {
        DocumentProblem::new(DocumentProblemCode::BrokenImage, format!("no preview: {error}"))
    })?;
    Ok(jpeg)
}

/// The factor that makes a page of this size small enough, turned as it will be.
fn scale(width: f64, height: f64, upright: Upright) -> f64 {
    let (width, height) = if upright.rotation_degrees.is_multiple_of(180) {
        (width, height)
    } else {
        (height, width)
    };
    (f64::from(MAX_HEIGHT) / height).min(f64::from(MAX_WIDTH) / width)
}

fn draw(pdf: &PdfFile, number: u32, upright: Upright) -> Result<RgbImage, DocumentProblem> {
    let page = pdf.page(number)?;
    let (width, height) = page.render_dimensions();
    let dpi = 72.0 * scale(width.into(), height.into(), upright);
    let most = f64::from(MAX_HEIGHT) * f64::from(MAX_WIDTH);
    Ok(Rasterizer::default().draw(page, dpi, most)?.into_rgb())
}

fn shrink(file: &ImageFile, number: u32, upright: Upright) -> Result<RgbImage, DocumentProblem> {
    let image = raster::on_white(file.decode(number)?);
    let scale = scale(image.width().into(), image.height().into(), upright);
    if scale >= 1.0 {
        return Ok(image.into_rgb8());
    }
    let side = |length: u32| ((f64::from(length) * scale) as u32).max(1);
    let (width, height) = (side(image.width()), side(image.height()));
    let small: DynamicImage = image.resize_exact(width, height, FilterType::Triangle);
    Ok(small.into_rgb8())
}
