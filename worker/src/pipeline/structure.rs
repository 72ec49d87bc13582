//! Structure: from words, or from an e-invoice, to an invoice.

use billify_shared::domain::document_problem::DocumentProblem;
use billify_shared::domain::invoice::Invoice;
use billify_shared::domain::media_type::MediaType;
use billify_shared::queue::{ClaimedJob, JobError};

use super::{Pipeline, failures};
use crate::extract::{self, ExtractionContext};
use crate::read::ReadDocument;

pub(super) async fn run(
    pipeline: &Pipeline,
    job: &ClaimedJob,
    document: ReadDocument,
) -> Result<(ReadDocument, Invoice), JobError> {
    job.enter_stage(&pipeline.database, "structure").await?;
    let structured = tokio::task::spawn_blocking(move || {
        let invoice = invoice_of(&document);
        (document, invoice)
    });
    let (document, invoice) = structured.await.map_err(|error| failures::of_thread(&error))?;
    let invoice = invoice.map_err(|problem| failures::of_document(&problem))?;
    Ok((document, invoice))
}

/// The e-invoice in the file if it can be read, else what its pages say.
///
/// # Errors
/// When the file is nothing but XML and that is not an e-invoice.
pub(crate) fn invoice_of(document: &ReadDocument) -> Result<Invoice, DocumentProblem> {
    let xml = document.embedded_xml.as_ref().map(|xml| extract::einvoice::parse(xml));
    match xml {
        Some(Ok(invoice)) => Ok(invoice),
        Some(Err(problem)) if document.media_type == MediaType::Xml => Err(problem),
        _ => Ok(extract::from_pages(&document.pages, &ExtractionContext::default())),
    }
}
