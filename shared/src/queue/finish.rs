//! Ending an attempt. Every statement is guarded by the claim's number: whoever comes back late
//! changes nothing.

use std::time::Duration;

use rand::Rng;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, FromQueryResult,
    Statement, TransactionTrait, Value,
};

use super::JOBS_CHANNEL;
use super::claim::{Claim, ClaimedJob};
use super::failure::Failure;
use super::hook::{ChangedTo, JobChange, JobHook};
use super::policy::{JITTER, RetryPolicy, Standing, Verdict};
use crate::domain::failure::FailureKind;
use crate::domain::ids::{DocumentId, JobId, OrgId};
use crate::domain::status::AttemptOutcome;

#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// Another claim has been made, or the job has ended: roll back what was done for it.
    #[error("the job is no longer held by this claim")]
    LostLease,
    #[error("the job's end could not be written")]
    Database(#[source] DbErr),
}

/// Says that a job was completed. Only [`complete`] makes one.
#[derive(Debug)]
#[must_use = "a job is done only when the transaction is committed"]
pub struct Completed(());

/// Ends the job with success, in the transaction that stores its result. Call it first: it locks
/// the job's row, so that nobody can take the job until the transaction ends.
///
/// # Errors
/// When the claim is no longer the job's latest: the transaction is then to be rolled back.
pub async fn complete(
    connection: &impl ConnectionTrait,
    job: &ClaimedJob,
) -> Result<Completed, FinishError> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "WITH finished AS (
             UPDATE jobs SET state = 'done', claim_token = NULL, lease_until = NULL, stage = NULL,
                 failure_kind = NULL, last_error = NULL, finished_at = now(), updated_at = now()
             WHERE id = $1 AND claim_token = $2
             RETURNING id
         )
         UPDATE job_attempts SET outcome = 'succeeded', ended_at = now(), stage_millis = $3
         FROM finished WHERE job_id = finished.id AND claim_token = $2",
        [job.claim.job_id.into(), job.claim.token.into(), job.stage_millis().into()],
    );
    let result = connection.execute_raw(statement).await.map_err(FinishError::Database)?;
    if result.rows_affected() == 1 { Ok(Completed(())) } else { Err(FinishError::LostLease) }
}

/// A running job, locked.
#[derive(Debug, FromQueryResult)]
pub(super) struct RunningJob {
    pub id: JobId,
    org_id: OrgId,
    kind: String,
    document_id: Option<DocumentId>,
    claim_token: i64,
    attempts: i16,
    max_attempts: i16,
    crashes: i16,
    failure_kind: Option<String>,
}

impl RunningJob {
    pub(super) const COLUMNS: &str = "id, org_id, kind, document_id, claim_token, attempts, \
        max_attempts, crashes, failure_kind";

    async fn lock(transaction: &DatabaseTransaction, claim: Claim) -> Result<Self, FinishError> {
        let sql = format!(
            "SELECT {} FROM jobs WHERE id = $1 AND claim_token = $2 FOR UPDATE",
            Self::COLUMNS
        );
        let values: [Value; 2] = [claim.job_id.into(), claim.token.into()];
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
        let row = Self::find_by_statement(statement).one(transaction).await;
        row.map_err(FinishError::Database)?.ok_or(FinishError::LostLease)
    }

    fn standing(&self) -> Standing {
        Standing {
            attempts: self.attempts,
            max_attempts: self.max_attempts,
            crashes: self.crashes,
            last_failure: self.failure_kind.as_deref().and_then(FailureKind::parse),
        }
    }

    fn changed(&self, to: ChangedTo) -> JobChange {
        JobChange {
            job_id: self.id,
            org_id: self.org_id,
            kind: self.kind.clone(),
            document_id: self.document_id,
            to,
        }
    }
}

/// Ends the attempt with a failure: the job waits for the next one, or is dead.
pub(super) async fn fail(
    database: &DatabaseConnection,
    job: &ClaimedJob,
    failure: &Failure,
    policy: &RetryPolicy,
    hook: &dyn JobHook,
) -> Result<(), FinishError> {
    let transaction = database.begin().await.map_err(FinishError::Database)?;
    let running = RunningJob::lock(&transaction, job.claim).await?;
    let ended =
        Ended { outcome: AttemptOutcome::Failed, failure, stage_millis: Some(job.stage_millis()) };
    end_with_failure(&transaction, &running, &ended, policy, hook)
        .await
        .map_err(FinishError::Database)?;
    transaction.commit().await.map_err(FinishError::Database)
}

/// How an attempt without success ended.
pub(super) struct Ended<'a> {
    pub outcome: AttemptOutcome,
    pub failure: &'a Failure,
    pub stage_millis: Option<serde_json::Value>,
}

/// Writes the end of an attempt at a locked job, and lets what the job is about follow.
pub(super) async fn end_with_failure(
    transaction: &DatabaseTransaction,
    job: &RunningJob,
    ended: &Ended<'_>,
    policy: &RetryPolicy,
    hook: &dyn JobHook,
) -> Result<(), DbErr> {
    let failure = ended.failure;
    let jitter = rand::rng().random_range(JITTER);
    let verdict = policy.judge(job.standing(), failure, jitter);
    end_attempt(transaction, job, ended).await?;
    match verdict {
        Verdict::RetryAfter(delay) => {
            wait_again(transaction, job, failure, delay).await?;
            hook.job_changed(transaction, &job.changed(ChangedTo::Waiting)).await
        }
        Verdict::Dead => {
            bury(transaction, job, failure).await?;
            let to =
                ChangedTo::Dead { reason: failure.reason.clone(), detail: failure.detail.clone() };
            hook.job_changed(transaction, &job.changed(to)).await
        }
    }
}

async fn end_attempt(
    transaction: &DatabaseTransaction,
    job: &RunningJob,
    ended: &Ended<'_>,
) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "UPDATE job_attempts SET outcome = $3, failure_kind = $4, error = $5, stage_millis = $6,
             ended_at = now()
         WHERE job_id = $1 AND claim_token = $2",
        [
            job.id.into(),
            job.claim_token.into(),
            ended.outcome.as_str().into(),
            ended.failure.kind.as_str().into(),
            ended.failure.error.clone().into(),
            ended.stage_millis.clone().into(),
        ],
    );
    transaction.execute_raw(statement).await.map(|_| ())
}

async fn wait_again(
    transaction: &DatabaseTransaction,
    job: &RunningJob,
    failure: &Failure,
    delay: Duration,
) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "WITH released AS (
             UPDATE jobs SET state = 'waiting', claim_token = NULL, lease_until = NULL,
                 run_at = now() + $2 * interval '1 second', crashes = $3, failure_kind = $4,
                 last_error = $5, updated_at = now()
             WHERE id = $1
         )
         SELECT pg_notify($6, '')",
        [
            job.id.into(),
            delay.as_secs_f64().into(),
            (job.crashes + i16::from(failure.crashed)).into(),
            failure.kind.as_str().into(),
            failure.error.clone().into(),
            JOBS_CHANNEL.into(),
        ],
    );
    transaction.query_one_raw(statement).await.map(|_| ())
}

async fn bury(
    transaction: &DatabaseTransaction,
    job: &RunningJob,
    failure: &Failure,
) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "UPDATE jobs SET state = 'dead', claim_token = NULL, lease_until = NULL, crashes = $2,
             failure_kind = $3, last_error = $4, dead_reason = $5, finished_at = now(),
             updated_at = now()
         WHERE id = $1",
        [
            job.id.into(),
            (job.crashes + i16::from(failure.crashed)).into(),
            failure.kind.as_str().into(),
            failure.error.clone().into(),
            failure.reason.clone().into(),
        ],
    );
    transaction.execute_raw(statement).await.map(|_| ())
}

/// Gives the job back unfinished; the attempt does not count.
pub(super) async fn hand_back(
    database: &DatabaseConnection,
    claim: Claim,
    hook: &dyn JobHook,
) -> Result<(), FinishError> {
    let transaction = database.begin().await.map_err(FinishError::Database)?;
    let running = RunningJob::lock(&transaction, claim).await?;
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "WITH released AS (
             UPDATE jobs SET state = 'waiting', claim_token = NULL, lease_until = NULL,
                 attempts = attempts - 1, run_at = now(), updated_at = now()
             WHERE id = $1
         ), ended AS (
             UPDATE job_attempts SET outcome = 'handed_back', ended_at = now()
             WHERE job_id = $1 AND claim_token = $2
         )
         SELECT pg_notify($3, '')",
        [running.id.into(), claim.token.into(), JOBS_CHANNEL.into()],
    );
    transaction.query_one_raw(statement).await.map_err(FinishError::Database)?;
    let change = running.changed(ChangedTo::Waiting);
    hook.job_changed(&transaction, &change).await.map_err(FinishError::Database)?;
    transaction.commit().await.map_err(FinishError::Database)
}
