//! How files come in: streamed into object storage in bounded memory, then one transaction.
//!
//! What holds whatever happens in between: a file that was answered with 202 is stored and has its
//! job; of a request that was refused or broke off, nothing stays. Work goes on in a task of its
//! own when the client is gone, so that it always ends in one of the two.

mod body;
mod buffers;
mod commit;
mod config;
mod direct;
mod filename;
mod idempotency;
mod multipart;
mod receiving;
mod request;
mod staging;
mod sweep;

use billify_shared::config::LimitsConfig;
use billify_shared::domain::document_problem::DocumentProblem;
use billify_shared::domain::ids::{OrgId, UserId};
use billify_shared::objects::{Objects, ObjectsError};
use sea_orm::DatabaseConnection;

pub use body::BodyLimits;
pub use commit::Taken;
pub use config::IntakeConfig;
pub use direct::{DirectUpload, NewDirectUpload};
pub use idempotency::IdempotencyKey;
pub use multipart::{FILE_PART, IncomingFiles};
pub use sweep::sweep_until;

use crate::auth::Principal;
use crate::config::ApiConfig;
use crate::problem::{Problem, ProblemCode};
use buffers::Buffers;

/// Everything that receives files. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Intake {
    db: sea_orm::DatabaseConnection,
    objects: Objects,
    limits: LimitsConfig,
    config: IntakeConfig,
    max_files: usize,
    max_attempts: u16,
    buffers: Buffers,
}

/// For whom a file is taken in.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    pub org: OrgId,
    pub user: UserId,
}

impl From<&Principal> for Caller {
    fn from(principal: &Principal) -> Self {
        Self { org: principal.org, user: principal.user }
    }
}

/// What is done with the files of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Store,
    /// Only look whether it is the request that was answered before.
    Compare,
}

/// What became of one file of a request.
#[derive(Clone, Debug)]
pub enum Outcome {
    Taken { filename: String, taken: Taken },
    Refused { filename: String, problem: DocumentProblem },
}

impl Intake {
    #[must_use]
    pub fn new(db: DatabaseConnection, objects: Objects, config: &ApiConfig) -> Self {
        Self {
            db,
            objects,
            limits: config.limits.clone(),
            config: config.intake.clone(),
            max_files: config.http.max_files_per_request,
            max_attempts: config.queue.max_attempts,
            buffers: Buffers::default(),
        }
    }

    /// Opens the form of an upload request.
    ///
    /// # Errors
    /// When it is not one, or announces more than is allowed.
    pub fn open(
        &self,
        content_type: Option<&str>,
        content_length: Option<u64>,
        body: poem::Body,
    ) -> Result<IncomingFiles, Problem> {
        let max_bytes = self.config.max_request_bytes;
        let limits = BodyLimits { max_bytes, idle: self.config.idle_time() };
        let content_type = content_type.unwrap_or_default();
        let files = IncomingFiles::new(content_type, body, limits, self.max_files)?;
        if content_length.is_some_and(|length| length > max_bytes) {
            files.linger();
            let detail = format!("A request may have {max_bytes} bytes at most.");
            return Err(Problem::new(ProblemCode::BodyTooLarge, detail));
        }
        Ok(files)
    }
}

impl From<ObjectsError> for Problem {
    fn from(error: ObjectsError) -> Self {
        Self::unavailable(error)
    }
}
