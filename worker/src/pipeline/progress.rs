//! Tells the document's organisation how far reading has come.

use std::time::{Duration, Instant};

use billify_shared::domain::status::DocumentStatus;
use billify_shared::store::events::{self, EventKind};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
    TransactionTrait,
};
use serde_json::json;

use super::Subject;

/// Nobody sees progress that is told more often.
const BETWEEN: Duration = Duration::from_millis(500);

/// A worker has begun to read the document.
pub(super) async fn begun(
    transaction: &DatabaseTransaction,
    subject: Subject,
) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "UPDATE documents SET status = 'processing', pages_read = 0, updated_at = now()
         WHERE org_id = $1 AND id = $2 AND deleted_at IS NULL",
        [subject.org.into(), subject.document.into()],
    );
    transaction.execute_raw(statement).await?;
    let payload = json!({ "status": DocumentStatus::Processing.as_str() });
    let id = subject.document.0;
    events::append(transaction, subject.org, EventKind::DocumentChanged, id, payload).await?;
    Ok(())
}

/// Pages read so far; told now and then, and never at the reading's cost.
pub(super) struct Progress<'a> {
    database: &'a DatabaseConnection,
    subject: Subject,
    page_count: u32,
    told: Instant,
}

impl<'a> Progress<'a> {
    pub(super) fn new(database: &'a DatabaseConnection, subject: Subject, page_count: u32) -> Self {
        Self { database, subject, page_count, told: Instant::now() }
    }

    pub(super) async fn tell(&mut self, pages_read: u32) {
        if self.told.elapsed() < BETWEEN {
            return;
        }
        if let Err(error) = self.write(pages_read).await {
            tracing::debug!(?error, "progress could not be told");
        }
        self.told = Instant::now();
    }

    async fn write(&self, pages_read: u32) -> Result<(), DbErr> {
        let Subject { org, document } = self.subject;
        let pages = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
        let transaction = self.database.begin().await?;
        let statement = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "UPDATE documents SET pages_read = $3, page_count = $4, updated_at = now()
             WHERE org_id = $1 AND id = $2 AND status = 'processing' AND deleted_at IS NULL",
            [org.into(), document.into(), pages(pages_read).into(), pages(self.page_count).into()],
        );
        if transaction.execute_raw(statement).await?.rows_affected() == 1 {
            let payload = json!({
                "status": DocumentStatus::Processing.as_str(),
                "pages_read": pages_read,
                "page_count": self.page_count,
            });
            let kind = EventKind::DocumentChanged;
            events::append(&transaction, org, kind, document.0, payload).await?;
        }
        transaction.commit().await
    }
}
