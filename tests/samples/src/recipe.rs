//! One sample from its parts: an invoice, a style, and how it reaches the reader.

use image::DynamicImage;
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use thiserror::Error;

use crate::degrade::{self, DegradeError, Way};
use crate::einvoice;
use crate::invoice::{Dice, Invoice, Kind, Order};
use crate::layout::{self, Style};
use crate::page::{self, Attachment, FontBook, FontError, PdfError, Sheet};
use crate::truth::Truth;

#[derive(Debug, Error)]
pub enum SampleError {
    #[error("cannot set text")]
    Fonts(#[source] FontError),
    #[error("cannot make the PDF of {name}")]
    Pdf {
        name: String,
        #[source]
        source: PdfError,
    },
    #[error("cannot make the picture of {name}")]
    Picture {
        name: String,
        #[source]
        source: DegradeError,
    },
}

/// A generated document and what a reader should find in it.
#[derive(Clone, Debug)]
pub struct Sample {
    pub file_name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
    pub truth: Truth,
    pub description: String,
    /// ISO 639-1.
    pub language: &'static str,
    pub rendering: Rendering,
}

/// How a document reaches its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rendering {
    /// A PDF with text.
    Pdf,
    /// A PDF/A-3 with the invoice as CII XML inside.
    HybridPdf,
    Ubl,
    Cii,
    /// A PDF of grey pictures, 200 to 300 dots per inch.
    ScannedPdf,
    /// A grey picture of the first page.
    ScannedPng,
    ScannedTiff,
    /// A colour photograph of the first page.
    Photo,
    /// A receipt on a thermal roll.
    Thermal,
}

impl Rendering {
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf | Self::HybridPdf | Self::ScannedPdf => "pdf",
            Self::Ubl | Self::Cii => "xml",
            Self::ScannedPng | Self::Thermal => "png",
            Self::ScannedTiff => "tiff",
            Self::Photo => "jpg",
        }
    }

    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self.extension() {
            "pdf" => "application/pdf",
            "xml" => "application/xml",
            "png" => "image/png",
            "tiff" => "image/tiff",
            _ => "image/jpeg",
        }
    }

    /// What kind of reading it asks for.
    #[must_use]
    pub fn modality(self) -> &'static str {
        match self {
            Self::Pdf | Self::HybridPdf => "pdf_text",
            Self::ScannedPdf => "pdf_scan",
            Self::Ubl => "xml_ubl",
            Self::Cii => "xml_cii",
            Self::ScannedPng | Self::ScannedTiff | Self::Photo | Self::Thermal => "image",
        }
    }

    /// A picture shows one page only.
    fn needs_single_page(self) -> bool {
        matches!(self, Self::ScannedPng | Self::ScannedTiff | Self::Photo)
    }

    fn random(kind: Kind, dice: &mut Dice) -> Self {
        if kind == Kind::Receipt {
            let choices = [Self::Thermal, Self::Thermal, Self::Photo, Self::Pdf];
            return choices.choose(dice).copied().unwrap_or(Self::Thermal);
        }
        match dice.random_range(0..100) {
            0..50 => Self::Pdf,
            50..58 => Self::HybridPdf,
            58..61 => Self::Ubl,
            61..64 => Self::Cii,
            64..80 => Self::ScannedPdf,
            80..86 => Self::ScannedPng,
            86..90 => Self::ScannedTiff,
            _ => Self::Photo,
        }
    }
}

/// Everything that makes one sample.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    /// File name without its extension.
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) invoice: Invoice,
    pub(crate) style: Style,
    pub(crate) rendering: Rendering,
    pub(crate) way: Way,
}

impl Recipe {
    pub(crate) fn random(index: usize, seed: u64) -> Self {
        let mut dice = Dice::seed_from_u64(seed);
        // Each document has a stream of its own, so that the n-th is the same however many follow.
        dice.set_stream(u64::try_from(index).unwrap_or_default());
        let order = Order::random(&mut dice);
        let invoice = order.draw(&mut dice);
        let rendering = Rendering::random(invoice.kind, &mut dice);
        let style = Style::random(&mut dice);
        let country = invoice.market.country.to_lowercase();
        let kind = invoice.kind.as_str().replace('_', "-");
        Self {
            name: format!("{seed}-{index:05}-{country}-{kind}"),
            description: format!("{kind} from {country}, {rendering:?}, {:?}", style.header),
            invoice,
            style,
            rendering,
            way: Way::random(&mut dice),
        }
    }

    pub(crate) fn bake(self, fonts: &FontBook) -> Result<Sample, SampleError> {
        let sheets = layout::compose(&self.invoice, &self.style, fonts);
        let rendering = if self.rendering.needs_single_page() && sheets.len() > 1 {
            Rendering::ScannedPdf
        } else {
            self.rendering
        };
        let bytes = match rendering {
            Rendering::Ubl => einvoice::ubl(&self.invoice),
            Rendering::Cii => einvoice::cii(&self.invoice),
            Rendering::Pdf => self.pdf(&sheets, fonts, None)?,
            Rendering::HybridPdf => {
                let data = einvoice::cii(&self.invoice);
                let (name, description) = ("factur-x.xml", "Factur-X/ZUGFeRD invoice");
                self.pdf(&sheets, fonts, Some(&Attachment { name, description, data }))?
            }
            _ => self.pictured(rendering, &sheets, fonts)?,
        };
        Ok(Sample {
            file_name: format!("{}.{}", self.name, rendering.extension()),
            media_type: rendering.media_type(),
            bytes,
            truth: Truth::from(&self.invoice),
            description: self.description,
            language: self.invoice.market.language,
            rendering,
        })
    }

    fn pdf(
        &self,
        sheets: &[Sheet],
        fonts: &FontBook,
        attachment: Option<&Attachment>,
    ) -> Result<Vec<u8>, SampleError> {
        let title = format!("{} {}", self.invoice.supplier.name, self.invoice.number);
        page::write(sheets, fonts, &title, self.invoice.issue_date, attachment)
            .map_err(|source| SampleError::Pdf { name: self.name.clone(), source })
    }

    fn pictured(
        &self,
        rendering: Rendering,
        sheets: &[Sheet],
        fonts: &FontBook,
    ) -> Result<Vec<u8>, SampleError> {
        let pdf = self.pdf(sheets, fonts, None)?;
        let wrap = |source| SampleError::Picture { name: self.name.clone(), source };
        let way = &self.way;
        let pages = degrade::rasterise(&pdf, way.dots_per_inch).map_err(wrap)?;
        let Some(first) = pages.first() else { return Ok(pdf) };
        let scan = way.scan;
        match rendering {
            Rendering::Photo => {
                let photo = way.photo.apply(first);
                degrade::jpeg(&DynamicImage::ImageRgb8(photo), 82).map_err(wrap)
            }
            Rendering::Thermal => {
                let picture = way.thermal.apply(first);
                degrade::png(&DynamicImage::ImageLuma8(picture)).map_err(wrap)
            }
            Rendering::ScannedPng => {
                degrade::png(&DynamicImage::ImageLuma8(scan.apply(first))).map_err(wrap)
            }
            Rendering::ScannedTiff => {
                degrade::tiff(&DynamicImage::ImageLuma8(scan.apply(first))).map_err(wrap)
            }
            _ => {
                let scanned = pages
                    .iter()
                    .map(|page| degrade::jpeg(&DynamicImage::ImageLuma8(scan.apply(page)), 72));
                let scanned = scanned.collect::<Result<Vec<_>, _>>().map_err(wrap)?;
                let size = (sheets[0].width, sheets[0].height);
                page::from_images(scanned, size, "Scan", self.invoice.issue_date)
                    .map_err(|source| SampleError::Pdf { name: self.name.clone(), source })
            }
        }
    }
}
