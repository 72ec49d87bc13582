//! One change of an invoice, from the version that the caller has seen to the next one.

use billify_shared::domain::field::FieldStatus;
use billify_shared::domain::ids::InvoiceId;
use billify_shared::domain::invoice::Invoice;
use billify_shared::domain::status::{DocumentStatus, InvoiceStatus};
use billify_shared::store::events::{self, EventKind};
use billify_shared::store::invoice_changes::{self, ChangeAction, FieldChange, NewChange};
use billify_shared::store::invoices::{self as store, Model};
use chrono::Utc;
use sea_orm::{DatabaseConnection, DatabaseTransaction, TransactionTrait};
use serde_json::json;

use crate::auth::Principal;
use crate::problem::{Problem, ProblemCode};

/// The `ETag` of a version.
pub(super) fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

/// Whether a list of `ETag`s holds this version; a weak one is as good, because versions never repeat.
pub(super) fn is_current(seen: &str, version: i32) -> bool {
    let current = etag(version);
    seen.split(',').map(str::trim).any(|tag| {
        tag == "*" || tag == current || tag.strip_prefix("W/").is_some_and(|tag| tag == current)
    })
}

/// The versions that a caller is ready to change.
#[derive(Clone, Copy, Debug)]
pub(super) struct IfMatch<'a>(&'a str);

impl<'a> IfMatch<'a> {
    /// # Errors
    /// 428 without the header.
    pub(super) fn required(header: Option<&'a str>) -> Result<Self, Problem> {
        header.map(Self).ok_or_else(|| {
            let detail = "Send the ETag of the invoice you have seen as If-Match.";
            Problem::new(ProblemCode::VersionRequired, detail)
        })
    }
}

/// A change under way: the row is locked until it is finished or dropped.
pub(super) struct Edit<'a> {
    transaction: DatabaseTransaction,
    caller: &'a Principal,
    pub(super) row: Model,
}

impl<'a> Edit<'a> {
    /// # Errors
    /// 404 without the invoice, 412 if the caller has seen another version.
    pub(super) async fn begin(
        db: &DatabaseConnection,
        caller: &'a Principal,
        id: InvoiceId,
        seen: IfMatch<'_>,
    ) -> Result<Self, Problem> {
        let transaction = db.begin().await?;
        let row = store::lock(&transaction, caller.org, id).await?;
        let row = row.ok_or_else(|| Problem::not_found("invoice"))?;
        if !is_current(seen.0, row.version) {
            return Err(Problem::version_conflict(row.version));
        }
        Ok(Self { transaction, caller, row })
    }

    /// Stores the row as the next version, with its history and its events.
    pub(super) async fn finish(
        mut self,
        action: ChangeAction,
        changes: Vec<FieldChange>,
    ) -> Result<Model, Problem> {
        let Self { transaction, caller, ref mut row } = self;
        row.version += 1;
        row.updated_at = Utc::now();
        let row = store::save(&transaction, caller.org, row.clone()).await?;
        let change = NewChange {
            invoice: row.id,
            version: row.version,
            action,
            user: Some(caller.user),
            changes,
        };
        invoice_changes::append(&transaction, caller.org, change).await?;
        announce(&transaction, caller, &row).await?;
        transaction.commit().await?;
        Ok(row)
    }
}

/// Brings the document in step and tells browsers. Last in the transaction: it locks the organisation.
async fn announce(
    transaction: &DatabaseTransaction,
    caller: &Principal,
    row: &Model,
) -> Result<(), Problem> {
    let needs_review = row.status == InvoiceStatus::NeedsReview.as_str();
    let status = if needs_review { DocumentStatus::NeedsReview } else { DocumentStatus::Ready };
    let moved =
        store::set_document_status(transaction, caller.org, row.document_id, status).await?;
    let payload = json!({
        "status": row.status, "version": row.version, "document_id": row.document_id,
    });
    events::append(transaction, caller.org, EventKind::InvoiceChanged, row.id.0, payload).await?;
    if moved {
        let payload = json!({ "status": status.as_str() });
        let id = row.document_id.0;
        events::append(transaction, caller.org, EventKind::DocumentChanged, id, payload).await?;
    }
    Ok(())
}

/// Ready once nobody needs to look at a key field any more and every rule holds.
pub(super) fn status_of(invoice: &Invoice) -> InvoiceStatus {
    let key_fields = [
        invoice.invoice_number.status,
        invoice.issue_date.status,
        invoice.currency.status,
        invoice.supplier_name.status,
        invoice.total_gross.status,
    ];
    let looked_at = !key_fields.contains(&FieldStatus::NeedsReview);
    match looked_at && invoice.checks.iter().all(|check| check.passed) {
        true => InvoiceStatus::Ready,
        false => InvoiceStatus::NeedsReview,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_listed_tag_may_be_the_current_one() {
        assert!(is_current("\"3\"", 3));
        assert!(is_current("\"1\", W/\"3\"", 3));
        assert!(is_current("*", 3));
        assert!(!is_current("\"33\"", 3));
        assert!(!is_current("3", 3));
    }
}
