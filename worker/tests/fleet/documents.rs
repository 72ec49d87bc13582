//! What becomes of a document: read, refused, drawn, deleted.

use std::time::Duration;

use billify_samples::{Rendering, hostile};
use billify_shared::domain::page::Page;
use billify_shared::domain::status::JobState;
use billify_shared::queue::NewJob;
use nix::sys::signal::Signal;

use crate::support::{World, eventually};

#[tokio::test]
async fn a_document_becomes_an_invoice_with_words_and_previews() -> anyhow::Result<()> {
    let samples = tokio::task::spawn_blocking(billify_samples::demo_set).await??;
    let sample = samples.into_iter().find(|sample| sample.rendering == Rendering::Pdf);
    let sample = sample.expect("a clean PDF among the samples");
    let world = World::new().await?;
    let worker = world.start_worker()?;
    let (document, job) = world.upload(sample.bytes, sample.media_type).await?;
    let detail = world.ended(job, &worker).await?;
    assert_eq!(detail.job.state, JobState::Done, "{detail:?}");
    let millis = detail.attempts[0].stage_millis.clone().unwrap_or_default();
    for stage in ["fetch", "open", "read", "structure", "check", "store"] {
        assert!(millis[stage].is_u64(), "{stage}: {millis}");
    }
    let of_invoice = |column: &str| format!("SELECT {column} FROM invoices");
    let number = world.value(&of_invoice("invoice_number")).await?;
    assert_eq!(number.as_str(), sample.truth.invoice_number.as_deref());
    let action = world.value("SELECT action FROM invoice_changes").await?;
    assert_eq!(action, "extracted");
    let status = world.value("SELECT status FROM documents").await?;
    assert_eq!(status, world.value(&of_invoice("status")).await?);
    let key = world.value("SELECT words_key FROM document_pages WHERE number = 1").await?;
    let words = world.objects.get(key.as_str().unwrap(), 10_000_000).await?;
    let page: Page = serde_json::from_slice(&words)?;
    assert!(page.number == 1 && !page.words.is_empty());

    eventually("the previews", async || {
        let missing = "SELECT count(*) FROM document_pages WHERE preview_key IS NULL";
        Ok((world.value(missing).await? == 0).then_some(()))
    })
    .await?;
    let key = world.value("SELECT preview_key FROM document_pages WHERE number = 1").await?;
    let jpeg = world.objects.get(key.as_str().unwrap(), 10_000_000).await?;
    assert!(jpeg.starts_with(b"\xff\xd8\xff"));
    let statuses = "SELECT string_agg(payload->>'status', ' ' ORDER BY number) FROM events
        WHERE kind = 'document.changed' AND NOT payload ? 'previews' AND NOT payload ? 'page_count'";
    assert_eq!(world.value(statuses).await?, "processing");

    // Deleted: nothing of it is left.
    world
        .execute("UPDATE documents SET deleted_at = now() WHERE id = $1", [document.into()])
        .await?;
    let purge = world.enqueue(NewJob::purge_document(world.org, document, 5)).await?;
    assert_eq!(world.ended(purge, &worker).await?.job.state, JobState::Done);
    for table in ["documents", "document_pages", "extractions", "invoices", "invoice_changes"] {
        assert_eq!(world.value(&format!("SELECT count(*) FROM {table}")).await?, 0, "{table}");
    }
    assert_eq!(world.objects.list("").await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_document_that_cannot_be_read_says_why_and_costs_one_attempt() -> anyhow::Result<()> {
    let world = World::new().await?;
    let worker = world.start_worker()?;
    let (_, job) = world.upload(hostile::encrypted_pdf(), "application/pdf").await?;
    let detail = world.ended(job, &worker).await?;
    assert_eq!(detail.job.state, JobState::Dead);
    assert_eq!(detail.job.dead_reason.as_deref(), Some("encrypted_pdf"));
    assert_eq!(detail.attempts.len(), 1);
    assert_eq!(world.value("SELECT status FROM documents").await?, "failed");
    assert_eq!(world.value("SELECT failure_code FROM documents").await?, "encrypted_pdf");
    // The worker goes on.
    let (_, job) = world.upload(hostile::plain_pdf(), "application/pdf").await?;
    assert_eq!(world.ended(job, &worker).await?.job.state, JobState::Done);
    Ok(())
}

#[tokio::test]
async fn objects_in_use_by_a_newer_document_are_kept() -> anyhow::Result<()> {
    let world = World::new().await?;
    let worker = world.start_worker()?;
    let (old, job) = world.upload(hostile::plain_pdf(), "application/pdf").await?;
    world.ended(job, &worker).await?;
    world.execute("UPDATE documents SET deleted_at = now() WHERE id = $1", [old.into()]).await?;
    let (_, job) = world.upload(hostile::plain_pdf(), "application/pdf").await?;
    let purge = world.enqueue(NewJob::purge_document(world.org, old, 5)).await?;
    world.ended(purge, &worker).await?;
    assert_eq!(world.ended(job, &worker).await?.job.state, JobState::Done);
    assert_eq!(world.value("SELECT count(*) FROM documents").await?, 1);
    assert!(world.objects.list("").await?.iter().any(|key| key.ends_with("/original")));
    Ok(())
}

#[tokio::test]
async fn a_worker_ends_in_good_order_when_asked() -> anyhow::Result<()> {
    let world = World::new().await?;
    let worker = world.start_worker()?;
    let (_, job) = world.upload(hostile::plain_pdf(), "application/pdf").await?;
    world.ended(job, &worker).await?;
    worker.signal(Signal::SIGTERM);
    let status = tokio::time::timeout(Duration::from_secs(30), worker.ended()).await?;
    assert!(status.success(), "{status}");
    assert_eq!(world.value("SELECT state FROM workers").await?, "stopped");
    Ok(())
}
