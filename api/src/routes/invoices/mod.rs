//! Invoices: lists, evidence, corrections, approval, history.

pub mod evidence;
pub mod history;
pub mod query;
pub mod summary;
mod versions;

use billify_shared::domain::ids::InvoiceId;
use billify_shared::domain::status;
use billify_shared::store::invoice_changes::{self, ChangeAction};
use billify_shared::store::invoice_list::{self, InvoiceFilter};
use billify_shared::store::{invoices as store, users};
use chrono::{NaiveDate, Utc};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

pub use self::history::{InvoiceChange, InvoiceHistory};
pub use self::query::InvoiceListSort;
pub use self::summary::{InvoiceDetail, InvoiceList, InvoiceStatus, InvoiceSummary};

use self::versions::{Edit, IfMatch, etag, is_current};
use super::Tag;
use crate::auth::{Allowed, can};
use crate::corrections::{self, Editor, InvoiceCorrections};
use crate::pagination;
use crate::problem::{ApiError, Problem, ProblemCode, Reading, Versioned};
use crate::state::AppState;

#[derive(Debug)]
pub struct InvoicesApi;

#[derive(Debug, ApiResponse)]
pub enum InvoiceResponse {
    /// The invoice.
    #[oai(status = 200)]
    Invoice(
        Json<InvoiceDetail>,
        /// The version, for `If-Match` and `If-None-Match`.
        #[oai(header = "ETag")]
        String,
    ),
    /// It is still the version of `If-None-Match`.
    #[oai(status = 304)]
    NotModified(#[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
pub enum ChangedInvoiceResponse {
    /// The invoice as it is now.
    #[oai(status = 200)]
    Invoice(
        Json<InvoiceDetail>,
        /// The new version.
        #[oai(header = "ETag")]
        String,
    ),
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Invoices")]
impl InvoicesApi {
    /// List invoices
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the query")]
    #[oai(path = "/invoices", method = "get", operation_id = "list_invoices")]
    async fn list_invoices(
        &self,
        caller: Allowed<can::ReadInvoices>,
        Data(state): Data<&AppState>,
        status: Query<Option<InvoiceStatus>>,
        /// Part of the supplier's name.
        supplier: Query<Option<String>>,
        issued_from: Query<Option<NaiveDate>>,
        issued_to: Query<Option<NaiveDate>>,
        due_from: Query<Option<NaiveDate>>,
        due_to: Query<Option<NaiveDate>>,
        /// A decimal number.
        #[oai(validator(pattern = "^-?[0-9]{1,15}([.][0-9]{1,10})?$"))]
        gross_min: Query<Option<String>>,
        /// A decimal number.
        #[oai(validator(pattern = "^-?[0-9]{1,15}([.][0-9]{1,10})?$"))]
        gross_max: Query<Option<String>>,
        /// ISO 4217.
        currency: Query<Option<String>>,
        /// Words, or beginnings of words, that must all appear in number, supplier, VAT id, IBAN,
        /// customer, total or line descriptions.
        q: Query<Option<String>>,
        /// Latest first if left out.
        sort: Query<Option<InvoiceListSort>>,
        /// Invoices on one page, 1 to 200; 50 if left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before, with the same `sort`.
        cursor: Query<Option<String>>,
    ) -> Result<Json<InvoiceList>, ApiError<Reading>> {
        let filter = query::without_blanks(InvoiceFilter {
            status: status.0.map(Into::into),
            supplier: supplier.0,
            issued_from: issued_from.0,
            issued_to: issued_to.0,
            due_from: due_from.0,
            due_to: due_to.0,
            gross_min: query::amount("gross_min", gross_min.0.as_deref())?,
            gross_max: query::amount("gross_max", gross_max.0.as_deref())?,
            currency: currency.0,
            text: q.0,
        });
        let sort = sort.0.unwrap_or(InvoiceListSort::CreatedAtDescending);
        let limit = pagination::limit(limit.0)?;
        let after = cursor.0.map(|cursor| sort.position(&cursor)).transpose()?;

        let page = (after.as_ref(), limit + 1);
        let rows = invoice_list::list(&state.db, caller.org, &filter, sort.order(), page).await?;
        let mut rows = rows.ok_or_else(pagination::invalid_cursor)?;
        let more = pagination::cut(&mut rows, limit);
        let next_cursor =
            rows.last().filter(|_| more).map(|row| sort.cursor_after(row)).transpose()?;
        let total = invoice_list::count(&state.db, caller.org, &filter).await?;
        let items = rows.into_iter().map(InvoiceSummary::of_row).collect::<Result<_, _>>()?;
        Ok(Json(InvoiceList { items, next_cursor, total }))
    }

    /// Show an invoice with the evidence of every field
    #[oai(path = "/invoices/:id", method = "get", operation_id = "get_invoice")]
    async fn get_invoice(
        &self,
        caller: Allowed<can::ReadInvoices>,
        Data(state): Data<&AppState>,
        id: Path<Uuid>,
        /// An `ETag` seen before: answers 304 if it is still the one.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<InvoiceResponse, ApiError<Reading>> {
        let row = store::find(&state.db, caller.org, InvoiceId(id.0)).await?;
        let row = row.ok_or_else(|| Problem::not_found("invoice"))?;
        let etag = etag(row.version);
        if if_none_match.0.is_some_and(|seen| is_current(&seen, row.version)) {
            return Ok(InvoiceResponse::NotModified(etag));
        }
        Ok(InvoiceResponse::Invoice(Json(InvoiceDetail::of_row(row)?), etag))
    }

    /// Correct an invoice
    ///
    /// Each corrected field keeps where it was read, and what stood there before. The sums are
    /// checked again. An approved invoice is to be reopened first.
    #[oai(path = "/invoices/:id", method = "patch", operation_id = "correct_invoice")]
    async fn correct_invoice(
        &self,
        caller: Allowed<can::WriteInvoices>,
        Data(state): Data<&AppState>,
        id: Path<Uuid>,
        /// The `ETag` of the version that is corrected.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        corrections: Json<InvoiceCorrections>,
    ) -> Result<ChangedInvoiceResponse, ApiError<Versioned>> {
        let seen = IfMatch::required(if_match.0.as_deref())?;
        let mut edit = Edit::begin(&state.db, &caller, InvoiceId(id.0), seen).await?;
        if edit.row.approved_at.is_some() {
            let detail = "Reopen the invoice before correcting it.";
            return Err(Problem::new(ProblemCode::InvoiceApproved, detail).into());
        }
        let mut invoice = edit.row.invoice().map_err(Problem::internal)?;
        let editor = Editor { user: caller.user, at: Utc::now() };
        let changes = corrections::apply(&mut invoice, corrections.0, editor)
            .map_err(Problem::invalid_fields)?;
        edit.row.take_over(&invoice).map_err(Problem::internal)?;
        edit.row.status = versions::status_of(&invoice).as_str().to_owned();
        changed(edit.finish(ChangeAction::Corrected, changes).await?)
    }

    /// Approve an invoice
    #[oai(path = "/invoices/:id/approve", method = "post", operation_id = "approve_invoice")]
    async fn approve_invoice(
        &self,
        caller: Allowed<can::WriteInvoices>,
        Data(state): Data<&AppState>,
        id: Path<Uuid>,
        /// The `ETag` of the version that is approved.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
    ) -> Result<ChangedInvoiceResponse, ApiError<Versioned>> {
        let seen = IfMatch::required(if_match.0.as_deref())?;
        let mut edit = Edit::begin(&state.db, &caller, InvoiceId(id.0), seen).await?;
        if edit.row.approved_at.is_some() {
            let detail = "The invoice has been approved already.";
            return Err(Problem::new(ProblemCode::InvoiceApproved, detail).into());
        }
        edit.row.status = status::InvoiceStatus::Approved.as_str().to_owned();
        edit.row.approved_by = Some(caller.user);
        edit.row.approved_at = Some(Utc::now());
        changed(edit.finish(ChangeAction::Approved, Vec::new()).await?)
    }

    /// Take the approval of an invoice back
    #[oai(path = "/invoices/:id/reopen", method = "post", operation_id = "reopen_invoice")]
    async fn reopen_invoice(
        &self,
        caller: Allowed<can::WriteInvoices>,
        Data(state): Data<&AppState>,
        id: Path<Uuid>,
        /// The `ETag` of the approved version.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
    ) -> Result<ChangedInvoiceResponse, ApiError<Versioned>> {
        let seen = IfMatch::required(if_match.0.as_deref())?;
        let mut edit = Edit::begin(&state.db, &caller, InvoiceId(id.0), seen).await?;
        if edit.row.approved_at.is_none() {
            let detail = "Only an approved invoice can be reopened.";
            return Err(Problem::new(ProblemCode::InvoiceNotApproved, detail).into());
        }
        let invoice = edit.row.invoice().map_err(Problem::internal)?;
        edit.row.status = versions::status_of(&invoice).as_str().to_owned();
        edit.row.approved_by = None;
        edit.row.approved_at = None;
        changed(edit.finish(ChangeAction::Reopened, Vec::new()).await?)
    }

    /// Show who changed what on an invoice
    #[oai(path = "/invoices/:id/history", method = "get", operation_id = "get_invoice_history")]
    async fn get_invoice_history(
        &self,
        caller: Allowed<can::ReadInvoices>,
        Data(state): Data<&AppState>,
        id: Path<Uuid>,
    ) -> Result<Json<InvoiceHistory>, ApiError<Reading>> {
        let id = InvoiceId(id.0);
        if store::find(&state.db, caller.org, id).await?.is_none() {
            return Err(Problem::not_found("invoice").into());
        }
        let rows = invoice_changes::list(&state.db, caller.org, id).await?;
        let editors = rows.iter().filter_map(|row| row.user_id);
        let names = users::names(&state.db, caller.org, editors).await?;
        let items =
            rows.iter().map(|row| InvoiceChange::of_row(row, &names)).collect::<Result<_, _>>()?;
        Ok(Json(InvoiceHistory { items }))
    }
}

fn changed(row: store::Model) -> Result<ChangedInvoiceResponse, ApiError<Versioned>> {
    let etag = etag(row.version);
    Ok(ChangedInvoiceResponse::Invoice(Json(InvoiceDetail::of_row(row)?), etag))
}
