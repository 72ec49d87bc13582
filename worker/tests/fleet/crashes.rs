//! `kill -9` at the start of every stage. A trigger in the test's database holds the worker there.

use billify_local::process::Process;
use billify_samples::hostile;
use billify_shared::domain::status::{AttemptOutcome, JobState};
use sea_orm::{ConnectionTrait, TransactionTrait};

use crate::support::{World, eventually};

/// While the gate's lock is held, a job cannot enter the stage that the gate names.
const GATE: &str = "
    CREATE TABLE gate (stage text);
    CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM gate WHERE gate.stage = NEW.stage) THEN
            PERFORM pg_advisory_xact_lock_shared(4711);
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER gate BEFORE UPDATE OF stage ON jobs FOR EACH ROW EXECUTE FUNCTION wait_at_gate();";

#[tokio::test]
async fn a_document_whose_worker_is_killed_in_any_stage_is_read_once() -> anyhow::Result<()> {
    let world = World::new().await?;
    world.database.execute_unprepared(GATE).await?;
    let stages = ["fetch", "open", "read", "structure", "check", "store"];
    for (number, stage) in stages.into_iter().enumerate() {
        let mut bytes = hostile::plain_pdf();
        bytes.extend_from_slice(format!("\n% {stage}\n").as_bytes());
        kill_in_stage(&world, stage, bytes).await?;
        let read = i32::try_from(number)? + 1;
        for table in ["extractions", "invoices", "invoice_changes"] {
            assert_eq!(
                world.value(&format!("SELECT count(*) FROM {table}")).await?,
                read,
                "{table}"
            );
        }
    }
    let unread = "SELECT count(*) FROM documents WHERE status NOT IN ('ready', 'needs_review')";
    assert_eq!(world.value(unread).await?, 0);
    Ok(())
}

async fn kill_in_stage(world: &World, stage: &str, bytes: Vec<u8>) -> anyhow::Result<()> {
    let gate = world.database.begin().await?;
    gate.execute_unprepared("SELECT pg_advisory_xact_lock(4711)").await?;
    world.execute("DELETE FROM gate", []).await?;
    world.execute("INSERT INTO gate VALUES ($1)", [stage.into()]).await?;
    let victim = world.start_worker()?;
    let (_, job) = world.upload(bytes, "application/pdf").await?;
    held_at_gate(world, &victim).await?;
    victim.kill().await;
    gate.rollback().await?;
    let successor = world.start_worker()?;
    let detail = world.ended(job, &successor).await?;
    assert_eq!(detail.job.state, JobState::Done, "{stage}: {detail:?}");
    let outcomes: Vec<_> = detail.attempts.iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, [AttemptOutcome::WorkerLost, AttemptOutcome::Succeeded], "{stage}");
    successor.kill().await;
    Ok(())
}

async fn held_at_gate(world: &World, worker: &Process) -> anyhow::Result<()> {
    let waiting = "SELECT count(*) FROM pg_locks
        WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let held = eventually("the worker to come to the gate", async || {
        Ok((world.value(waiting).await? == 1).then_some(()))
    });
    held.await.map_err(|error| error.context(worker.last_lines(20).join("\n")))
}
