//! Workers are killed, stopped and asked to end at the worst moments; no document is lost and none
//! has two results.

mod stall;

use std::time::Duration;

use anyhow::{Context, ensure};
use billify_samples::{Sample, SampleError, random};
use billify_shared::domain::{ids::DocumentId, status::DocumentStatus};
use billify_tests::{Client, Outcome, Process, System, SystemBuilder, Upload, wait_until};
use nix::sys::signal::Signal;
use sea_orm::{DatabaseConnection, FromQueryResult, Statement};

use self::stall::{Point, Stall};

const SEED: u64 = 20_261_122;
const GRACE: Duration = Duration::from_secs(60);

/// A system that notices within seconds that a worker is gone.
fn attentive_system() -> SystemBuilder {
    System::start()
        .setting("BILLIFY_LEASE_SECONDS", 3)
        .setting("BILLIFY_HEARTBEAT_SECONDS", 1)
        .setting("BILLIFY_REAP_SECONDS", 1)
        .setting("BILLIFY_BACKOFF_SECONDS", 0.1)
        .setting("BILLIFY_WORKER_GRACE_SECONDS", 20)
}

async fn random_samples(count: usize) -> anyhow::Result<Vec<Sample>> {
    let samples = move || -> Result<Vec<_>, SampleError> { random(count, SEED)?.collect() };
    Ok(tokio::task::spawn_blocking(samples).await??)
}

async fn upload(client: &Client, samples: &[Sample]) -> anyhow::Result<Vec<DocumentId>> {
    let files = samples.iter().map(|sample| Upload {
        file_name: sample.file_name.clone(),
        content: sample.bytes.clone(),
    });
    let results = client.upload(files.collect()).await?;
    let ids = results.into_iter().map(|result| {
        ensure!(result.outcome == Outcome::Accepted, "{result:?}");
        Ok(result.document.context("no document")?.id)
    });
    ids.collect()
}

/// What the database holds about the reading of one document.
#[derive(Debug, FromQueryResult)]
struct Account {
    state: String,
    results: i64,
    invoices: i64,
    succeeded: i64,
    lost: i64,
    /// Attempts that do not count since they were handed back.
    handed_back: i64,
    attempts: i16,
}

async fn account(database: &DatabaseConnection, id: DocumentId) -> anyhow::Result<Account> {
    let statement = Statement::from_sql_and_values(
        database.get_database_backend(),
        "SELECT j.state, j.attempts,
                (SELECT count(*) FROM extractions WHERE document_id = d.id) AS results,
                (SELECT count(*) FROM invoices WHERE document_id = d.id) AS invoices,
                count(*) FILTER (WHERE a.outcome = 'succeeded') AS succeeded,
                count(*) FILTER (WHERE a.outcome = 'worker_lost') AS lost,
                count(*) FILTER (WHERE a.outcome = 'handed_back') AS handed_back
         FROM documents d JOIN jobs j ON j.id = d.job_id LEFT JOIN job_attempts a ON a.job_id = j.id
         WHERE d.id = $1 GROUP BY d.id, j.id",
        [id.into()],
    );
    let found = Account::find_by_statement(statement).one(database).await?;
    found.context("the document or its job is gone")
}

/// Every document is read, once, whoever died meanwhile.
async fn ensure_read_once(
    system: &System,
    client: &Client,
    ids: &[DocumentId],
) -> anyhow::Result<Vec<Account>> {
    let database = system.database().await?;
    let mut accounts = Vec::new();
    for &id in ids {
        let document = system.settled(client, id).await?;
        ensure!(document.status != DocumentStatus::Failed, "{document:?}");
        let account = account(&database, id).await?;
        let counts = (account.results, account.invoices, account.succeeded);
        ensure!(account.state == "done" && counts == (1, 1, 1), "{account:?}");
        accounts.push(account);
    }
    Ok(accounts)
}

fn newest(system: &System) -> anyhow::Result<&Process> {
    system.workers().last().context("no worker")
}

#[tokio::test]
async fn a_worker_killed_in_any_stage_loses_nothing() -> anyhow::Result<()> {
    let samples = random_samples(Point::ALL.len()).await?;
    let mut system = attentive_system().await?;
    let client = system.client().await?;
    let stall = Stall::prepare(&system).await?;
    for (point, sample) in Point::ALL.into_iter().zip(samples) {
        stall.arm(point).await?;
        let ids = upload(&client, &[sample]).await?;
        system.add_worker()?;
        stall.reached(point).await.with_context(|| system.last_words())?;
        newest(&system)?.kill().await;
        stall.release().await?;

        system.add_worker()?;
        let accounts = ensure_read_once(&system, &client, &ids).await?;
        ensure!(accounts[0].lost == 1 && accounts[0].attempts == 2, "{point:?}: {accounts:?}");
        newest(&system)?.stop(GRACE).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_worker_that_comes_back_late_changes_nothing() -> anyhow::Result<()> {
    let samples = random_samples(1).await?;
    let mut system = attentive_system().workers(1).await?;
    let client = system.client().await?;
    let stall = Stall::prepare(&system).await?;
    let late = Point::Stage("check");
    stall.arm(late).await?;
    let ids = upload(&client, &samples).await?;
    stall.reached(late).await.with_context(|| system.last_words())?;
    system.workers()[0].signal(Signal::SIGSTOP);
    stall.release().await?;

    system.add_worker()?;
    ensure_read_once(&system, &client, &ids).await?;
    system.workers()[0].signal(Signal::SIGCONT);
    // It sees that its claim is gone and goes on to take new work.
    newest(&system)?.stop(GRACE).await;
    let other = random_samples(2).await?.remove(1);
    let more = upload(&client, &[other]).await?;
    ensure_read_once(&system, &client, &more).await?;
    ensure_read_once(&system, &client, &ids).await?;
    Ok(())
}

#[tokio::test]
async fn a_worker_asked_to_end_leaves_nothing_half_done() -> anyhow::Result<()> {
    let samples = random_samples(6).await?;
    let mut system = attentive_system().workers(1).await?;
    let client = system.client().await?;
    let ids = upload(&client, &samples).await?;
    wait_until("a document to be under way", async || {
        let document = client.document(ids[0]).await?;
        Ok((document.status != DocumentStatus::Queued).then_some(()))
    })
    .await?;
    let status = newest(&system)?.stop(GRACE).await;
    ensure!(status.success(), "{status}");

    let database = system.database().await?;
    for &id in &ids {
        let account = account(&database, id).await?;
        ensure!(account.state != "running", "{account:?}");
    }
    system.add_worker()?;
    for account in ensure_read_once(&system, &client, &ids).await? {
        ensure!(account.lost == 0 && account.attempts == 1, "{account:?}");
        ensure!(account.handed_back <= 1, "{account:?}");
    }
    Ok(())
}

#[tokio::test]
async fn workers_killed_again_and_again_still_read_everything() -> anyhow::Result<()> {
    let samples = random_samples(12).await?;
    let mut system = attentive_system().setting("BILLIFY_MAX_ATTEMPTS", 20).workers(2).await?;
    let client = system.client().await?;
    let ids = upload(&client, &samples).await?;
    for &id in ids.iter().take(4) {
        let running = system.workers().len() - 1;
        wait_until("a document to be under way", async || {
            let document = client.document(id).await?;
            Ok((document.status != DocumentStatus::Queued).then_some(()))
        })
        .await?;
        system.workers()[running].kill().await;
        system.add_worker()?;
    }
    ensure_read_once(&system, &client, &ids).await?;
    Ok(())
}
