//! The same invoice in another document.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::invoices::{Column, Entity};
use crate::domain::ids::{DocumentId, InvoiceId, OrgId};
use crate::domain::invoice::Invoice;

/// Another document's invoice with the same number of the same supplier, told by the VAT
/// identifier or the name; none if number or supplier are not known.
///
/// # Errors
/// When the database refuses.
pub async fn find(
    connection: &impl ConnectionTrait,
    org: OrgId,
    document: DocumentId,
    invoice: &Invoice,
) -> Result<Option<InvoiceId>, DbErr> {
    let Some(number) = storable(invoice.invoice_number.value.as_deref()) else { return Ok(None) };
    let mut same_supplier = Condition::any();
    if let Some(vat_id) = storable(invoice.supplier_vat_id.value.as_deref()) {
        same_supplier = same_supplier.add(Column::SupplierVatId.eq(vat_id));
    }
    if let Some(name) = storable(invoice.supplier_name.value.as_deref()) {
        same_supplier = same_supplier.add(Column::SupplierName.eq(name));
    }
    if same_supplier.is_empty() {
        return Ok(None);
    }
    let twin = Entity::find()
        .filter(Column::OrgId.eq(org))
        .filter(Column::InvoiceNumber.eq(number))
        .filter(Column::DocumentType.eq(invoice.document_type.as_str()))
        .filter(Column::DocumentId.ne(document))
        .filter(same_supplier)
        .one(connection)
        .await?;
    Ok(twin.map(|row| row.id))
}

/// A text that can be compared with stored ones.
fn storable(text: Option<&str>) -> Option<String> {
    text.map(|text| text.replace('\0', "")).filter(|text| !text.is_empty())
}
