//! Pictures that are broken or far too big.

use std::io::Write;

use flate2::{Compression, Crc, write::ZlibEncoder};
use image::{DynamicImage, GrayImage, Luma};

use crate::degrade;

/// A JPEG cut off in the middle of its pixels.
#[must_use]
pub fn truncated() -> Vec<u8> {
    let picture = GrayImage::from_fn(400, 400, |x, y| {
        Luma([u8::try_from((x * 7 + y * 13) % 256).unwrap_or_default()])
    });
    let mut bytes = degrade::jpeg(&DynamicImage::ImageLuma8(picture), 80).unwrap_or_default();
    bytes.truncate(bytes.len() / 3);
    bytes
}

/// 60 000 x 60 000 pixels by its header, in a few hundred bytes.
#[must_use]
pub fn pixel_bomb() -> Vec<u8> {
    const SIDE: u32 = 60_000;
    let mut header = Vec::new();
    header.extend(SIDE.to_be_bytes());
    header.extend(SIDE.to_be_bytes());
    // 8 bits, RGB, no interlace.
    header.extend([8, 2, 0, 0, 0]);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(&[0; 200_000]).and_then(|()| encoder.finish());
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &header);
    chunk(&mut png, *b"IDAT", &packed.unwrap_or_default());
    chunk(&mut png, *b"IEND", &[]);
    png
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let mut crc = Crc::new();
    crc.update(&kind);
    crc.update(data);
    png.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    png.extend(kind);
    png.extend(data);
    png.extend(crc.sum().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, ImageReader};

    use super::*;

    #[test]
    fn the_bomb_tells_its_size_and_the_cut_picture_does_not_open() {
        let size = ImageReader::with_format(Cursor::new(pixel_bomb()), ImageFormat::Png);
        assert_eq!(size.into_dimensions().unwrap(), (60_000, 60_000));
        let cut = truncated();
        assert!(cut.starts_with(b"\xff\xd8\xff"));
        assert!(!cut.ends_with(b"\xff\xd9"));
    }
}
