//! The people who sign in.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{OrgId, UserId};
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
