//! Invoices as they stand, corrections included.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{DocumentId, InvoiceId, OrgId, UserId};
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
