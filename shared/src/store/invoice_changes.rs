//! Who changed what on an invoice.

use chrono::Utc;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction, IntoActiveModel, QueryOrder};
use serde::{Deserialize, Serialize};

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

/// What was done to an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeAction {
    Extracted,
    Corrected,
    Approved,
    Reopened,
}

impl ChangeAction {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Extracted => "extracted",
            Self::Corrected => "corrected",
            Self::Approved => "approved",
            Self::Reopened => "reopened",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Extracted, Self::Corrected, Self::Approved, Self::Reopened]
            .into_iter()
            .find(|action| action.as_str() == text)
    }
}

/// One value that changed; an absent side is an empty field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// `total_gross`, or `lines[2].quantity`.
    pub field: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A change to be written.
#[derive(Clone, Debug)]
pub struct NewChange {
    pub invoice: InvoiceId,
    /// The version of the invoice after it.
    pub version: i32,
    pub action: ChangeAction,
    /// `None` for the system.
    pub user: Option<UserId>,
    pub changes: Vec<FieldChange>,
}

/// # Errors
/// When the database refuses.
pub async fn append(db: &DatabaseTransaction, org: OrgId, change: NewChange) -> Result<(), DbErr> {
    let changes = serde_json::to_value(&change.changes)
        .map_err(|error| DbErr::Custom(format!("changes cannot be written: {error}")))?;
    let row = Model {
        id: Uuid::now_v7(),
        org_id: org,
        invoice_id: change.invoice,
        version: change.version,
        action: change.action.as_str().to_owned(),
        user_id: change.user,
        changes,
        created_at: Utc::now(),
    };
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// All changes of an invoice, latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(
    db: &impl ConnectionTrait,
    org: OrgId,
    invoice: InvoiceId,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::OrgId.eq(org))
        .filter(Column::InvoiceId.eq(invoice))
        .order_by_desc(Column::Version)
        .order_by_desc(Column::Id)
        .all(db)
        .await
}
