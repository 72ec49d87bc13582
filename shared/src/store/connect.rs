//! The connection pool.

use std::time::Duration;

use sea_orm::sqlx::Executor;
use sea_orm::sqlx::postgres::PgPoolOptions;
use sea_orm::{DatabaseConnection, SqlxPostgresConnector};

use crate::config::DatabaseConfig;

/// A process that is stopped, or cut off, in the middle of a transaction keeps its locks no longer.
const GIVE_UP_IDLE_TRANSACTIONS: &str = "SET idle_in_transaction_session_timeout = '30s'";

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
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(GIVE_UP_IDLE_TRANSACTIONS).await.map(|_| ()) })
        })
        .connect(&config.url)
        .await
        .map_err(ConnectError)?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}
