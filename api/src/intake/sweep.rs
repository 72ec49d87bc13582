//! Clears up after processes that died and clients that never came back.
//!
//! Any number of API processes may sweep: each step can be repeated.

use std::time::Duration;

use billify_shared::objects::{ContentHash, ObjectsError, keys};
use billify_shared::store::{events, idempotency_keys, uploads};
use chrono::{TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use super::Intake;
use crate::problem::Problem;

const SWEEP_INTERVAL: Duration = Duration::from_secs(60);
const UPLOADS_AT_ONCE: u64 = 100;

/// Sweeps from time to time until the process is to stop.
pub async fn sweep_until(intake: Intake, stop: CancellationToken) {
    loop {
        if let Err(problem) = intake.sweep().await {
            tracing::warn!(%problem, "the sweep will be tried again");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SWEEP_INTERVAL) => {}
        }
    }
}

impl Intake {
    /// Gives back what expired uploads left, and forgets old events and answers.
    ///
    /// # Errors
    /// When the database or the storage do not answer; the rest waits for the next time.
    pub async fn sweep(&self) -> Result<(), Problem> {
        for upload in uploads::expired(&self.db, Utc::now(), UPLOADS_AT_ONCE).await? {
            self.sweep_upload(upload).await?;
        }
        let retained_from = Utc::now() - TimeDelta::hours(i64::from(self.config.retention_hours));
        events::forget(&self.db, retained_from).await?;
        idempotency_keys::forget(&self.db, retained_from).await?;
        Ok(())
    }

    async fn sweep_upload(&self, upload: uploads::Model) -> Result<(), Problem> {
        let hash = upload.sha256.as_deref().and_then(|bytes| ContentHash::try_from(bytes).ok());
        if let Some(hash) =
            hash.filter(|hash| upload.object_key == keys::original(upload.org_id, hash))
        {
            return self.release(upload.org_id, upload.id, &hash).await;
        }
        if let Some(multipart_id) = &upload.multipart_id {
            match self.objects.abort_multipart(&upload.object_key, multipart_id).await {
                // Some services refuse to know a put that has ended.
                Ok(()) | Err(ObjectsError::Refused { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.objects.delete(&upload.object_key).await?;
        uploads::delete(&self.db, upload.org_id, upload.id).await?;
        Ok(())
    }
}
