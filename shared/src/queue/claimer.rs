//! Takes jobs for the slots that are free, until the worker is asked to stop.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use super::claim::{self, ClaimedJob};
use super::finish::hand_back;
use super::held::HeldJobs;
use super::hook::JobHook;
use super::timing::Timing;
use crate::domain::ids::WorkerId;

/// After an error of the database.
const WAIT_AFTER_ERROR: Duration = Duration::from_secs(1);

pub(super) struct Claimer {
    pub database: DatabaseConnection,
    pub worker: WorkerId,
    pub queue: String,
    pub timing: Timing,
    pub slots: Arc<Semaphore>,
    pub held: HeldJobs,
    pub hook: Arc<dyn JobHook>,
    pub wake: Arc<Notify>,
    pub drain: CancellationToken,
    /// Jobs on their way to apalis' worker. It has room for one a slot.
    pub claimed: mpsc::Sender<ClaimedJob>,
    /// The other end, to take back what was not yet begun.
    pub receiver: Arc<Mutex<mpsc::Receiver<ClaimedJob>>>,
    /// Cancelled when everything not begun has been handed back.
    pub closed: CancellationToken,
}

impl Claimer {
    pub(super) async fn run(self) {
        while let Some(slots) = self.free_slots().await {
            let asked = slots.len();
            let wait = match self.claim(slots).await {
                // There may be more.
                Ok(claimed) if claimed == asked => continue,
                Ok(_) => self.timing.poll,
                Err(error) => {
                    tracing::warn!(?error, "no job could be claimed");
                    metrics::counter!("billify_claim_errors_total").increment(1);
                    tokio::select! {
                        () = tokio::time::sleep(WAIT_AFTER_ERROR) => {}
                        () = self.drain.cancelled() => {}
                    }
                    continue;
                }
            };
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(wait) => {}
                () = self.drain.cancelled() => {}
            }
        }
        self.hand_back_unbegun().await;
        self.closed.cancel();
    }

    /// All slots that are free, at least one; none when the worker is asked to stop.
    async fn free_slots(&self) -> Option<Vec<OwnedSemaphorePermit>> {
        let first = tokio::select! {
            biased;
            () = self.drain.cancelled() => return None,
            slot = self.slots.clone().acquire_owned() => slot.ok()?,
        };
        let mut slots = vec![first];
        while let Ok(slot) = self.slots.clone().try_acquire_owned() {
            slots.push(slot);
        }
        Some(slots)
    }

    async fn claim(&self, slots: Vec<OwnedSemaphorePermit>) -> Result<usize, DbErr> {
        let rows =
            claim::claim(&self.database, self.worker, &self.queue, self.timing.lease, slots.len())
                .await?;
        let claimed = rows.len();
        for (row, slot) in rows.into_iter().zip(slots) {
            let held = self.held.hold(row.claim(), slot);
            let job = ClaimedJob::new(row, held);
            tracing::debug!(job_id = %job.claim.job_id, attempt = job.attempt, "claimed");
            // There is room for one a slot, and the receiver lives as long as this.
            if self.claimed.send(job).await.is_err() {
                tracing::error!("a claimed job found no worker; its lease will run out");
            }
        }
        Ok(claimed)
    }

    async fn hand_back_unbegun(&self) {
        loop {
            let next = self.receiver.lock().unwrap_or_else(PoisonError::into_inner).try_recv();
            let Ok(job) = next else { return };
            if let Err(error) = hand_back(&self.database, job.claim, self.hook.as_ref()).await {
                tracing::warn!(?error, job_id = %job.claim.job_id, "a job was not handed back");
            }
        }
    }
}
