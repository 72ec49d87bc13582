//! The job queue: apalis' worker runtime on PostgreSQL tables of our own.
//!
//! All SQL on `jobs`, `job_attempts` and `workers` is in this module. What it guarantees:
//!
//! - A job is written in the transaction of whatever asks for it ([`enqueue`]).
//! - Every job is waiting, running, done, or dead with a reason; an attempt is counted when the job
//!   is claimed, so a job that kills its worker runs out of attempts like any other.
//! - Each claim carries a number that is never given twice. A job is finished ([`complete`]) in the
//!   transaction that stores its result, and only by its latest claim: at most one result counts.
//! - A worker holds a job by a lease that its heartbeat renews. When the worker dies, the lease
//!   runs out and another one gets the job.
//!
//! Locks are taken in this order in every transaction: the job, then what it is about, then the
//! organisation (for the event).

mod attempt_row;
mod backend;
mod claim;
mod claimer;
mod failure;
mod finish;
mod heartbeat;
mod held;
mod hook;
mod job_row;
mod listener;
mod member;
mod new_job;
mod policy;
mod read;
mod reaper;
mod retry;
mod runner;
mod timing;
mod workers;

pub use attempt_row::Attempt;
pub use claim::{Claim, ClaimedJob};
pub use failure::Failure;
pub use finish::{Completed, FinishError, complete};
pub use hook::{ChangedTo, JobChange, JobHook};
pub use job_row::Job;
pub use member::{Member, MemberControl, MemberError};
pub use new_job::{DOCUMENTS_QUEUE, JobKind, JobPayload, NewJob, enqueue};
pub use policy::RetryPolicy;
pub use read::{JobDetail, JobFilter, count, get, list};
pub use retry::{Retry, retry};
pub use runner::{JobError, JobHandler};
pub use timing::Timing;
pub use workers::WorkerIdentity;

/// The channel of `NOTIFY` that wakes idle workers.
pub const JOBS_CHANNEL: &str = "billify_jobs";
