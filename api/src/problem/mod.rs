//! Errors as RFC 9457 problems: the only form in which the API refuses anything.
//!
//! A [`Problem`] says what is wrong in words for the caller. A cause from inside is logged once, at
//! the boundary, with the request's id, and never shown.

mod api_error;
mod body;
mod boundary;
mod code;

use std::fmt;
use std::time::Duration;

use billify_shared::domain::document_problem::DocumentProblem;
use poem::Response;
use poem::error::ResponseError;
use poem::http::{HeaderName, HeaderValue, StatusCode, header};
use sea_orm::{DbErr, RuntimeErr};

pub use api_error::{
    ApiError, Downloading, Public, Reading, Statuses, Uploading, Versioned, Writing,
};
pub use body::{FieldProblem, ProblemBody};
pub use boundary::{AllowedMethods, problem_of_error};
pub use code::ProblemCode;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// One refusal.
#[derive(Debug)]
pub struct Problem {
    body: Box<ProblemBody>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<BoxError>,
}

impl Problem {
    /// A problem of a known kind; `detail` says what is wrong here and what is allowed.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        let body = ProblemBody::new(code.as_str(), code.title(), code.status(), detail.into());
        Self { body: Box::new(body), headers: Vec::new(), cause: None }
    }

    /// The row is not there, or belongs to somebody else: the answer is the same.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(ProblemCode::NotFound, format!("There is no such {what}."))
    }

    /// Several fields of the request are wrong; all are listed.
    #[must_use]
    pub fn invalid_fields(errors: Vec<FieldProblem>) -> Self {
        let mut problem = Self::new(
            ProblemCode::InvalidFields,
            format!("{} of the given values cannot be used; see errors.", errors.len()),
        );
        problem.body.errors = Some(errors);
        problem
    }

    /// Somebody else changed it first.
    #[must_use]
    pub fn version_conflict(current_version: i32) -> Self {
        let mut problem = Self::new(
            ProblemCode::VersionConflict,
            format!("It has changed since it was read and is now at version {current_version}."),
        );
        problem.body.current_version = Some(current_version);
        problem
    }

    /// Something inside went wrong; the caller learns only that.
    pub fn internal(cause: impl Into<BoxError>) -> Self {
        let mut problem = Self::new(ProblemCode::Internal, "The request could not be completed.");
        problem.cause = Some(cause.into());
        problem
    }

    /// Something that the API depends on does not answer.
    pub fn unavailable(cause: impl Into<BoxError>) -> Self {
        let mut problem = Self::new(
            ProblemCode::Unavailable,
            "A service behind the API does not answer. Try again.",
        );
        problem.cause = Some(cause.into());
        problem.retry_after(Duration::from_secs(2))
    }

    /// Tells the caller when to come back.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self.with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    #[must_use]
    pub fn code(&self) -> &str {
        &self.body.code
    }

    /// The body alone, for an answer that reports on several things at once.
    #[must_use]
    pub fn into_body(self) -> ProblemBody {
        *self.body
    }

    pub(crate) fn into_response_for(
        mut self,
        instance: Option<String>,
        trace_id: Option<String>,
    ) -> Response {
        self.body.instance = instance;
        if self.status().is_server_error() {
            self.body.trace_id = trace_id;
        }
        let mut response = Response::builder()
            .status(self.status())
            .content_type("application/problem+json")
            .header(header::CACHE_CONTROL, "no-store")
            .body(self.body.to_json_string());
        response.headers_mut().extend(self.headers);
        response
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.body.code, self.body.detail)
    }
}

impl std::error::Error for Problem {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

impl ResponseError for Problem {
    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        match error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::unavailable(error),
            error if is_unstorable_text(&error) => Self::new(
                ProblemCode::MalformedRequest,
                "A text holds a character that cannot be stored, such as U+0000.",
            ),
            error => Self::internal(error),
        }
    }
}

/// PostgreSQL takes every Unicode character but U+0000.
fn is_unstorable_text(error: &DbErr) -> bool {
    let (DbErr::Query(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error))) =
        error
    else {
        return false;
    };
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| code == "22021" || code == "22P05")
}

impl From<DocumentProblem> for Problem {
    fn from(problem: DocumentProblem) -> Self {
        let code = problem.code;
        let body = ProblemBody::new(code.as_str(), code.title(), code.status(), problem.detail);
        Self { body: Box::new(body), headers: Vec::new(), cause: None }
    }
}
