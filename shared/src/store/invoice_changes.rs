//! Who changed what on an invoice.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{InvoiceId, OrgId, UserId};
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invoice_changes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: OrgId,
    pub invoice_id: InvoiceId,
    pub version: i32,
    pub action: String,
    pub user_id: Option<UserId>,
    pub changes: Json,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
