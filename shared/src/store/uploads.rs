//! Objects that are not documents yet: direct uploads to object storage, and what a request is
//! storing at this moment.
//!
//! Each row owns one object key. Whoever stores something first writes the row, so that after a
//! crash a sweep finds what was left behind: see [`expired`].

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue, DatabaseTransaction, IntoActiveModel, QueryOrder, QuerySelect};

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
    /// Declared by the caller for a direct upload, measured for one through us.
    pub sha256: Option<Vec<u8>>,
    pub object_key: String,
    /// The storage's name of a multipart put, to give up after a crash.
    pub multipart_id: Option<String>,
    /// What a direct upload became.
    pub document_id: Option<DocumentId>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// # Errors
/// When the database refuses.
pub async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    Entity::insert(row.into_active_model()).exec_without_returning(connection).await?;
    Ok(())
}

/// # Errors
/// When the database refuses.
pub async fn find(
    connection: &impl ConnectionTrait,
    org: OrgId,
    id: UploadId,
) -> Result<Option<Model>, DbErr> {
    of(org, id).one(connection).await
}

/// The row, kept from others until the transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn find_locked(
    transaction: &DatabaseTransaction,
    org: OrgId,
    id: UploadId,
) -> Result<Option<Model>, DbErr> {
    of(org, id).lock_exclusive().one(transaction).await
}

/// Remembers what an upload became.
///
/// # Errors
/// When the database refuses.
pub async fn set_document(
    transaction: &DatabaseTransaction,
    row: Model,
    document: DocumentId,
) -> Result<(), DbErr> {
    let mut row = row.into_active_model();
    row.document_id = ActiveValue::Set(Some(document));
    row.update(transaction).await?;
    Ok(())
}

/// # Errors
/// When the database refuses.
pub async fn delete(
    connection: &impl ConnectionTrait,
    org: OrgId,
    id: UploadId,
) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::OrgId.eq(org))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Rows of all organisations whose time is over, oldest first: for the sweep.
///
/// # Errors
/// When the database refuses.
pub async fn expired(
    connection: &impl ConnectionTrait,
    now: DateTimeUtc,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::ExpiresAt.lt(now))
        .order_by_asc(Column::ExpiresAt)
        .limit(limit)
        .all(connection)
        .await
}

fn of(org: OrgId, id: UploadId) -> Select<Entity> {
    Entity::find().filter(Column::OrgId.eq(org)).filter(Column::Id.eq(id))
}
