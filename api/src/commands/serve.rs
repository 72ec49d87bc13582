//! `billify-api serve`.

use std::time::Duration;

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::app::application;
use crate::config::ApiConfig;
use crate::http::server::{self, Server};
use crate::state::AppState;

/// Sockets only have to say that they end.
const FAREWELL_TIME: Duration = Duration::from_secs(5);

pub(super) async fn serve(config: ApiConfig) -> anyhow::Result<()> {
    config.validate()?;
    let stop = stop_on_signal()?;
    let state = AppState::connect(config, stop.clone()).await?;
    let http = state.config.http.clone();
    let server = Server::bind(http.listen)
        .await
        .with_context(|| format!("cannot listen on {} (BILLIFY_API_LISTEN)", http.listen))?;
    let address = server.address();
    if let Some(file) = &http.listen_file {
        server::announce(address, file).await.with_context(|| {
            format!("cannot write {} (BILLIFY_API_LISTEN_FILE)", file.display())
        })?;
    }
    tracing::info!(%address, "listening: API at /v1, documentation at /docs");
    let tasks = state.tasks.clone();
    server.run(application(state), stop, Duration::from_secs(http.grace_seconds)).await;
    tasks.close();
    if tokio::time::timeout(FAREWELL_TIME, tasks.wait()).await.is_err() {
        tracing::warn!("some sockets did not end in time and are cut off");
    }
    tracing::info!("stopped");
    Ok(())
}

/// Cancelled by SIGTERM or Ctrl-C.
fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stopped.cancel();
    });
    Ok(stop)
}
