//! Documents go in over HTTP and come out as invoices, through real processes.

use anyhow::{Context, ensure};
use billify_samples::{ReadFields, Sample, demo_set};
use billify_shared::domain::status::DocumentStatus;
use billify_tests::{Client, Document, Outcome, System, Upload};
use serde::Deserialize;

fn upload_of(sample: &Sample) -> Upload {
    Upload { file_name: sample.file_name.clone(), content: sample.bytes.clone() }
}

/// What is wrong with the reading of one sample; empty if all is right.
async fn faults(client: &Client, sample: &Sample, document: &Document) -> anyhow::Result<String> {
    let Some(id) = document.invoice_id else {
        return Ok(format!("no invoice: {:?} {:?}", document.status, document.failure));
    };
    let read = ReadFields::deserialize(client.invoice(id).await?)?;
    let mismatches = sample.truth.compare(&read);
    let mismatches: Vec<_> = mismatches.iter().map(ToString::to_string).collect();
    Ok(mismatches.join("; "))
}

#[tokio::test]
async fn every_sample_becomes_the_invoice_that_is_printed_on_it() -> anyhow::Result<()> {
    let samples = tokio::task::spawn_blocking(demo_set).await??;
    let system = System::start().workers(2).await?;
    let client = system.client().await?;
    let results = client.upload(samples.iter().map(upload_of).collect()).await?;
    ensure!(results.len() == samples.len(), "{} results", results.len());

    let mut all_faults = Vec::new();
    for (sample, result) in samples.iter().zip(results) {
        ensure!(result.filename == sample.file_name && result.outcome == Outcome::Accepted);
        let accepted = result.document.context("accepted without a document")?;
        ensure!(accepted.byte_size == sample.bytes.len() as u64);
        let document = system.settled(&client, accepted.id).await?;
        let faults = faults(&client, sample, &document).await?;
        if !faults.is_empty() {
            all_faults.push(format!("{}: {faults}", sample.file_name));
        }
    }
    ensure!(all_faults.is_empty(), "{}", all_faults.join("\n"));
    Ok(())
}

#[tokio::test]
async fn the_same_bytes_again_are_the_same_document() -> anyhow::Result<()> {
    let sample = first_sample().await?;
    let system = System::start().workers(1).await?;
    let client = system.client().await?;
    let first = client.upload(vec![upload_of(&sample)]).await?.remove(0);
    let id = first.document.context("no document")?.id;
    let read = system.settled(&client, id).await?;

    let renamed = Upload { file_name: "another name.pdf".to_owned(), ..upload_of(&sample) };
    let again = client.upload(vec![renamed]).await?.remove(0);
    ensure!(again.outcome == Outcome::Duplicate, "{again:?}");
    let existing = again.document.context("no document")?;
    ensure!(existing.id == id && existing.invoice_id == read.invoice_id);

    let other = system.client_of("Second Organisation", "clerk").await?;
    let theirs = other.upload(vec![upload_of(&sample)]).await?.remove(0);
    ensure!(theirs.outcome == Outcome::Accepted, "{theirs:?}");
    ensure!(theirs.document.context("no document")?.id != id);
    Ok(())
}

#[tokio::test]
async fn one_bad_file_does_not_sink_the_others() -> anyhow::Result<()> {
    let sample = first_sample().await?;
    let system = System::start().workers(1).await?;
    let client = system.client().await?;
    let text = Upload { file_name: "notes.pdf".to_owned(), content: b"not a PDF at all".to_vec() };
    let results = client.upload(vec![text, upload_of(&sample)]).await?;
    let outcomes: Vec<_> = results.iter().map(|result| result.outcome).collect();
    ensure!(outcomes == [Outcome::Refused, Outcome::Accepted], "{results:?}");
    ensure!(results[0].document.is_none());
    let problem = results[0].problem.as_ref().context("refused without a reason")?;
    ensure!(!problem.code.is_empty() && !problem.title.is_empty(), "{problem:?}");
    let id = results[1].document.as_ref().context("no document")?.id;
    let document = system.settled(&client, id).await?;
    ensure!(document.status != DocumentStatus::Failed, "{document:?}");
    Ok(())
}

async fn first_sample() -> anyhow::Result<Sample> {
    let samples = tokio::task::spawn_blocking(demo_set).await??;
    samples.into_iter().next().context("there are no samples")
}
