//! The intervals a member of the fleet lives by.

use std::time::Duration;

use super::policy::RetryPolicy;
use crate::config::QueueConfig;

/// Leases, heartbeats and retries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// How long a claim holds without a sign of life.
    pub lease: Duration,
    pub heartbeat: Duration,
    /// Between two looks for jobs of lost workers.
    pub reap: Duration,
    /// Between two looks for work when nothing wakes the worker.
    pub poll: Duration,
    pub retry: RetryPolicy,
}

impl From<&QueueConfig> for Timing {
    fn from(config: &QueueConfig) -> Self {
        let base = Duration::try_from_secs_f64(config.backoff_seconds).unwrap_or_default();
        Self {
            lease: Duration::from_secs(config.lease_seconds.into()),
            heartbeat: config.heartbeat(),
            reap: config.reap_interval(),
            poll: Duration::from_secs(1),
            retry: RetryPolicy { base },
        }
    }
}
