//! The schema of Billify's database. Applied in order by `billify-api migrate`.
//!
//! Rules: expand first, contract in a later release; never edit a migration that has shipped.

pub use sea_orm_migration::prelude::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m20261122_000001_spine;

#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m20261122_000001_spine::Migration)]
    }
}
