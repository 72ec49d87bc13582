//! Check: what only the organisation's other invoices can tell. Rules within the invoice itself are
//! part of its structure.

use billify_shared::domain::field::{Check, FieldStatus};
use billify_shared::domain::invoice::Invoice;
use billify_shared::queue::{ClaimedJob, JobError};
use billify_shared::store::duplicate_invoices;

use super::{Pipeline, Subject};

/// The rule's name in the invoice's checks.
const DUPLICATE: &str = "duplicate";

pub(super) async fn run(
    pipeline: &Pipeline,
    job: &ClaimedJob,
    subject: Subject,
    mut invoice: Invoice,
) -> Result<Invoice, JobError> {
    job.enter_stage(&pipeline.database, "check").await?;
    let twin =
        duplicate_invoices::find(&pipeline.database, subject.org, subject.document, &invoice);
    if let Some(twin) = twin.await? {
        // Never paid without a person having looked at both.
        invoice.touchless = false;
        invoice.invoice_number.status = FieldStatus::NeedsReview;
        invoice.checks.push(Check {
            rule: DUPLICATE.to_owned(),
            passed: false,
            message: format!(
                "Another document has the invoice number {} of the same supplier: {twin}.",
                invoice.invoice_number.value.as_deref().unwrap_or_default(),
            ),
        });
    }
    Ok(invoice)
}
