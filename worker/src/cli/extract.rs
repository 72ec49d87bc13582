//! `billify-worker extract FILE…`: reads files and prints what they say, without any server.
//!
//! One result a file, in the order given, however long each takes; a file that cannot be read has a
//! problem for its result, and the command then ends with 1.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use billify_shared::domain::document_problem::DocumentProblem;
use billify_shared::domain::invoice::Invoice;
use bytes::Bytes;
use clap::{Args, ValueEnum};
use futures::StreamExt;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::{inputs, table};
use crate::extract;
use crate::open::Limits;
use crate::pipeline::structure::invoice_of;
use crate::read::{self, ReadDocument};
use crate::sandbox::{Pool, PoolSettings, ReadingSettings};

/// From this many files on, a person wants to see how far it is.
const MANY_FILES: usize = 3;

#[derive(Debug, Args)]
pub struct ExtractArguments {
    /// The files to read; `-` is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// One JSON object a line, or a table for people
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// Add the words of every page to the JSON
    #[arg(long)]
    with_words: bool,
    /// Print what was read and extract nothing
    #[arg(long, hide = true)]
    words_only: bool,
    #[command(flatten)]
    reading: ReadingArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Table,
}

/// How documents are read; the same keys as the fleet's.
#[derive(Clone, Debug, Args)]
struct ReadingArguments {
    /// Files read at the same time; the number of cores if not given
    #[arg(long, env = "BILLIFY_WORKER_SLOTS")]
    slots: Option<usize>,
    #[arg(long, env = "BILLIFY_MAX_FILE_BYTES", hide = true)]
    max_file_bytes: Option<u64>,
    #[arg(long, env = "BILLIFY_MAX_PAGES", hide = true)]
    max_pages: Option<u32>,
    #[arg(long, env = "BILLIFY_MAX_PAGE_PIXELS", hide = true)]
    max_page_pixels: Option<u64>,
    /// The languages that scans may be in, as Tesseract names them
    #[arg(long, env = "BILLIFY_OCR_LANGUAGES", value_delimiter = ',')]
    languages: Option<Vec<String>>,
    #[arg(long, env = "BILLIFY_TESSDATA", hide = true)]
    tessdata: Option<PathBuf>,
    #[arg(long, env = "BILLIFY_PAGE_SECONDS", hide = true)]
    page_seconds: Option<u64>,
    #[arg(long, env = "BILLIFY_SANDBOX_MEMORY_BYTES", hide = true)]
    sandbox_memory_bytes: Option<u64>,
}

impl ReadingArguments {
    fn pool_settings(&self) -> std::io::Result<PoolSettings> {
        let usual = Limits::default();
        let mut reading = ReadingSettings::new();
        reading.limits = Limits {
            max_file_bytes: self.max_file_bytes.unwrap_or(usual.max_file_bytes),
            max_pages: self.max_pages.unwrap_or(usual.max_pages),
            max_page_pixels: self.max_page_pixels.unwrap_or(usual.max_page_pixels),
        };
        reading.languages.clone_from(self.languages.as_ref().unwrap_or(&reading.languages.clone()));
        reading.tessdata = self.tessdata.clone().unwrap_or(reading.tessdata);
        let mut settings = PoolSettings::new(reading)?;
        settings.slots = self.slots.unwrap_or(settings.slots);
        settings.page_timeout =
            self.page_seconds.map_or(settings.page_timeout, Duration::from_secs);
        settings.memory_bytes = self.sandbox_memory_bytes.unwrap_or(settings.memory_bytes);
        Ok(settings)
    }
}

/// What became of one file.
pub(super) struct Outcome {
    pub(super) file: String,
    pub(super) result: Result<(ReadDocument, Invoice), DocumentProblem>,
}

/// Runs the command.
///
/// # Errors
/// If the readers cannot be started or the results cannot be printed; never for a file's sake.
pub fn run(arguments: ExtractArguments) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(extract_all(arguments))
}

async fn extract_all(arguments: ExtractArguments) -> anyhow::Result<ExitCode> {
    let settings = arguments.reading.pool_settings().context("cannot find this program")?;
    let max_file_bytes = settings.reading.limits.max_file_bytes;
    let pool = Pool::start(settings)?;
    let progress = progress_bar(arguments.files.len());
    let mut outcomes = futures::stream::iter(&arguments.files)
        .map(|file| extract_one(&pool, file, max_file_bytes, arguments.words_only))
        .buffered(pool.slots());
    let (mut all_read, mut for_table) = (true, Vec::new());
    while let Some(outcome) = outcomes.next().await {
        progress.inc(1);
        all_read &= outcome.result.is_ok();
        match arguments.format {
            Format::Table => for_table.push(outcome),
            Format::Json => progress.suspend(|| print_line(&arguments, outcome))?,
        }
    }
    progress.finish_and_clear();
    if arguments.format == Format::Table {
        writeln!(std::io::stdout(), "{}", table::of(&for_table))?;
    }
    Ok(if all_read { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn extract_one(pool: &Pool, file: &Path, max_file_bytes: u64, words_only: bool) -> Outcome {
    let result = async {
        let bytes = inputs::read(file, max_file_bytes)?;
        let document = read::read_document(pool, bytes, |_| {}).await;
        let document = document.map_err(|error| error.problem)?;
        let invoice = if words_only { Invoice::default() } else { invoice_of(&document)? };
        Ok((document, invoice))
    };
    Outcome { file: inputs::name(file), result: result.await }
}

fn print_line(arguments: &ExtractArguments, outcome: Outcome) -> anyhow::Result<()> {
    let Outcome { file, result } = outcome;
    let line = match result {
        Err(problem) => json!({"file": file, "problem": {
            "code": problem.code.as_str(),
            "title": problem.code.title(),
            "detail": problem.detail,
        }}),
        Ok((document, _)) if arguments.words_only => words(&file, &document),
        Ok((document, invoice)) => {
            let mut line = fields(&file, &document, &invoice);
            if arguments.with_words {
                line["words"] = serde_json::to_value(&document.pages)?;
            }
            line
        }
    };
    let mut output = std::io::stdout().lock();
    serde_json::to_writer(&mut output, &line)?;
    output.write_all(b"\n")?;
    Ok(())
}

/// Values by the names of the truth files, and beside them what speaks for each.
fn fields(file: &str, document: &ReadDocument, invoice: &Invoice) -> serde_json::Value {
    json!({
        "file": file,
        "fields": extract::corpus_fields(invoice),
        "confidence": extract::confidences(invoice),
        "evidence": extract::evidence(invoice),
        "document_type": invoice.document_type,
        "language": invoice.language,
        "pages": document.pages.len(),
        "invoice": invoice,
    })
}

fn words(file: &str, document: &ReadDocument) -> serde_json::Value {
    let xml = document.embedded_xml.as_ref().map(|xml: &Bytes| String::from_utf8_lossy(xml));
    json!({
        "file": file,
        "media_type": document.media_type,
        "pages": document.pages,
        "embedded_xml": xml,
        "stage_millis": document.stage_millis,
    })
}

fn progress_bar(files: usize) -> ProgressBar {
    if files < MANY_FILES || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let target = ProgressDrawTarget::stderr();
    let bar = ProgressBar::with_draw_target(u64::try_from(files).ok(), target);
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} files, {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
