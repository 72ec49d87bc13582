//! How many helpers there are, what they may use, and what they are told.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::open::Limits;

/// What a helper needs to know to read documents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadingSettings {
    pub limits: Limits,
    /// The directory with Tesseract's models.
    pub tessdata: PathBuf,
    /// As Tesseract names them; the first is tried first.
    pub languages: Vec<String>,
}

impl Default for ReadingSettings {
    fn default() -> Self {
        Self::new()
    }
}

impl ReadingSettings {
    #[must_use]
    pub fn new() -> Self {
        let languages = ["eng", "deu", "fra", "nld", "ita", "spa", "por"];
        Self {
            limits: Limits::default(),
            tessdata: find_tessdata(),
            languages: languages.map(str::to_owned).to_vec(),
        }
    }
}

/// Where distributions put Tesseract's models.
fn find_tessdata() -> PathBuf {
    const USUAL: [&str; 4] = [
        "/usr/share/tesseract-ocr/5/tessdata",
        "/usr/share/tesseract-ocr/4.00/tessdata",
        "/usr/share/tessdata",
        "/usr/local/share/tessdata",
    ];
    let found = USUAL.iter().find(|path| Path::new(path).is_dir());
    PathBuf::from(found.unwrap_or(&USUAL[0]))
}

/// How the pool runs its helpers.
#[derive(Clone, Debug)]
pub struct PoolSettings {
    /// The program whose `sandbox` command is the helper.
    pub executable: PathBuf,
    /// How many documents are read at the same time.
    pub slots: usize,
    /// Address space of one helper.
    pub memory_bytes: u64,
    /// How long opening a document, or one page, may take.
    pub page_timeout: Duration,
    /// A helper is replaced after so many pages…
    pub recycle_after_pages: u32,
    /// …or once it has used more memory than this.
    pub recycle_above_resident_bytes: u64,
    pub reading: ReadingSettings,
}

impl PoolSettings {
    /// One helper a core, with the documented defaults.
    ///
    /// # Errors
    /// If the path of the running program cannot be told.
    pub fn new(reading: ReadingSettings) -> std::io::Result<Self> {
        Ok(Self {
            executable: std::env::current_exe()?,
            slots: std::thread::available_parallelism().map_or(1, usize::from),
            memory_bytes: 1 << 30,
            page_timeout: Duration::from_secs(30),
            recycle_after_pages: 200,
            recycle_above_resident_bytes: 400 << 20,
            reading,
        })
    }
}
