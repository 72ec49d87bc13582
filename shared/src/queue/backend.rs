//! The queue as apalis' workers see it.
//!
//! Its error is [`Infallible`]: errors of the database are logged and waited out by the claimer, so
//! that a worker never dies of one.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use apalis_core::backend::finalize::Ephemeral;
use apalis_core::backend::{Backend, BackendConfig};
use apalis_core::task::Task;
use apalis_core::task::task_id::{RandomId, TaskId};
use apalis_core::worker::context::WorkerContext;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::claim::ClaimedJob;

/// The jobs that were claimed for this process.
pub(super) struct JobQueue {
    receiver: Arc<Mutex<mpsc::Receiver<ClaimedJob>>>,
    closed: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl JobQueue {
    /// `closed` says that nothing claimed is left behind.
    pub(super) fn new(
        receiver: Arc<Mutex<mpsc::Receiver<ClaimedJob>>>,
        closed: CancellationToken,
    ) -> Self {
        Self { receiver, closed: Box::pin(closed.cancelled_owned()) }
    }
}

impl fmt::Debug for JobQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobQueue").finish_non_exhaustive()
    }
}

impl Backend for JobQueue {
    type Task = Task<ClaimedJob>;
    type Error = Infallible;

    fn poll_ready(
        &mut self,
        _: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn poll_next(
        &mut self,
        context: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Option<Result<Self::Task, Infallible>>> {
        let mut receiver = self.receiver.lock().unwrap_or_else(PoisonError::into_inner);
        receiver.poll_recv(context).map(|job| {
            job.map(|job| {
                let id = TaskId::from_string(job.claim.job_id.to_string());
                Ok(Task::new(job).into_builder().task_id(id).build())
            })
        })
    }

    fn poll_close(
        &mut self,
        context: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Result<(), Infallible>> {
        self.closed.as_mut().poll(context).map(Ok)
    }
}

impl BackendConfig for JobQueue {
    type Args = ClaimedJob;
    type Id = RandomId;
    type Kind = Ephemeral;
    type Config = ();
    type Layer = apalis_core::layers::Identity;

    fn config(&self) -> &() {
        &()
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> Self::Layer {
        Self::Layer::new()
    }
}
