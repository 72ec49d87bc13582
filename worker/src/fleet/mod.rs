//! `billify-worker run`: a member of the fleet.
//!
//! Any number of them work side by side; they know of each other only by the database. The first
//! SIGTERM or SIGINT makes the worker finish what it has and take nothing new; the second makes it
//! hand its jobs back at once.

mod config;
mod listener;
mod signals;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use billify_shared::document_status::FollowJobs;
use billify_shared::objects::Objects;
use billify_shared::queue::{DOCUMENTS_QUEUE, Member, MemberControl, Timing, WorkerIdentity};
use billify_shared::{store, telemetry};

pub use config::WorkerConfig;

use crate::pipeline::Pipeline;
use crate::sandbox::Pool;

/// Works until it is asked to stop.
///
/// # Errors
/// If the worker cannot start: the database cannot be reached, or a port is taken.
pub fn run(config: &WorkerConfig) -> anyhow::Result<ExitCode> {
    telemetry::init(&config.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(work(config))?;
    // What could not be handed back in time is left to the other workers.
    runtime.shutdown_background();
    Ok(ExitCode::SUCCESS)
}

async fn work(config: &WorkerConfig) -> anyhow::Result<()> {
    let control = MemberControl::default();
    signals::obey(&control).context("signals cannot be received")?;
    if let Some(address) = config.listen {
        listener::start(address, control.clone()).await?;
    }
    let database = store::connect(&config.database).await?;
    let identity = WorkerIdentity::of_this_process(env!("CARGO_PKG_VERSION"), config.slots());
    let pipeline = Pipeline {
        database: database.clone(),
        objects: Objects::new(&config.objects),
        sandbox: Pool::start(config.pool_settings().context("cannot find this program")?)?,
        max_file_bytes: config.limits.max_file_bytes,
        max_attempts: config.queue.max_attempts,
    };
    let worker_id = identity.id;
    tracing::info!(%worker_id, slots = identity.slots, queue = DOCUMENTS_QUEUE, "worker started");
    let member = Member {
        database,
        identity,
        queue: DOCUMENTS_QUEUE.to_owned(),
        timing: Timing::from(&config.queue),
        grace: config.grace(),
        handler: Arc::new(pipeline),
        hook: Arc::new(FollowJobs),
    };
    member.run(control).await?;
    tracing::info!(%worker_id, "worker stopped");
    Ok(())
}
