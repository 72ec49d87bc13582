//! What was read on a page.

use billify_shared::domain::page::{Page, TextSource};
use poem_openapi::{Enum, Object};

/// Where a page's words came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum PageSource {
    /// The file holds them as text.
    TextLayer,
    /// They were recognised in the picture.
    Ocr,
    /// The page shows nothing that can be read.
    Blank,
    /// They were written from the data of an e-invoice.
    Xml,
}

/// A word and where it is.
#[derive(Clone, Debug, Object)]
pub(crate) struct PageWord {
    pub text: String,
    /// Left, top, right and bottom in fractions of the page, from its upper left corner.
    pub bbox: Vec<f32>,
    /// 0 to 1: what the reader says of itself; 1 for a text layer.
    pub confidence: f32,
    /// Words of one printed line share a number.
    pub line: u32,
    /// Words of one block share a number.
    pub block: u32,
}

/// A page, upright, with its words in reading order.
#[derive(Clone, Debug, Object)]
pub(crate) struct PageWords {
    /// From 1.
    pub number: u32,
    /// In points (1/72 inch) or, for images, in pixels.
    pub width: f32,
    pub height: f32,
    /// How far the page was turned clockwise to be upright.
    pub rotation_degrees: u16,
    /// The skew that was corrected as well.
    pub skew_degrees: f32,
    pub source: PageSource,
    /// ISO 639-3, most likely first.
    pub languages: Vec<String>,
    pub words: Vec<PageWord>,
}

impl From<Page> for PageWords {
    fn from(page: Page) -> Self {
        let words = page.words.into_iter().map(|word| PageWord {
            text: word.text,
            bbox: <[f32; 4]>::from(word.bbox).to_vec(),
            confidence: word.confidence,
            line: word.line,
            block: word.block,
        });
        Self {
            number: page.number,
            width: page.width,
            height: page.height,
            rotation_degrees: page.rotation_degrees,
            skew_degrees: page.skew_degrees,
            source: match page.source {
                TextSource::TextLayer => PageSource::TextLayer,
                TextSource::Ocr => PageSource::Ocr,
                TextSource::Blank => PageSource::Blank,
            },
            languages: page.languages,
            words: words.collect(),
        }
    }
}
