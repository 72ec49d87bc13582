//! The people who sign in.

use std::collections::HashMap;

use chrono::Utc;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ConnectionTrait, DatabaseTransaction, IntoActiveModel, QueryOrder, QuerySelect};

use crate::domain::ids::{OrgId, UserId};
use crate::domain::role::Role;
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    pub org_id: OrgId,
    /// Lower case, unique across organisations.
    pub email: String,
    pub name: String,
    /// A [`crate::domain::role::Role`] as text.
    pub role: String,
    pub password_hash: String,
    pub disabled_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// A user to be.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// As [`normalise_email`] gives it.
    pub email: String,
    pub name: String,
    pub role: Role,
    pub password_hash: String,
}

/// What is to change about a user; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct UserChanges {
    pub name: Option<String>,
    pub role: Option<Role>,
    pub password_hash: Option<String>,
    pub disabled: Option<bool>,
}

/// An address as it is stored and compared.
#[must_use]
pub fn normalise_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The user behind an address, for signing in: the only query across organisations.
///
/// # Errors
/// When the database refuses.
pub async fn find_for_sign_in(
    db: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::Email.eq(email))
        .filter(Column::DisabledAt.is_null())
        .one(db)
        .await
}

/// The oldest administrator of all, whom everybody is in development.
///
/// # Errors
/// When the database refuses.
pub async fn find_first_admin(db: &impl ConnectionTrait) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::Role.eq(Role::Admin.as_str()))
        .filter(Column::DisabledAt.is_null())
        .order_by_asc(Column::Id)
        .one(db)
        .await
}

/// # Errors
/// When the database refuses.
pub async fn find(
    db: &impl ConnectionTrait,
    org: OrgId,
    user: UserId,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(user).filter(Column::OrgId.eq(org)).one(db).await
}

/// The user, unless they were disabled.
///
/// # Errors
/// When the database refuses.
pub async fn find_active(
    db: &impl ConnectionTrait,
    org: OrgId,
    user: UserId,
) -> Result<Option<Model>, DbErr> {
    Ok(find(db, org, user).await?.filter(|user| user.disabled_at.is_none()))
}

/// The users of an organisation, oldest first, after the given one.
///
/// # Errors
/// When the database refuses.
pub async fn list(
    db: &impl ConnectionTrait,
    org: OrgId,
    after: Option<UserId>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::OrgId.eq(org));
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    query.order_by_asc(Column::Id).limit(limit).all(db).await
}

/// # Errors
/// When the database refuses.
pub async fn count(db: &impl ConnectionTrait, org: OrgId) -> Result<u64, DbErr> {
    Entity::find().filter(Column::OrgId.eq(org)).count(db).await
}

/// A new user, or `None` if the address is taken in any organisation.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    db: &impl ConnectionTrait,
    org: OrgId,
    user: NewUser,
) -> Result<Option<Model>, DbErr> {
    let row = Model {
        id: UserId::new(),
        org_id: org,
        email: user.email,
        name: user.name,
        role: user.role.as_str().to_owned(),
        password_hash: user.password_hash,
        disabled_at: None,
        created_at: Utc::now(),
    };
    let on_conflict = OnConflict::column(Column::Email).do_nothing().to_owned();
    let written = Entity::insert(row.clone().into_active_model())
        .on_conflict(on_conflict)
        .exec_without_returning(db)
        .await?;
    Ok((written == 1).then_some(row))
}

/// A new user, or the one with this address brought up to date; `None` if the address belongs to
/// another organisation.
///
/// # Errors
/// When the database refuses.
pub async fn upsert(
    db: &DatabaseTransaction,
    org: OrgId,
    user: NewUser,
) -> Result<Option<Model>, DbErr> {
    if let Some(inserted) = insert(db, org, user.clone()).await? {
        return Ok(Some(inserted));
    }
    let found = Entity::find()
        .filter(Column::OrgId.eq(org))
        .filter(Column::Email.eq(user.email))
        .one(db)
        .await?;
    let Some(found) = found else { return Ok(None) };
    let changes = UserChanges {
        name: Some(user.name),
        role: Some(user.role),
        password_hash: Some(user.password_hash),
        disabled: Some(false),
    };
    update(db, org, found.id, changes).await
}

/// Changes a user; `None` if the organisation has no such user.
///
/// # Errors
/// When the database refuses.
pub async fn update(
    db: &impl ConnectionTrait,
    org: OrgId,
    user: UserId,
    changes: UserChanges,
) -> Result<Option<Model>, DbErr> {
    let mut query = Entity::update_many().filter(Column::OrgId.eq(org)).filter(Column::Id.eq(user));
    // Without any change the statement would have nothing to set.
    query = query.col_expr(Column::OrgId, Expr::value(org));
    if let Some(name) = changes.name {
        query = query.col_expr(Column::Name, Expr::value(name));
    }
    if let Some(role) = changes.role {
        query = query.col_expr(Column::Role, Expr::value(role.as_str()));
    }
    if let Some(password_hash) = changes.password_hash {
        query = query.col_expr(Column::PasswordHash, Expr::value(password_hash));
    }
    if let Some(disabled) = changes.disabled {
        query = query.col_expr(Column::DisabledAt, Expr::value(disabled.then(Utc::now)));
    }
    let rows = query.exec_with_returning(db).await?;
    Ok(rows.into_iter().next())
}

/// The administrators who can act, locked until the transaction ends: two that each remove the
/// other must not both succeed.
///
/// # Errors
/// When the database refuses.
pub async fn lock_admins(db: &DatabaseTransaction, org: OrgId) -> Result<Vec<UserId>, DbErr> {
    let admins = Entity::find()
        .filter(Column::OrgId.eq(org))
        .filter(Column::Role.eq(Role::Admin.as_str()))
        .filter(Column::DisabledAt.is_null())
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(db)
        .await?;
    Ok(admins.into_iter().map(|admin| admin.id).collect())
}

/// The names of some users.
///
/// # Errors
/// When the database refuses.
pub async fn names(
    db: &impl ConnectionTrait,
    org: OrgId,
    users: impl IntoIterator<Item = UserId>,
) -> Result<HashMap<UserId, String>, DbErr> {
    let rows = Entity::find()
        .filter(Column::OrgId.eq(org))
        .filter(Column::Id.is_in(users))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|user| (user.id, user.name)).collect())
}
