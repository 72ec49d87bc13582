//! What was read from a page: words with boxes, whatever they were read from.

use serde::{Deserialize, Serialize};

/// A rectangle in fractions of the page, origin top left, after the page was turned upright.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f32; 4]", into = "[f32; 4]")]
pub struct BoundingBox {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl From<[f32; 4]> for BoundingBox {
    fn from([left, top, right, bottom]: [f32; 4]) -> Self {
        Self { left, top, right, bottom }
    }
}

impl From<BoundingBox> for [f32; 4] {
    fn from(bbox: BoundingBox) -> Self {
        [bbox.left, bbox.top, bbox.right, bbox.bottom]
    }
}

impl BoundingBox {
    #[must_use]
    pub fn width(&self) -> f32 {
        self.right - self.left
    }

    #[must_use]
    pub fn height(&self) -> f32 {
        self.bottom - self.top
    }

    #[must_use]
    pub fn center_x(&self) -> f32 {
        f32::midpoint(self.left, self.right)
    }

    #[must_use]
    pub fn center_y(&self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }

    /// The smallest box around both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// The smallest box around all, or `None` if there are none.
    pub fn around<'a>(boxes: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        boxes.into_iter().copied().reduce(|all, next| all.union(&next))
    }
}

/// Where a page's words came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextSource {
    TextLayer,
    Ocr,
    /// The page shows nothing that can be read.
    Blank,
}

impl TextSource {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TextLayer => "text_layer",
            Self::Ocr => "ocr",
            Self::Blank => "blank",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// Position in the page's word list.
    pub id: u32,
    pub text: String,
    pub bbox: BoundingBox,
    /// 0 to 1: what the reader says of itself; 1 for a text layer.
    pub confidence: f32,
    /// Words of one printed line share a number, where the reader told.
    pub line: u32,
    /// Words of one paragraph or column block share a number, where the reader told.
    pub block: u32,
}

/// One page, upright, with its words in reading order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// Of the upright page, in PDF points (1/72 inch) or, for images, in pixels.
    pub width: f32,
    pub height: f32,
    /// How far the page was turned clockwise to be upright: 0, 90, 180 or 270.
    pub rotation_degrees: u16,
    /// The small skew that was corrected as well, clockwise.
    pub skew_degrees: f32,
    pub source: TextSource,
    /// ISO 639-3 codes as Tesseract names them, most likely first; empty if not known.
    pub languages: Vec<String>,
    pub words: Vec<Word>,
}

impl Page {
    /// Width divided by height: turns fractions of the width into fractions of the height.
    #[must_use]
    pub fn aspect(&self) -> f32 {
        self.width / self.height
    }
}
