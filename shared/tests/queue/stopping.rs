//! Members that are asked to stop.

use std::sync::Arc;
use std::time::Duration;

use billify_shared::domain::status::{AttemptOutcome, JobState};
use billify_shared::queue::Member;
use futures::FutureExt;
use tokio::sync::Notify;

use crate::support::{Database, handler, start, succeed};

/// A member whose jobs wait to be told to go on.
fn patient(database: &Database) -> (Member, Arc<Notify>) {
    let go_on = Arc::new(Notify::new());
    let (connection, waits) = (database.connection.clone(), go_on.clone());
    let member = database.member(handler(move |job| {
        let (connection, waits) = (connection.clone(), waits.clone());
        async move {
            waits.notified().await;
            succeed(&connection, job).await
        }
        .boxed()
    }));
    (member, go_on)
}

#[tokio::test]
async fn a_drained_member_finishes_its_job_and_takes_no_other() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let running = database.enqueue(database.job()).await?;
    let (member, go_on) = patient(&database);
    let worker = member.identity.id;
    let member = start(member);
    database.job_when(running, |job| job.state == JobState::Running).await?;
    member.control.drain.cancel();
    let waiting = database.enqueue(database.job()).await?;
    go_on.notify_one();
    member.ended().await?;
    assert_eq!(database.get(running).await?.job.state, JobState::Done);
    let waiting = database.get(waiting).await?;
    assert_eq!((waiting.job.state, waiting.job.attempts), (JobState::Waiting, 0));
    assert!(waiting.attempts.is_empty());
    let state = format!("SELECT state FROM workers WHERE id = '{worker}'");
    assert_eq!(database.value(&state).await?, "stopped");
    Ok(())
}

#[tokio::test]
async fn a_job_that_outlasts_the_grace_is_handed_back_uncounted_and_done_by_another()
-> anyhow::Result<()> {
    let database = Database::new().await?;
    let id = database.enqueue(database.job()).await?;
    let (mut member, _never) = patient(&database);
    member.grace = Duration::from_millis(50);
    let member = start(member);
    database.job_when(id, |job| job.state == JobState::Running).await?;
    member.stop().await?;
    let handed_back = database.get(id).await?;
    assert_eq!((handed_back.job.state, handed_back.job.attempts), (JobState::Waiting, 0));
    assert_eq!(handed_back.attempts[0].outcome, AttemptOutcome::HandedBack);

    let (member, go_on) = patient(&database);
    let member = start(member);
    go_on.notify_one();
    let done = database.job_when(id, |job| job.state == JobState::Done).await?;
    assert_eq!((done.job.attempts, done.attempts.len()), (1, 2));
    member.stop().await
}

#[tokio::test]
async fn a_second_signal_does_not_wait_for_the_grace() -> anyhow::Result<()> {
    let database = Database::new().await?;
    let id = database.enqueue(database.job()).await?;
    let (mut member, _never) = patient(&database);
    member.grace = Duration::from_secs(3_600);
    let member = start(member);
    database.job_when(id, |job| job.state == JobState::Running).await?;
    member.control.drain.cancel();
    member.control.abandon.cancel();
    member.ended().await?;
    assert_eq!(database.get(id).await?.job.state, JobState::Waiting);
    Ok(())
}
