//! Measures what Billify promises about speed and memory: each promise against its baseline, both in
//! one run and in turns, so that a busy machine slows both.
//!
//! It measures and never fails on a missed figure, but says so. The processes are the real ones; the
//! database waits for the disk as it does in use.

mod bare_queue;
mod cpu;
mod effort;
mod figure;
mod fleet;
mod held_fleet;
mod machine;
mod material;
mod memory;
mod ocr;
mod queue;
mod report;
mod statistics;
mod text;
mod upload;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::{effort::Effort, figure::Measurement, report::Report};

/// Beside the project, where it is developed.
const USUAL_CORPUS: &str = "../shared/corpora/dev";
const SCANS: usize = 20;
const TEXTS: usize = 40;

#[derive(Debug, Parser)]
#[command(name = "billify-bench", about = "Measures Billify's speed and memory")]
struct Arguments {
    #[command(subcommand)]
    what: What,
    /// Directory with documents and their `manifest.jsonl`; generated documents if there is none
    #[arg(long, global = true)]
    corpus: Option<PathBuf>,
    /// One short round of everything, to see that it works; the figures mean little
    #[arg(long, global = true)]
    quick: bool,
}

#[derive(Clone, Debug, Subcommand)]
enum What {
    /// Reading scans, against the `tesseract` command
    Ocr,
    /// Documents with text from claim to stored, against `pdftotext`
    Text,
    /// Two workers against one
    Fleet,
    /// Uploads of 200 kB, against the bare work
    Upload,
    /// The API's memory while large files are uploaded
    Memory,
    /// Jobs without work, against a bare loop on the same table
    Queue,
    /// Everything
    All {
        /// Put the figures between the markers of this document
        #[arg(long)]
        write: Option<PathBuf>,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let effort = if arguments.quick { Effort::quick() } else { Effort::full() };
    let bench = Bench { corpus: corpus(arguments.corpus.as_deref()), effort };
    let What::All { write } = arguments.what else {
        let measurement = bench.measure(&arguments.what).await?;
        return print(&measurement.to_string());
    };
    let mut report = Report::begin();
    for what in [What::Ocr, What::Text, What::Fleet, What::Upload, What::Memory, What::Queue] {
        let measured = bench.measure(&what).await;
        let measurement = measured.with_context(|| format!("could not measure {what:?}"))?;
        print(&measurement.to_string())?;
        report.add(measurement);
    }
    if let Some(document) = write {
        report.write_into(&document)?;
    }
    print(&report.summary())
}

/// What all measurements share.
#[derive(Debug)]
struct Bench {
    corpus: Option<PathBuf>,
    effort: Effort,
}

impl Bench {
    async fn measure(&self, what: &What) -> anyhow::Result<Measurement> {
        let corpus = self.corpus.as_deref();
        let effort = &self.effort;
        match what {
            What::Ocr => ocr::measure(&material::scans(corpus, effort.scans(SCANS))?, effort).await,
            What::Text => text::measure(&material::texts(corpus, TEXTS)?, effort).await,
            What::Fleet => {
                fleet::measure(material::scans(corpus, effort.scans(SCANS))?, effort).await
            }
            What::Upload => upload::measure(effort).await,
            What::Memory => memory::measure(effort).await,
            What::Queue => queue::measure(effort).await,
            What::All { .. } => anyhow::bail!("everything is not one measurement"),
        }
    }
}

fn corpus(named: Option<&Path>) -> Option<PathBuf> {
    let usual = || Some(PathBuf::from(USUAL_CORPUS)).filter(|usual| usual.is_dir());
    named.map(Path::to_owned).or_else(usual)
}

fn print(text: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{text}").context("could not print the figures")
}
