//! Open: the file in a confined helper, which tells its type and checks its limits.

use billify_shared::queue::{ClaimedJob, JobError};
use bytes::Bytes;

use super::{Pipeline, failures};
use crate::sandbox::OpenDocument;

pub(super) async fn run(
    pipeline: &Pipeline,
    job: &ClaimedJob,
    bytes: Bytes,
) -> Result<OpenDocument, JobError> {
    job.enter_stage(&pipeline.database, "open").await?;
    let opened = pipeline.sandbox.open(bytes).await;
    Ok(opened.map_err(|error| failures::of_reading(&error))?)
}
