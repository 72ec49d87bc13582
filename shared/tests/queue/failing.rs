//! Attempts that fail, and jobs that die.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use billify_shared::document_status::FollowJobs;
use billify_shared::domain::failure::FailureKind;
use billify_shared::domain::ids::{DocumentId, JobId, OrgId};
use billify_shared::domain::status::{AttemptOutcome, JobState};
use billify_shared::queue::{self, Failure, JobDetail, NewJob, Retry};
use futures::FutureExt;
use sea_orm::TransactionTrait;
use serde_json::json;

use crate::support::{Database, Running, failure, handler, start, succeed};

/// A member whose handler fails in the same way each time.
fn failing(database: &Database, failure: Failure) -> Running {
    start(database.member(handler(move |_| {
        let failure = failure.clone();
        async move { Err(failure.into()) }.boxed()
    })))
}

async fn dead(database: &Database, id: JobId) -> anyhow::Result<JobDetail> {
    database.job_when(id, |job| job.state == JobState::Dead).await
}

#[tokio::test]
async fn a_transient_failure_is_retried_until_the_attempts_are_used_up() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let id = database.enqueue(database.job()).await?;
    let member = failing(&database, failure(FailureKind::Transient));
    let JobDetail { job, attempts } = dead(&database, id).await?;
    assert_eq!((job.attempts, job.dead_reason.as_deref()), (3, Some("test_failure")));
    assert_eq!(job.failure_kind, Some(FailureKind::Transient));
    assert!(attempts.iter().all(|attempt| attempt.outcome == AttemptOutcome::Failed));
    assert_eq!(attempts.iter().map(|attempt| attempt.number).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(attempts[0].error.as_deref(), Some("it failed on purpose"));
    // Others are done after it; nobody takes it again.
    let permanent = database.enqueue(database.job()).await?;
    dead(&database, permanent).await?;
    assert_eq!(database.get(id).await?.attempts.len(), 3);
    member.stop().await
}

#[tokio::test]
async fn a_retry_waits_for_its_backoff() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let id = database.enqueue(database.job()).await?;
    let mut member =
        database.member(handler(|_| async { Err(failure(FailureKind::Transient).into()) }.boxed()));
    member.timing.retry.base = Duration::from_secs(100);
    let member = start(member);
    let waiting = |job: &queue::Job| job.state == JobState::Waiting && job.attempts == 1;
    let job = database.job_when(id, waiting).await?.job;
    let delay = (job.run_at - job.updated_at).as_seconds_f64();
    assert!((80.0..=120.0).contains(&delay), "{delay}");
    member.stop().await
}

#[tokio::test]
async fn a_permanent_failure_is_the_end() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let id = database.enqueue(database.job()).await?;
    let member = failing(&database, failure(FailureKind::Permanent));
    let detail = dead(&database, id).await?;
    assert_eq!(detail.attempts.len(), 1);
    assert_eq!(detail.job.dead_reason.as_deref(), Some("test_failure"));
    member.stop().await
}

#[tokio::test]
async fn a_job_that_kills_its_helper_three_times_is_dead_and_no_worker_went_down()
-> anyhow::Result<()> {
    let database = Database::new().await?;
    let id = database.enqueue(NewJob { max_attempts: 10, ..database.job() }).await?;
    let crash = Failure {
        reason: "reading_crashed".to_owned(),
        crashed: true,
        ..failure(FailureKind::ResourceLimit)
    };
    let member = failing(&database, crash);
    let detail = dead(&database, id).await?;
    assert_eq!((detail.job.attempts, detail.job.crashes), (3, 3));
    assert_eq!(detail.job.dead_reason.as_deref(), Some("reading_crashed"));
    assert_eq!(database.value("SELECT count(*) FROM workers WHERE state = 'alive'").await?, 1);
    member.stop().await
}

#[tokio::test]
async fn a_panic_is_a_failed_attempt_and_the_member_goes_on() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let id = database.enqueue(database.job()).await?;
    let calls = Arc::new(AtomicUsize::new(0));
    let member = {
        let (connection, calls) = (database.connection.clone(), calls.clone());
        database.member(handler(move |job| {
            let (connection, calls) = (connection.clone(), calls.clone());
            async move {
                assert!(calls.fetch_add(1, Ordering::SeqCst) > 0, "the first call panics");
                succeed(&connection, job).await
            }
            .boxed()
        }))
    };
    let member = start(member);
    let detail = database.job_when(id, |job| job.state == JobState::Done).await?;
    assert_eq!(detail.attempts.len(), 2);
    assert_eq!(detail.attempts[0].outcome, AttemptOutcome::Failed);
    let error = detail.attempts[0].error.as_deref().unwrap();
    assert!(error.contains("the first call panics"), "{error}");
    member.stop().await
}

#[tokio::test]
async fn a_job_that_cannot_be_understood_is_dead_and_the_member_goes_on() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let payloads = [json!("nonsense"), json!({ "schema": 99, "document_id": DocumentId::new() })];
    let mut ids = Vec::new();
    for payload in payloads {
        ids.push(database.enqueue(NewJob { payload, ..database.job() }).await?);
    }
    let kind = "of a later version".to_owned();
    ids.push(database.enqueue(NewJob { kind, ..database.job() }).await?);
    let good = database.enqueue(database.job()).await?;
    let connection = database.connection.clone();
    let member = start(database.member(handler(move |job| {
        let connection = connection.clone();
        async move {
            job.work()?;
            succeed(&connection, job).await
        }
        .boxed()
    })));
    for id in ids {
        let job = dead(&database, id).await?.job;
        assert_eq!((job.attempts, job.dead_reason.as_deref()), (1, Some("undecodable_payload")));
    }
    database.job_when(good, |job| job.state == JobState::Done).await?;
    member.stop().await
}

/// A document whose job waits in the test's queue.
async fn document(database: &Database) -> anyhow::Result<(DocumentId, JobId)> {
    let document = DocumentId::new();
    let job = NewJob { document_id: Some(document), ..database.job() };
    let id = job.id;
    database
        .execute(
            "INSERT INTO documents (id, org_id, sha256, byte_size, media_type, filename, status, job_id)
             VALUES ($1, $2, sha256($1::text::bytea), 1, 'application/pdf', 'a.pdf', 'queued', $3)",
            [document.into(), database.org.into(), id.into()],
        )
        .await?;
    database.enqueue(job).await?;
    Ok((document, id))
}

#[tokio::test]
async fn a_document_fails_with_its_job_and_waits_again_with_it() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let (document, id) = document(&database).await?;
    let member = failing(&database, failure(FailureKind::Permanent));
    dead(&database, id).await?;
    member.stop().await?;
    let row = format!("FROM documents WHERE id = '{document}'");
    assert_eq!(database.value(&format!("SELECT status {row}")).await?, "failed");
    assert_eq!(database.value(&format!("SELECT failure_code {row}")).await?, "test_failure");
    let detail = database.value(&format!("SELECT failure_detail {row}")).await?;
    assert!(detail.as_str().unwrap().contains("on our side"), "{detail}");
    assert_eq!(database.value("SELECT payload->>'status' FROM events").await?, "failed");

    let transaction = database.connection.begin().await?;
    let retried = queue::retry(&transaction, database.org, id, &FollowJobs).await?;
    transaction.commit().await?;
    let Retry::Queued(job) = retried else { panic!("{retried:?}") };
    assert_eq!((job.state, job.attempts), (JobState::Waiting, 0));
    assert_eq!(database.value(&format!("SELECT status {row}")).await?, "queued");
    assert_eq!(database.value("SELECT count(*) FROM events").await?, 2);
    Ok(())
}

#[tokio::test]
async fn only_an_own_job_that_waits_or_is_dead_can_be_retried() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let id = database.enqueue(database.job()).await?;
    let transaction = database.connection.begin().await?;
    let foreign = queue::retry(&transaction, OrgId::new(), id, &FollowJobs).await?;
    assert_eq!(foreign, Retry::NotFound);
    transaction.commit().await?;
    let connection = database.connection.clone();
    let member = start(database.member(handler(move |job| {
        let connection = connection.clone();
        async move { succeed(&connection, job).await }.boxed()
    })));
    database.job_when(id, |job| job.state == JobState::Done).await?;
    member.stop().await?;
    let transaction = database.connection.begin().await?;
    let done = queue::retry(&transaction, database.org, id, &FollowJobs).await?;
    assert_eq!(done, Retry::NotRetryable(JobState::Done));
    Ok(())
}

#[tokio::test]
async fn a_job_without_attempts_left_cannot_even_be_made_to_wait() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let id = database.enqueue(database.job()).await?;
    let member = failing(&database, failure(FailureKind::Transient));
    dead(&database, id).await?;
    member.stop().await?;
    let forced = database
        .execute(
            "UPDATE jobs SET state = 'waiting', dead_reason = NULL, finished_at = NULL
             WHERE id = $1",
            [id.into()],
        )
        .await;
    assert!(forced.unwrap_err().to_string().contains("jobs_check"));
    Ok(())
}
