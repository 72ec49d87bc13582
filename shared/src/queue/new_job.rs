//! Asking for work.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::domain::ids::{DocumentId, JobId, OrgId};

/// The queue of everything that is done to documents.
pub const DOCUMENTS_QUEUE: &str = "documents";

/// What is to be done. The text is stored and never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// Read a document and store its invoice.
    ReadDocument,
    /// Draw the previews of a document that has been read.
    RenderPages,
    /// Delete the objects and rows of a document that was deleted.
    PurgeDocument,
}

impl JobKind {
    pub const ALL: [Self; 3] = [Self::ReadDocument, Self::RenderPages, Self::PurgeDocument];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadDocument => "read_document",
            Self::RenderPages => "render_pages",
            Self::PurgeDocument => "purge_document",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Higher first: nobody waits for a preview or a deletion while a document is unread.
    fn priority(self) -> i16 {
        match self {
            Self::ReadDocument => 0,
            Self::RenderPages => -10,
            Self::PurgeDocument => -20,
        }
    }
}

/// Identifiers only; what they stand for is looked up when the job runs. Unknown keys are ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobPayload {
    /// Raised when an older worker could misread the payload.
    pub schema: u32,
    pub document_id: DocumentId,
}

impl JobPayload {
    pub const SCHEMA: u32 = 1;
}

/// A job to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    pub id: JobId,
    pub org_id: OrgId,
    pub queue: String,
    pub kind: String,
    pub payload: Json,
    pub document_id: Option<DocumentId>,
    pub priority: i16,
    pub max_attempts: u16,
    /// Not before; now if absent.
    pub run_at: Option<DateTime<Utc>>,
}

impl NewJob {
    #[must_use]
    pub fn read_document(org: OrgId, document: DocumentId, max_attempts: u16) -> Self {
        Self::for_document(JobKind::ReadDocument, org, document, max_attempts)
    }

    #[must_use]
    pub fn render_pages(org: OrgId, document: DocumentId, max_attempts: u16) -> Self {
        Self::for_document(JobKind::RenderPages, org, document, max_attempts)
    }

    #[must_use]
    pub fn purge_document(org: OrgId, document: DocumentId, max_attempts: u16) -> Self {
        Self::for_document(JobKind::PurgeDocument, org, document, max_attempts)
    }

    fn for_document(
        kind: JobKind,
        org_id: OrgId,
        document_id: DocumentId,
        max_attempts: u16,
    ) -> Self {
        Self {
            id: JobId::new(),
            org_id,
            queue: DOCUMENTS_QUEUE.to_owned(),
            kind: kind.as_str().to_owned(),
            payload: serde_json::json!({ "schema": JobPayload::SCHEMA, "document_id": document_id }),
            document_id: Some(document_id),
            priority: kind.priority(),
            max_attempts,
            run_at: None,
        }
    }
}

/// Writes the job; workers learn of it when the transaction commits.
///
/// # Errors
/// When the database refuses; the transaction is then to be rolled back.
pub async fn enqueue(transaction: &DatabaseTransaction, job: NewJob) -> Result<JobId, DbErr> {
    let id = job.id;
    let max_attempts = i16::try_from(job.max_attempts).unwrap_or(i16::MAX);
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "INSERT INTO jobs (id, org_id, queue, kind, payload, document_id, priority, max_attempts, run_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, now()))",
        [
            id.into(),
            job.org_id.into(),
            job.queue.into(),
            job.kind.into(),
            job.payload.into(),
            job.document_id.into(),
            job.priority.into(),
            max_attempts.into(),
            job.run_at.into(),
        ],
    );
    transaction.execute_raw(statement).await?;
    Ok(id)
}
