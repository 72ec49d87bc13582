//! Holds a worker at a chosen point of its work for as long as the test wants: a trigger in the
//! system's database waits there for a lock that the test holds.

use anyhow::Context;
use billify_tests::{System, wait_until};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

/// Any number that nothing else locks.
const LOCK: i64 = 417;

/// Where a worker can be held, in its first attempt at a job.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Point {
    /// On entering a stage.
    Stage(&'static str),
    /// In the transaction that stores the result, with part of it written.
    Storing,
}

impl Point {
    pub(crate) const ALL: [Self; 7] = [
        Self::Stage("fetch"),
        Self::Stage("open"),
        Self::Stage("read"),
        Self::Stage("structure"),
        Self::Stage("check"),
        Self::Stage("store"),
        Self::Storing,
    ];

    fn trigger(self) -> String {
        let (event, table, condition) = match self {
            Self::Stage(stage) => (
                "BEFORE UPDATE OF stage",
                "jobs",
                format!("NEW.stage = '{stage}' AND NEW.attempts = 1"),
            ),
            Self::Storing => ("AFTER INSERT", "invoices", "true".to_owned()),
        };
        format!(
            "CREATE TRIGGER stall {event} ON {table} FOR EACH ROW WHEN ({condition})
             EXECUTE FUNCTION stall()"
        )
    }
}

/// The test's hold on the workers of one system.
pub(crate) struct Stall {
    /// A connection of its own, whose session has the lock while a trigger is armed.
    session: DatabaseConnection,
    watch: DatabaseConnection,
}

impl Stall {
    pub(crate) async fn prepare(system: &System) -> anyhow::Result<Self> {
        let session = system.session().await?;
        let function = format!(
            "CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN PERFORM pg_advisory_xact_lock({LOCK}); RETURN NEW; END $$"
        );
        session.execute_unprepared(&function).await?;
        Ok(Self { session, watch: system.database().await? })
    }

    /// Has the next worker that comes to `point` wait there.
    pub(crate) async fn arm(&self, point: Point) -> anyhow::Result<()> {
        self.session.execute_unprepared(&format!("SELECT pg_advisory_lock({LOCK})")).await?;
        self.session.execute_unprepared(&point.trigger()).await?;
        Ok(())
    }

    /// Waits until a worker waits.
    pub(crate) async fn reached(&self, point: Point) -> anyhow::Result<()> {
        wait_until(&format!("a worker to come to {point:?}"), async || {
            let waiting = format!(
                "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                 WHERE d.datname = current_database() AND l.locktype = 'advisory'
                   AND l.classid = 0 AND l.objid = {LOCK} AND NOT l.granted"
            );
            let statement = Statement::from_string(self.watch.get_database_backend(), waiting);
            Ok(self.watch.query_one_raw(statement).await?.map(|_| ()))
        })
        .await
    }

    /// Lets whoever waits go on, and nobody wait again.
    pub(crate) async fn release(&self) -> anyhow::Result<()> {
        let unlock = format!("SELECT pg_advisory_unlock({LOCK})");
        self.session.execute_unprepared(&unlock).await.context("could not let go")?;
        for table in ["jobs", "invoices"] {
            let drop = format!("DROP TRIGGER IF EXISTS stall ON {table}");
            self.session.execute_unprepared(&drop).await?;
        }
        Ok(())
    }
}
