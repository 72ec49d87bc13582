//! Opening an image, and its pages if it is a TIFF.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use billify_shared::domain::media_type::MediaType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};

use super::{Limits, tiff_pages};

/// Decoders may take this many bytes for a pixel: four channels of 16 bits.
const BYTES_A_PIXEL: u64 = 8;

/// An image file, all its pages within the limits.
#[derive(Debug)]
pub struct ImageFile {
    bytes: Vec<u8>,
    media_type: MediaType,
    limits: Limits,
    /// Of a TIFF: where each page's directory is.
    directories: Vec<u32>,
    page_count: u32,
}

impl ImageFile {
    pub(super) fn open(
        bytes: Vec<u8>,
        media_type: MediaType,
        limits: &Limits,
    ) -> Result<Self, DocumentProblem> {
        let directories = match media_type {
            MediaType::Tiff => {
                let at_most = usize::try_from(limits.max_pages).unwrap_or(usize::MAX);
                tiff_pages::directories(&bytes, at_most.saturating_add(1))
            }
            _ => vec![0],
        };
        let page_count = limits.check_pages(directories.len())?;
        let file = Self { bytes, media_type, limits: *limits, directories, page_count };
        for number in 1..=page_count {
            file.check_header(number)?;
        }
        if media_type == MediaType::Jpeg && !jpeg_has_its_end(&file.bytes) {
            let detail = "the end of the picture is missing";
            return Err(DocumentProblem::new(DocumentProblemCode::BrokenImage, detail));
        }
        Ok(file)
    }

    #[must_use]
    pub fn media_type(&self) -> MediaType {
        self.media_type
    }

    #[must_use]
    pub fn page_count(&self) -> u32 {
        self.page_count
    }

    /// Decodes a page, counted from 1, turned as its metadata says.
    ///
    /// # Errors
    /// If what is there cannot be decoded.
    pub fn decode(&self, number: u32) -> Result<DynamicImage, DocumentProblem> {
        let mut decoder = self.decoder(number)?;
        let orientation = decoder.orientation().map_err(|error| broken(&error))?;
        let mut image = DynamicImage::from_decoder(decoder).map_err(|error| broken(&error))?;
        image.apply_orientation(orientation);
        Ok(image)
    }

    fn check_header(&self, number: u32) -> Result<(), DocumentProblem> {
        let (width, height) = self.decoder(number)?.dimensions();
        self.limits.check_pixels(width.into(), height.into())?;
        if width == 0 || height == 0 {
            let detail = format!("it has {width} × {height} pixels");
            return Err(DocumentProblem::new(DocumentProblemCode::BrokenImage, detail));
        }
        Ok(())
    }

    fn decoder(&self, number: u32) -> Result<impl ImageDecoder + '_, DocumentProblem> {
        let mut reader = ImageReader::with_format(self.page_bytes(number)?, self.format());
        let mut limits = image::Limits::no_limits();
        limits.max_alloc = Some(self.limits.max_page_pixels.saturating_mul(BYTES_A_PIXEL));
        reader.limits(limits);
        reader.into_decoder().map_err(|error| broken(&error))
    }

    fn format(&self) -> ImageFormat {
        match self.media_type {
            MediaType::Jpeg => ImageFormat::Jpeg,
            MediaType::Tiff => ImageFormat::Tiff,
            MediaType::WebP => ImageFormat::WebP,
            _ => ImageFormat::Png,
        }
    }

    fn page_bytes(&self, number: u32) -> Result<PageBytes<'_>, DocumentProblem> {
        let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let missing = || {
            let detail = format!("there is no page {number}");
            DocumentProblem::new(DocumentProblemCode::NoPages, detail)
        };
        let directory = index.and_then(|index| self.directories.get(index)).ok_or_else(missing)?;
        let header = match self.media_type {
            MediaType::Tiff => tiff_pages::header_pointing_at(&self.bytes, *directory),
            _ => self.bytes.first_chunk().copied(),
        };
        let file = Cursor::new(self.bytes.as_slice());
        Ok(PageBytes { header: header.ok_or_else(missing)?, file })
    }
}

/// The file with another header in front of it.
struct PageBytes<'a> {
    header: [u8; 8],
    file: Cursor<&'a [u8]>,
}

impl Read for PageBytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let position = usize::try_from(self.file.position()).unwrap_or(usize::MAX);
        match self.header.get(position..) {
            Some(mut rest) if !rest.is_empty() => {
                let length = rest.read(buffer)?;
                self.file.seek_relative(i64::try_from(length).map_err(io::Error::other)?)?;
                Ok(length)
            }
            _ => self.file.read(buffer),
        }
    }
}

impl io::BufRead for PageBytes<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let position = usize::try_from(self.file.position()).unwrap_or(usize::MAX);
        match self.header.get(position..) {
            Some(rest) if !rest.is_empty() => Ok(rest),
            _ => self.file.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        self.file.consume(amount);
    }
}

impl Seek for PageBytes<'_> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file.seek(position)
    }
}

/// Decoders fill up what is missing with grey, which nobody should pay by.
///
/// The two markers cannot occur in the picture's data, where each 0xff is followed by zero.
fn jpeg_has_its_end(bytes: &[u8]) -> bool {
    let last = |marker: [u8; 2]| bytes.windows(2).rposition(|window| window == marker);
    let (end, scan) = (last([0xff, 0xd9]), last([0xff, 0xda]));
    end.is_some() && end > scan
}

fn broken(error: &ImageError) -> DocumentProblem {
    if let ImageError::Limits(_) = error {
        let detail = "a page takes more memory to decode than its size allows";
        return DocumentProblem::new(DocumentProblemCode::TooManyPixels, detail);
    }
    DocumentProblem::new(DocumentProblemCode::BrokenImage, format!("it cannot be decoded: {error}"))
}
