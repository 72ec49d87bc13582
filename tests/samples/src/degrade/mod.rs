//! What happens to a page between the printer and the reader: the scanner, the telephone, the till.

mod noise;
mod photo;
mod raster;
mod scan;
mod warp;
mod way;

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, codecs::jpeg::JpegEncoder};
use thiserror::Error;

pub use self::photo::Photo;
pub use self::raster::rasterise;
pub use self::scan::Scan;
pub use self::way::Way;

#[derive(Debug, Error)]
pub enum DegradeError {
    #[error("the PDF cannot be opened for drawing")]
    Open,
    #[error("the drawn page has an odd number of bytes")]
    Pixels,
    #[error("cannot encode the picture")]
    Encode(#[source] image::ImageError),
}

/// # Errors
/// When the picture cannot be encoded.
pub fn jpeg(picture: &DynamicImage, quality: u8) -> Result<Vec<u8>, DegradeError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .map_err(DegradeError::Encode)?;
    Ok(bytes)
}

/// # Errors
/// When the picture cannot be encoded.
pub fn png(picture: &DynamicImage) -> Result<Vec<u8>, DegradeError> {
    encode(picture, ImageFormat::Png)
}

/// # Errors
/// When the picture cannot be encoded.
pub fn tiff(picture: &DynamicImage) -> Result<Vec<u8>, DegradeError> {
    encode(picture, ImageFormat::Tiff)
}

fn encode(picture: &DynamicImage, format: ImageFormat) -> Result<Vec<u8>, DegradeError> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).map_err(DegradeError::Encode)?;
    Ok(bytes.into_inner())
}
