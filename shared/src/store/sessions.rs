//! Browser sessions, known by the hash of their token.

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, IntoActiveModel};

use crate::domain::ids::{OrgId, UserId};
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub org_id: OrgId,
    pub user_id: UserId,
    pub user_agent: Option<String>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// # Errors
/// When the database refuses.
pub async fn insert(db: &impl ConnectionTrait, session: Model) -> Result<(), DbErr> {
    Entity::insert(session.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// The session of this token, unless it has expired. The token alone says whose it is, so this is
/// the one query that cannot name an organisation.
///
/// # Errors
/// When the database refuses.
pub async fn find_valid(
    db: &impl ConnectionTrait,
    token_hash: &[u8],
    now: DateTimeUtc,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(token_hash.to_vec()).filter(Column::ExpiresAt.gt(now)).one(db).await
}

/// # Errors
/// When the database refuses.
pub async fn delete(db: &impl ConnectionTrait, token_hash: &[u8]) -> Result<(), DbErr> {
    Entity::delete_by_id(token_hash.to_vec()).exec(db).await?;
    Ok(())
}

/// Signs a user out everywhere.
///
/// # Errors
/// When the database refuses.
pub async fn delete_of_user(
    db: &impl ConnectionTrait,
    org: OrgId,
    user: UserId,
) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::OrgId.eq(org))
        .filter(Column::UserId.eq(user))
        .exec(db)
        .await?;
    Ok(())
}

/// Clears away what nobody can use any more.
///
/// # Errors
/// When the database refuses.
pub async fn delete_expired(db: &impl ConnectionTrait, now: DateTimeUtc) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(db).await?;
    Ok(())
}
