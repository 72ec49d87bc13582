//! What was first read from a document, kept as it was.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{DocumentId, OrgId};
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "extractions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: OrgId,
    pub document_id: DocumentId,
    pub sha256: Vec<u8>,
    pub pipeline_version: i32,
    pub invoice: Json,
    pub stage_millis: Json,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
