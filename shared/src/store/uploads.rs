//! Direct uploads to object storage that are not documents yet.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{DocumentId, OrgId, UploadId, UserId};
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "uploads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UploadId,
    pub org_id: OrgId,
    pub user_id: Option<UserId>,
    pub filename: String,
    pub byte_size: i64,
    pub sha256: Option<Vec<u8>>,
    pub object_key: String,
    pub document_id: Option<DocumentId>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
