//! Documents: files that were uploaded, and what was read from them.

mod file_response;
mod model;
mod pages;
mod query;
mod range;
mod upload;

use billify_shared::domain::ids::DocumentId;
use billify_shared::domain::page::Page;
use billify_shared::objects::{ContentHash, ObjectsError, keys};
use billify_shared::queue::{self, NewJob};
use billify_shared::store::events::{self, EventKind};
use billify_shared::store::{document_list, document_pages, documents};
use poem::Request;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use sea_orm::TransactionTrait;
use serde_json::json;
use uuid::Uuid;

pub use model::{Document, UploadResult, UploadResults};

use super::Tag;
use crate::auth::{Allowed, can};
use crate::intake::{Caller, IdempotencyKey};
use crate::pagination;
use crate::problem::{ApiError, Downloading, Problem, Reading, Uploading, Writing};
use crate::state::AppState;
use file_response::{FileResponse, ImageResponse, StoredFile};
use pages::PageWords;
use query::{ApiDocumentSort, ListQuery};
use upload::{UploadForm, describe, results_of};

/// The words of a page are a few hundred bytes each.
const MAX_WORDS_BYTES: u64 = 64 * 1024 * 1024;

#[derive(Debug)]
pub struct DocumentsApi;

/// One page of documents.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DocumentList {
    items: Vec<Document>,
    /// Present if there is more.
    next_cursor: Option<String>,
    total: u64,
}

#[derive(Debug, ApiResponse)]
pub enum UploadResponse {
    /// Every accepted file is stored and will be read.
    #[oai(status = 202)]
    Accepted(Json<UploadResults>),
}

#[derive(Debug, ApiResponse)]
pub enum DeleteDocumentResponse {
    /// The document is gone; what is stored of it will be.
    #[oai(status = 204)]
    Deleted,
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Documents")]
impl DocumentsApi {
    /// Upload files
    ///
    /// PDF, PNG, JPEG, TIFF, WebP and XML e-invoices, told by their content. The answer has one
    /// result a file: a file that is refused does not keep the others from being accepted. If the
    /// only file of a request is refused, its problem is the answer. Files that were uploaded
    /// before are answered with the document that they are. With an `Idempotency-Key`, the same
    /// request can be sent again and gets the same answer.
    #[oai(path = "/documents", method = "post", operation_id = "upload_documents")]
    async fn upload_documents(
        &self,
        caller: Allowed<can::WriteDocuments>,
        Data(state): Data<&AppState>,
        /// Your name for this request, 1 to 255 printable characters.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        form: UploadForm,
    ) -> Result<UploadResponse, ApiError<Uploading>> {
        let key = idempotency_key.0.as_deref().map(IdempotencyKey::parse).transpose()?;
        let answer = state.intake.receive(Caller::from(&*caller), form.0, key, describe).await?;
        Ok(UploadResponse::Accepted(Json(results_of(answer)?)))
    }

    /// List documents
    #[oai(path = "/documents", method = "get", operation_id = "list_documents")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the query")]
    async fn list_documents(
        &self,
        caller: Allowed<can::ReadDocuments>,
        Data(state): Data<&AppState>,
        /// Only documents with one of these statuses, separated by commas.
        status: Query<Option<String>>,
        /// Only documents whose file name holds this text, in upper or lower case.
        q: Query<Option<String>>,
        /// Only documents uploaded at this time or later.
        created_from: Query<Option<chrono::DateTime<chrono::Utc>>>,
        /// Only documents uploaded before this time.
        created_to: Query<Option<chrono::DateTime<chrono::Utc>>>,
        /// The order; `-created_at` if left out. A minus sign puts the greatest first.
        sort: Query<Option<ApiDocumentSort>>,
        /// Documents on one page, 1 to 200; 50 if left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<DocumentList>, ApiError<Reading>> {
        let query = ListQuery {
            status: status.0,
            text: q.0,
            created_from: created_from.0,
            created_to: created_to.0,
            sort: sort.0,
            cursor: cursor.0,
        };
        let limit = pagination::limit(limit.0)?;
        let (filter, sort, after) = query.parse()?;
        let page = (after.as_ref(), limit + 1);
        let mut rows = document_list::list(&state.db, caller.org, &filter, sort, page).await?;
        let more = pagination::cut(&mut rows, limit);
        let next_cursor = match rows.last().filter(|_| more) {
            Some(last) => {
                Some(pagination::encode_cursor(&document_list::DocumentPosition::of(last, sort))?)
            }
            None => None,
        };
        let total = document_list::count(&state.db, caller.org, &filter).await?;
        let ids: Vec<DocumentId> = rows.iter().map(|row| row.id).collect();
        let invoices = documents::invoices_of(&state.db, caller.org, &ids).await?;
        let items = rows.into_iter().map(|row| {
            let invoice = invoices.get(&row.id).copied();
            Document::of_row(row, invoice)
        });
        Ok(Json(DocumentList { items: items.collect(), next_cursor, total }))
    }

    /// Show a document
    #[oai(path = "/documents/:id", method = "get", operation_id = "get_document")]
    async fn get_document(
        &self,
        caller: Allowed<can::ReadDocuments>,
        Data(state): Data<&AppState>,
        id: Path<Uuid>,
    ) -> Result<Json<Document>, ApiError<Reading>> {
        let row = found(state, &caller, id.0).await?;
        let invoices = documents::invoices_of(&state.db, caller.org, &[row.id]).await?;
        let invoice = invoices.get(&row.id).copied();
        Ok(Json(Document::of_row(row, invoice)))
    }

    /// Download the file
    ///
    /// The bytes as they were uploaded. `Range` gives a part of them.
    #[oai(path = "/documents/:id/content", method = "get", operation_id = "get_document_content")]
    async fn get_document_content(
        &self,
        caller: Allowed<can::ReadDocuments>,
        Data(state): Data<&AppState>,
        request: &Request,
        id: Path<Uuid>,
    ) -> Result<FileResponse, ApiError<Downloading>> {
        let row = found(state, &caller, id.0).await?;
        let hash = ContentHash::try_from(row.sha256.as_slice()).map_err(Problem::internal)?;
        let file = StoredFile {
            key: &keys::original(caller.org, &hash),
            media_type: &row.media_type,
            byte_size: u64::try_from(row.byte_size).unwrap_or(0),
            etag: format!("\"{hash}\""),
            filename: &row.filename,
        };
        Ok(file.respond(&state.objects, request.headers()).await?)
    }

    /// Show the picture of a page
    ///
    /// Upright. 404 until it has been drawn, which may be a moment after the page was read.
    #[oai(
        path = "/documents/:id/pages/:number/image",
        method = "get",
        operation_id = "get_page_image"
    )]
    async fn get_page_image(
        &self,
        caller: Allowed<can::ReadDocuments>,
        Data(state): Data<&AppState>,
        request: &Request,
        id: Path<Uuid>,
        /// From 1.
        number: Path<i32>,
    ) -> Result<ImageResponse, ApiError<Downloading>> {
        let page = found_page(state, &caller, id.0, number.0).await?;
        let key = page.preview_key.ok_or_else(|| Problem::not_found("picture yet"))?;
        let object = state.objects.head(&key).await.map_err(missing_object)?;
        let file = StoredFile {
            media_type: object.content_type.as_deref().unwrap_or("image/jpeg"),
            byte_size: object.byte_size,
            etag: object.etag.unwrap_or_else(|| format!("\"{key}\"")),
            filename: &format!("page-{}.jpg", number.0),
            key: &key,
        };
        Ok(file.respond(&state.objects, request.headers()).await?.into_image())
    }

    /// Show the words of a page
    #[oai(
        path = "/documents/:id/pages/:number/words",
        method = "get",
        operation_id = "get_page_words"
    )]
    async fn get_page_words(
        &self,
        caller: Allowed<can::ReadDocuments>,
        Data(state): Data<&AppState>,
        id: Path<Uuid>,
        /// From 1.
        number: Path<i32>,
    ) -> Result<Json<PageWords>, ApiError<Reading>> {
        let page = found_page(state, &caller, id.0, number.0).await?;
        let words = state.objects.get(&page.words_key, MAX_WORDS_BYTES).await;
        let words = words.map_err(missing_object)?;
        let page: Page = serde_json::from_slice(&words).map_err(Problem::internal)?;
        Ok(Json(PageWords::from(page)))
    }

    /// Delete a document
    ///
    /// The document, what was read from it and its invoice are gone at once; the stored files
    /// follow.
    #[oai(path = "/documents/:id", method = "delete", operation_id = "delete_document")]
    async fn delete_document(
        &self,
        caller: Allowed<can::WriteDocuments>,
        Data(state): Data<&AppState>,
        id: Path<Uuid>,
    ) -> Result<DeleteDocumentResponse, ApiError<Writing>> {
        let transaction = state.db.begin().await?;
        let row = documents::hide(&transaction, caller.org, DocumentId(id.0)).await?;
        let row = row.ok_or_else(|| Problem::not_found("document"))?;
        let max_attempts = state.config.queue.max_attempts;
        let purge = NewJob::purge_document(caller.org, row.id, max_attempts);
        queue::enqueue(&transaction, purge).await?;
        let payload = json!({ "status": "deleted" });
        let kind = EventKind::DocumentDeleted;
        events::append(&transaction, caller.org, kind, row.id.0, payload).await?;
        transaction.commit().await?;
        Ok(DeleteDocumentResponse::Deleted)
    }
}

async fn found<P>(
    state: &AppState,
    caller: &Allowed<P>,
    id: Uuid,
) -> Result<documents::Model, Problem> {
    let row = documents::find(&state.db, caller.org, DocumentId(id)).await?;
    row.ok_or_else(|| Problem::not_found("document"))
}

async fn found_page<P>(
    state: &AppState,
    caller: &Allowed<P>,
    id: Uuid,
    number: i32,
) -> Result<document_pages::Model, Problem> {
    let document = found(state, caller, id).await?;
    let page = document_pages::find(&state.db, caller.org, document.id, number).await?;
    page.ok_or_else(|| Problem::not_found("page (yet)"))
}

/// The row says that it is there: it is about to be deleted.
fn missing_object(error: ObjectsError) -> Problem {
    if error.is_not_found() { Problem::not_found("page") } else { error.into() }
}
