//! Keeps a document's status in step with the job that reads it, and tells browsers.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};
use serde_json::json;

use crate::domain::ids::{DocumentId, OrgId};
use crate::domain::status::DocumentStatus;
use crate::queue::{ChangedTo, JobChange, JobHook, JobKind};
use crate::store::events::{self, EventKind};

/// Follows the jobs that read documents; other jobs leave the document as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct FollowJobs;

#[async_trait]
impl JobHook for FollowJobs {
    async fn job_changed(
        &self,
        transaction: &DatabaseTransaction,
        change: &JobChange,
    ) -> Result<(), DbErr> {
        let Some(document) = change.document_id else { return Ok(()) };
        if JobKind::parse(&change.kind) != Some(JobKind::ReadDocument) {
            return Ok(());
        }
        match &change.to {
            ChangedTo::Waiting => queued(transaction, change.org_id, document).await,
            ChangedTo::Dead { reason, detail } => {
                failed(transaction, change.org_id, document, reason, detail).await
            }
        }
    }
}

/// The document waits to be read, again.
async fn queued(
    transaction: &DatabaseTransaction,
    org: OrgId,
    document: DocumentId,
) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "UPDATE documents SET status = 'queued', pages_read = 0, failure_code = NULL,
             failure_detail = NULL, updated_at = now()
         WHERE org_id = $1 AND id = $2 AND status IN ('processing', 'failed')
             AND deleted_at IS NULL",
        [org.into(), document.into()],
    );
    let changed = transaction.execute_raw(statement).await?.rows_affected() == 1;
    announce_if(changed, transaction, org, document, DocumentStatus::Queued).await
}

/// The document cannot be read; `reason` is a stable code, `detail` is for its owner.
async fn failed(
    transaction: &DatabaseTransaction,
    org: OrgId,
    document: DocumentId,
    reason: &str,
    detail: &str,
) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "UPDATE documents SET status = 'failed', failure_code = $3, failure_detail = $4,
             updated_at = now()
         WHERE org_id = $1 AND id = $2 AND status IN ('queued', 'processing')
             AND deleted_at IS NULL",
        [org.into(), document.into(), reason.into(), detail.into()],
    );
    let changed = transaction.execute_raw(statement).await?.rows_affected() == 1;
    announce_if(changed, transaction, org, document, DocumentStatus::Failed).await
}

async fn announce_if(
    changed: bool,
    transaction: &DatabaseTransaction,
    org: OrgId,
    document: DocumentId,
    status: DocumentStatus,
) -> Result<(), DbErr> {
    if changed {
        let payload = json!({ "status": status.as_str() });
        events::append(transaction, org, EventKind::DocumentChanged, document.0, payload).await?;
    }
    Ok(())
}
