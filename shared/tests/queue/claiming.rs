//! Which jobs are taken, by whom, and how often.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use billify_shared::domain::ids::JobId;
use billify_shared::domain::status::{AttemptOutcome, JobState};
use billify_shared::queue::{self, NewJob};
use futures::FutureExt;
use sea_orm::TransactionTrait;

use crate::support::{Database, eventually, handler, start, succeed};

#[tokio::test(flavor = "multi_thread")]
async fn eight_members_do_every_job_exactly_once() -> anyhow::Result<()> {
    const JOBS: usize = 300;
    let database = Database::new().await?;
    let transaction = database.connection.begin().await?;
    for _ in 0..JOBS {
        queue::enqueue(&transaction, database.job()).await?;
    }
    transaction.commit().await?;
    let members: Vec<_> = (0..8)
        .map(|_| {
            let connection = database.connection.clone();
            let mut member = database.member(handler(move |job| {
                let connection = connection.clone();
                async move { succeed(&connection, job).await }.boxed()
            }));
            member.identity.slots = 2;
            start(member)
        })
        .collect();
    eventually("all jobs to be done", async || {
        let open = database.value("SELECT count(*) FROM jobs WHERE state <> 'done'").await?;
        Ok((open == 0).then_some(()))
    })
    .await?;
    for member in members {
        member.stop().await?;
    }
    assert_eq!(database.value("SELECT count(*) FROM results").await?, JOBS);
    assert_eq!(database.value("SELECT count(DISTINCT job_id) FROM results").await?, JOBS);
    assert_eq!(database.value("SELECT count(*) FROM job_attempts").await?, JOBS);
    assert_eq!(database.value("SELECT max(attempts) FROM jobs").await?, 1);
    Ok(())
}

#[tokio::test]
async fn an_attempt_counts_from_the_moment_of_the_claim() -> anyhow::Result<()> {
    let database = Arc::new(Database::new().await?);
    let id = database.enqueue(database.job()).await?;
    let seen = Arc::new(Mutex::new(None));
    let member = {
        let (database, seen) = (database.clone(), seen.clone());
        database.clone().member(handler(move |job| {
            let (database, seen) = (database.clone(), seen.clone());
            async move {
                job.enter_stage(&database.connection, "looking").await?;
                *seen.lock().unwrap() = database.get(job.claim.job_id).await.ok();
                succeed(&database.connection, job).await
            }
            .boxed()
        }))
    };
    let member = start(member);
    let done = database.job_when(id, |job| job.state == JobState::Done).await?;
    member.stop().await?;
    let during = seen.lock().unwrap().take().unwrap();
    assert_eq!((during.job.state, during.job.attempts), (JobState::Running, 1));
    assert_eq!(during.job.stage.as_deref(), Some("looking"));
    assert_eq!(during.attempts[0].outcome, AttemptOutcome::Running);
    assert_eq!(done.attempts.len(), 1);
    assert_eq!(done.attempts[0].outcome, AttemptOutcome::Succeeded);
    assert!(done.attempts[0].stage_millis.as_ref().unwrap()["looking"].is_u64());
    Ok(())
}

#[tokio::test]
async fn jobs_are_taken_by_priority_then_age_and_only_of_the_queue_asked_for() -> anyhow::Result<()>
{
    let database = Database::new().await?;
    let early = chrono::Utc::now() - chrono::Duration::hours(1);
    let job = |priority, run_at| NewJob { priority, run_at, ..database.job() };
    let unimportant = database.enqueue(job(-10, Some(early))).await?;
    let younger = database.enqueue(job(0, None)).await?;
    let older = database.enqueue(job(0, Some(early))).await?;
    let later = job(5, Some(chrono::Utc::now() + chrono::Duration::hours(1)));
    let later = database.enqueue(later).await?;
    let foreign = NewJob { queue: "another".to_owned(), ..database.job() };
    let foreign = database.enqueue(foreign).await?;
    let order = Arc::new(Mutex::new(Vec::<JobId>::new()));
    let member = {
        let (connection, order) = (database.connection.clone(), order.clone());
        database.member(handler(move |job| {
            let (connection, order) = (connection.clone(), order.clone());
            async move {
                order.lock().unwrap().push(job.claim.job_id);
                succeed(&connection, job).await
            }
            .boxed()
        }))
    };
    let member = start(member);
    database.job_when(unimportant, |job| job.state == JobState::Done).await?;
    member.stop().await?;
    assert_eq!(*order.lock().unwrap(), [older, younger, unimportant]);
    for id in [later, foreign] {
        assert_eq!(database.get(id).await?.job.state, JobState::Waiting);
    }
    Ok(())
}

#[tokio::test]
async fn a_new_job_wakes_an_idle_member() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let connection = database.connection.clone();
    let mut member = database.member(handler(move |job| {
        let connection = connection.clone();
        async move { succeed(&connection, job).await }.boxed()
    }));
    member.timing.poll = Duration::from_secs(3_600);
    let member = start(member);
    // Idle: it listens, and has found nothing to do.
    eventually("the member to listen", async || {
        let listening = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'idle' AND query ILIKE 'LISTEN%'";
        Ok((database.value(listening).await? == 1).then_some(()))
    })
    .await?;
    for _ in 0..3 {
        let id = database.enqueue(database.job()).await?;
        database.job_when(id, |job| job.state == JobState::Done).await?;
    }
    member.stop().await
}

#[tokio::test]
async fn a_job_exists_only_if_its_transaction_commits() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let transaction = database.connection.begin().await?;
    queue::enqueue(&transaction, database.job()).await?;
    transaction.rollback().await?;
    assert_eq!(database.value("SELECT count(*) FROM jobs").await?, 0);
    Ok(())
}
