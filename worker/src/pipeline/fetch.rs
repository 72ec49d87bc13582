//! Fetch: the document's bytes from object storage, checked against the hash they were stored under.

use billify_shared::domain::invoice::PIPELINE_VERSION;
use billify_shared::objects::{ContentHash, keys};
use billify_shared::queue::{ClaimedJob, Failure, JobError};
use billify_shared::store::{documents, extractions};
use bytes::Bytes;
use sea_orm::TransactionTrait;

use super::{Pipeline, Subject, failures, progress};

pub(super) struct Fetched {
    pub(super) bytes: Bytes,
    pub(super) hash: ContentHash,
}

/// Nothing if the document was deleted meanwhile, or has been read by this version already.
pub(super) async fn run(
    pipeline: &Pipeline,
    job: &ClaimedJob,
    subject: Subject,
) -> Result<Option<Fetched>, JobError> {
    let transaction = pipeline.database.begin().await?;
    job.enter_stage(&transaction, "fetch").await?;
    let Some(document) = documents::find(&transaction, subject.org, subject.document).await? else {
        transaction.commit().await?;
        return Ok(None);
    };
    let read_already =
        extractions::exists(&transaction, subject.org, subject.document, PIPELINE_VERSION).await?;
    if read_already {
        transaction.commit().await?;
        return Ok(None);
    }
    progress::begun(&transaction, subject).await?;
    transaction.commit().await?;

    let hash = ContentHash::try_from(document.sha256.as_slice())
        .map_err(|error| Failure::permanent("content_mismatch", failures::chain(&error)))?;
    let key = keys::original(subject.org, &hash);
    let object = pipeline.objects.get(&key, pipeline.max_file_bytes).await;
    let bytes = object.map_err(|error| failures::of_storage(&error))?;
    check_hash(bytes, hash).await.map(Some)
}

/// A large file takes a while to hash: not on a thread that others wait for.
async fn check_hash(bytes: Bytes, hash: ContentHash) -> Result<Fetched, JobError> {
    let copy = bytes.clone();
    let found = tokio::task::spawn_blocking(move || ContentHash::of(&copy)).await;
    let found = found.map_err(|error| failures::of_thread(&error))?;
    if found != hash {
        let error = format!("the stored bytes have the hash {found} instead of {hash}");
        return Err(Failure::permanent("content_mismatch", error).into());
    }
    Ok(Fetched { bytes, hash })
}
