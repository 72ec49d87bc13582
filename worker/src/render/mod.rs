//! Pictures of pages: for people (upright JPEG previews) and for the recogniser.

mod pdf;
mod preview;

use billify_shared::domain::page::Page;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

pub(crate) use pdf::Rasterizer;
pub(crate) use preview::page_jpeg;

use crate::read::ReadError;
use crate::sandbox::Pool;

/// How a page was turned when it was read, so that the preview lies under the words' boxes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Upright {
    /// Clockwise: 0, 90, 180 or 270.
    pub rotation_degrees: u16,
    /// Clockwise, after the quarter turns.
    pub skew_degrees: f32,
}

impl From<&Page> for Upright {
    fn from(page: &Page) -> Self {
        Self { rotation_degrees: page.rotation_degrees, skew_degrees: page.skew_degrees }
    }
}

/// A JPEG of one page, counted from 1, at most 1600 pixels high. For several pages of a document,
/// open it once and ask [`crate::sandbox::OpenDocument::preview`]. May be dropped at any time.
///
/// # Errors
/// With the document's problem, and whether trying again may help.
pub async fn preview(
    pool: &Pool,
    bytes: Bytes,
    number: u32,
    upright: Upright,
) -> Result<Vec<u8>, ReadError> {
    pool.open(bytes).await?.preview(number, upright).await
}
