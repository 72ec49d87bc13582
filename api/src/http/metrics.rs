//! Prometheus metrics: how many requests, how long, by operation.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{SetRecorderError, counter, gauge, histogram};
use metrics_exporter_prometheus::{
    BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use poem::endpoint::make_sync;
use poem::http::{Method, StatusCode};
use poem::{Endpoint, Response};

const REQUESTS: &str = "billify_http_requests_total";
const DURATION: &str = "billify_http_request_duration_seconds";
const RUNNING: &str = "billify_http_requests_running";
const BUCKETS: [f64; 11] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Why nothing can be measured.
#[derive(Debug, thiserror::Error)]
pub enum RecorderError {
    #[error("the buckets of a metric are wrong")]
    Buckets(#[source] BuildError),
    #[error("another recorder is installed")]
    Installed(#[source] SetRecorderError<PrometheusRecorder>),
}

/// The recorder of this process; the first call installs it.
///
/// # Errors
/// When another library has installed one before.
pub fn recorder() -> Result<PrometheusHandle, RecorderError> {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = HANDLE.get() {
        return Ok(handle.clone());
    }
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), &BUCKETS)
        .map_err(RecorderError::Buckets)?
        .build_recorder();
    let handle = recorder.handle();
    match metrics::set_global_recorder(recorder) {
        Ok(()) => Ok(HANDLE.get_or_init(|| handle).clone()),
        // Two states that start at once, as tests do: the other one won.
        Err(error) => HANDLE.get().cloned().ok_or(RecorderError::Installed(error)),
    }
}

/// The page that Prometheus reads.
pub fn page(handle: PrometheusHandle) -> impl Endpoint + 'static {
    make_sync(move |_| {
        handle.run_upkeep();
        Response::builder().content_type("text/plain; version=0.0.4").body(handle.render())
    })
}

/// A request that is being answered, for as long as it is held.
#[derive(Debug)]
pub struct RunningRequest(());

impl RunningRequest {
    #[must_use]
    pub fn begin() -> Self {
        gauge!(RUNNING).increment(1);
        Self(())
    }
}

impl Drop for RunningRequest {
    fn drop(&mut self) {
        gauge!(RUNNING).decrement(1);
    }
}

/// Counts an answer.
pub fn answered(operation: &'static str, method: &Method, status: StatusCode, elapsed: Duration) {
    let method = method_name(method);
    let labels = [
        ("operation", operation.to_owned()),
        ("method", method.to_owned()),
        ("status", status.as_str().to_owned()),
    ];
    counter!(REQUESTS, &labels).increment(1);
    histogram!(DURATION, "operation" => operation).record(elapsed);
}

/// Methods that somebody made up would each be a new series.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
