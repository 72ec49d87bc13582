//! What every request can reach. Cheap to clone.

use std::sync::Arc;

use billify_shared::objects::Objects;
use billify_shared::store::{self, ConnectError};
use metrics_exporter_prometheus::PrometheusHandle;
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::{Authenticator, StartError as AuthStartError};
use crate::config::ApiConfig;
use crate::http::metrics::{self, RecorderError};
use crate::intake::{self, Intake};
use crate::routes::events::EventFeed;

#[derive(Clone, Debug)]
pub struct AppState {
    pub db: DatabaseConnection,
    pub config: Arc<ApiConfig>,
    pub authenticator: Arc<Authenticator>,
    pub objects: Objects,
    pub intake: Intake,
    pub event_feed: EventFeed,
    pub metrics: PrometheusHandle,
    /// What goes on without a connection of the server's and is waited for at the end.
    pub tasks: TaskTracker,
    /// Cancelled when the process is to stop: what holds a connection open ends then.
    pub stop: CancellationToken,
}

/// Why the API could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    #[error("the API has no database")]
    Database(#[source] ConnectError),
    #[error("signing in cannot be set up")]
    Auth(#[source] AuthStartError),
    #[error("metrics cannot be recorded")]
    Metrics(#[source] RecorderError),
}

impl AppState {
    /// Connects to everything the configuration names.
    ///
    /// # Errors
    /// When something that a request will need cannot be reached.
    pub async fn connect(config: ApiConfig, stop: CancellationToken) -> Result<Self, StateError> {
        let db = store::connect(&config.database).await.map_err(StateError::Database)?;
        let config = Arc::new(config);
        let authenticator =
            Authenticator::new(db.clone(), &config).await.map_err(StateError::Auth)?;
        let objects = Objects::new(&config.objects);
        let intake = Intake::new(db.clone(), objects.clone(), &config);
        tokio::spawn(intake::sweep_until(intake.clone(), stop.clone()));
        Ok(Self {
            objects,
            intake,
            event_feed: EventFeed::start(db.clone(), stop.clone()),
            db,
            config,
            authenticator: Arc::new(authenticator),
            metrics: metrics::recorder().map_err(StateError::Metrics)?,
            tasks: TaskTracker::new(),
            stop,
        })
    }
}
