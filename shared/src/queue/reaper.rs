//! Takes the jobs of lost workers back.
//!
//! A job is considered abandoned if (and only if) its lease has run out: its worker is dead, or cut
//! off from the database, or stopped for longer than the lease. A worker that was only stopped
//! finds its claim refused when it comes back.

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, FromQueryResult,
    Statement, TransactionTrait,
};

use super::failure::Failure;
use super::finish::{Ended, RunningJob, end_with_failure};
use super::hook::JobHook;
use super::timing::Timing;
use super::workers;
use crate::domain::status::AttemptOutcome;

/// One reaper works at a time; the others need not wait for it. One that is stopped in the middle
/// loses its connection, and the lock with it, after a few seconds.
const REAPER_LOCK: i64 = 0x6269_6c6c_6966_7901;

/// So many jobs that cannot be taken back point to a fault that is not theirs.
const MOST_SKIPPED: u64 = 16;

#[derive(Clone)]
pub(super) struct Reaper {
    pub database: DatabaseConnection,
    pub timing: Timing,
    pub hook: Arc<dyn JobHook>,
}

impl Reaper {
    /// Looks for abandoned jobs and silent workers until it is dropped.
    pub(super) async fn run(self) {
        let mut ticks = tokio::time::interval(self.timing.reap);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            match self.reap().await {
                Ok(0) => {}
                Ok(jobs) => tracing::warn!(jobs, "jobs of lost workers were taken back"),
                Err(error) => tracing::warn!(?error, "lost workers could not be looked for"),
            }
        }
    }

    /// One round; answers how many jobs were taken back.
    pub(super) async fn reap(&self) -> Result<u64, DbErr> {
        workers::prune(&self.database, self.timing.lease).await?;
        let mut reaped = 0;
        let mut skipped = 0;
        loop {
            let transaction = self.database.begin().await?;
            let Some(job) = lock_abandoned(&transaction, skipped).await? else {
                return Ok(reaped);
            };
            match self.take_back(transaction, &job).await {
                Ok(()) => reaped += 1,
                Err(error) if skipped >= MOST_SKIPPED => return Err(error),
                // A job whose end cannot be written must not keep the others from theirs.
                Err(error) => {
                    tracing::error!(?error, job_id = %job.id, "a job could not be taken back");
                    skipped += 1;
                }
            }
        }
    }

    async fn take_back(
        &self,
        transaction: DatabaseTransaction,
        job: &RunningJob,
    ) -> Result<(), DbErr> {
        let failure = Failure::worker_lost();
        let ended =
            Ended { outcome: AttemptOutcome::WorkerLost, failure: &failure, stage_millis: None };
        let hook = self.hook.as_ref();
        end_with_failure(&transaction, job, &ended, &self.timing.retry, hook).await?;
        transaction.commit().await?;
        metrics::counter!("billify_rescues_total").increment(1);
        tracing::warn!(job_id = %job.id, "a job's worker was lost");
        Ok(())
    }
}

/// The job whose lease ran out first but `skip`, or none if another reaper is at work.
async fn lock_abandoned(
    transaction: &DatabaseTransaction,
    skip: u64,
) -> Result<Option<RunningJob>, DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT pg_try_advisory_xact_lock($1) AS leader,
             set_config('idle_in_transaction_session_timeout', '5s', true)",
        [REAPER_LOCK.into()],
    );
    let leader = transaction.query_one_raw(statement).await?;
    if !leader.map(|row| row.try_get("", "leader")).transpose()?.unwrap_or(false) {
        return Ok(None);
    }
    let sql = format!(
        "SELECT {} FROM jobs WHERE state = 'running' AND lease_until < now()
         ORDER BY lease_until OFFSET $1 LIMIT 1 FOR UPDATE SKIP LOCKED",
        RunningJob::COLUMNS
    );
    let skip = i64::try_from(skip).unwrap_or(i64::MAX);
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [skip.into()]);
    RunningJob::find_by_statement(statement).one(transaction).await
}
