//! `billify-api migrate`.

use anyhow::Context;
use billify_migrations::{Migrator, MigratorTrait};
use billify_shared::config::DatabaseConfig;
use billify_shared::store;

#[derive(Debug, clap::Args)]
pub struct Migrate {
    #[command(flatten)]
    database: DatabaseConfig,
}

pub(super) async fn migrate(arguments: &Migrate) -> anyhow::Result<()> {
    let db = store::connect(&arguments.database).await?;
    Migrator::up(&db, None).await.context("the schema could not be brought up to date")?;
    tracing::info!("the schema is up to date");
    Ok(())
}
