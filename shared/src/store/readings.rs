//! The rows that a reading of a document writes, and those that its deletion removes.

use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DatabaseTransaction, QueryOrder, QuerySelect};

use super::{document_pages, documents, invoice_changes, invoices, stored_invoice};
use crate::domain::ids::{DocumentId, InvoiceId, OrgId};
use crate::domain::invoice::Invoice;
use crate::domain::page::Page;
use crate::domain::status::{DocumentStatus, InvoiceStatus};

/// Locks the document's row; false if the document was deleted.
///
/// # Errors
/// When the database refuses.
pub async fn lock_document(
    transaction: &DatabaseTransaction,
    org: OrgId,
    document: DocumentId,
) -> Result<bool, DbErr> {
    let row = documents::Entity::find_by_id(document)
        .filter(documents::Column::OrgId.eq(org))
        .filter(documents::Column::DeletedAt.is_null())
        .lock_exclusive()
        .one(transaction)
        .await?;
    Ok(row.is_some())
}

/// Writes the invoice and the first entry of its history; `None` if the document has one, which
/// then stands with its corrections.
///
/// # Errors
/// When the database refuses; the transaction is then to be rolled back.
pub async fn insert_invoice(
    transaction: &DatabaseTransaction,
    org: OrgId,
    (document, extraction): (DocumentId, Uuid),
    invoice: &Invoice,
    status: InvoiceStatus,
) -> Result<Option<InvoiceId>, DbErr> {
    let id = InvoiceId::new();
    let mut row = invoices::ActiveModel {
        id: Set(id),
        org_id: Set(org),
        document_id: Set(document),
        extraction_id: Set(extraction),
        status: Set(status.as_str().to_owned()),
        ..Default::default()
    };
    stored_invoice::set_columns(&mut row, invoice)?;
    let conflict = OnConflict::column(invoices::Column::DocumentId).do_nothing().to_owned();
    let insert = invoices::Entity::insert(row).on_conflict(conflict);
    match insert.exec_without_returning(transaction).await {
        Ok(1) => {}
        Ok(_) | Err(DbErr::RecordNotInserted) => return Ok(None),
        Err(error) => return Err(error),
    }
    let change = invoice_changes::ActiveModel {
        id: Set(Uuid::now_v7()),
        org_id: Set(org),
        invoice_id: Set(id),
        version: Set(1),
        action: Set("extracted".to_owned()),
        user_id: Set(None),
        changes: Set(serde_json::json!([])),
        created_at: NotSet,
    };
    invoice_changes::Entity::insert(change).exec_without_returning(transaction).await?;
    Ok(Some(id))
}

/// A page that was read.
#[derive(Clone, Debug)]
pub struct PageRow<'a> {
    pub page: &'a Page,
    /// Where its words are kept.
    pub words_key: String,
}

/// # Errors
/// When the database refuses; the transaction is then to be rolled back.
pub async fn insert_page(
    transaction: &DatabaseTransaction,
    org: OrgId,
    document: DocumentId,
    row: PageRow<'_>,
) -> Result<(), DbErr> {
    use document_pages::Column;
    let PageRow { page, words_key } = row;
    let row = document_pages::ActiveModel {
        document_id: Set(document),
        number: Set(number(page.number)),
        org_id: Set(org),
        width: Set(page.width),
        height: Set(page.height),
        rotation_degrees: Set(i16::try_from(page.rotation_degrees).unwrap_or_default()),
        skew_degrees: Set(page.skew_degrees),
        source: Set(page.source.as_str().to_owned()),
        word_count: Set(number(page.words.len())),
        words_key: Set(words_key),
        preview_key: Set(None),
    };
    // A later version of the pipeline reads the same pages anew.
    let conflict = OnConflict::columns([Column::DocumentId, Column::Number])
        .update_columns([
            Column::Width,
            Column::Height,
            Column::RotationDegrees,
            Column::SkewDegrees,
            Column::Source,
            Column::WordCount,
            Column::WordsKey,
        ])
        .to_owned();
    document_pages::Entity::insert(row)
        .on_conflict(conflict)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// What a document is after it has been read.
#[derive(Clone, Copy, Debug)]
pub struct ReadDocumentRow<'a> {
    pub status: DocumentStatus,
    pub page_count: usize,
    pub language: Option<&'a str>,
}

/// # Errors
/// When the database refuses; the transaction is then to be rolled back.
pub async fn update_document(
    transaction: &DatabaseTransaction,
    org: OrgId,
    document: DocumentId,
    read: ReadDocumentRow<'_>,
) -> Result<(), DbErr> {
    let row = documents::ActiveModel {
        status: Set(read.status.as_str().to_owned()),
        page_count: Set(Some(number(read.page_count))),
        pages_read: Set(number(read.page_count)),
        language: Set(read.language.map(str::to_owned)),
        failure_code: Set(None),
        failure_detail: Set(None),
        updated_at: Set(chrono::Utc::now()),
        ..Default::default()
    };
    documents::Entity::update_many()
        .set(row)
        .filter(documents::Column::OrgId.eq(org))
        .filter(documents::Column::Id.eq(document))
        .exec(transaction)
        .await?;
    Ok(())
}

/// The pages of a document, in order.
///
/// # Errors
/// When the database refuses.
pub async fn pages(
    connection: &impl ConnectionTrait,
    org: OrgId,
    document: DocumentId,
) -> Result<Vec<document_pages::Model>, DbErr> {
    document_pages::Entity::find()
        .filter(document_pages::Column::OrgId.eq(org))
        .filter(document_pages::Column::DocumentId.eq(document))
        .order_by_asc(document_pages::Column::Number)
        .all(connection)
        .await
}

/// Says where the picture of a page is.
///
/// # Errors
/// When the database refuses.
pub async fn set_preview(
    transaction: &DatabaseTransaction,
    (org, document): (OrgId, DocumentId),
    page: i32,
    key: &str,
) -> Result<(), DbErr> {
    use document_pages::Column;
    document_pages::Entity::update_many()
        .col_expr(Column::PreviewKey, Expr::value(key))
        .filter(Column::OrgId.eq(org))
        .filter(Column::DocumentId.eq(document))
        .filter(Column::Number.eq(page))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Locks the row of a document that its owner has deleted; gives the hash of its content, or
/// nothing if there is no such row any more.
///
/// # Errors
/// When the database refuses.
pub async fn lock_hidden(
    transaction: &DatabaseTransaction,
    org: OrgId,
    document: DocumentId,
) -> Result<Option<Vec<u8>>, DbErr> {
    let row = documents::Entity::find_by_id(document)
        .filter(documents::Column::OrgId.eq(org))
        .filter(documents::Column::DeletedAt.is_not_null())
        .lock_exclusive()
        .one(transaction)
        .await?;
    Ok(row.map(|row| row.sha256))
}

/// Removes a deleted document with its pages, extractions, invoice and history.
///
/// # Errors
/// When the database refuses; the transaction is then to be rolled back.
pub async fn delete_hidden(
    transaction: &DatabaseTransaction,
    org: OrgId,
    document: DocumentId,
) -> Result<(), DbErr> {
    documents::Entity::delete_many()
        .filter(documents::Column::OrgId.eq(org))
        .filter(documents::Column::Id.eq(document))
        .filter(documents::Column::DeletedAt.is_not_null())
        .exec(transaction)
        .await?;
    Ok(())
}

fn number<T: TryInto<i32>>(count: T) -> i32 {
    count.try_into().unwrap_or(i32::MAX)
}
