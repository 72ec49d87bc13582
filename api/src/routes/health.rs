//! Whether the service is alive, and whether it can do its work.

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use crate::problem::{ApiError, Problem, Public};
use crate::state::AppState;

#[derive(Debug)]
pub struct HealthApi;

/// The service is well.
#[derive(Debug, Object)]
pub struct Health {
    /// Always `ok`; a service that is not well answers with a problem.
    status: String,
    /// The version that is running.
    version: String,
}

#[OpenApi(tag = "Tag::Health")]
impl HealthApi {
    /// Tell whether the process is alive
    ///
    /// Asks nothing of anybody else.
    #[oai(path = "/healthz", method = "get", operation_id = "get_health")]
    async fn get_health(&self) -> Result<Json<Health>, ApiError<Public>> {
        Ok(Json(Health::ok()))
    }

    /// Tell whether requests can be served
    ///
    /// Asks the database and the object storage.
    #[oai(path = "/readyz", method = "get", operation_id = "get_readiness")]
    async fn get_readiness(
        &self,
        Data(state): Data<&AppState>,
    ) -> Result<Json<Health>, ApiError<Public>> {
        state.db.ping().await.map_err(Problem::unavailable)?;
        state.objects.check().await.map_err(Problem::unavailable)?;
        Ok(Json(Health::ok()))
    }
}

impl Health {
    fn ok() -> Self {
        Self { status: "ok".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}
