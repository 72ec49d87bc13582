//! Documents as the API shows them.

use billify_shared::domain::document_problem::DocumentProblemCode;
use billify_shared::domain::ids::InvoiceId;
use billify_shared::domain::status::DocumentStatus;
use billify_shared::store::documents;
use chrono::{DateTime, Utc};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::intake::Outcome;
use crate::problem::{Problem, ProblemBody};

/// Where a document is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", rename = "DocumentStatus")]
pub enum ApiDocumentStatus {
    /// Stored; a worker will read it.
    Queued,
    /// A worker is reading it.
    Processing,
    /// Read, and nothing asks for a person's eyes.
    Ready,
    /// Read, but a person should look at the invoice.
    NeedsReview,
    /// Could not be read; `failure` says why.
    Failed,
}

/// Why a document could not be read.
#[derive(Clone, Debug, Object)]
pub struct DocumentFailure {
    /// The stable name of the kind of failure.
    pub code: String,
    pub title: String,
    /// What is wrong with this document, and what is allowed.
    pub detail: String,
}

/// An uploaded file and how far it has been read.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Document {
    pub id: Uuid,
    /// As it was when the file was first uploaded.
    pub filename: String,
    /// Told by the content, not by the name.
    pub media_type: String,
    pub byte_size: i64,
    /// Of the file's bytes, in hexadecimal digits.
    pub sha256: String,
    pub status: ApiDocumentStatus,
    /// Known once the document has been opened.
    pub page_count: Option<i32>,
    pub pages_read: i32,
    /// ISO 639-3.
    pub language: Option<String>,
    /// Present if the status is `failed`.
    pub failure: Option<DocumentFailure>,
    /// The invoice that was read from it.
    pub invoice_id: Option<Uuid>,
    pub job_id: Uuid,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What became of one uploaded file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum UploadOutcome {
    /// It is stored and will be read.
    Accepted,
    /// These bytes are a document already: that one.
    Duplicate,
    /// It cannot be read; `problem` says why. Nothing of it is stored.
    Refused,
}

/// The answer to one file of a request.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct UploadResult {
    pub filename: String,
    pub outcome: UploadOutcome,
    /// Present unless the file was refused.
    pub document: Option<Document>,
    /// Present if the file was refused.
    pub problem: Option<ProblemBody>,
}

/// One result a file, in the order of the request.
#[derive(Clone, Debug, Object)]
pub struct UploadResults {
    pub results: Vec<UploadResult>,
}

impl From<DocumentStatus> for ApiDocumentStatus {
    fn from(status: DocumentStatus) -> Self {
        match status {
            DocumentStatus::Queued => Self::Queued,
            DocumentStatus::Processing => Self::Processing,
            DocumentStatus::Ready => Self::Ready,
            DocumentStatus::NeedsReview => Self::NeedsReview,
            DocumentStatus::Failed => Self::Failed,
        }
    }
}

impl From<ApiDocumentStatus> for DocumentStatus {
    fn from(status: ApiDocumentStatus) -> Self {
        match status {
            ApiDocumentStatus::Queued => Self::Queued,
            ApiDocumentStatus::Processing => Self::Processing,
            ApiDocumentStatus::Ready => Self::Ready,
            ApiDocumentStatus::NeedsReview => Self::NeedsReview,
            ApiDocumentStatus::Failed => Self::Failed,
        }
    }
}

impl Document {
    #[must_use]
    pub fn of_row(row: documents::Model, invoice: Option<InvoiceId>) -> Self {
        // The table allows nothing else; a status of a later version shows as failed.
        let status = DocumentStatus::parse(&row.status).unwrap_or(DocumentStatus::Failed);
        Self {
            id: row.id.0,
            filename: row.filename,
            media_type: row.media_type,
            byte_size: row.byte_size,
            sha256: hex::encode(row.sha256),
            status: status.into(),
            page_count: row.page_count,
            pages_read: row.pages_read,
            language: row.language,
            failure: row.failure_code.map(|code| failure(code, row.failure_detail)),
            invoice_id: invoice.map(|invoice| invoice.0),
            job_id: row.job_id.0,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

fn failure(code: String, detail: Option<String>) -> DocumentFailure {
    let known = DocumentProblemCode::ALL.iter().find(|known| known.as_str() == code);
    let title = known.map_or("The document could not be read", |known| known.title());
    DocumentFailure { code, title: title.to_owned(), detail: detail.unwrap_or_default() }
}

impl From<Outcome> for UploadResult {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Taken { filename, taken } => Self {
                filename,
                outcome: if taken.duplicate {
                    UploadOutcome::Duplicate
                } else {
                    UploadOutcome::Accepted
                },
                document: Some(Document::of_row(taken.document, taken.invoice)),
                problem: None,
            },
            Outcome::Refused { filename, problem } => Self {
                filename,
                outcome: UploadOutcome::Refused,
                document: None,
                problem: Some(Problem::from(problem).into_body()),
            },
        }
    }
}
