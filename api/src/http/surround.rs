//! Around every request: an id, a log line, a measurement, safe headers, and every error and panic
//! as a problem.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use futures::FutureExt;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response};
use poem_openapi::OperationId;
use tracing::Instrument;
use uuid::Uuid;

use super::cors::CrossOrigin;
use super::metrics;
use super::route_table::RouteTable;
use crate::problem::{Problem, problem_of_error};

const REQUEST_ID: &str = "x-request-id";
/// What is not an operation of the API, or ended before it was known which.
const NO_OPERATION: OperationId = OperationId("other");

/// What the surroundings know of the application.
#[derive(Debug)]
pub struct Surroundings {
    pub table: RouteTable,
    pub cross_origin: CrossOrigin,
}

/// Runs the request and answers in any case.
///
/// # Errors
/// Never.
pub async fn surround<E>(
    surroundings: Arc<Surroundings>,
    endpoint: Arc<E>,
    request: Request,
) -> poem::Result<Response>
where
    E: Endpoint,
    E::Output: IntoResponse,
{
    let started = Instant::now();
    let id = request_id(&request);
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!("request", request.id = %id);
    let known_origin = surroundings.cross_origin.known_origin(&request);
    let preflight = known_origin.as_ref().and_then(|_| CrossOrigin::preflight(&request));
    let running = metrics::RunningRequest::begin();

    let answer = match preflight {
        Some(response) => Ok(response),
        None => call(&surroundings, &*endpoint, request, &path).instrument(span.clone()).await,
    };
    let mut response = match answer {
        Ok(response) => response,
        Err((problem, operation)) => {
            let mut response = span.in_scope(|| refuse(problem, &path, &id));
            response.set_data(operation);
            response
        }
    };
    drop(running);

    finish(&mut response, &id);
    surroundings.cross_origin.permit(known_origin, response.headers_mut());
    let operation = response.data::<OperationId>().unwrap_or(&NO_OPERATION).0;
    let elapsed = started.elapsed();
    metrics::answered(operation, &method, response.status(), elapsed);
    span.in_scope(|| {
        let status = response.status().as_u16();
        let duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(%method, path, status, duration_ms, operation, "answered");
    });
    Ok(response)
}

/// Runs the request; errors of the library and panics are problems too.
async fn call<E>(
    surroundings: &Surroundings,
    endpoint: &E,
    request: Request,
    path: &str,
) -> Result<Response, (Problem, OperationId)>
where
    E: Endpoint,
    E::Output: IntoResponse,
{
    match AssertUnwindSafe(endpoint.call(request)).catch_unwind().await {
        Ok(Ok(output)) => Ok(output.into_response()),
        Ok(Err(error)) if error.is_from_response() => Ok(error.into_response()),
        Ok(Err(error)) => {
            let operation = error.data::<OperationId>().copied().unwrap_or(NO_OPERATION);
            Err((problem_of_error(error, path, &surroundings.table), operation))
        }
        Err(panic) => {
            let problem = Problem::internal(format!("panicked: {}", panic_message(&*panic)));
            Err((problem, NO_OPERATION))
        }
    }
}

/// Logs a cause from inside, once, with everything behind it, and makes the answer.
fn refuse(problem: Problem, path: &str, id: &str) -> Response {
    let mut cause = std::error::Error::source(&problem);
    if cause.is_some() {
        let mut chain = Vec::new();
        while let Some(error) = cause {
            chain.push(error.to_string());
            cause = error.source();
        }
        tracing::error!(code = problem.code(), cause = chain.join(": "), "request failed");
    }
    problem.into_response_for(Some(path.to_owned()), Some(id.to_owned()))
}

/// The id of a proxy in front of us, if it is a harmless one, or our own.
fn request_id(request: &Request) -> String {
    let given = request.header(REQUEST_ID).filter(|id| {
        (1..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    });
    given.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

fn finish(response: &mut Response, id: &str) {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    if !headers.contains_key(header::CACHE_CONTROL)
        && response.status() != StatusCode::SWITCHING_PROTOCOLS
    {
        // Answers belong to one user: no shared cache keeps them.
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
