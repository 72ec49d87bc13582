//! The sign of life: renews the leases of the jobs this process holds.
//!
//! It runs on a thread, a runtime and connections of its own, so that nothing the worker does can
//! keep it from its beat.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::held::HeldJobs;
use super::timing::Timing;
use super::workers::{self, WorkerIdentity, WorkerState};

/// A beat that failed is tried again this soon.
const RETRY: Duration = Duration::from_secs(1);

/// Renews the leases of those claims that are still the latest, and gives their numbers. A row that
/// is locked is being finished: it needs no renewal, as the reaper passes it by, and waiting for it
/// would let the other leases run out.
const RENEW: &str = "
    WITH held AS (
        SELECT job_id, token FROM unnest($1::uuid[], $2::bigint[]) AS held (job_id, token)
    ), unlocked AS (
        SELECT id FROM jobs JOIN held ON id = job_id AND claim_token = token
        FOR UPDATE OF jobs SKIP LOCKED
    ), renewed AS (
        UPDATE jobs SET lease_until = now() + $3 * interval '1 second'
        FROM unlocked WHERE jobs.id = unlocked.id
    )
    SELECT token FROM held JOIN jobs ON id = job_id AND claim_token = token";

/// Beats until it is stopped or dropped.
#[derive(Debug)]
pub(super) struct Heartbeat {
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

pub(super) struct HeartbeatSettings {
    pub connect: PgConnectOptions,
    pub worker: WorkerIdentity,
    pub timing: Timing,
    pub held: HeldJobs,
    pub draining: CancellationToken,
    /// Whether the last beat reached the database.
    pub healthy: Arc<AtomicBool>,
}

impl Heartbeat {
    pub(super) fn start(settings: HeartbeatSettings) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let thread = std::thread::Builder::new()
            .name("heartbeat".to_owned())
            .spawn(move || runtime.block_on(settings.run(stopped)))?;
        Ok(Self { stop, thread: Some(thread) })
    }

    /// Says goodbye and ends the thread.
    pub(super) async fn stop(mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            let joined = tokio::task::spawn_blocking(move || thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("the heartbeat ended by a panic");
            }
        }
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl HeartbeatSettings {
    async fn run(self, stop: CancellationToken) {
        let pool = PgPoolOptions::new()
            .max_connections(2)
            .acquire_timeout(self.timing.heartbeat.max(RETRY))
            .connect_lazy_with(self.connect.clone());
        let mut wait = Duration::ZERO;
        loop {
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                // Tells at once that the worker takes no more jobs.
                () = self.draining.cancelled(), if wait > RETRY => {}
                () = stop.cancelled() => break,
            }
            let draining = self.draining.is_cancelled();
            let state = if draining { WorkerState::Draining } else { WorkerState::Alive };
            let beat = self.beat(&pool, state).await;
            self.healthy.store(beat.is_ok(), Ordering::Relaxed);
            wait = match beat {
                Ok(()) if draining => self.timing.heartbeat.min(RETRY),
                Ok(()) => self.timing.heartbeat,
                Err(error) => {
                    tracing::warn!(?error, "the heartbeat did not reach the database");
                    self.timing.heartbeat.min(RETRY)
                }
            };
        }
        let goodbye = workers::beat(&pool, &self.worker, WorkerState::Stopped);
        if !matches!(tokio::time::timeout(RETRY, goodbye).await, Ok(Ok(()))) {
            tracing::warn!("the worker could not say goodbye");
        }
    }

    async fn beat(&self, pool: &PgPool, state: WorkerState) -> Result<(), sqlx::Error> {
        let asked = self.held.claims();
        if !asked.is_empty() {
            let (jobs, tokens): (Vec<Uuid>, Vec<i64>) =
                asked.iter().map(|claim| (claim.job_id.0, claim.token)).unzip();
            let current: Vec<i64> = sqlx::query_scalar(RENEW)
                .bind(jobs)
                .bind(tokens)
                .bind(self.timing.lease.as_secs_f64())
                .fetch_all(pool)
                .await?;
            self.held.lose_all_but(&asked, &current.into_iter().collect::<HashSet<_>>());
        }
        workers::beat(pool, &self.worker, state).await
    }
}
