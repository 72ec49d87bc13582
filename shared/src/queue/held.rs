//! The jobs this process holds. The heartbeat renews exactly these leases.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

use super::claim::Claim;

/// All claims held at the moment, by their number.
#[derive(Clone, Debug, Default)]
pub(super) struct HeldJobs {
    claims: Arc<Mutex<HashMap<i64, (Claim, CancellationToken)>>>,
}

impl HeldJobs {
    /// Holds the claim until the guard is dropped.
    pub(super) fn hold(&self, claim: Claim, slot: OwnedSemaphorePermit) -> HeldJob {
        let lost = CancellationToken::new();
        self.lock().insert(claim.token, (claim, lost.clone()));
        HeldJob { token: claim.token, lost, held: self.clone(), _slot: slot }
    }

    pub(super) fn claims(&self) -> Vec<Claim> {
        self.lock().values().map(|(claim, _)| *claim).collect()
    }

    /// Tells the holders of those claims that are not in `renewed`.
    pub(super) fn lose_all_but(&self, asked: &[Claim], renewed: &HashSet<i64>) {
        let held = self.lock();
        for claim in asked.iter().filter(|claim| !renewed.contains(&claim.token)) {
            if let Some((_, lost)) = held.get(&claim.token) {
                lost.cancel();
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i64, (Claim, CancellationToken)>> {
        self.claims.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A claim that is renewed, and a slot that is taken, for as long as this lives.
#[derive(Debug)]
pub(super) struct HeldJob {
    token: i64,
    pub(super) lost: CancellationToken,
    held: HeldJobs,
    _slot: OwnedSemaphorePermit,
}

impl Drop for HeldJob {
    fn drop(&mut self) {
        self.held.lock().remove(&self.token);
    }
}
