//! Jobs without work through the real queue, claim to done, against bare loops on the same table.
//!
//! The table is as full as after weeks of use. Ours is the whole of it: claim tokens, leases,
//! attempt history, apalis' runtime, heartbeat, reaper and listener.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context;
use async_trait::async_trait;
use billify_shared::{
    config::{DatabaseConfig, QueueConfig},
    queue::{
        self, ClaimedJob, Completed, JobChange, JobError, JobHandler, JobHook, Member,
        MemberControl, Timing, WorkerIdentity,
    },
    store,
};
use billify_tests::System;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};

use crate::{
    bare_queue::{self, Commits},
    effort::Effort,
    figure::{Figure, Measurement, Target},
    statistics::median,
};

const QUEUE: &str = "bench";
const SLOTS: [u16; 2] = [1, 8];
const CONNECTIONS: u32 = 24;
const FILL: &str = "
    INSERT INTO jobs (id, org_id, queue, kind, payload, state, attempts, max_attempts, finished_at)
    SELECT gen_random_uuid(), (SELECT id FROM organisations LIMIT 1), 'bench', 'nothing',
           '{\"schema\": 1}', 'done', 1, 5, now()
    FROM generate_series(1, 100000);
    INSERT INTO jobs (id, org_id, queue, kind, payload, max_attempts)
    SELECT gen_random_uuid(), (SELECT id FROM organisations LIMIT 1), 'bench', 'nothing',
           '{\"schema\": 1}', 5
    FROM generate_series(1, 20000)";

pub(crate) async fn measure(effort: &Effort) -> anyhow::Result<Measurement> {
    let system = System::start().durable().await?;
    let config = DatabaseConfig {
        url: system.database_url().to_owned(),
        max_connections: CONNECTIONS,
        acquire_seconds: 30,
    };
    let database = store::connect(&config).await?;
    database.execute_unprepared(FILL).await?;
    database.execute_unprepared("VACUUM ANALYZE jobs").await?;
    let mut figures = Vec::new();
    for slots in SLOTS {
        let (mut ours, mut two, mut one) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..effort.rounds {
            two.push(bare_queue::rate(&database, slots, effort.jobs, Commits::Two).await?);
            ours.push(rate(&database, slots, effort.jobs).await?);
            one.push(bare_queue::rate(&database, slots, effort.jobs, Commits::One).await?);
        }
        let (ours, two, one) = (median(&ours), median(&two), median(&one));
        let figure = |what, baseline, target| Figure {
            what: format!("jobs a second in {slots} slots, {what}"),
            baseline: format!("{baseline:.0}"),
            ours: format!("{ours:.0}"),
            ratio: ours / baseline,
            target,
        };
        figures.push(figure("against claim and finish", two, Target::AtLeast(0.8)));
        figures.push(figure("against one transaction", one, Target::AtLeast(0.8)));
    }
    let notes = vec![
        "100 000 finished and 20 000 waiting rows at the start; every commit reaches the disk."
            .to_owned(),
        "The bare loop claims a job with `FOR UPDATE SKIP LOCKED` in one statement and finishes it \
         in another, as a claim must that others can see; or both in one transaction, which is \
         less than a queue of long jobs can do: nobody would see that a job is being done."
            .to_owned(),
    ];
    Ok(Measurement { title: "Queue", figures, notes })
}

/// Jobs a second through a member of the fleet.
async fn rate(database: &DatabaseConnection, slots: u16, jobs: usize) -> anyhow::Result<f64> {
    let control = MemberControl::default();
    let nothing = Arc::new(Nothing {
        database: database.clone(),
        done: AtomicUsize::new(0),
        jobs,
        control: control.clone(),
    });
    let member = Member {
        database: database.clone(),
        identity: WorkerIdentity::of_this_process("bench", slots),
        queue: QUEUE.to_owned(),
        timing: Timing::from(&QueueConfig::default()),
        grace: Duration::from_secs(10),
        handler: nothing.clone(),
        hook: Arc::new(NoFollowers),
    };
    let started = Instant::now();
    let running = tokio::spawn(member.run(control.clone()));
    control.drain.cancelled().await;
    let took = started.elapsed();
    running.await.context("the member of the fleet panicked")??;
    Ok(f64::from(u32::try_from(jobs)?) / took.as_secs_f64())
}

/// Completes every job at once, and stops the member after some.
struct Nothing {
    database: DatabaseConnection,
    done: AtomicUsize,
    jobs: usize,
    control: MemberControl,
}

#[async_trait]
impl JobHandler for Nothing {
    async fn handle(&self, job: &ClaimedJob) -> Result<Completed, JobError> {
        let completed = queue::complete(&self.database, job).await?;
        if self.done.fetch_add(1, Ordering::Relaxed) + 1 == self.jobs {
            self.control.drain.cancel();
        }
        Ok(completed)
    }
}

struct NoFollowers;

#[async_trait]
impl JobHook for NoFollowers {
    async fn job_changed(&self, _: &DatabaseTransaction, _: &JobChange) -> Result<(), DbErr> {
        Ok(())
    }
}
