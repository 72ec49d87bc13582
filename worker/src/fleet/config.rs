//! Everything a member of the fleet is configured with.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use billify_shared::config::{DatabaseConfig, LimitsConfig, LogConfig, ObjectsConfig, QueueConfig};

use crate::open::Limits;
use crate::sandbox::{PoolSettings, ReadingSettings};

/// The configuration of `billify-worker run`.
#[derive(Clone, Debug, clap::Args)]
pub struct WorkerConfig {
    #[command(flatten)]
    pub database: DatabaseConfig,
    #[command(flatten)]
    pub objects: ObjectsConfig,
    #[command(flatten)]
    pub queue: QueueConfig,
    #[command(flatten)]
    pub limits: LimitsConfig,
    #[command(flatten)]
    pub log: LogConfig,

    /// Documents read at the same time; the number of cores if not set.
    #[arg(
        long = "slots",
        env = "BILLIFY_WORKER_SLOTS",
        value_name = "BILLIFY_WORKER_SLOTS",
        value_parser = clap::value_parser!(u16).range(1..=1024)
    )]
    pub slots: Option<u16>,

    /// Seconds that running jobs may go on after the worker was asked to stop.
    #[arg(
        long,
        env = "BILLIFY_WORKER_GRACE_SECONDS",
        value_name = "BILLIFY_WORKER_GRACE_SECONDS",
        default_value_t = 60
    )]
    pub grace_seconds: u64,

    /// Where `/healthz` and `/metrics` are served; nowhere if not set.
    #[arg(
        long = "worker-listen",
        env = "BILLIFY_WORKER_LISTEN",
        value_name = "BILLIFY_WORKER_LISTEN"
    )]
    pub listen: Option<SocketAddr>,

    /// The languages that scans may be in, as Tesseract names them.
    #[arg(
        long = "ocr-languages",
        env = "BILLIFY_OCR_LANGUAGES",
        value_name = "BILLIFY_OCR_LANGUAGES",
        value_delimiter = ','
    )]
    pub ocr_languages: Option<Vec<String>>,

    /// The directory with Tesseract's models; looked for in the usual places if not set.
    #[arg(long, env = "BILLIFY_TESSDATA", value_name = "BILLIFY_TESSDATA")]
    pub tessdata: Option<PathBuf>,

    /// Seconds that opening a document, or reading one page, may take.
    #[arg(
        long,
        env = "BILLIFY_PAGE_SECONDS",
        value_name = "BILLIFY_PAGE_SECONDS",
        default_value_t = 30
    )]
    pub page_seconds: u64,

    /// Address space of one reading process.
    #[arg(long, env = "BILLIFY_SANDBOX_MEMORY_BYTES", value_name = "BILLIFY_SANDBOX_MEMORY_BYTES")]
    pub sandbox_memory_bytes: Option<u64>,
}

impl WorkerConfig {
    /// One a core unless configured.
    #[must_use]
    pub fn slots(&self) -> u16 {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.slots.unwrap_or_else(|| u16::try_from(cores()).unwrap_or(u16::MAX))
    }

    pub(super) fn grace(&self) -> Duration {
        Duration::from_secs(self.grace_seconds)
    }

    /// # Errors
    /// If the path of the running program cannot be told.
    pub(super) fn pool_settings(&self) -> std::io::Result<PoolSettings> {
        let mut reading = ReadingSettings::new();
        reading.limits = Limits {
            max_file_bytes: self.limits.max_file_bytes,
            max_pages: self.limits.max_pages,
            max_page_pixels: self.limits.max_page_pixels,
        };
        if let Some(languages) = &self.ocr_languages {
            reading.languages.clone_from(languages);
        }
        if let Some(tessdata) = &self.tessdata {
            reading.tessdata.clone_from(tessdata);
        }
        let mut settings = PoolSettings::new(reading)?;
        settings.slots = usize::from(self.slots());
        settings.page_timeout = Duration::from_secs(self.page_seconds);
        settings.memory_bytes = self.sandbox_memory_bytes.unwrap_or(settings.memory_bytes);
        Ok(settings)
    }
}
