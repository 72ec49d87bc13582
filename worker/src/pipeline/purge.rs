//! Deletes what is left of a document that its owner has deleted.
//!
//! Needs: the hidden row. Effect: its objects are gone unless the same bytes are in use again, then
//! the row and all that hangs on it. An upload of the same bytes under way makes it wait.

use billify_shared::objects::{ContentHash, keys};
use billify_shared::queue::{self, ClaimedJob, Completed, Failure, JobError};
use billify_shared::store::content_lock::{self, ContentUse};
use billify_shared::store::readings;
use sea_orm::TransactionTrait;

use super::{Pipeline, Subject, failures};

pub(super) async fn run(
    pipeline: &Pipeline,
    job: &ClaimedJob,
    subject: Subject,
) -> Result<Completed, JobError> {
    let Subject { org, document } = subject;
    job.enter_stage(&pipeline.database, "purge").await?;
    let transaction = pipeline.database.begin().await?;
    let completed = queue::complete(&transaction, job).await?;
    if let Some(sha256) = readings::lock_hidden(&transaction, org, document).await? {
        let hash = ContentHash::try_from(sha256.as_slice())
            .map_err(|error| Failure::permanent("content_mismatch", failures::chain(&error)))?;
        content_lock::lock(&transaction, org, &sha256).await?;
        match content_lock::content_use(&transaction, org, &hash).await? {
            ContentUse::Upload => {
                let error = "the same bytes are being uploaded";
                return Err(Failure::transient("content_in_use", error).into());
            }
            ContentUse::Document => {}
            ContentUse::Unused => {
                let prefix = keys::content_prefix(org, &hash);
                let deleted = pipeline.objects.delete_prefix(&prefix).await;
                deleted.map_err(|error| failures::of_storage(&error))?;
            }
        }
        readings::delete_hidden(&transaction, org, document).await?;
    }
    transaction.commit().await?;
    Ok(completed)
}
