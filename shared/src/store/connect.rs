//! The connection pool.

use std::time::Duration;

use sea_orm::sqlx::postgres::PgPoolOptions;
use sea_orm::{DatabaseConnection, SqlxPostgresConnector};

use crate::config::DatabaseConfig;

#[derive(Debug, thiserror::Error)]
#[error("the database of DATABASE_URL cannot be reached")]
pub struct ConnectError(#[source] sea_orm::sqlx::Error);

/// Opens the pool and one connection, so that a wrong address shows at start.
///
/// # Errors
/// When no connection can be made within the configured time.
pub async fn connect(config: &DatabaseConfig) -> Result<DatabaseConnection, ConnectError> {
    let pool = PgPoolOptions::new()
        .max_connections(config.max_connections)
        .acquire_timeout(Duration::from_secs(config.acquire_seconds))
        .connect(&config.url)
        .await
        .map_err(ConnectError)?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}
