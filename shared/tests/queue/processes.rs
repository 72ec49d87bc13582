//! Members in processes of their own, which are killed and stopped, and a server that crashes.
//!
//! The processes are this test program, started again to run [`member_process`] only.

use std::process::Stdio;
use std::time::Duration;

use billify_shared::domain::status::{AttemptOutcome, JobState};
use futures::FutureExt;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::process::{Child, Command};

use crate::support::{self, Database, eventually, handler, start, succeed};

const URL: &str = "BILLIFY_TEST_QUEUE_URL";

/// Does nothing in the test program itself. In a process of its own: a member whose jobs are begun,
/// wait until they are let go, and are done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn member_process() -> anyhow::Result<()> {
    let Ok(url) = std::env::var(URL) else { return Ok(()) };
    let connection = support::connect(&url).await?;
    let database = Database { connection, url, org: billify_shared::domain::ids::OrgId::new() };
    let connection = database.connection.clone();
    let mut member = database.member(handler(move |job| {
        let connection = connection.clone();
        async move {
            job.enter_stage(&connection, "begun").await?;
            let free = format!("SELECT FROM let_go WHERE job_id = '{}'", job.claim.job_id);
            let free = Statement::from_string(DbBackend::Postgres, free);
            while connection.query_one_raw(free.clone()).await?.is_none() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            succeed(&connection, job).await
        }
        .boxed()
    }));
    member.timing.lease = Duration::from_secs(2);
    start(member).ended().await
}

fn start_process(database: &Database) -> anyhow::Result<Child> {
    Ok(Command::new(std::env::current_exe()?)
        .args(["--exact", "processes::member_process"])
        .env(URL, &database.url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?)
}

fn signal(process: &Child, signal: Signal) -> anyhow::Result<()> {
    let id = process.id().ok_or_else(|| anyhow::anyhow!("the process has ended"))?;
    Ok(kill(Pid::from_raw(id.try_into()?), signal)?)
}

#[tokio::test]
async fn the_job_of_a_killed_worker_is_done_by_another() -> anyhow::Result<()> {
    let database = Database::new().await?;
    database.run("CREATE TABLE let_go (job_id uuid)").await?;
    let id = database.enqueue(database.job()).await?;
    let mut first = start_process(&database)?;
    let begun = database.job_when(id, |job| job.stage.as_deref() == Some("begun")).await?;
    first.kill().await?;
    let second = start_process(&database)?;
    let again = |job: &billify_shared::queue::Job| job.attempts == 2 && job.stage.is_some();
    let taken_over = database.job_when(id, again).await?;
    assert_ne!(taken_over.job.worker_id, begun.job.worker_id);
    database.execute("INSERT INTO let_go VALUES ($1)", [id.into()]).await?;
    let done = database.job_when(id, |job| job.state == JobState::Done).await?;
    let outcomes: Vec<_> = done.attempts.iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, [AttemptOutcome::WorkerLost, AttemptOutcome::Succeeded]);
    let writer = database.value("SELECT process_id FROM results").await?;
    assert_eq!(writer.as_u64(), second.id().map(u64::from));
    eventually("a worker to be lost", async || {
        let lost = database.value("SELECT count(*) FROM workers WHERE state = 'lost'").await?;
        Ok((lost == 1).then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_worker_that_was_stopped_past_its_lease_changes_nothing_when_it_goes_on()
-> anyhow::Result<()> {
    let database = Database::new().await?;
    database.run("CREATE TABLE let_go (job_id uuid)").await?;
    let id = database.enqueue(database.job()).await?;
    let first = start_process(&database)?;
    database.job_when(id, |job| job.stage.as_deref() == Some("begun")).await?;
    signal(&first, Signal::SIGSTOP)?;
    let second = start_process(&database)?;
    database.job_when(id, |job| job.attempts == 2 && job.stage.is_some()).await?;
    database.execute("INSERT INTO let_go VALUES ($1)", [id.into()]).await?;
    database.job_when(id, |job| job.state == JobState::Done).await?;
    signal(&first, Signal::SIGCONT)?;
    // The first one goes on: it does the next job, once the second one is away.
    drop(second);
    let next = database.enqueue(database.job()).await?;
    database.execute("INSERT INTO let_go VALUES ($1)", [next.into()]).await?;
    database.job_when(next, |job| job.state == JobState::Done).await?;
    assert_eq!(database.value("SELECT count(*) FROM results").await?, 2);
    assert_eq!(database.get(id).await?.attempts.len(), 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn members_outlive_crashes_of_the_database_under_load() -> anyhow::Result<()> {
    const JOBS: usize = 200;
    let server = support::start_server("queue-postgres-crashing").await?;
    let database = Database::on(&server).await?;
    let members: Vec<_> = (0..2)
        .map(|_| {
            let connection = database.connection.clone();
            let mut member = database.member(handler(move |job| {
                let connection = connection.clone();
                async move {
                    job.enter_stage(&connection, "working").await?;
                    succeed(&connection, job).await
                }
                .boxed()
            }));
            member.identity.slots = 4;
            start(member)
        })
        .collect();
    let job = || billify_shared::queue::NewJob { max_attempts: 100, ..database.job() };
    for number in 0..JOBS {
        // A killed backend makes the server end all the others and recover.
        if number % 80 == 40 {
            crash(&database).await?;
        }
        eventually("the database to be back", async || Ok(database.enqueue(job()).await.ok()))
            .await?;
    }
    eventually("all jobs to be done", async || {
        let open = database.value("SELECT count(*) FROM jobs WHERE state <> 'done'").await;
        Ok(open.is_ok_and(|open| open == 0).then_some(()))
    })
    .await?;
    for member in members {
        member.stop().await?;
    }
    let jobs = database.value("SELECT count(*) FROM jobs").await?;
    assert_eq!(database.value("SELECT count(DISTINCT job_id) FROM results").await?, jobs);
    assert_eq!(database.value("SELECT count(*) FROM results").await?, jobs);
    server.stop().await;
    Ok(())
}

async fn crash(database: &Database) -> anyhow::Result<()> {
    let backend = database.value("SELECT pg_backend_pid()").await?;
    let backend = backend.as_i64().ok_or_else(|| anyhow::anyhow!("no process"))?;
    Ok(kill(Pid::from_raw(backend.try_into()?), Signal::SIGKILL)?)
}
