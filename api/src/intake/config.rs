//! How uploads are received and how long what they leave is kept.

use std::time::Duration;

#[derive(Clone, Debug, clap::Args)]
pub struct IntakeConfig {
    /// Bytes of one upload request, all its files together.
    #[arg(
        long,
        env = "BILLIFY_MAX_REQUEST_BYTES",
        value_name = "BILLIFY_MAX_REQUEST_BYTES",
        default_value_t = 512 * 1024 * 1024
    )]
    pub max_request_bytes: u64,

    /// Seconds that an upload may pause before it is given up.
    #[arg(
        long,
        env = "BILLIFY_UPLOAD_IDLE_SECONDS",
        value_name = "BILLIFY_UPLOAD_IDLE_SECONDS",
        default_value_t = 30
    )]
    pub idle_seconds: u64,

    /// Seconds in which a direct upload to object storage must be made and completed.
    #[arg(
        long,
        env = "BILLIFY_DIRECT_UPLOAD_SECONDS",
        value_name = "BILLIFY_DIRECT_UPLOAD_SECONDS",
        default_value_t = 900
    )]
    pub direct_upload_seconds: u64,

    /// Hours that events and the answers to idempotency keys are kept.
    #[arg(
        long,
        env = "BILLIFY_EVENT_RETENTION_HOURS",
        value_name = "BILLIFY_EVENT_RETENTION_HOURS",
        default_value_t = 72
    )]
    pub retention_hours: u32,
}

impl IntakeConfig {
    #[must_use]
    pub fn idle_time(&self) -> Duration {
        Duration::from_secs(self.idle_seconds)
    }

    #[must_use]
    pub fn direct_upload_time(&self) -> Duration {
        Duration::from_secs(self.direct_upload_seconds)
    }
}

impl Default for IntakeConfig {
    fn default() -> Self {
        Self {
            max_request_bytes: 512 * 1024 * 1024,
            idle_seconds: 30,
            direct_upload_seconds: 900,
            retention_hours: 72,
        }
    }
}
