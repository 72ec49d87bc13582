//! Reading scans: the worker's way of a page against one run of the `tesseract` command.
//!
//! Both get the same uncompressed grey picture and give words with boxes. The worker's way is all
//! of it: handing the picture to the confined helper, opening it, finding out how it lies and how
//! skewed it is, Tesseract, reading badly read pages again, and the words' way back. The command
//! starts and loads its model for every page; the helper did both before the first.

use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use billify_local::{client::Upload, programs::Programs};
use billify_worker::{
    read,
    sandbox::{Pool, PoolSettings, ReadingSettings},
};
use bytes::Bytes;
use tempfile::TempDir;
use tokio::process::Command;

use crate::{
    effort::Effort,
    figure::{Figure, Measurement, Target},
    material::Material,
    statistics::median,
};

const MODEL: &str = "eng";
/// Of the columns of Tesseract's TSV: what a line is about, and the text.
const LEVEL_WORD: &str = "5";

/// One reading of one page.
#[derive(Debug)]
struct Read {
    took: Duration,
    words: usize,
    /// As Tesseract names it.
    language: Option<String>,
}

pub(crate) async fn measure(material: &Material, effort: &Effort) -> anyhow::Result<Measurement> {
    let pages = Pages::write(material)?;
    let warm_up = pages.pages.first().context("no scans")?;
    let same_language = Contest::start(Some(MODEL), warm_up).await?;
    let mut first = Totals::default();
    for page in &pages.pages {
        first.add(&same_language.page(page, &pages.directory, effort.rounds).await?);
    }
    let detected = Contest::start(None, warm_up).await?;
    let mut second = Totals::default();
    for page in &pages.pages {
        second.add(&detected.page(page, &pages.directory, 1).await?);
    }
    let notes = vec![
        format!("The first page of {}, as uncompressed grey TIFF.", material.origin),
        format!(
            "Words found with `{MODEL}` on both sides: {} by ours, {} by the command.",
            first.our_words, first.their_words
        ),
        format!(
            "Of the {} pages the middle one takes {:.2} × the command, the slowest {:.2} ×: ours reads \
             a page again that reads badly or may lie on its side, the command never does.",
            first.pages,
            median(&first.ratios),
            first.ratios.iter().copied().fold(0.0, f64::max)
        ),
        "With detection, ours chooses between seven languages page by page; the command is told \
         the one that ours found."
            .to_owned(),
    ];
    let figures = vec![
        first.figure("OCR of a page, `eng` on both sides", Target::AtMost(1.0)),
        second.figure("OCR of a page, ours finding the language", Target::None),
    ];
    Ok(Measurement { title: "OCR", figures, notes })
}

/// The pictures as files and as bytes.
struct Pages {
    directory: TempDir,
    pages: Vec<Upload>,
}

impl Pages {
    fn write(material: &Material) -> anyhow::Result<Self> {
        let directory = TempDir::new()?;
        let pages = material.pages()?;
        for page in &pages {
            std::fs::write(directory.path().join(&page.file_name), &page.content)?;
        }
        Ok(Self { directory, pages })
    }
}

/// The worker's readers against the command.
struct Contest {
    pool: Pool,
}

/// Seconds of one page on both sides.
struct PageSeconds {
    ours: f64,
    theirs: f64,
    our_words: usize,
    their_words: usize,
}

impl Contest {
    /// Reads a page once, so that the helper is up and has its model.
    async fn start(language: Option<&str>, warm_up: &Upload) -> anyhow::Result<Self> {
        let mut reading = ReadingSettings::new();
        if let Some(language) = language {
            reading.languages = vec![language.to_owned()];
        }
        let mut settings = PoolSettings::new(reading)?;
        settings.executable = Programs::find()?.worker();
        settings.slots = 1;
        let contest = Self { pool: Pool::start(settings)? };
        contest.ours(warm_up).await?;
        Ok(contest)
    }

    /// Both sides in turns, who is first changing with every round.
    async fn page(
        &self,
        page: &Upload,
        directory: &TempDir,
        rounds: usize,
    ) -> anyhow::Result<PageSeconds> {
        let path = directory.path().join(&page.file_name);
        let mut model = MODEL.to_owned();
        let (mut our_seconds, mut their_seconds) = (Vec::new(), Vec::new());
        let (mut our_words, mut their_words) = (0, 0);
        for round in 0..rounds {
            let ours_first = round % 2 == 0;
            for is_ours in [ours_first, !ours_first] {
                if is_ours {
                    let read = self.ours(page).await?;
                    our_seconds.push(read.took.as_secs_f64());
                    our_words = read.words;
                    model = read.language.unwrap_or(model);
                } else {
                    let read = theirs(&path, &model).await?;
                    their_seconds.push(read.took.as_secs_f64());
                    their_words = read.words;
                }
            }
        }
        let (ours, theirs) = (median(&our_seconds), median(&their_seconds));
        Ok(PageSeconds { ours, theirs, our_words, their_words })
    }

    async fn ours(&self, page: &Upload) -> anyhow::Result<Read> {
        let bytes = Bytes::from(page.content.clone());
        let started = Instant::now();
        let document = read::read_document(&self.pool, bytes, |_| {}).await;
        let took = started.elapsed();
        let document = document.with_context(|| format!("{} was not read", page.file_name))?;
        let first = document.pages.first().context("a picture without a page")?;
        let language = first.languages.first().cloned();
        Ok(Read { took, words: first.words.len(), language })
    }
}

async fn theirs(picture: &Path, language: &str) -> anyhow::Result<Read> {
    let mut command = Command::new("tesseract");
    command.arg(picture).args(["stdout", "-l", language, "tsv"]).env("OMP_THREAD_LIMIT", "1");
    let started = Instant::now();
    let output = command.stderr(Stdio::null()).output().await.context("tesseract did not start")?;
    let took = started.elapsed();
    ensure!(output.status.success(), "tesseract failed on {}", picture.display());
    let table = String::from_utf8_lossy(&output.stdout);
    let words = table.lines().filter(|line| is_word(line)).count();
    Ok(Read { took, words, language: Some(language.to_owned()) })
}

fn is_word(line: &str) -> bool {
    let mut columns = line.split('\t');
    let level = columns.next();
    level == Some(LEVEL_WORD) && columns.next_back().is_some_and(|text| !text.trim().is_empty())
}

/// The sums over all pages.
#[derive(Debug, Default)]
struct Totals {
    pages: u32,
    ours: f64,
    theirs: f64,
    our_words: usize,
    their_words: usize,
    ratios: Vec<f64>,
}

impl Totals {
    fn add(&mut self, page: &PageSeconds) {
        self.pages += 1;
        self.ours += page.ours;
        self.theirs += page.theirs;
        self.our_words += page.our_words;
        self.their_words += page.their_words;
        self.ratios.push(page.ours / page.theirs);
    }

    fn figure(&self, what: &str, target: Target) -> Figure {
        let a_page = |seconds: f64| format!("{:.0} ms", seconds * 1000.0 / f64::from(self.pages));
        Figure {
            what: what.to_owned(),
            baseline: a_page(self.theirs),
            ours: a_page(self.ours),
            ratio: self.ours / self.theirs,
            target,
        }
    }
}
