//! Waiting for a condition instead of for a while.

use std::time::Duration;

use anyhow::{Context, bail};
use tokio::time::{Instant, sleep};

/// Long enough for a busy machine; a test that runs into it has failed.
const PATIENCE: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(25);

/// Waits until `condition` gives something, and returns that.
///
/// # Errors
/// Names `what` was waited for, when the condition fails or never holds.
pub async fn wait_until<T>(
    what: &str,
    condition: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    wait_until_within(PATIENCE, what, condition).await
}

/// Like [`wait_until`], with a deadline that the test is about.
///
/// # Errors
/// Names `what` was waited for, when the condition fails or does not hold in time.
pub async fn wait_until_within<T>(
    patience: Duration,
    what: &str,
    mut condition: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let deadline = Instant::now() + patience;
    loop {
        let outcome = condition().await.with_context(|| format!("while waiting for {what}"))?;
        if let Some(outcome) = outcome {
            return Ok(outcome);
        }
        if Instant::now() > deadline {
            bail!("waited {} s in vain for {what}", patience.as_secs());
        }
        sleep(POLL).await;
    }
}
