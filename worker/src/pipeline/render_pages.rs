//! Draws the previews of a document that has been read.
//!
//! Needs: the document's rows of pages. Effect: a JPEG for each page in object storage, and its key
//! in the page's row; both may be written twice. A failure leaves the document as it is.

use billify_shared::domain::invoice::PIPELINE_VERSION;
use billify_shared::domain::status::DocumentStatus;
use billify_shared::objects::{ContentHash, keys};
use billify_shared::queue::{self, ClaimedJob, Completed, Failure, JobError};
use billify_shared::store::events::{self, EventKind};
use billify_shared::store::{document_pages, documents, readings};
use sea_orm::TransactionTrait;
use serde_json::json;

use super::{Pipeline, Subject, failures};
use crate::render::Upright;

pub(super) async fn run(
    pipeline: &Pipeline,
    job: &ClaimedJob,
    subject: Subject,
) -> Result<Completed, JobError> {
    let Subject { org, document } = subject;
    job.enter_stage(&pipeline.database, "render").await?;
    let Some(row) = documents::find(&pipeline.database, org, document).await? else {
        return pipeline.nothing_to_do(job).await;
    };
    let hash = ContentHash::try_from(row.sha256.as_slice())
        .map_err(|error| Failure::permanent("content_mismatch", failures::chain(&error)))?;
    let pages = readings::pages(&pipeline.database, org, document).await?;
    let previews = draw(pipeline, subject, hash, &pages).await?;

    let transaction = pipeline.database.begin().await?;
    let completed = queue::complete(&transaction, job).await?;
    if readings::lock_document(&transaction, org, document).await? {
        for (number, key) in previews {
            readings::set_preview(&transaction, (org, document), number, &key).await?;
        }
        let status = DocumentStatus::parse(&row.status).map(DocumentStatus::as_str);
        let payload = json!({ "status": status, "previews": true });
        let kind = EventKind::DocumentChanged;
        events::append(&transaction, org, kind, document.0, payload).await?;
    }
    transaction.commit().await?;
    Ok(completed)
}

/// Puts a picture of each page; gives page numbers and keys.
async fn draw(
    pipeline: &Pipeline,
    subject: Subject,
    hash: ContentHash,
    pages: &[document_pages::Model],
) -> Result<Vec<(i32, String)>, JobError> {
    let storage = |error| failures::of_storage(&error);
    let reading = |error| failures::of_reading(&error);
    let key = keys::original(subject.org, &hash);
    let bytes = pipeline.objects.get(&key, pipeline.max_file_bytes).await.map_err(storage)?;
    let mut opened = pipeline.sandbox.open(bytes).await.map_err(reading)?;
    let mut previews = Vec::new();
    for page in pages {
        let number = u32::try_from(page.number).unwrap_or_default();
        let upright = Upright {
            rotation_degrees: u16::try_from(page.rotation_degrees).unwrap_or_default(),
            skew_degrees: page.skew_degrees,
        };
        let jpeg = opened.preview(number, upright).await.map_err(reading)?;
        let key = keys::preview(subject.org, &hash, PIPELINE_VERSION, number);
        pipeline.objects.put(&key, jpeg, "image/jpeg").await.map_err(storage)?;
        previews.push((page.number, key));
    }
    Ok(previews)
}
