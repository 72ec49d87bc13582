//! Wakes this worker when a job was written, by `LISTEN`; the poll covers what it misses.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::Notify;

use super::JOBS_CHANNEL;

/// Listens until it is dropped, over any number of lost connections.
pub(super) async fn listen(pool: PgPool, wake: Arc<Notify>) {
    loop {
        if let Err(error) = listen_once(&pool, &wake).await {
            tracing::warn!(?error, "the queue's notifications cannot be heard; polling");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn listen_once(pool: &PgPool, wake: &Notify) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(JOBS_CHANNEL).await?;
    loop {
        // Jobs may have been written before listening began, or while the connection was lost.
        wake.notify_one();
        listener.try_recv().await?;
    }
}
