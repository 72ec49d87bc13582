//! Chooses, page by page, how to read a document.

use std::panic::{AssertUnwindSafe, catch_unwind};

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use billify_shared::domain::page::{Page, TextSource};
use hayro_interpret::InterpreterCache;
use hayro_syntax::page::Page as PdfPage;

use super::ocr::Engines;
use super::ocr_page::{self, Picture};
use super::text_layer::{self, PageContent, Verdict};
use super::{language, raster};
use crate::open::{Document, ImageFile, PdfFile};
use crate::render::Rasterizer;

/// Pages without a scan on them are drawn with this many pixels an inch.
const USUAL_DPI: f64 = 300.0;
/// A scan is drawn as it was scanned, within these bounds.
const SCAN_DPI: std::ops::RangeInclusive<f64> = 200.0..=350.0;
const MAX_PIXELS: f64 = 20_000_000.0;

/// Reads the pages of one document; what it learns from one helps with the next.
pub(crate) struct PageReader<'a> {
    document: &'a Document,
    fonts: InterpreterCache<'a>,
    rasterizer: Rasterizer<'a>,
    language: ocr_page::DocumentLanguage,
}

impl<'a> PageReader<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Self {
            document,
            fonts: InterpreterCache::new(),
            rasterizer: Rasterizer::default(),
            language: ocr_page::DocumentLanguage::default(),
        }
    }

    /// The words of a page, counted from 1.
    pub(crate) fn read(
        &mut self,
        number: u32,
        engines: &mut Engines,
    ) -> Result<Page, DocumentProblem> {
        match self.document {
            Document::Pdf(pdf) => self.read_pdf_page(pdf, number, engines),
            Document::Image(image) => self.read_image(image, number, engines),
            Document::Xml => {
                let detail = "an XML file has no pages";
                Err(DocumentProblem::new(DocumentProblemCode::NoPages, detail))
            }
        }
    }

    fn read_image(
        &mut self,
        file: &ImageFile,
        number: u32,
        engines: &mut Engines,
    ) -> Result<Page, DocumentProblem> {
        let image = raster::gray(file.decode(number)?);
        let size = (image.width() as f32, image.height() as f32);
        let picture = Picture { image, dpi: None };
        Ok(ocr_page::read(picture, engines, &mut self.language)?.into_page(number, size))
    }

    fn read_pdf_page(
        &mut self,
        pdf: &'a PdfFile,
        number: u32,
        engines: &mut Engines,
    ) -> Result<Page, DocumentProblem> {
        let page = pdf.page(number)?;
        // The text layer of a damaged page may be beyond reading while the page can be drawn.
        let inspected =
            catch_unwind(AssertUnwindSafe(|| text_layer::inspect(page, &self.fonts))).ok();
        let Some(content) = inspected else { return self.look_at(page, None, number, engines) };
        let (width, height) = content.largest_image;
        pdf.limits().check_pixels(width.into(), height.into())?;
        let layer = text_layer::assemble(&content);
        let source = match text_layer::judge(&content, &layer.words) {
            Verdict::Look => return self.look_at(page, Some(&content), number, engines),
            Verdict::Good => TextSource::TextLayer,
            Verdict::Blank => TextSource::Blank,
        };
        let texts = layer.words.iter().map(|word| word.text.as_str());
        Ok(Page {
            number,
            width: layer.size.0 as f32,
            height: layer.size.1 as f32,
            rotation_degrees: layer.turn.degrees(),
            skew_degrees: 0.0,
            source,
            languages: language::detect(texts, engines.languages())
                .map(str::to_owned)
                .into_iter()
                .collect(),
            words: layer.words,
        })
    }

    fn look_at(
        &mut self,
        page: &'a PdfPage<'a>,
        content: Option<&PageContent>,
        number: u32,
        engines: &mut Engines,
    ) -> Result<Page, DocumentProblem> {
        let scanned = content.and_then(|content| content.main_image_dpi);
        let dpi = scanned.map_or(USUAL_DPI, |dpi| dpi.clamp(*SCAN_DPI.start(), *SCAN_DPI.end()));
        let image = self.rasterizer.draw(page, dpi, MAX_PIXELS)?.into_gray();
        let size = page.render_dimensions();
        let drawn_dpi = f64::from(image.width()) / f64::from(size.0) * 72.0;
        let picture = Picture { image, dpi: Some(drawn_dpi.round() as u32) };
        Ok(ocr_page::read(picture, engines, &mut self.language)?.into_page(number, size))
    }
}
