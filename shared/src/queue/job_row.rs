//! The table `jobs`, and its rows as people see them.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::domain::failure::FailureKind;
use crate::domain::ids::{DocumentId, JobId, OrgId, WorkerId};
use crate::domain::status::JobState;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    pub org_id: OrgId,
    pub queue: String,
    pub kind: String,
    pub document_id: Option<DocumentId>,
    pub state: String,
    pub priority: i16,
    pub run_at: DateTimeUtc,
    pub attempts: i16,
    pub max_attempts: i16,
    pub crashes: i16,
    pub worker_id: Option<WorkerId>,
    pub stage: Option<String>,
    pub failure_kind: Option<String>,
    pub last_error: Option<String>,
    pub dead_reason: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// A piece of work and how far it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Job {
    pub id: JobId,
    pub org_id: OrgId,
    pub queue: String,
    pub kind: String,
    pub document_id: Option<DocumentId>,
    pub state: JobState,
    /// Higher first.
    pub priority: i16,
    /// Not before.
    pub run_at: DateTime<Utc>,
    /// Counted when the job is claimed.
    pub attempts: i16,
    pub max_attempts: i16,
    /// How often the process reading the document died.
    pub crashes: i16,
    /// Of the latest claim.
    pub worker_id: Option<WorkerId>,
    pub stage: Option<String>,
    pub failure_kind: Option<FailureKind>,
    pub last_error: Option<String>,
    pub dead_reason: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl TryFrom<Model> for Job {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let state = JobState::parse(&row.state)
            .ok_or_else(|| DbErr::Type(format!("unknown job state {}", row.state)))?;
        Ok(Self {
            id: row.id,
            org_id: row.org_id,
            queue: row.queue,
            kind: row.kind,
            document_id: row.document_id,
            state,
            priority: row.priority,
            run_at: row.run_at,
            attempts: row.attempts,
            max_attempts: row.max_attempts,
            crashes: row.crashes,
            worker_id: row.worker_id,
            stage: row.stage,
            failure_kind: row.failure_kind.as_deref().and_then(FailureKind::parse),
            last_error: row.last_error,
            dead_reason: row.dead_reason,
            created_at: row.created_at,
            updated_at: row.updated_at,
            finished_at: row.finished_at,
        })
    }
}
