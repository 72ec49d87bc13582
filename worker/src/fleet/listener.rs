//! `/healthz` for whoever restarts workers, `/metrics` for Prometheus.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;

use anyhow::Context;
use billify_shared::queue::MemberControl;
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;

#[derive(Clone)]
struct State {
    control: MemberControl,
    metrics: PrometheusHandle,
}

/// Serves until the process ends.
///
/// # Errors
/// If the address cannot be listened on.
pub(super) async fn start(address: SocketAddr, control: MemberControl) -> anyhow::Result<()> {
    let metrics =
        PrometheusBuilder::new().install_recorder().context("metrics cannot be collected")?;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("BILLIFY_WORKER_LISTEN: cannot listen on {address}"))?;
    tracing::info!(address = %listener.local_addr()?, "serving health and metrics");
    tokio::spawn(serve(listener, State { control, metrics }));
    Ok(())
}

async fn serve(listener: TcpListener, state: State) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, most likely: let some be closed first.
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            continue;
        };
        let state = state.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let response = state.answer(&request);
                async move { Ok::<_, Infallible>(response) }
            });
            let connection = auto::Builder::new(TokioExecutor::new());
            if let Err(error) = connection.serve_connection(TokioIo::new(stream), service).await {
                tracing::debug!(error, "a connection for health or metrics broke");
            }
        });
    }
}

impl State {
    fn answer(&self, request: &Request<Incoming>) -> Response<String> {
        match (request.method(), request.uri().path()) {
            (&Method::GET, "/healthz") => self.health(),
            (&Method::GET, "/metrics") => text(StatusCode::OK, self.metrics.render()),
            _ => text(StatusCode::NOT_FOUND, "there is /healthz and /metrics\n".to_owned()),
        }
    }

    /// Well while its heartbeat reaches the database.
    fn health(&self) -> Response<String> {
        if self.control.healthy.load(Ordering::Relaxed) {
            text(StatusCode::OK, "ok\n".to_owned())
        } else {
            let why = "the heartbeat does not reach the database\n";
            text(StatusCode::SERVICE_UNAVAILABLE, why.to_owned())
        }
    }
}

fn text(status: StatusCode, body: String) -> Response<String> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let plain = hyper::header::HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response
}
