//! Organisations, users, documents, invoices, the job queue and the event log.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared(include_str!("tenants.sql")).await?;
        connection.execute_unprepared(include_str!("queue.sql")).await?;
        connection.execute_unprepared(include_str!("documents.sql")).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(include_str!("down.sql")).await?;
        Ok(())
    }
}
