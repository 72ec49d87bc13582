//! The table `job_attempts`: what became of every claim.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::domain::failure::FailureKind;
use crate::domain::ids::{JobId, WorkerId};
use crate::domain::status::AttemptOutcome;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job_attempts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub job_id: JobId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub claim_token: i64,
    pub number: i16,
    pub worker_id: WorkerId,
    pub outcome: String,
    pub stage: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub stage_millis: Option<Json>,
    pub failure_kind: Option<String>,
    pub error: Option<String>,
    pub started_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// One claim of a job and how it ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attempt {
    /// Repeats when the job was handed back, and starts again when an operator retries it.
    pub number: i16,
    pub worker_id: WorkerId,
    pub outcome: AttemptOutcome,
    /// The stage it reached.
    pub stage: Option<String>,
    /// `{"fetch": 12, …}`
    pub stage_millis: Option<Json>,
    pub failure_kind: Option<FailureKind>,
    pub error: Option<String>,
    pub started_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

impl TryFrom<Model> for Attempt {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let outcome = AttemptOutcome::parse(&row.outcome)
            .ok_or_else(|| DbErr::Type(format!("unknown attempt outcome {}", row.outcome)))?;
        Ok(Self {
            number: row.number,
            worker_id: row.worker_id,
            outcome,
            stage: row.stage,
            stage_millis: row.stage_millis,
            failure_kind: row.failure_kind.as_deref().and_then(FailureKind::parse),
            error: row.error,
            started_at: row.started_at,
            ended_at: row.ended_at,
        })
    }
}
