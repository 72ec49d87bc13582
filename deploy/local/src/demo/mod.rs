//! The demonstration: the sample documents go in by HTTP, and what was read is held against what
//! is printed on them.

mod progress;
mod sample;
mod table;

use std::time::Duration;

use anyhow::{Context, bail};
use billify_local::{
    client::{Client, ClientError, Document, Outcome, Upload},
    console::Console,
};
use billify_samples::Sample;
use futures::future::try_join_all;
use tokio::time::{Instant, interval};

use self::{progress::Progress, sample::Uploaded};
pub(crate) use self::{sample::ReadSample, table::print};

const POLL: Duration = Duration::from_millis(300);
/// Far more than the samples take on the slowest machine; so that `--exit` always ends.
const PATIENCE: Duration = Duration::from_secs(900);

/// Uploads the samples, waits until each is read or has failed, and gives what was read.
pub(crate) async fn read_samples(
    samples: Vec<Sample>,
    client: &Client,
    console: &Console,
) -> anyhow::Result<Vec<ReadSample>> {
    let mut uploaded = upload(samples, client).await?;
    let progress = Progress::start(console, uploaded.len());
    let deadline = Instant::now() + PATIENCE;
    let mut poll = interval(POLL);
    for sample in uploaded.iter().filter(|sample| sample.document.is_settled()) {
        progress.update(sample);
    }
    while uploaded.iter().any(|sample| !sample.document.is_settled()) {
        if Instant::now() > deadline {
            let waiting = uploaded.iter().filter(|sample| !sample.document.is_settled());
            let names: Vec<_> = waiting.map(|sample| sample.sample.file_name.as_str()).collect();
            bail!("not read within {} s: {}", PATIENCE.as_secs(), names.join(", "));
        }
        poll.tick().await;
        refresh(&mut uploaded, client, &progress).await?;
    }
    progress.finish();
    let read = uploaded.into_iter().map(|sample| sample.read(client));
    Ok(try_join_all(read).await?)
}

async fn upload(samples: Vec<Sample>, client: &Client) -> anyhow::Result<Vec<Uploaded>> {
    let files = samples.iter().map(|sample| Upload {
        file_name: sample.file_name.clone(),
        content: sample.bytes.clone(),
    });
    let results = client.upload(files.collect()).await.context("could not upload the samples")?;
    if results.len() != samples.len() {
        bail!("{} files were uploaded, but {} answered for", samples.len(), results.len());
    }
    let uploaded = samples.into_iter().zip(results).map(|(sample, result)| {
        let was_there = result.outcome == Outcome::Duplicate;
        match (result.document, result.problem) {
            (Some(document), _) => Ok(Uploaded { sample, document, was_there }),
            (None, Some(problem)) => bail!("{} was refused: {problem}", sample.file_name),
            (None, None) => bail!("{} has neither a document nor a problem", sample.file_name),
        }
    });
    uploaded.collect()
}

async fn refresh(
    uploaded: &mut [Uploaded],
    client: &Client,
    progress: &Progress,
) -> Result<(), ClientError> {
    let waiting = uploaded.iter_mut().filter(|sample| !sample.document.is_settled());
    try_join_all(waiting.map(async |sample| {
        let document: Document = client.document(sample.document.id).await?;
        sample.document = document;
        progress.update(sample);
        Ok(())
    }))
    .await?;
    Ok(())
}
