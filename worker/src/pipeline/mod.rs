//! The way of a document through the worker: fetch ▶ open ▶ read ▶ structure ▶ check ▶ store.
//!
//! Each stage is a file, is written to the job when it begins, and is timed. Whatever a stage does
//! may be done twice, when a worker dies; only `store` has an effect that counts, and that once.

mod check;
mod failures;
mod fetch;
mod open;
mod progress;
mod purge;
mod read;
mod render_pages;
mod store;
pub(crate) mod structure;

use async_trait::async_trait;
use billify_shared::domain::ids::{DocumentId, OrgId};
use billify_shared::objects::Objects;
use billify_shared::queue::{self, ClaimedJob, Completed, JobError, JobHandler, JobKind};
use sea_orm::DatabaseConnection;

use crate::sandbox::Pool;

/// Does the jobs of the documents' queue.
#[derive(Clone, Debug)]
pub struct Pipeline {
    pub database: DatabaseConnection,
    pub objects: Objects,
    pub sandbox: Pool,
    /// A larger object is no document of ours.
    pub max_file_bytes: u64,
    /// For the jobs that follow.
    pub max_attempts: u16,
}

/// The document that a job is about.
#[derive(Clone, Copy, Debug)]
struct Subject {
    org: OrgId,
    document: DocumentId,
}

#[async_trait]
impl JobHandler for Pipeline {
    async fn handle(&self, job: &ClaimedJob) -> Result<Completed, JobError> {
        let (kind, payload) = job.work()?;
        let subject = Subject { org: job.claim.org_id, document: payload.document_id };
        match kind {
            JobKind::ReadDocument => self.read_document(job, subject).await,
            JobKind::RenderPages => render_pages::run(self, job, subject).await,
            JobKind::PurgeDocument => purge::run(self, job, subject).await,
        }
    }
}

impl Pipeline {
    async fn read_document(
        &self,
        job: &ClaimedJob,
        subject: Subject,
    ) -> Result<Completed, JobError> {
        let Some(fetched) = fetch::run(self, job, subject).await? else {
            return self.nothing_to_do(job).await;
        };
        let opened = open::run(self, job, fetched.bytes).await?;
        let document = read::run(self, job, subject, opened).await?;
        let (document, invoice) = structure::run(self, job, document).await?;
        let invoice = check::run(self, job, subject, invoice).await?;
        let result = store::Reading { subject, hash: fetched.hash, document, invoice };
        store::run(self, job, &result).await
    }

    /// Ends a job whose document is gone, or has its result already.
    async fn nothing_to_do(&self, job: &ClaimedJob) -> Result<Completed, JobError> {
        Ok(queue::complete(&self.database, job).await?)
    }
}
