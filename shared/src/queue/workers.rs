//! The table `workers`: who is in the fleet.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use sqlx::PgPool;

use crate::domain::ids::WorkerId;

/// One start of one worker process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerIdentity {
    pub id: WorkerId,
    pub host: String,
    pub process_id: u32,
    pub version: String,
    pub slots: u16,
}

impl WorkerIdentity {
    /// A new identity for this process, never used before.
    #[must_use]
    pub fn of_this_process(version: &str, slots: u16) -> Self {
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname")
            .map_or_else(|_| "unknown".to_owned(), |name| name.trim().to_owned());
        Self {
            id: WorkerId::new(),
            host,
            process_id: std::process::id(),
            version: version.to_owned(),
            slots,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WorkerState {
    Alive,
    /// Asked to stop: takes no more jobs, finishes those it has.
    Draining,
    Stopped,
}

impl WorkerState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Alive => "alive",
            Self::Draining => "draining",
            Self::Stopped => "stopped",
        }
    }
}

/// Registers the worker, or says that it is still there.
pub(super) async fn beat(
    pool: &PgPool,
    worker: &WorkerIdentity,
    state: WorkerState,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO workers (id, host, process_id, version, slots, state)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, heartbeat_at = now()",
    )
    .bind(worker.id.0)
    .bind(&worker.host)
    .bind(i32::try_from(worker.process_id).unwrap_or(i32::MAX))
    .bind(&worker.version)
    .bind(i32::from(worker.slots))
    .bind(state.as_str())
    .execute(pool)
    .await
    .map(|_| ())
}

/// Marks silent workers as lost, and forgets those that ended a day ago.
pub(super) async fn prune(connection: &impl ConnectionTrait, lease: Duration) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "WITH forgotten AS (
             DELETE FROM workers
             WHERE state IN ('stopped', 'lost') AND heartbeat_at < now() - interval '1 day'
         )
         UPDATE workers SET state = 'lost'
         WHERE state IN ('alive', 'draining') AND heartbeat_at < now() - $1 * interval '1 second'",
        [lease.as_secs_f64().into()],
    );
    connection.execute_raw(statement).await.map(|_| ())
}
