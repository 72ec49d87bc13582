//! Taking jobs, and what a worker holds of one it has taken.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement, Value};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::failure::Failure;
use super::finish::FinishError;
use super::held::HeldJob;
use super::new_job::{JobKind, JobPayload};
use crate::domain::ids::{DocumentId, JobId, OrgId, WorkerId};

/// One taking of one job. The number is never given twice, so a late answer can always be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    pub job_id: JobId,
    pub org_id: OrgId,
    pub(super) token: i64,
}

/// Due jobs, most urgent first, oldest first among equals. Fairness between organisations, once
/// needed, goes here. Every waiting job has attempts left: the table's CHECK sees to it.
const CLAIM: &str = "
    WITH claimed AS (
        UPDATE jobs
        SET state = 'running', worker_id = $1, claim_token = nextval('job_claim_tokens'),
            attempts = attempts + 1, lease_until = now() + $3 * interval '1 second',
            stage = NULL, updated_at = now()
        WHERE id = ANY (ARRAY(
            SELECT id FROM jobs
            WHERE state = 'waiting' AND queue = $2 AND run_at <= now()
            ORDER BY priority DESC, run_at
            LIMIT $4
            FOR UPDATE SKIP LOCKED))
        RETURNING id, org_id, kind, payload, document_id, claim_token, attempts
    ), attempt AS (
        INSERT INTO job_attempts (job_id, claim_token, number, worker_id)
        SELECT id, claim_token, attempts, $1 FROM claimed
    )
    SELECT * FROM claimed";

/// A claimed row as it comes from the database.
#[derive(Debug, FromQueryResult)]
pub(super) struct ClaimedRow {
    id: JobId,
    org_id: OrgId,
    kind: String,
    payload: Json,
    document_id: Option<DocumentId>,
    claim_token: i64,
    attempts: i16,
}

/// Takes up to `limit` due jobs of the queue; the attempt counts from here.
pub(super) async fn claim(
    connection: &impl ConnectionTrait,
    worker: WorkerId,
    queue: &str,
    lease: Duration,
    limit: usize,
) -> Result<Vec<ClaimedRow>, DbErr> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values: [Value; 4] =
        [worker.into(), queue.into(), lease.as_secs_f64().into(), limit.into()];
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, CLAIM, values);
    ClaimedRow::find_by_statement(statement).all(connection).await
}

impl ClaimedRow {
    pub(super) fn claim(&self) -> Claim {
        Claim { job_id: self.id, org_id: self.org_id, token: self.claim_token }
    }
}

/// A job this process has taken. Its lease is renewed until this is dropped.
#[derive(Debug)]
pub struct ClaimedJob {
    pub claim: Claim,
    pub kind: String,
    pub payload: Json,
    pub document_id: Option<DocumentId>,
    /// From 1; this one included.
    pub attempt: i16,
    pub(super) claimed_at: Instant,
    stages: Mutex<Stages>,
    held: HeldJob,
}

/// How long each stage took so far.
#[derive(Debug, Default)]
struct Stages {
    finished: Map<String, Json>,
    current: Option<(&'static str, Instant)>,
}

impl ClaimedJob {
    pub(super) fn new(row: ClaimedRow, held: HeldJob) -> Self {
        Self {
            claim: row.claim(),
            kind: row.kind,
            payload: row.payload,
            document_id: row.document_id,
            attempt: row.attempts,
            claimed_at: Instant::now(),
            stages: Mutex::default(),
            held,
        }
    }

    /// What is to be done.
    ///
    /// # Errors
    /// When this version cannot read the job: another attempt would not help.
    pub fn work(&self) -> Result<(JobKind, JobPayload), Failure> {
        let unreadable = |what: String| Failure::permanent("undecodable_payload", what);
        let kind = JobKind::parse(&self.kind)
            .ok_or_else(|| unreadable(format!("unknown kind of job {}", self.kind)))?;
        let payload = JobPayload::deserialize(&self.payload)
            .map_err(|error| unreadable(format!("unreadable payload: {error}")))?;
        if payload.schema > JobPayload::SCHEMA {
            return Err(unreadable(format!("payload of the later schema {}", payload.schema)));
        }
        Ok((kind, payload))
    }

    /// Writes which stage the job is in, and times it until the next one.
    ///
    /// # Errors
    /// When the claim is no longer the job's latest, or the database refuses.
    pub async fn enter_stage(
        &self,
        connection: &impl ConnectionTrait,
        stage: &'static str,
    ) -> Result<(), FinishError> {
        self.lock_stages().enter(Some(stage));
        let statement = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "WITH staged AS (
                 UPDATE jobs SET stage = $3, updated_at = now() WHERE id = $1 AND claim_token = $2
                 RETURNING id
             )
             UPDATE job_attempts SET stage = $3 FROM staged
             WHERE job_id = staged.id AND claim_token = $2",
            [self.claim.job_id.into(), self.claim.token.into(), stage.into()],
        );
        let result = connection.execute_raw(statement).await.map_err(FinishError::Database)?;
        if result.rows_affected() == 1 { Ok(()) } else { Err(FinishError::LostLease) }
    }

    /// Milliseconds by stage, the current one included.
    #[must_use]
    pub fn stage_millis(&self) -> Json {
        self.lock_stages().millis()
    }

    /// Adds the time of a stage that was measured elsewhere.
    pub fn record_stage(&self, stage: &str, took: Duration) {
        self.lock_stages().finished.insert(stage.to_owned(), millis(took));
    }

    /// Completes when another worker may have the job: what is done for it is in vain.
    pub async fn lost(&self) {
        self.held.lost.cancelled().await;
    }

    fn lock_stages(&self) -> MutexGuard<'_, Stages> {
        self.stages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stages {
    fn enter(&mut self, next: Option<&'static str>) {
        if let Some((stage, since)) = self.current.take() {
            self.finished.insert(stage.to_owned(), millis(since.elapsed()));
        }
        self.current = next.map(|stage| (stage, Instant::now()));
    }

    fn millis(&self) -> Json {
        let mut all = self.finished.clone();
        if let Some((stage, since)) = self.current {
            all.insert(stage.to_owned(), millis(since.elapsed()));
        }
        Json::Object(all)
    }
}

fn millis(duration: Duration) -> Json {
    Json::from(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}
