//! Bodies of JSON operations are small, also when no length is announced.

use std::sync::Arc;
use std::time::Duration;

use poem::error::ReadBodyError;
use poem::http::header;
use poem::{Body, Endpoint, IntoResponse, Request, Response};

use crate::problem::{Problem, ProblemCode};

/// Bytes of a body that is not an upload.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;
const ARRIVAL_TIME: Duration = Duration::from_secs(30);

/// Reads the body of every request that is not an upload, up to the limit.
///
/// # Errors
/// 413 over the limit, 408 if it does not arrive in time, 400 if it breaks off.
pub async fn limit_json_body<E>(endpoint: Arc<E>, mut request: Request) -> poem::Result<Response>
where
    E: Endpoint,
    E::Output: IntoResponse,
{
    if !is_upload(&request) {
        let body = request.take_body();
        request.set_body(read(&request, body).await?);
    }
    endpoint.call(request).await.map(IntoResponse::into_response)
}

/// Uploads are streamed and limited where they are read.
fn is_upload(request: &Request) -> bool {
    request.content_type().is_some_and(|content_type| {
        content_type.trim_start().to_ascii_lowercase().starts_with("multipart/")
    }) && request.uri().path() == "/v1/documents"
}

async fn read(request: &Request, body: Body) -> Result<Body, Problem> {
    let announced =
        request.header(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MAX_BODY_BYTES) {
        return Err(too_large());
    }
    match tokio::time::timeout(ARRIVAL_TIME, body.into_bytes_limit(MAX_BODY_BYTES)).await {
        Ok(Ok(bytes)) => Ok(Body::from_bytes(bytes)),
        Ok(Err(ReadBodyError::PayloadTooLarge)) => Err(too_large()),
        Ok(Err(_)) => {
            Err(Problem::new(ProblemCode::MalformedRequest, "The request broke off in its body."))
        }
        Err(_) => Err(Problem::new(
            ProblemCode::RequestTimedOut,
            format!("The body did not arrive within {} s.", ARRIVAL_TIME.as_secs()),
        )),
    }
}

fn too_large() -> Problem {
    Problem::new(
        ProblemCode::BodyTooLarge,
        format!("The body may have {MAX_BODY_BYTES} bytes at most."),
    )
}
