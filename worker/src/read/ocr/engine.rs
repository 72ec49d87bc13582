//! The only place that talks to Tesseract.
//!
//! The binding is unsound in three ways that safe code can reach, all kept out here: images of absurd
//! size (sizes are capped), iterators that outlive their page (none leaves, results come as one
//! table), and NUL bytes in names (refused). The engine is used by one thread.

use std::path::Path;

use image::GrayImage;
use tesseract_rs::{TessPageSegMode, TesseractAPI, TesseractError};

use super::tsv::{self, OcrWord};

/// LSTM only: the models carry nothing else, and results do not depend on the page before.
const LSTM_ONLY: i32 = 1;
/// Tesseract's own bound is 32 767.
const MAX_SIDE: u32 = 32_000;
pub(crate) const MAX_PIXELS: u64 = 25_000_000;
/// Smaller pictures hold no line of text.
const MIN_SIDE: u32 = 3;

#[derive(Debug, thiserror::Error)]
pub(crate) enum EngineError {
    #[error("the model of language `{language}` cannot be loaded")]
    Load { language: String, source: TesseractError },
    #[error("`{0}` is no name of a language or directory")]
    Name(String),
    #[error("the recogniser refused its settings")]
    Settings(#[source] TesseractError),
    #[error("a picture of {width} × {height} pixels cannot be recognised")]
    Size { width: u32, height: u32 },
    #[error("recognition failed")]
    Recognise(#[source] TesseractError),
}

/// How the page is taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Segmentation {
    /// Columns, blocks and lines are looked for.
    Automatic,
    /// One block of even lines.
    SingleBlock,
}

/// How ink is told from paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binarisation {
    Otsu,
    AdaptiveOtsu,
}

/// One way of reading a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mode {
    pub(crate) segmentation: Segmentation,
    pub(crate) binarisation: Binarisation,
    /// Lines that make no sense are tried white on black as well, which takes its time.
    pub(crate) try_inverted: bool,
}

impl Mode {
    pub(crate) const USUAL: Self = Self {
        segmentation: Segmentation::Automatic,
        binarisation: Binarisation::Otsu,
        try_inverted: true,
    };
}

pub(crate) struct Engine {
    language: String,
    api: TesseractAPI,
}

impl Engine {
    pub(super) fn load(tessdata: &Path, language: &str) -> Result<Self, EngineError> {
        let directory = tessdata.to_string_lossy().into_owned();
        for name in [language, &directory] {
            if name.is_empty() || name.contains('\0') {
                return Err(EngineError::Name(name.to_owned()));
            }
        }
        let api = TesseractAPI::new();
        let language = language.to_owned();
        match api.init_2(&directory, &language, LSTM_ONLY) {
            Ok(()) => Ok(Self { language, api }),
            Err(source) => Err(EngineError::Load { language, source }),
        }
    }

    pub(super) fn language(&self) -> &str {
        &self.language
    }

    /// The words of a picture in the recogniser's order, with boxes in pixels.
    pub(crate) fn recognise(
        &self,
        image: &GrayImage,
        mode: Mode,
        dpi: Option<u32>,
    ) -> Result<Vec<OcrWord>, EngineError> {
        let (width, height) = image.dimensions();
        let fits = (MIN_SIDE..=MAX_SIDE).contains(&width)
            && (MIN_SIDE..=MAX_SIDE).contains(&height)
            && u64::from(width) * u64::from(height) <= MAX_PIXELS;
        let (Ok(columns), Ok(rows), true) = (i32::try_from(width), i32::try_from(height), fits)
        else {
            return Err(EngineError::Size { width, height });
        };
        self.apply(mode).map_err(EngineError::Settings)?;
        let set = self.api.set_image(image.as_raw(), columns, rows, 1, columns);
        set.map_err(EngineError::Recognise)?;
        if let Some(dpi) = dpi.and_then(|dpi| i32::try_from(dpi.clamp(70, 600)).ok()) {
            self.api.set_source_resolution(dpi).map_err(EngineError::Settings)?;
        }
        let table = self.api.get_tsv_text(0);
        self.api.clear().map_err(EngineError::Recognise)?;
        Ok(tsv::words(&table.map_err(EngineError::Recognise)?))
    }

    fn apply(&self, mode: Mode) -> Result<(), TesseractError> {
        self.api.set_page_seg_mode(match mode.segmentation {
            Segmentation::Automatic => TessPageSegMode::PSM_AUTO,
            Segmentation::SingleBlock => TessPageSegMode::PSM_SINGLE_BLOCK,
        })?;
        let method = match mode.binarisation {
            Binarisation::Otsu => "0",
            Binarisation::AdaptiveOtsu => "1",
        };
        self.api.set_variable("thresholding_method", method)?;
        self.api.set_variable("tessedit_do_invert", if mode.try_inverted { "1" } else { "0" })
    }
}
