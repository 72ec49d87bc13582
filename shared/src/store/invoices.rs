//! Invoices as they stand, corrections included.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, IntoActiveModel, QuerySelect,
    QueryTrait, Select, TryIntoModel,
};

use super::{documents, stored_invoice};
use crate::domain::ids::{DocumentId, InvoiceId, OrgId, UserId};
use crate::domain::invoice::Invoice;
use crate::domain::status::DocumentStatus;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invoices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvoiceId,
    pub org_id: OrgId,
    pub document_id: DocumentId,
    pub extraction_id: Uuid,
    pub version: i32,
    /// An [`crate::domain::status::InvoiceStatus`] as text.
    pub status: String,
    pub document_type: String,
    pub invoice_number: Option<String>,
    pub issue_date: Option<Date>,
    pub due_date: Option<Date>,
    pub currency: Option<String>,
    pub supplier_name: Option<String>,
    pub supplier_vat_id: Option<String>,
    pub supplier_iban: Option<String>,
    pub customer_name: Option<String>,
    pub total_net: Option<Decimal>,
    pub total_tax: Option<Decimal>,
    pub total_gross: Option<Decimal>,
    pub amount_due: Option<Decimal>,
    pub confidence: f32,
    pub touchless: bool,
    /// The domain Invoice: every field with its evidence.
    #[sea_orm(column_type = "JsonBinary")]
    pub fields: Json,
    /// The descriptions of the lines, for the full-text search.
    pub line_text: String,
    pub approved_by: Option<UserId>,
    pub approved_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// The invoices that can be seen: those whose document has not been deleted.
pub(super) fn visible(org: OrgId) -> Select<Entity> {
    let deleted = documents::Entity::find()
        .select_only()
        .column(documents::Column::Id)
        .filter(documents::Column::OrgId.eq(org))
        .filter(documents::Column::DeletedAt.is_not_null());
    Entity::find()
        .filter(Column::OrgId.eq(org))
        .filter(Column::DocumentId.not_in_subquery(deleted.into_query()))
}

/// # Errors
/// When the database refuses.
pub async fn find(
    db: &impl ConnectionTrait,
    org: OrgId,
    invoice: InvoiceId,
) -> Result<Option<Model>, DbErr> {
    visible(org).filter(Column::Id.eq(invoice)).one(db).await
}

/// The invoice, locked until the transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn lock(
    db: &DatabaseTransaction,
    org: OrgId,
    invoice: InvoiceId,
) -> Result<Option<Model>, DbErr> {
    visible(org).filter(Column::Id.eq(invoice)).lock_exclusive().one(db).await
}

/// Writes a row that was read by [`lock`] back, whole.
///
/// # Errors
/// When the database refuses.
pub async fn save(db: &DatabaseTransaction, org: OrgId, row: Model) -> Result<Model, DbErr> {
    let id = row.id;
    let active = row.into_active_model().reset_all();
    let rows = Entity::update_many()
        .set(active)
        .filter(Column::OrgId.eq(org))
        .filter(Column::Id.eq(id))
        .exec_with_returning(db)
        .await?;
    rows.into_iter().next().ok_or(DbErr::RecordNotUpdated)
}

/// Puts the document of an invoice into the state that the invoice has come to; true if it was in
/// another one.
///
/// # Errors
/// When the database refuses.
pub async fn set_document_status(
    db: &DatabaseTransaction,
    org: OrgId,
    document: DocumentId,
    status: DocumentStatus,
) -> Result<bool, DbErr> {
    let read = [DocumentStatus::Ready.as_str(), DocumentStatus::NeedsReview.as_str()];
    let updated = documents::Entity::update_many()
        .col_expr(documents::Column::Status, Expr::value(status.as_str()))
        .col_expr(documents::Column::UpdatedAt, Expr::current_timestamp())
        .filter(documents::Column::OrgId.eq(org))
        .filter(documents::Column::Id.eq(document))
        .filter(documents::Column::Status.is_in(read))
        .filter(documents::Column::Status.ne(status.as_str()))
        .exec(db)
        .await?;
    Ok(updated.rows_affected > 0)
}

impl Model {
    /// The invoice with the evidence of every field.
    ///
    /// # Errors
    /// When what is stored is not an invoice.
    pub fn invoice(&self) -> Result<Invoice, serde_json::Error> {
        serde::Deserialize::deserialize(&self.fields)
    }

    /// Takes over an invoice: the evidence, and the columns that lists filter and sort by.
    ///
    /// # Errors
    /// When the invoice cannot be written as JSON.
    pub fn take_over(&mut self, invoice: &Invoice) -> Result<(), DbErr> {
        let mut row = self.clone().into_active_model();
        stored_invoice::set_columns(&mut row, invoice)?;
        *self = row.try_into_model()?;
        Ok(())
    }
}
