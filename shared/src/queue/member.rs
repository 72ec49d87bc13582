//! A member of the fleet: claims jobs of one queue and has them done, until it is asked to stop.

use std::io;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use apalis::prelude::{Monitor, WorkerBuilder};
use sea_orm::DatabaseConnection;
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use super::backend::JobQueue;
use super::claim::ClaimedJob;
use super::claimer::Claimer;
use super::heartbeat::{Heartbeat, HeartbeatSettings};
use super::held::HeldJobs;
use super::hook::JobHook;
use super::listener;
use super::reaper::Reaper;
use super::runner::{JobHandler, Runner};
use super::timing::Timing;
use super::workers::WorkerIdentity;

/// After the last job was to be handed back, for writing so.
const HAND_BACK_TIME: Duration = Duration::from_secs(5);

/// Everything a member needs.
pub struct Member {
    pub database: DatabaseConnection,
    pub identity: WorkerIdentity,
    pub queue: String,
    pub timing: Timing,
    /// How long running jobs may go on after the worker was asked to stop.
    pub grace: Duration,
    pub handler: Arc<dyn JobHandler>,
    pub hook: Arc<dyn JobHook>,
}

/// How a member is stopped, and how it fares.
#[derive(Clone, Debug, Default)]
pub struct MemberControl {
    /// Take no more jobs; finish those that are running within the grace period.
    pub drain: CancellationToken,
    /// Hand running jobs back now.
    pub abandon: CancellationToken,
    /// Whether the last heartbeat reached the database.
    pub healthy: Arc<AtomicBool>,
}

#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    #[error("the heartbeat could not be started")]
    Heartbeat(#[source] io::Error),
    #[error("the worker runtime ended early")]
    Runtime(#[source] apalis::prelude::MonitorError),
}

impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Member")
            .field("identity", &self.identity)
            .field("queue", &self.queue)
            .field("timing", &self.timing)
            .finish_non_exhaustive()
    }
}

impl Member {
    /// Works until `control.drain` is cancelled and the running jobs have ended or were handed back.
    ///
    /// # Errors
    /// When the heartbeat cannot start. Errors of the database are waited out.
    pub async fn run(self, control: MemberControl) -> Result<(), MemberError> {
        let held = HeldJobs::default();
        let heartbeat = self.heartbeat(&control, &held)?;
        let wake = Arc::new(Notify::new());
        let (sender, receiver) = mpsc::channel(usize::from(self.identity.slots));
        let receiver = Arc::new(Mutex::new(receiver));
        let closed = CancellationToken::new();
        let pool = self.database.get_postgres_connection_pool().clone();
        let claimer = Claimer {
            database: self.database.clone(),
            worker: self.identity.id,
            queue: self.queue.clone(),
            timing: self.timing,
            slots: Arc::new(Semaphore::new(self.identity.slots.into())),
            held,
            hook: self.hook.clone(),
            wake: wake.clone(),
            drain: control.drain.clone(),
            claimed: sender,
            receiver: receiver.clone(),
            closed: closed.clone(),
        };
        let reaper = Reaper {
            database: self.database.clone(),
            timing: self.timing,
            hook: self.hook.clone(),
        };
        let background = [
            tokio::spawn(listener::listen(pool, wake)),
            tokio::spawn(reaper.run()),
            tokio::spawn(abandon_after_grace(control.clone(), self.grace)),
        ];
        tokio::spawn(claimer.run());
        let result = self.work(&control, receiver, closed).await;
        // Also if the runtime has ended by itself: nothing is claimed that nobody would do.
        control.drain.cancel();
        for task in background {
            task.abort();
        }
        heartbeat.stop().await;
        result
    }

    fn heartbeat(
        &self,
        control: &MemberControl,
        held: &HeldJobs,
    ) -> Result<Heartbeat, MemberError> {
        let pool = self.database.get_postgres_connection_pool();
        let settings = HeartbeatSettings {
            connect: pool.connect_options().as_ref().clone(),
            worker: self.identity.clone(),
            timing: self.timing,
            held: held.clone(),
            draining: control.drain.clone(),
            healthy: control.healthy.clone(),
        };
        Heartbeat::start(settings).map_err(MemberError::Heartbeat)
    }

    /// Runs apalis' worker on the claimed jobs until it has drained.
    async fn work(
        &self,
        control: &MemberControl,
        receiver: Arc<Mutex<mpsc::Receiver<ClaimedJob>>>,
        closed: CancellationToken,
    ) -> Result<(), MemberError> {
        let runner = Arc::new(Runner {
            database: self.database.clone(),
            handler: self.handler.clone(),
            hook: self.hook.clone(),
            retry: self.timing.retry,
            abandon: control.abandon.clone(),
        });
        let name = self.identity.id;
        let monitor = Monitor::new().should_restart(|_, _| true).register(move |start| {
            let runner = runner.clone();
            WorkerBuilder::new(format!("{name}-{start}"))
                .backend(JobQueue::new(receiver.clone(), closed.clone()))
                .build(move |job: ClaimedJob| {
                    let runner = runner.clone();
                    // A task of its own, so that jobs use all cores.
                    async move { tokio::spawn(async move { runner.run(job).await }).await }
                })
        });
        let drain = control.drain.clone();
        let running = monitor.run_with_signal(async move {
            drain.cancelled().await;
            Ok(())
        });
        let overdue = async {
            control.abandon.cancelled().await;
            tokio::time::sleep(HAND_BACK_TIME).await;
        };
        tokio::select! {
            result = running => result.map_err(MemberError::Runtime),
            () = overdue => {
                tracing::warn!("some jobs could not be handed back; their leases will run out");
                Ok(())
            }
        }
    }
}

async fn abandon_after_grace(control: MemberControl, grace: Duration) {
    control.drain.cancelled().await;
    tokio::time::sleep(grace).await;
    control.abandon.cancel();
}
