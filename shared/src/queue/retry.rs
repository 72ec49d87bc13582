//! An operator asks for a job again.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter,
    QuerySelect, Statement,
};

use super::JOBS_CHANNEL;
use super::hook::{ChangedTo, JobChange, JobHook};
use super::job_row::{self, Job};
use crate::domain::ids::{JobId, OrgId};
use crate::domain::status::JobState;

/// What became of the request.
#[derive(Clone, Debug, PartialEq)]
pub enum Retry {
    /// The job waits, to be run at once.
    Queued(Job),
    NotFound,
    /// The job is running or done.
    NotRetryable(JobState),
}

/// Makes a dead job wait again with all its attempts before it, and a waiting one run now.
///
/// # Errors
/// When the database or the hook refuses; the transaction is then to be rolled back.
pub async fn retry(
    transaction: &DatabaseTransaction,
    org: OrgId,
    id: JobId,
    hook: &dyn JobHook,
) -> Result<Retry, DbErr> {
    let Some(job) = locked(transaction, org, id).await? else { return Ok(Retry::NotFound) };
    match job.state {
        JobState::Running | JobState::Done => return Ok(Retry::NotRetryable(job.state)),
        JobState::Waiting | JobState::Dead => {}
    }
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "WITH revived AS (
             UPDATE jobs SET state = 'waiting', run_at = now(), attempts = 0, crashes = 0,
                 stage = NULL, failure_kind = NULL, dead_reason = NULL, finished_at = NULL,
                 updated_at = now()
             WHERE id = $1
         )
         SELECT pg_notify($2, '')",
        [id.into(), JOBS_CHANNEL.into()],
    );
    transaction.query_one_raw(statement).await?;
    if job.state == JobState::Dead {
        let change = JobChange {
            job_id: id,
            org_id: org,
            kind: job.kind,
            document_id: job.document_id,
            to: ChangedTo::Waiting,
        };
        hook.job_changed(transaction, &change).await?;
    }
    let job = locked(transaction, org, id).await?;
    Ok(job.map_or(Retry::NotFound, Retry::Queued))
}

async fn locked(
    transaction: &DatabaseTransaction,
    org: OrgId,
    id: JobId,
) -> Result<Option<Job>, DbErr> {
    let row = job_row::Entity::find_by_id(id)
        .filter(job_row::Column::OrgId.eq(org))
        .lock_exclusive()
        .one(transaction)
        .await?;
    row.map(Job::try_from).transpose()
}
