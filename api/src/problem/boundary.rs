//! Where every error of the HTTP library becomes a [`Problem`].

use poem::error::{MethodNotAllowedError, NotFoundError, ReadBodyError, SizedLimitError};
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem_openapi::error::{
    ContentTypeError, ParseParamError, ParsePathError, ParseRequestPayloadError,
};

use super::{Problem, ProblemCode};

/// The methods that a path has, so that 405 can name them.
pub trait AllowedMethods {
    fn allowed_methods(&self, path: &str) -> Vec<Method>;
}

/// The problem that an error stands for.
#[must_use]
pub fn problem_of_error(error: poem::Error, path: &str, table: &impl AllowedMethods) -> Problem {
    let error = match error.downcast::<Problem>() {
        Ok(problem) => return problem,
        Err(error) => error,
    };
    if error.is::<NotFoundError>() || error.is::<ParsePathError>() {
        return Problem::new(ProblemCode::NotFound, "There is nothing at this address.");
    }
    if error.is::<MethodNotAllowedError>() {
        return method_not_allowed(&table.allowed_methods(path));
    }
    if let Some(parameter) = error.downcast_ref::<ParseParamError>() {
        let detail = format!("{}: {}", parameter.name, parameter.reason);
        return Problem::new(ProblemCode::InvalidParameter, detail);
    }
    if let Some(payload) = error.downcast_ref::<ParseRequestPayloadError>() {
        return Problem::new(ProblemCode::MalformedRequest, payload.reason.clone());
    }
    if let Some(content_type) = error.downcast_ref::<ContentTypeError>() {
        return Problem::new(ProblemCode::UnsupportedMediaType, content_type.to_string());
    }
    if error.is::<SizedLimitError>()
        || matches!(error.downcast_ref(), Some(ReadBodyError::PayloadTooLarge))
    {
        return Problem::new(ProblemCode::BodyTooLarge, "The request is larger than allowed.");
    }
    problem_of_status(error)
}

fn method_not_allowed(methods: &[Method]) -> Problem {
    let names = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    let problem = Problem::new(ProblemCode::MethodNotAllowed, format!("Allowed here: {names}."));
    match HeaderValue::from_str(&names) {
        Ok(value) => problem.with_header(header::ALLOW, value),
        Err(_) => problem,
    }
}

/// By status only: what the library refused for a reason of its own.
fn problem_of_status(error: poem::Error) -> Problem {
    let detail = error.to_string();
    match error.status() {
        StatusCode::NOT_FOUND => {
            Problem::new(ProblemCode::NotFound, "There is nothing at this address.")
        }
        StatusCode::UNAUTHORIZED => Problem::new(ProblemCode::Unauthenticated, detail),
        StatusCode::FORBIDDEN => Problem::new(ProblemCode::Forbidden, detail),
        StatusCode::REQUEST_TIMEOUT => Problem::new(ProblemCode::RequestTimedOut, detail),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(ProblemCode::BodyTooLarge, detail),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            Problem::new(ProblemCode::UnsupportedMediaType, detail)
        }
        StatusCode::SERVICE_UNAVAILABLE => Problem::unavailable(error),
        status if status.is_client_error() => Problem::new(ProblemCode::MalformedRequest, detail),
        _ => Problem::internal(error),
    }
}
