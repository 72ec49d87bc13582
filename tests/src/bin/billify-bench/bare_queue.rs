//! The least that a queue on this table can do: a loop that claims and finishes job after job.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use anyhow::Context;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, TransactionTrait, Value};
use tokio::task::JoinSet;
use uuid::Uuid;

const CLAIM: &str = "
    UPDATE jobs
    SET state = 'running', claim_token = 0, lease_until = now() + interval '30 seconds'
    WHERE id = (SELECT id FROM jobs WHERE state = 'waiting' AND queue = $1 AND run_at <= now()
                ORDER BY priority DESC, run_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id";
const FINISH: &str = "
    UPDATE jobs SET state = 'done', claim_token = NULL, lease_until = NULL, finished_at = now()
    WHERE id = $1";

/// How many transactions a job takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Commits {
    /// Claim and finish together: nobody else sees that the job is being done.
    One,
    Two,
}

/// Jobs a second of so many loops side by side.
pub(crate) async fn rate(
    database: &DatabaseConnection,
    loops: u16,
    jobs: usize,
    commits: Commits,
) -> anyhow::Result<f64> {
    let begun = Arc::new(AtomicUsize::new(0));
    let mut running = JoinSet::new();
    let started = Instant::now();
    for _ in 0..loops {
        let (database, begun) = (database.clone(), Arc::clone(&begun));
        running.spawn(async move {
            while begun.fetch_add(1, Ordering::Relaxed) < jobs {
                one_job(&database, commits).await?;
            }
            anyhow::Ok(())
        });
    }
    for outcome in running.join_all().await {
        outcome?;
    }
    Ok(f64::from(u32::try_from(jobs)?) / started.elapsed().as_secs_f64())
}

async fn one_job(database: &DatabaseConnection, commits: Commits) -> anyhow::Result<()> {
    match commits {
        Commits::Two => claim_and_finish(database).await,
        Commits::One => {
            let transaction = database.begin().await?;
            claim_and_finish(&transaction).await?;
            Ok(transaction.commit().await?)
        }
    }
}

async fn claim_and_finish(connection: &impl ConnectionTrait) -> anyhow::Result<()> {
    let statement =
        |sql, value: Value| Statement::from_sql_and_values(DbBackend::Postgres, sql, [value]);
    let claimed = connection.query_one_raw(statement(CLAIM, "bench".into())).await?;
    let id: Uuid = claimed.context("no job is left")?.try_get_by_index(0)?;
    connection.execute_raw(statement(FINISH, id.into())).await?;
    Ok(())
}
