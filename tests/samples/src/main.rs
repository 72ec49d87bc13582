//! `billify-samples`: writes sample documents and their truth into a directory.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use billify_samples::{Sample, SampleError, demo_names, demo_set, hostile, manifest, random};
use clap::{Parser, Subcommand};

/// Makes sample documents, with their truth.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write documents and manifest.jsonl: the demo's, or random ones.
    Generate {
        /// Where to write; made if it is missing.
        #[arg(long, required_unless_present = "list")]
        out: Option<PathBuf>,
        /// How many random documents, instead of the demo's.
        #[arg(long)]
        count: Option<usize>,
        /// The same seed gives the same documents.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Name the demo's documents and write nothing.
        #[arg(long)]
        list: bool,
    },
    /// Write the bad files that tests feed to readers.
    Hostile {
        /// Where to write; made if it is missing.
        #[arg(long)]
        out: PathBuf,
    },
}

fn main() -> Result<()> {
    let mut console = std::io::stdout().lock();
    let (out, count, seed, list) = match Arguments::parse().command {
        Command::Generate { out, count, seed, list } => (out, count, seed, list),
        Command::Hostile { out } => {
            let written = write_hostile(&out)?;
            writeln!(console, "{written} bad files in {}", out.display())?;
            return Ok(());
        }
    };
    let Some(out) = out.filter(|_| !list) else {
        for (name, description) in demo_names() {
            writeln!(console, "{name:34} {description}")?;
        }
        return Ok(());
    };
    let written = match count {
        Some(count) => write_all(&out, random(count, seed)?)?,
        None => write_all(&out, demo_set()?.into_iter().map(Ok))?,
    };
    writeln!(console, "{written} documents in {}", out.display())?;
    Ok(())
}

fn write_hostile(directory: &Path) -> Result<usize> {
    make(directory)?;
    let files = hostile::all();
    for file in &files {
        write(&directory.join(file.file_name), &file.bytes)?;
    }
    Ok(files.len())
}

fn make(directory: &Path) -> Result<()> {
    fs::create_dir_all(directory).with_context(|| format!("cannot make {}", directory.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn write_all(
    directory: &Path,
    samples: impl Iterator<Item = Result<Sample, SampleError>>,
) -> Result<usize> {
    make(directory)?;
    let path = directory.join("manifest.jsonl");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut list = BufWriter::new(file);
    let mut written = 0;
    for sample in samples {
        let sample = sample?;
        write(&directory.join(&sample.file_name), &sample.bytes)?;
        serde_json::to_writer(&mut list, &manifest::Entry::from(&sample))?;
        list.write_all(b"\n")?;
        written += 1;
    }
    list.flush()?;
    Ok(written)
}
