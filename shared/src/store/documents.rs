//! Uploaded files.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{DocumentId, JobId, OrgId, UserId};
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "documents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DocumentId,
    pub org_id: OrgId,
    pub sha256: Vec<u8>,
    pub byte_size: i64,
    pub media_type: String,
    pub filename: String,
    /// A [`crate::domain::status::DocumentStatus`] as text.
    pub status: String,
    pub page_count: Option<i32>,
    pub pages_read: i32,
    pub language: Option<String>,
    pub failure_code: Option<String>,
    pub failure_detail: Option<String>,
    pub job_id: JobId,
    pub uploaded_by: Option<UserId>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub deleted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
