//! Uploaded files.

use std::collections::HashMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue, DatabaseTransaction, IntoActiveModel, QuerySelect};

use super::invoices;
use crate::domain::ids::{DocumentId, InvoiceId, JobId, OrgId, UserId};
use crate::domain::status::DocumentStatus;
use crate::objects::ContentHash;

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

/// A file that has been stored and is to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDocument {
    pub id: DocumentId,
    pub hash: ContentHash,
    pub byte_size: u64,
    pub media_type: String,
    pub filename: String,
    pub job_id: JobId,
    pub uploaded_by: UserId,
}

/// Writes a document, unless there is one with the same bytes: then `None`.
///
/// Waits for a transaction that is about to write the same bytes. Whoever writes several documents
/// in one transaction does so in the order of their hashes, so that no two wait for each other.
///
/// # Errors
/// When the database refuses; the transaction is then to be rolled back.
pub async fn insert(
    transaction: &DatabaseTransaction,
    org: OrgId,
    new: NewDocument,
) -> Result<Option<Model>, DbErr> {
    // PostgreSQL keeps microseconds; the answer is to show what a later one will.
    let now = chrono::SubsecRound::trunc_subsecs(chrono::Utc::now(), 6);
    let row = Model {
        id: new.id,
        org_id: org,
        sha256: new.hash.as_bytes().to_vec(),
        byte_size: i64::try_from(new.byte_size).unwrap_or(i64::MAX),
        media_type: new.media_type,
        filename: new.filename,
        status: DocumentStatus::Queued.as_str().to_owned(),
        page_count: None,
        pages_read: 0,
        language: None,
        failure_code: None,
        failure_detail: None,
        job_id: new.job_id,
        uploaded_by: Some(new.uploaded_by),
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    let insert = Entity::insert(row.clone().into_active_model())
        .on_conflict(OnConflict::new().do_nothing().to_owned());
    let written = match insert.exec_without_returning(transaction).await {
        Err(DbErr::RecordNotInserted) => 0,
        written => written?,
    };
    Ok((written == 1).then_some(row))
}

/// A document that is not deleted.
///
/// # Errors
/// When the database refuses.
pub async fn find(
    connection: &impl ConnectionTrait,
    org: OrgId,
    id: DocumentId,
) -> Result<Option<Model>, DbErr> {
    live(org).filter(Column::Id.eq(id)).one(connection).await
}

/// The document that has these bytes and is not deleted.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_content(
    connection: &impl ConnectionTrait,
    org: OrgId,
    hash: &ContentHash,
) -> Result<Option<Model>, DbErr> {
    live(org).filter(Column::Sha256.eq(hash.as_bytes())).one(connection).await
}

/// Hides a document from every other query here; `None` if there is no such document.
///
/// # Errors
/// When the database refuses; the transaction is then to be rolled back.
pub async fn hide(
    transaction: &DatabaseTransaction,
    org: OrgId,
    id: DocumentId,
) -> Result<Option<Model>, DbErr> {
    let Some(row) = live(org).filter(Column::Id.eq(id)).lock_exclusive().one(transaction).await?
    else {
        return Ok(None);
    };
    let now = chrono::Utc::now();
    let mut hidden = row.into_active_model();
    hidden.deleted_at = ActiveValue::Set(Some(now));
    hidden.updated_at = ActiveValue::Set(now);
    hidden.update(transaction).await.map(Some)
}

/// The invoices that were read from these documents.
///
/// # Errors
/// When the database refuses.
pub async fn invoices_of(
    connection: &impl ConnectionTrait,
    org: OrgId,
    documents: &[DocumentId],
) -> Result<HashMap<DocumentId, InvoiceId>, DbErr> {
    let pairs: Vec<(DocumentId, InvoiceId)> = invoices::Entity::find()
        .filter(invoices::Column::OrgId.eq(org))
        .filter(invoices::Column::DocumentId.is_in(documents.iter().copied()))
        .select_only()
        .columns([invoices::Column::DocumentId, invoices::Column::Id])
        .into_tuple()
        .all(connection)
        .await?;
    Ok(pairs.into_iter().collect())
}

pub(super) fn live(org: OrgId) -> Select<Entity> {
    Entity::find().filter(Column::OrgId.eq(org)).filter(Column::DeletedAt.is_null())
}
