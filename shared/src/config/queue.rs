use std::time::Duration;

/// How jobs are leased, retried and given up. The API uses `max_attempts` only.
#[derive(Clone, Debug, clap::Args)]
pub struct QueueConfig {
    /// Seconds a worker may be silent before its jobs are given to another.
    #[arg(
        long,
        env = "BILLIFY_LEASE_SECONDS",
        value_name = "BILLIFY_LEASE_SECONDS",
        default_value_t = 30
    )]
    pub lease_seconds: u32,

    /// Seconds between two signs of life of a worker.
    #[arg(
        long,
        env = "BILLIFY_HEARTBEAT_SECONDS",
        value_name = "BILLIFY_HEARTBEAT_SECONDS",
        default_value_t = 10
    )]
    pub heartbeat_seconds: u32,

    /// Seconds between two looks for jobs of lost workers.
    #[arg(
        long,
        env = "BILLIFY_REAP_SECONDS",
        value_name = "BILLIFY_REAP_SECONDS",
        default_value_t = 5
    )]
    pub reap_seconds: u32,

    /// Attempts at a job before it is dead.
    #[arg(
        long,
        env = "BILLIFY_MAX_ATTEMPTS",
        value_name = "BILLIFY_MAX_ATTEMPTS",
        default_value_t = 5
    )]
    pub max_attempts: u16,

    /// Seconds before the first retry; each later one waits twice as long.
    #[arg(
        long,
        env = "BILLIFY_BACKOFF_SECONDS",
        value_name = "BILLIFY_BACKOFF_SECONDS",
        default_value_t = 15.0
    )]
    pub backoff_seconds: f64,
}

impl QueueConfig {
    #[must_use]
    pub fn heartbeat(&self) -> Duration {
        Duration::from_secs(self.heartbeat_seconds.into())
    }

    #[must_use]
    pub fn reap_interval(&self) -> Duration {
        Duration::from_secs(self.reap_seconds.into())
    }
}

impl Default for QueueConfig {
    fn default() -> Self {
        Self {
            lease_seconds: 30,
            heartbeat_seconds: 10,
            reap_seconds: 5,
            max_attempts: 5,
            backoff_seconds: 15.0,
        }
    }
}
