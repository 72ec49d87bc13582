//! A [`Problem`] as the error of an operation, documented with the statuses that it can have.

use std::fmt::Debug;
use std::marker::PhantomData;

use poem_openapi::ApiResponse;
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};

use super::{Problem, ProblemBody};

/// The statuses with which an operation may refuse.
pub trait Statuses: Debug + Send + Sync + 'static {
    const STATUSES: &'static [u16];
}

macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident => [$($status:literal),+],)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Statuses for $name {
            const STATUSES: &'static [u16] = &[$($status),+];
        }
    )+};
}

statuses!(
    /// An operation that asks for no credentials.
    Public => [400, 401, 403, 408, 413, 415, 422, 429, 500, 503],
    /// An operation that changes nothing.
    Reading => [400, 401, 403, 404, 429, 500, 503],
    /// An operation that changes something.
    Writing => [400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 500, 503],
    /// An operation that gives a file or part of it.
    Downloading => [400, 401, 403, 404, 416, 429, 500, 503],
    /// An operation that takes files in.
    Uploading => [400, 401, 403, 404, 408, 409, 410, 413, 415, 422, 429, 500, 503],
    /// An operation that changes something and wants `If-Match`.
    Versioned => [400, 401, 403, 404, 408, 409, 412, 413, 415, 422, 428, 429, 500, 503],
);

/// The error of an operation. `?` makes it from a [`Problem`] and from what becomes one.
#[derive(Debug)]
pub struct ApiError<S> {
    problem: Problem,
    statuses: PhantomData<S>,
}

impl<S, P: Into<Problem>> From<P> for ApiError<S> {
    fn from(problem: P) -> Self {
        Self { problem: problem.into(), statuses: PhantomData }
    }
}

impl<S> From<ApiError<S>> for poem::Error {
    fn from(error: ApiError<S>) -> Self {
        error.problem.into()
    }
}

impl<S: Statuses> ApiResponse for ApiError<S> {
    fn meta() -> MetaResponses {
        MetaResponses { responses: S::STATUSES.iter().map(|status| refusal(*status)).collect() }
    }

    fn register(registry: &mut Registry) {
        <Json<ProblemBody> as Payload>::register(registry);
    }
}

fn refusal(status: u16) -> MetaResponse {
    MetaResponse {
        description: meaning(status),
        status: Some(status),
        status_range: None,
        content: vec![MetaMediaType {
            content_type: "application/problem+json",
            schema: <Json<ProblemBody> as Payload>::schema_ref(),
        }],
        headers: Vec::new(),
    }
}

fn meaning(status: u16) -> &'static str {
    match status {
        400 => "The request cannot be understood.",
        401 => "No valid credentials came with the request.",
        403 => "The caller's role does not allow this, or the request came from another site.",
        404 => "There is no such thing in the caller's organisation.",
        408 => "The request took too long to arrive.",
        409 => "It is not in a state that allows this.",
        410 => "It has expired.",
        412 => "It has changed since the version in `If-Match`; `current_version` says to what.",
        413 => "The request is too large.",
        415 => "The content type is not accepted.",
        416 => "The content does not have the bytes asked for.",
        422 => "Some values cannot be used; `errors` lists them all.",
        428 => "`If-Match` is missing.",
        429 => "Too many failed attempts to sign in; `Retry-After` says how long to wait.",
        503 => "A service behind the API does not answer; try again.",
        _ => "Something went wrong on the server; `trace_id` finds it in the log.",
    }
}
