//! Store: words to object storage, then everything else in one transaction with the job's end.
//!
//! Words may be written twice, to the same keys. The transaction counts once for each document,
//! content and pipeline version: a late worker is refused by the queue, and the table's key
//! refuses a second reading.

use billify_shared::domain::ids::InvoiceId;
use billify_shared::domain::invoice::{Invoice, PIPELINE_VERSION};
use billify_shared::domain::page::Page;
use billify_shared::domain::status::{DocumentStatus, InvoiceStatus};
use billify_shared::objects::{ContentHash, keys};
use billify_shared::queue::{self, ClaimedJob, Completed, Failure, JobError, NewJob};
use billify_shared::store::events::{self, EventKind};
use billify_shared::store::extractions::{self, NewExtraction};
use billify_shared::store::readings::{self, PageRow, ReadDocumentRow};
use futures::{StreamExt, TryStreamExt, stream};
use sea_orm::{DatabaseTransaction, DbErr, TransactionTrait};
use serde_json::json;

use super::{Pipeline, Subject, failures};
use crate::read::ReadDocument;

/// Pages written to object storage at the same time.
const CONCURRENT_PUTS: usize = 4;

pub(super) struct Reading {
    pub(super) subject: Subject,
    pub(super) hash: ContentHash,
    pub(super) document: ReadDocument,
    pub(super) invoice: Invoice,
}

pub(super) async fn run(
    pipeline: &Pipeline,
    job: &ClaimedJob,
    reading: &Reading,
) -> Result<Completed, JobError> {
    job.enter_stage(&pipeline.database, "store").await?;
    put_words(pipeline, reading).await?;
    let transaction = pipeline.database.begin().await?;
    // First: from here on nobody else can take the job.
    let completed = queue::complete(&transaction, job).await?;
    let status = write(pipeline, job, reading, &transaction).await?;
    transaction.commit().await?;
    if let Some(status) = status {
        let pages = reading.document.pages.len();
        metrics::counter!("billify_documents_read_total", "status" => status.as_str()).increment(1);
        tracing::info!(document_id = %reading.subject.document, pages, status = status.as_str(), "document read");
    }
    Ok(completed)
}

async fn put_words(pipeline: &Pipeline, reading: &Reading) -> Result<(), JobError> {
    let pages = reading.document.pages.iter();
    let puts: Vec<_> = pages.map(|page| put_page(pipeline, reading, page)).collect();
    stream::iter(puts).buffer_unordered(CONCURRENT_PUTS).try_collect().await
}

async fn put_page(pipeline: &Pipeline, reading: &Reading, page: &Page) -> Result<(), JobError> {
    let json = serde_json::to_vec(page)
        .map_err(|error| Failure::permanent("internal_error", error.to_string()))?;
    let put = pipeline.objects.put(&reading.words_key(page), json, "application/json").await;
    Ok(put.map_err(|error| failures::of_storage(&error))?)
}

/// Nothing if the document was deleted meanwhile, or has been read by somebody else.
async fn write(
    pipeline: &Pipeline,
    job: &ClaimedJob,
    reading: &Reading,
    transaction: &DatabaseTransaction,
) -> Result<Option<DocumentStatus>, DbErr> {
    let Subject { org, document } = reading.subject;
    if !readings::lock_document(transaction, org, document).await? {
        return Ok(None);
    }
    let new = NewExtraction {
        document_id: document,
        sha256: reading.hash.as_bytes(),
        pipeline_version: PIPELINE_VERSION,
        invoice: &reading.invoice,
        stage_millis: job.stage_millis(),
    };
    let Some(extraction) = extractions::insert(transaction, org, new).await? else {
        return Ok(None);
    };
    let status = invoice_status(&reading.invoice);
    let invoice = readings::insert_invoice(
        transaction,
        org,
        (document, extraction),
        &reading.invoice,
        status,
    )
    .await?;
    for page in &reading.document.pages {
        let row = PageRow { page, words_key: reading.words_key(page) };
        readings::insert_page(transaction, org, document, row).await?;
    }
    let document_status = document_status(status);
    let row = ReadDocumentRow {
        status: document_status,
        page_count: reading.document.pages.len(),
        language: reading.invoice.language.as_deref(),
    };
    readings::update_document(transaction, org, document, row).await?;
    if !reading.document.pages.is_empty() {
        let previews = NewJob::render_pages(org, document, pipeline.max_attempts);
        queue::enqueue(transaction, previews).await?;
    }
    announce(transaction, reading, document_status, invoice.map(|id| (id, status))).await?;
    Ok(Some(document_status))
}

async fn announce(
    transaction: &DatabaseTransaction,
    reading: &Reading,
    document_status: DocumentStatus,
    invoice: Option<(InvoiceId, InvoiceStatus)>,
) -> Result<(), DbErr> {
    let Subject { org, document } = reading.subject;
    if let Some((id, status)) = invoice {
        let payload = json!({ "status": status.as_str(), "document_id": document });
        events::append(transaction, org, EventKind::InvoiceChanged, id.0, payload).await?;
    }
    let pages = reading.document.pages.len();
    let payload =
        json!({ "status": document_status.as_str(), "pages_read": pages, "page_count": pages });
    events::append(transaction, org, EventKind::DocumentChanged, document.0, payload).await?;
    Ok(())
}

fn invoice_status(invoice: &Invoice) -> InvoiceStatus {
    if invoice.touchless { InvoiceStatus::Ready } else { InvoiceStatus::NeedsReview }
}

fn document_status(invoice: InvoiceStatus) -> DocumentStatus {
    match invoice {
        InvoiceStatus::NeedsReview => DocumentStatus::NeedsReview,
        InvoiceStatus::Ready | InvoiceStatus::Approved => DocumentStatus::Ready,
    }
}

impl Reading {
    fn words_key(&self, page: &Page) -> String {
        keys::words(self.subject.org, &self.hash, PIPELINE_VERSION, page.number)
    }
}
