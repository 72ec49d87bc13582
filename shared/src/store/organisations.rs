//! Organisations: the tenants.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, IntoActiveModel, QueryOrder,
};

use crate::domain::ids::OrgId;
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organisations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrgId,
    pub name: String,
    /// The last number given to an event of this organisation.
    pub last_event: i64,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// # Errors
/// When the database refuses.
pub async fn find(db: &impl ConnectionTrait, org: OrgId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(org).one(db).await
}

/// A new organisation.
///
/// # Errors
/// When the database refuses, an empty name for instance.
pub async fn insert(db: &impl ConnectionTrait, name: &str) -> Result<Model, DbErr> {
    let row = Model {
        id: OrgId::new(),
        name: name.to_owned(),
        last_event: 0,
        created_at: chrono::Utc::now(),
    };
    row.into_active_model().insert(db).await
}

/// The oldest organisation of this name, or a new one.
///
/// # Errors
/// When the database refuses.
pub async fn find_or_insert(db: &DatabaseTransaction, name: &str) -> Result<Model, DbErr> {
    // Two that look at once would both find nothing.
    db.execute_unprepared("LOCK TABLE organisations IN SHARE ROW EXCLUSIVE MODE").await?;
    let found =
        Entity::find().filter(Column::Name.eq(name)).order_by_asc(Column::Id).one(db).await?;
    match found {
        Some(organisation) => Ok(organisation),
        None => insert(db, name).await,
    }
}

/// Gives it another name; `None` if there is no such organisation.
///
/// # Errors
/// When the database refuses.
pub async fn rename(
    db: &impl ConnectionTrait,
    org: OrgId,
    name: &str,
) -> Result<Option<Model>, DbErr> {
    let rows = Entity::update_many()
        .col_expr(Column::Name, Expr::value(name))
        .filter(Column::Id.eq(org))
        .exec_with_returning(db)
        .await?;
    Ok(rows.into_iter().next())
}
