//! Documents with text, from claim to stored, against reading their words with `pdftotext`.
//!
//! In CPU seconds, of the worker and its helpers on the one side and of the command on the other:
//! the database and the object storage are other machines in use. Ours fetches the object, opens
//! it in the helper, reads words with boxes, makes the invoice, checks it, and stores all of it.

use std::{path::PathBuf, process::Stdio, time::Duration};

use anyhow::{Context, ensure};
use tempfile::TempDir;
use tokio::process::Command;

use crate::{
    cpu,
    effort::Effort,
    figure::{Figure, Measurement, Target},
    held_fleet::HeldFleet,
    material::Material,
    statistics::median,
};

/// Times the rounds of the others: a round is short.
const ROUNDS: usize = 2;
const WARM_UP: usize = 5;

pub(crate) async fn measure(material: &Material, effort: &Effort) -> anyhow::Result<Measurement> {
    let directory = TempDir::new()?;
    let mut files = Vec::new();
    for document in &material.documents {
        let path = directory.path().join(&document.file_name);
        std::fs::write(&path, &document.content)?;
        files.push(path);
    }
    let warm_up = &material.documents[..WARM_UP.min(material.documents.len())];
    let fleet = HeldFleet::start(1, warm_up).await?;
    let (mut theirs, mut ours, mut wall) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..effort.rounds * ROUNDS {
        let cpu = pdftotext(&files).await?;
        theirs.push(f64::from(u32::try_from(files.len())?) / cpu.as_secs_f64());
        let spent = fleet.read(&material.documents, 1).await?;
        ours.push(f64::from(spent.documents) / spent.cpu.as_secs_f64());
        wall.push(f64::from(spent.documents) / spent.wall.as_secs_f64());
    }
    let (theirs, ours) = (median(&theirs), median(&ours));
    let figure = Figure {
        what: "PDFs with text a CPU second, claim to stored".to_owned(),
        baseline: format!("{theirs:.1}"),
        ours: format!("{ours:.1}"),
        ratio: ours / theirs,
        target: Target::AtLeast(2.0),
    };
    let notes = vec![
        format!("The documents: {}.", material.origin),
        format!(
            "Ours is {:.1} documents a second of wall time, one after the other in one slot.",
            median(&wall)
        ),
    ];
    Ok(Measurement { title: "Text layers", figures: vec![figure], notes })
}

/// CPU time of one run of the command for every file.
async fn pdftotext(files: &[PathBuf]) -> anyhow::Result<Duration> {
    let before = cpu::of_ended_children()?;
    for file in files {
        let mut command = Command::new("pdftotext");
        command.arg("-bbox-layout").arg(file).arg("-").stderr(Stdio::null());
        let output = command.output().await.context("pdftotext did not start")?;
        ensure!(output.status.success(), "pdftotext failed on {}", file.display());
    }
    Ok(cpu::of_ended_children()?.saturating_sub(before))
}
