//! Words from a picture of a page, by Tesseract.

mod engine;
mod tsv;

use std::path::{Path, PathBuf};

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};

use engine::Engine;
pub(crate) use engine::{Binarisation, Mode, Segmentation};
pub(crate) use tsv::OcrWord;

/// How many languages are kept loaded: each takes some 30 MB.
const MAX_LOADED: usize = 3;

/// The loaded recognisers, one a language.
pub(crate) struct Engines {
    tessdata: PathBuf,
    languages: Vec<String>,
    /// The one used last is last.
    loaded: Vec<Engine>,
}

impl Engines {
    pub(crate) fn new(tessdata: &Path, languages: &[String]) -> Self {
        let languages = languages.to_vec();
        Self { tessdata: tessdata.to_owned(), languages, loaded: Vec::new() }
    }

    /// The languages that may be read, the first tried first.
    pub(crate) fn languages(&self) -> &[String] {
        &self.languages
    }

    /// The recogniser for a language, loaded at first use.
    pub(crate) fn get(&mut self, language: &str) -> Result<&Engine, DocumentProblem> {
        let engine = match self.loaded.iter().position(|engine| engine.language() == language) {
            Some(index) => self.loaded.remove(index),
            None => {
                if self.loaded.len() >= MAX_LOADED {
                    self.loaded.remove(0);
                }
                Engine::load(&self.tessdata, language).map_err(|error| failed(&error))?
            }
        };
        self.loaded.push(engine);
        let last = self.loaded.len() - 1;
        Ok(&self.loaded[last])
    }
}

/// Recognition that fails on a picture within its limits is the reader's fault, not the document's.
pub(crate) fn failed(error: &engine::EngineError) -> DocumentProblem {
    let mut detail = error.to_string();
    if let Some(source) = std::error::Error::source(error) {
        detail = format!("{detail}: {source}");
    }
    DocumentProblem::new(DocumentProblemCode::ReadingCrashed, detail)
}
