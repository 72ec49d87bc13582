//! Opening a PDF.

use std::io::Read;

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use flate2::read::ZlibDecoder;
use hayro_syntax::object::{Array, Dict, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, Filter, LoadPdfError, Pdf};

use super::Limits;
use super::attachments;

/// What the instructions of one page may unpack to.
const MAX_CONTENT_BYTES: u64 = 64 << 20;
/// Streams shorter than this cannot unpack to more: Deflate's ratio is at most about 1 : 1032.
const HARMLESS_CONTENT_BYTES: usize = 64 << 10;
/// Nobody honest packs the same bytes more often.
const MAX_FLATE_LAYERS: usize = 4;

/// A PDF that can be read.
pub struct PdfFile {
    pdf: Pdf,
    page_count: u32,
    limits: Limits,
    embedded_xml: Option<Vec<u8>>,
}

impl std::fmt::Debug for PdfFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "a PDF of {} pages", self.page_count)
    }
}

impl PdfFile {
    pub(super) fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Self, DocumentProblem> {
        let claims_no_pages = claims_no_pages(&bytes);
        let whole = ends_well(&bytes);
        let pdf = Pdf::new(bytes).map_err(|error| load_problem(error, claims_no_pages))?;
        if pdf.pages().is_empty() && !whole {
            return Err(load_problem(LoadPdfError::Invalid, false));
        }
        let declared = declared_page_count(&pdf).unwrap_or(0);
        let page_count = limits.check_pages(pdf.pages().len())?;
        limits.check_pages(declared.max(1))?;
        let embedded_xml = attachments::find_einvoice(&pdf);
        Ok(Self { pdf, page_count, limits: *limits, embedded_xml })
    }

    #[must_use]
    pub fn page_count(&self) -> u32 {
        self.page_count
    }

    #[must_use]
    pub fn embedded_xml(&self) -> Option<&[u8]> {
        self.embedded_xml.as_deref()
    }

    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// A page, counted from 1, that is neither of monstrous size nor unpacks to too much.
    ///
    /// # Errors
    /// With what is wrong with the page.
    pub fn page(&self, number: u32) -> Result<&Page<'_>, DocumentProblem> {
        let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let page = index.and_then(|index| self.pdf.pages().get(index)).ok_or_else(|| {
            let detail = format!("there is no page {number}");
            DocumentProblem::new(DocumentProblemCode::NoPages, detail)
        })?;
        let (width, height) = page.render_dimensions();
        // A page is drawn with at least one pixel a point.
        self.limits.check_pixels(f64::from(width) as u64, f64::from(height) as u64)?;
        if contents(page).iter().any(|stream| unpacks_to_too_much(stream)) {
            let allowed = MAX_CONTENT_BYTES >> 20;
            let detail = format!("page {number} unpacks to more than {allowed} MiB");
            return Err(DocumentProblem::new(DocumentProblemCode::DecompressionBomb, detail));
        }
        Ok(page)
    }
}

fn load_problem(error: LoadPdfError, claims_no_pages: bool) -> DocumentProblem {
    let (code, detail) = match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            (DocumentProblemCode::EncryptedPdf, "a password is needed to open it")
        }
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            (DocumentProblemCode::EncryptedPdf, "it is encrypted in a way that is not supported")
        }
        LoadPdfError::Decryption(_) => {
            (DocumentProblemCode::EncryptedPdf, "its encryption is damaged")
        }
        LoadPdfError::Invalid if claims_no_pages => {
            (DocumentProblemCode::NoPages, "there is nothing to read in it")
        }
        LoadPdfError::Invalid => {
            (DocumentProblemCode::BrokenPdf, "no page can be found in what is there of it")
        }
    };
    DocumentProblem::new(code, detail)
}

/// True if a page tree says of itself that it is empty, which a PDF without pages cannot hide: what
/// is needed to find the tree must not be damaged.
fn claims_no_pages(bytes: &[u8]) -> bool {
    let count_is_zero = |rest: &[u8]| {
        let mut digits = rest.iter().skip_while(|byte| byte.is_ascii_whitespace());
        digits.next() == Some(&b'0') && !digits.next().is_some_and(u8::is_ascii_digit)
    };
    const COUNT: &[u8] = b"/Count";
    ends_well(bytes)
        && bytes
            .windows(COUNT.len())
            .enumerate()
            .any(|(start, window)| window == COUNT && count_is_zero(&bytes[start + COUNT.len()..]))
}

/// True if the end of the file is there.
fn ends_well(bytes: &[u8]) -> bool {
    bytes[bytes.len().saturating_sub(1024)..].windows(5).any(|end| end == b"%%EOF")
}

/// What the page tree says; the same page may be listed many times.
fn declared_page_count(pdf: &Pdf) -> Option<usize> {
    let catalog: Dict<'_> = pdf.xref().get(pdf.xref().root_id())?;
    let pages: Dict<'_> = catalog.get("Pages")?;
    usize::try_from(pages.get::<i32>("Count")?).ok()
}

fn contents<'a>(page: &Page<'a>) -> Vec<Stream<'a>> {
    let raw = page.raw();
    if let Some(stream) = raw.get::<Stream<'_>>("Contents") {
        return vec![stream];
    }
    raw.get::<Array<'_>>("Contents").map_or_else(Vec::new, |array| array.iter().collect())
}

fn unpacks_to_too_much(stream: &Stream<'_>) -> bool {
    let packed = stream.raw_data();
    let layers =
        stream.filters().iter().take_while(|&filter| *filter == Filter::FlateDecode).count();
    // What is packed more than once may be tiny.
    if layers == 0 || (layers == 1 && packed.len() < HARMLESS_CONTENT_BYTES) {
        return false;
    }
    let mut unpacked: Box<dyn Read + '_> = Box::new(&*packed);
    for _ in 0..layers.min(MAX_FLATE_LAYERS) {
        unpacked = Box::new(ZlibDecoder::new(unpacked).take(MAX_CONTENT_BYTES + 1));
    }
    let length = std::io::copy(&mut unpacked, &mut std::io::sink());
    layers > MAX_FLATE_LAYERS || length.is_ok_and(|length| length > MAX_CONTENT_BYTES)
}
