//! Where the words stand: lines, segments, columns, and which label belongs to which value.
//!
//! Distances are measured in ems (twice the page's median character width), so that they mean the
//! same for a text layer in points and for OCR of a photograph in pixels.

pub mod labels;
pub mod lines;
mod qualify;
pub mod relations;

use std::ops::Range;

use billify_shared::domain::page::{BoundingBox, Page, TextSource};

/// A word, or a part of one that was split at a colon.
#[derive(Clone, Debug)]
pub struct Token {
    /// Index into the pages given.
    pub page: usize,
    pub word_id: u32,
    pub text: String,
    pub folded: String,
    /// In fractions of the page, as the reader gave it.
    pub bbox: BoundingBox,
    /// In ems, skew removed.
    pub place: BoundingBox,
    pub confidence: f32,
    pub line: usize,
    pub segment: usize,
}

/// Words side by side without a wide gap between them.
#[derive(Clone, Debug)]
pub struct Segment {
    pub line: usize,
    pub tokens: Range<usize>,
    pub place: BoundingBox,
}

/// Everything printed at one height of a page.
#[derive(Clone, Debug)]
pub struct Line {
    pub page: usize,
    pub tokens: Range<usize>,
    pub segments: Range<usize>,
    pub place: BoundingBox,
}

/// All words of the document, line by line from the top of the first page.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    pub tokens: Vec<Token>,
    pub segments: Vec<Segment>,
    pub lines: Vec<Line>,
    /// Size of each page in ems.
    pub page_sizes: Vec<(f32, f32)>,
    /// Whether words of the page may be misread.
    pub ocr: Vec<bool>,
    pub page_numbers: Vec<u32>,
    /// Of the words of each page, in ems.
    pub median_heights: Vec<f32>,
}

impl Layout {
    #[must_use]
    pub fn of(pages: &[Page]) -> Self {
        let mut layout = Self::default();
        for (index, page) in pages.iter().enumerate() {
            lines::append_page(&mut layout, index, page);
        }
        layout
    }

    /// The printed text of a run of tokens.
    #[must_use]
    pub fn text(&self, tokens: &Range<usize>) -> String {
        let words: Vec<&str> =
            self.tokens[tokens.clone()].iter().map(|token| token.text.as_str()).collect();
        words.join(" ")
    }

    /// The box around a run of tokens, in fractions of the page.
    #[must_use]
    pub fn bbox(&self, tokens: &Range<usize>) -> BoundingBox {
        BoundingBox::around(self.tokens[tokens.clone()].iter().map(|token| &token.bbox))
            .unwrap_or(NOWHERE)
    }

    /// The box around a run of tokens, in ems.
    #[must_use]
    pub fn place(&self, tokens: &Range<usize>) -> BoundingBox {
        BoundingBox::around(self.tokens[tokens.clone()].iter().map(|token| &token.place))
            .unwrap_or(NOWHERE)
    }

    #[must_use]
    pub fn is_ocr(&self, token: usize) -> bool {
        self.ocr[self.tokens[token].page]
    }

    /// The tokens of the line from this one on.
    #[must_use]
    pub fn rest_of_line(&self, token: usize) -> Range<usize> {
        token..self.lines[self.tokens[token].line].tokens.end
    }

    /// The tokens of the segment from this one on.
    #[must_use]
    pub fn rest_of_segment(&self, token: usize) -> Range<usize> {
        token..self.segments[self.tokens[token].segment].tokens.end
    }

    /// Words as slices, for the value parsers.
    #[must_use]
    pub fn words(&self, tokens: Range<usize>) -> Vec<&str> {
        self.tokens[tokens].iter().map(|token| token.text.as_str()).collect()
    }
}

pub(super) const NOWHERE: BoundingBox =
    BoundingBox { left: 0.0, top: 0.0, right: 0.0, bottom: 0.0 };

fn is_misreadable(page: &Page) -> bool {
    page.source == TextSource::Ocr
}
