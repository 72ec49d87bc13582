//! Read: the words of every page, from the cheapest truthful source.

use billify_shared::queue::{ClaimedJob, JobError};

use super::{Pipeline, Subject, failures, progress::Progress};
use crate::read::{ReadDocument, StageMillis};
use crate::sandbox::OpenDocument;

pub(super) async fn run(
    pipeline: &Pipeline,
    job: &ClaimedJob,
    subject: Subject,
    mut opened: OpenDocument,
) -> Result<ReadDocument, JobError> {
    job.enter_stage(&pipeline.database, "read").await?;
    let page_count = opened.page_count();
    let mut progress = Progress::new(&pipeline.database, subject, page_count);
    let mut pages = Vec::new();
    for number in 1..=page_count {
        progress.tell(number - 1).await;
        let page = opened.read_page(number).await;
        pages.push(page.map_err(|error| failures::of_reading(&error))?);
    }
    Ok(ReadDocument {
        media_type: opened.media_type(),
        pages,
        embedded_xml: opened.embedded_xml().cloned(),
        // The job keeps the times of its stages.
        stage_millis: StageMillis::default(),
    })
}
