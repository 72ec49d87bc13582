//! The work behind the scenes, for operators.

use billify_shared::document_status::FollowJobs;
use billify_shared::domain::ids::{DocumentId, JobId};
use billify_shared::domain::{failure, status};
use billify_shared::queue::{self, JobDetail as StoredDetail, JobFilter, Retry};
use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Any;
use poem_openapi::{Enum, Object, OpenApi};
use sea_orm::TransactionTrait;
use uuid::Uuid;

use super::Tag;
use crate::auth::{Allowed, can};
use crate::pagination;
use crate::problem::{ApiError, Problem, ProblemCode, Reading, Writing};
use crate::state::AppState;

#[derive(Debug)]
pub struct JobsApi;

/// Every job is in exactly one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "status::JobState")]
pub enum JobState {
    Waiting,
    Running,
    Done,
    /// Given up; `dead_reason` says why.
    Dead,
}

/// How one attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "status::AttemptOutcome")]
pub enum AttemptOutcome {
    Running,
    Succeeded,
    Failed,
    /// Given back by a worker that was told to stop; not counted.
    HandedBack,
    WorkerLost,
}

/// Why work failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "failure::FailureKind")]
pub enum FailureKind {
    /// Something outside the document: tried again after a growing delay.
    Transient,
    /// The document itself.
    Permanent,
    /// Time or memory ran out, or the reading process died.
    ResourceLimit,
    WorkerLost,
}

/// A piece of work and how far it is.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Job {
    id: Uuid,
    queue: String,
    /// `read_document`, `render_pages`, …
    kind: String,
    document_id: Option<Uuid>,
    state: JobState,
    /// Higher first.
    priority: i16,
    /// Not before.
    run_at: DateTime<Utc>,
    attempts: i16,
    max_attempts: i16,
    /// How often the process reading the document died.
    crashes: i16,
    worker_id: Option<Uuid>,
    /// How far it is.
    stage: Option<String>,
    failure_kind: Option<FailureKind>,
    last_error: Option<String>,
    dead_reason: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

/// One attempt at a job.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Attempt {
    number: i16,
    worker_id: Uuid,
    outcome: AttemptOutcome,
    /// The stage it reached.
    stage: Option<String>,
    /// Milliseconds by stage.
    stage_millis: Option<Any<serde_json::Value>>,
    failure_kind: Option<FailureKind>,
    error: Option<String>,
    started_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

/// A job with every attempt at it, oldest first.
#[derive(Debug, Object)]
pub struct JobDetail {
    #[oai(flatten)]
    job: Job,
    attempt_history: Vec<Attempt>,
}

/// One page of jobs, latest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct JobList {
    items: Vec<Job>,
    /// Present if there is more.
    next_cursor: Option<String>,
    /// Jobs that match, on all pages.
    total: u64,
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Jobs")]
impl JobsApi {
    /// List jobs
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the query")]
    #[oai(path = "/jobs", method = "get", operation_id = "list_jobs")]
    async fn list_jobs(
        &self,
        caller: Allowed<can::ReadJobs>,
        Data(state): Data<&AppState>,
        #[oai(name = "state")] job_state: Query<Option<JobState>>,
        queue: Query<Option<String>>,
        document_id: Query<Option<Uuid>>,
        /// Jobs on one page, 1 to 200; 50 if left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<JobList>, ApiError<Reading>> {
        let filter = JobFilter {
            state: job_state.0.map(Into::into),
            queue: queue.0,
            document_id: document_id.0.map(DocumentId),
        };
        let limit = pagination::limit(limit.0)?;
        let before = cursor.0.as_deref().map(pagination::decode_cursor::<JobId>).transpose()?;
        let mut jobs = queue::list(&state.db, caller.org, &filter, before, limit + 1).await?;
        let more = pagination::cut(&mut jobs, limit);
        let last = jobs.last().filter(|_| more);
        let next_cursor = last.map(|job| pagination::encode_cursor(&job.id)).transpose()?;
        let total = queue::count(&state.db, caller.org, &filter).await?;
        Ok(Json(JobList { items: jobs.into_iter().map(Job::from).collect(), next_cursor, total }))
    }

    /// Show a job and every attempt at it
    #[oai(path = "/jobs/:id", method = "get", operation_id = "get_job")]
    async fn get_job(
        &self,
        caller: Allowed<can::ReadJobs>,
        Data(state): Data<&AppState>,
        id: Path<Uuid>,
    ) -> Result<Json<JobDetail>, ApiError<Reading>> {
        let detail = queue::get(&state.db, caller.org, JobId(id.0)).await?;
        Ok(Json(detail.ok_or_else(|| Problem::not_found("job"))?.into()))
    }

    /// Try a job again
    ///
    /// A dead job waits again with all its attempts before it; a waiting one runs at once.
    #[oai(path = "/jobs/:id/retry", method = "post", operation_id = "retry_job")]
    async fn retry_job(
        &self,
        caller: Allowed<can::RetryJobs>,
        Data(state): Data<&AppState>,
        id: Path<Uuid>,
    ) -> Result<Json<Job>, ApiError<Writing>> {
        let transaction = state.db.begin().await?;
        match queue::retry(&transaction, caller.org, JobId(id.0), &FollowJobs).await? {
            Retry::Queued(job) => {
                transaction.commit().await?;
                Ok(Json(job.into()))
            }
            Retry::NotFound => Err(Problem::not_found("job").into()),
            Retry::NotRetryable(state) => {
                let detail = format!("It is {}; only a dead or waiting job can.", state.as_str());
                Err(Problem::new(ProblemCode::JobNotRetryable, detail).into())
            }
        }
    }
}

impl From<queue::Job> for Job {
    fn from(job: queue::Job) -> Self {
        Self {
            id: job.id.0,
            queue: job.queue,
            kind: job.kind,
            document_id: job.document_id.map(|id| id.0),
            state: job.state.into(),
            priority: job.priority,
            run_at: job.run_at,
            attempts: job.attempts,
            max_attempts: job.max_attempts,
            crashes: job.crashes,
            worker_id: job.worker_id.map(|id| id.0),
            stage: job.stage,
            failure_kind: job.failure_kind.map(Into::into),
            last_error: job.last_error,
            dead_reason: job.dead_reason,
            created_at: job.created_at,
            updated_at: job.updated_at,
            finished_at: job.finished_at,
        }
    }
}

impl From<queue::Attempt> for Attempt {
    fn from(attempt: queue::Attempt) -> Self {
        Self {
            number: attempt.number,
            worker_id: attempt.worker_id.0,
            outcome: attempt.outcome.into(),
            stage: attempt.stage,
            stage_millis: attempt.stage_millis.map(Any),
            failure_kind: attempt.failure_kind.map(Into::into),
            error: attempt.error,
            started_at: attempt.started_at,
            ended_at: attempt.ended_at,
        }
    }
}

impl From<StoredDetail> for JobDetail {
    fn from(detail: StoredDetail) -> Self {
        Self {
            job: detail.job.into(),
            attempt_history: detail.attempts.into_iter().map(Attempt::from).collect(),
        }
    }
}
