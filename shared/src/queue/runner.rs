//! Does one claimed job: from the handler's start to the written end of the attempt.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt;
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;

use super::claim::ClaimedJob;
use super::failure::Failure;
use super::finish::{Completed, FinishError, fail, hand_back};
use super::hook::JobHook;
use super::policy::RetryPolicy;

/// Between two tries to write the end of an attempt while the database is away.
const WAIT_AFTER_ERROR: Duration = Duration::from_secs(1);
/// Then the job is left to the reaper.
const MOST_TRIES: u32 = 120;

/// Why a handler did not complete its job.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Somebody else has the job: nothing more is written.
    #[error("the job is no longer held by this claim")]
    LostLease,
    #[error("{}: {}", .0.reason, .0.error)]
    Failed(Failure),
}

impl From<Failure> for JobError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<FinishError> for JobError {
    fn from(error: FinishError) -> Self {
        match error {
            FinishError::LostLease => Self::LostLease,
            FinishError::Database(source) => source.into(),
        }
    }
}

impl From<sea_orm::DbErr> for JobError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Failed(Failure::transient("database_unavailable", error.to_string()))
    }
}

/// What is done with the jobs of a queue. Must be idempotent: a job runs again when its worker dies.
#[async_trait]
pub trait JobHandler: Send + Sync + 'static {
    /// Does the job and completes it in the transaction that stores its result. The future is
    /// dropped at any point when the lease is lost or the worker has to stop.
    async fn handle(&self, job: &ClaimedJob) -> Result<Completed, JobError>;
}

pub(super) struct Runner {
    pub database: DatabaseConnection,
    pub handler: Arc<dyn JobHandler>,
    pub hook: Arc<dyn JobHook>,
    pub retry: RetryPolicy,
    /// Cancelled when running jobs are to be handed back.
    pub abandon: CancellationToken,
}

#[derive(Debug)]
enum Outcome {
    Done,
    Failed(Failure),
    Lost,
    HandBack,
}

impl Outcome {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Done => "succeeded",
            Self::Failed(_) => "failed",
            Self::Lost => "lost",
            Self::HandBack => "handed_back",
        }
    }
}

impl Runner {
    pub(super) async fn run(&self, job: ClaimedJob) {
        let outcome = self.attempt(&job).await;
        self.settle(&job, &outcome).await;
        let kind = job.kind.clone();
        let took = job.claimed_at.elapsed();
        metrics::counter!("billify_attempts_total", "kind" => kind.clone(), "outcome" => outcome.as_str())
            .increment(1);
        metrics::histogram!("billify_attempt_seconds", "kind" => kind).record(took);
        let job_id = job.claim.job_id;
        let took_ms = took.as_millis();
        match outcome {
            Outcome::Failed(failure) => {
                let Failure { reason, error, .. } = failure;
                tracing::warn!(%job_id, kind = job.kind, attempt = job.attempt, took_ms, reason, error, "job failed");
            }
            _ => {
                tracing::info!(%job_id, kind = job.kind, attempt = job.attempt, took_ms, outcome = outcome.as_str(), "job ended")
            }
        }
    }

    async fn attempt(&self, job: &ClaimedJob) -> Outcome {
        let handling = AssertUnwindSafe(self.handler.handle(job)).catch_unwind();
        tokio::select! {
            biased;
            result = handling => match result {
                Ok(Ok(_)) => Outcome::Done,
                Ok(Err(JobError::LostLease)) => Outcome::Lost,
                Ok(Err(JobError::Failed(failure))) => Outcome::Failed(failure),
                Err(panic) => Outcome::Failed(Failure::panicked(panic_message(panic.as_ref()))),
            },
            () = job.lost() => Outcome::Lost,
            () = self.abandon.cancelled() => Outcome::HandBack,
        }
    }

    /// Writes the end of the attempt, waiting for the database if need be.
    async fn settle(&self, job: &ClaimedJob, outcome: &Outcome) {
        for _ in 0..MOST_TRIES {
            let hook = self.hook.as_ref();
            let written = match outcome {
                Outcome::Done | Outcome::Lost => return,
                Outcome::Failed(failure) => {
                    fail(&self.database, job, failure, &self.retry, hook).await
                }
                Outcome::HandBack => hand_back(&self.database, job.claim, hook).await,
            };
            match written {
                Ok(()) => return,
                Err(FinishError::LostLease) => {
                    tracing::info!(job_id = %job.claim.job_id, "the job has ended elsewhere");
                    return;
                }
                Err(FinishError::Database(error)) => {
                    tracing::warn!(?error, job_id = %job.claim.job_id, "waiting for the database");
                }
            }
            tokio::select! {
                () = tokio::time::sleep(WAIT_AFTER_ERROR) => {}
                () = job.lost() => return,
            }
        }
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
