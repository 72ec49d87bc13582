//! Leases that are renewed, run out, and are lost; results that come too late.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use billify_shared::domain::ids::{DocumentId, JobId};
use billify_shared::domain::status::{AttemptOutcome, JobState};
use billify_shared::queue::{JobError, Member, NewJob};
use futures::FutureExt;
use tokio::sync::{Notify, mpsc};

use crate::support::{Database, eventually, handler, start, succeed};

/// What the first, slow attempt at a job comes to.
struct SlowFirst {
    member: Member,
    /// Lets the first attempt go on.
    go_on: Arc<Notify>,
    /// What became of the first attempt.
    outcome: mpsc::UnboundedReceiver<Result<(), JobError>>,
}

/// A member whose first attempt waits to be told to go on; the later ones succeed at once.
fn slow_first(database: &Database) -> SlowFirst {
    let go_on = Arc::new(Notify::new());
    let (sender, outcome) = mpsc::unbounded_channel();
    let calls = Arc::new(AtomicUsize::new(0));
    let (connection, waits) = (database.connection.clone(), go_on.clone());
    let mut member = database.member(handler(move |job| {
        let (connection, waits, sender) = (connection.clone(), waits.clone(), sender.clone());
        let first = calls.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if !first {
                return succeed(&connection, job).await;
            }
            waits.notified().await;
            let result = succeed(&connection, job).await;
            let _ = sender.send(result.as_ref().map(|_| ()).map_err(|error| match error {
                JobError::LostLease => JobError::LostLease,
                JobError::Failed(failure) => JobError::Failed(failure.clone()),
            }));
            result
        }
        .boxed()
    }));
    // Two attempts at one job by one worker; and no heartbeat that would end the first.
    member.identity.slots = 2;
    member.timing.heartbeat = Duration::from_secs(3_600);
    SlowFirst { member, go_on, outcome }
}

async fn claim_token(database: &Database, id: JobId) -> anyhow::Result<i64> {
    let sql = format!("SELECT claim_token FROM jobs WHERE id = '{id}'");
    eventually("a claim", async || Ok(database.value(&sql).await?.as_i64())).await
}

#[tokio::test]
async fn a_result_that_comes_after_the_lease_has_run_out_is_refused() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let id = database.enqueue(database.job()).await?;
    let SlowFirst { member, go_on, mut outcome } = slow_first(&database);
    let member = start(member);
    claim_token(&database, id).await?;
    database
        .execute("UPDATE jobs SET lease_until = now() - interval '1 s' WHERE id = $1", [id.into()])
        .await?;
    let done = database.job_when(id, |job| job.state == JobState::Done).await?;
    let outcomes: Vec<_> = done.attempts.iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, [AttemptOutcome::WorkerLost, AttemptOutcome::Succeeded]);
    go_on.notify_one();
    assert!(matches!(outcome.recv().await, Some(Err(JobError::LostLease))));
    member.stop().await?;
    // What the late attempt wrote in its transaction is gone.
    assert_eq!(database.value("SELECT count(*) FROM results").await?, 1);
    assert_eq!(database.get(id).await?.attempts.len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_result_that_comes_after_a_hand_back_to_the_same_worker_is_refused() -> anyhow::Result<()>
{
    let database = Database::new().await?;
    let id = database.enqueue(database.job()).await?;
    let SlowFirst { member, go_on, mut outcome } = slow_first(&database);
    let worker = member.identity.id;
    let member = start(member);
    let first = claim_token(&database, id).await?;
    // As a hand-back does: afterwards worker and number of the attempt are the same as before.
    database
        .execute(
            "UPDATE jobs SET state = 'waiting', attempts = attempts - 1, claim_token = NULL,
                 lease_until = NULL WHERE id = $1",
            [id.into()],
        )
        .await?;
    let done = database.job_when(id, |job| job.state == JobState::Done).await?;
    assert_eq!((done.job.worker_id, done.job.attempts), (Some(worker), 1));
    go_on.notify_one();
    assert!(matches!(outcome.recv().await, Some(Err(JobError::LostLease))));
    member.stop().await?;
    assert_eq!(database.value("SELECT count(*) FROM results").await?, 1);
    let later = database.value("SELECT max(claim_token) FROM job_attempts").await?;
    assert!(later.as_i64() > Some(first));
    Ok(())
}

#[tokio::test]
async fn the_lease_of_a_long_job_is_renewed_until_it_ends() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let id = database.enqueue(database.job()).await?;
    let SlowFirst { mut member, go_on, mut outcome } = slow_first(&database);
    member.timing.heartbeat = Duration::from_millis(50);
    member.timing.lease = Duration::from_millis(1_500);
    let member = start(member);
    claim_token(&database, id).await?;
    let outlived = format!(
        "SELECT now() > started_at + interval '3 s' FROM job_attempts WHERE job_id = '{id}'"
    );
    eventually("the job to outlive its first lease", async || {
        Ok((database.value(&outlived).await? == true).then_some(()))
    })
    .await?;
    go_on.notify_one();
    assert!(matches!(outcome.recv().await, Some(Ok(()))));
    member.stop().await?;
    assert_eq!(database.get(id).await?.attempts.len(), 1);
    Ok(())
}

/// Says when it is dropped.
struct Tell(mpsc::UnboundedSender<()>);

impl Drop for Tell {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

#[tokio::test]
async fn a_handler_whose_lease_is_lost_is_cancelled() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let id = database.enqueue(database.job()).await?;
    let (dropped, mut told) = mpsc::unbounded_channel();
    let mut member = database.member(handler(move |_| {
        let tell = Tell(dropped.clone());
        async move {
            let _tell = tell;
            std::future::pending().await
        }
        .boxed()
    }));
    member.timing.heartbeat = Duration::from_millis(50);
    let member = start(member);
    claim_token(&database, id).await?;
    // Somebody else has the job now.
    database
        .execute(
            "UPDATE jobs SET claim_token = nextval('job_claim_tokens'),
                 lease_until = now() + interval '1 hour' WHERE id = $1",
            [id.into()],
        )
        .await?;
    tokio::time::timeout(Duration::from_secs(30), told.recv()).await?;
    assert_eq!(database.get(id).await?.job.state, JobState::Running);
    member.stop().await
}

#[tokio::test]
async fn a_job_that_lost_its_last_worker_is_dead_and_its_document_failed() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let document = DocumentId::new();
    let job = NewJob { max_attempts: 1, document_id: Some(document), ..database.job() };
    let id = job.id;
    database
        .execute(
            "INSERT INTO documents (id, org_id, sha256, byte_size, media_type, filename, status, job_id)
             VALUES ($1, $2, sha256('x'), 1, 'application/pdf', 'a.pdf', 'processing', $3)",
            [document.into(), database.org.into(), id.into()],
        )
        .await?;
    database.enqueue(job).await?;
    let SlowFirst { member, .. } = slow_first(&database);
    let member = start(member);
    claim_token(&database, id).await?;
    database
        .execute("UPDATE jobs SET lease_until = now() - interval '1 s' WHERE id = $1", [id.into()])
        .await?;
    let job = database.job_when(id, |job| job.state == JobState::Dead).await?.job;
    assert_eq!(job.dead_reason.as_deref(), Some("worker_lost"));
    assert_eq!(database.value("SELECT status FROM documents").await?, "failed");
    assert_eq!(database.value("SELECT failure_code FROM documents").await?, "worker_lost");
    member.control.abandon.cancel();
    member.stop().await
}
