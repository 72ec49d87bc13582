//! Opening a file: what it is, whether it may be read, and how many pages it has.
//!
//! Guarantees: the type is told by the first bytes, never by a name; every limit is checked before
//! anything is decoded; whatever is wrong comes back as a [`DocumentProblem`] that says what is
//! allowed.

mod attachments;
mod image_file;
mod pdf_file;
mod tiff_pages;

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use billify_shared::domain::media_type::MediaType;
use serde::{Deserialize, Serialize};

pub use image_file::ImageFile;
pub use pdf_file::PdfFile;

/// How large a document may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub max_file_bytes: u64,
    pub max_pages: u32,
    pub max_page_pixels: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_file_bytes: 25 << 20, max_pages: 100, max_page_pixels: 50_000_000 }
    }
}

impl Limits {
    fn check_bytes(&self, length: usize) -> Result<(), DocumentProblem> {
        if u64::try_from(length).is_ok_and(|length| length <= self.max_file_bytes) {
            return Ok(());
        }
        let detail = format!("the file has {length} bytes; {} are allowed", self.max_file_bytes);
        Err(DocumentProblem::new(DocumentProblemCode::FileTooLarge, detail))
    }

    fn check_pages(&self, count: usize) -> Result<u32, DocumentProblem> {
        match u32::try_from(count) {
            Ok(0) => {
                let detail = "there is nothing to read in it";
                Err(DocumentProblem::new(DocumentProblemCode::NoPages, detail))
            }
            Ok(count) if count <= self.max_pages => Ok(count),
            _ => {
                let detail = format!("it has {count} pages; {} are allowed", self.max_pages);
                Err(DocumentProblem::new(DocumentProblemCode::TooManyPages, detail))
            }
        }
    }

    /// Checks the size of a page or of an image on it.
    pub(crate) fn check_pixels(&self, width: u64, height: u64) -> Result<(), DocumentProblem> {
        if width.checked_mul(height).is_some_and(|pixels| pixels <= self.max_page_pixels) {
            return Ok(());
        }
        let allowed = self.max_page_pixels;
        let detail = format!(
            "a page or an image on it has {width} × {height} pixels; {allowed} are allowed"
        );
        Err(DocumentProblem::new(DocumentProblemCode::TooManyPixels, detail))
    }
}

/// A document that has been opened.
#[derive(Debug)]
pub enum Document {
    Pdf(PdfFile),
    Image(ImageFile),
    Xml,
}

impl Document {
    #[must_use]
    pub fn media_type(&self) -> MediaType {
        match self {
            Self::Pdf(_) => MediaType::Pdf,
            Self::Image(image) => image.media_type(),
            Self::Xml => MediaType::Xml,
        }
    }

    /// 0 for XML.
    #[must_use]
    pub fn page_count(&self) -> u32 {
        match self {
            Self::Pdf(pdf) => pdf.page_count(),
            Self::Image(image) => image.page_count(),
            Self::Xml => 0,
        }
    }

    /// The e-invoice that a PDF carries.
    #[must_use]
    pub fn embedded_xml(&self) -> Option<&[u8]> {
        match self {
            Self::Pdf(pdf) => pdf.embedded_xml(),
            Self::Image(_) | Self::Xml => None,
        }
    }
}

/// Opens a file.
///
/// # Errors
/// With what is wrong with it.
pub fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Document, DocumentProblem> {
    if bytes.is_empty() {
        let detail = "it has 0 bytes";
        return Err(DocumentProblem::new(DocumentProblemCode::EmptyFile, detail));
    }
    limits.check_bytes(bytes.len())?;
    let Some(media_type) = MediaType::sniff(&bytes) else {
        let detail = format!("it is none of {}", MediaType::ACCEPTED);
        return Err(DocumentProblem::new(DocumentProblemCode::UnsupportedType, detail));
    };
    match media_type {
        MediaType::Pdf => PdfFile::open(bytes, limits).map(Document::Pdf),
        MediaType::Xml => Ok(Document::Xml),
        MediaType::Png | MediaType::Jpeg | MediaType::Tiff | MediaType::WebP => {
            ImageFile::open(bytes, media_type, limits).map(Document::Image)
        }
    }
}
