//! Workers that stand still while documents are uploaded, so that from claim to stored is measured
//! and nothing else.
//!
//! Previews are a later job; in this system they are put off until the measurement is over.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use billify_local::client::{Outcome, Upload};
use billify_tests::{System, wait_until_within};
use nix::sys::signal::Signal;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use uuid::Uuid;

use crate::cpu;

/// Longer than a worker stands still.
const LEASE_SECONDS: u32 = 3600;
const PATIENCE: Duration = Duration::from_secs(300);
const FILES_A_REQUEST: usize = 10;
const PUT_OFF_PREVIEWS: &str = "
    CREATE FUNCTION put_off() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.run_at := now() + interval '1 day';
        RETURN NEW;
    END $$;
    CREATE TRIGGER put_off_previews BEFORE INSERT ON jobs
        FOR EACH ROW WHEN (NEW.kind = 'render_pages') EXECUTE FUNCTION put_off()";
const UNFINISHED: &str = "
    SELECT count(*) FROM jobs
    WHERE kind = 'read_document' AND state IN ('waiting', 'running')";
const UNREAD: &str = "
    SELECT count(*) FROM jobs JOIN documents ON documents.id = jobs.document_id
    WHERE documents.status NOT IN ('ready', 'needs_review')";

/// What reading some documents took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spent {
    pub(crate) documents: u32,
    pub(crate) wall: Duration,
    /// Of the workers and their helpers.
    pub(crate) cpu: Duration,
}

/// Workers with one slot each, warm and standing still.
pub(crate) struct HeldFleet {
    system: System,
    database: DatabaseConnection,
}

impl HeldFleet {
    /// Starts `workers` and has them read some documents, so that their helpers are up.
    pub(crate) async fn start(workers: usize, warm_up: &[Upload]) -> anyhow::Result<Self> {
        let builder = System::start().durable().workers(workers);
        let builder = builder.setting("BILLIFY_WORKER_SLOTS", 1);
        let system = builder.setting("BILLIFY_LEASE_SECONDS", LEASE_SECONDS).await?;
        let database = system.database().await?;
        database.execute_unprepared(PUT_OFF_PREVIEWS).await?;
        let fleet = Self { system, database };
        // Each worker alone, so that none comes to its first document cold.
        for worker in 0..workers {
            fleet.hold();
            fleet.upload(warm_up).await?;
            fleet.release(worker..worker + 1);
            fleet.all_done().await?;
        }
        fleet.hold();
        Ok(fleet)
    }

    /// Has the first `workers` read the documents, for an organisation that does not know them.
    pub(crate) async fn read(&self, files: &[Upload], workers: usize) -> anyhow::Result<Spent> {
        let documents = self.upload(files).await?;
        let cpu_before = self.cpu()?;
        let started = Instant::now();
        self.release(0..workers);
        self.all_done().await?;
        let wall = started.elapsed();
        self.hold();
        let cpu = self.cpu()?.saturating_sub(cpu_before);
        let unread = self.count(UNREAD).await?;
        ensure!(unread == 0, "{unread} documents could not be read");
        Ok(Spent { documents, wall, cpu })
    }

    async fn upload(&self, files: &[Upload]) -> anyhow::Result<u32> {
        let organisation = Uuid::now_v7().to_string();
        let client = self.system.client_of(&organisation, "admin").await?;
        let mut accepted = 0;
        for files in files.chunks(FILES_A_REQUEST) {
            for result in client.upload(files.to_vec()).await? {
                ensure!(result.outcome != Outcome::Refused, "refused: {:?}", result.problem);
                accepted += u32::from(result.outcome == Outcome::Accepted);
            }
        }
        Ok(accepted)
    }

    fn hold(&self) {
        self.system.workers().iter().for_each(|worker| worker.signal(Signal::SIGSTOP));
    }

    fn release(&self, workers: std::ops::Range<usize>) {
        self.system.workers()[workers].iter().for_each(|worker| worker.signal(Signal::SIGCONT));
    }

    async fn all_done(&self) -> anyhow::Result<()> {
        let done = wait_until_within(PATIENCE, "all documents to be read", async || {
            Ok((self.count(UNFINISHED).await? == 0).then_some(()))
        });
        done.await.with_context(|| self.system.last_words())
    }

    fn cpu(&self) -> anyhow::Result<Duration> {
        self.system.workers().iter().map(|worker| cpu::of_process_tree(worker.id())).sum()
    }

    async fn count(&self, sql: &str) -> anyhow::Result<i64> {
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        let row = self.database.query_one_raw(statement).await?.context("no count")?;
        Ok(row.try_get_by_index(0)?)
    }
}
