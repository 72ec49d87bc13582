//! What a job is about follows the job: in the same transaction, without the queue knowing it.

use async_trait::async_trait;
use sea_orm::{DatabaseTransaction, DbErr};

use crate::domain::ids::{DocumentId, JobId, OrgId};

/// A job that left the worker without success, or was asked for again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobChange {
    pub job_id: JobId,
    pub org_id: OrgId,
    pub kind: String,
    pub document_id: Option<DocumentId>,
    pub to: ChangedTo,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangedTo {
    Waiting,
    Dead {
        /// A stable code.
        reason: String,
        /// For the person who waits for the result.
        detail: String,
    },
}

/// Called in the transaction that changes the job, after the job's row is locked.
#[async_trait]
pub trait JobHook: Send + Sync {
    /// # Errors
    /// When the database refuses; the change of the job is then rolled back with it.
    async fn job_changed(
        &self,
        transaction: &DatabaseTransaction,
        change: &JobChange,
    ) -> Result<(), DbErr>;
}
