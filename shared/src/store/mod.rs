//! The tables, one file each: the row, and the named queries on it.
//!
//! Every query takes the organisation first, so that one without it cannot be written by accident.
//! Functions take `&impl ConnectionTrait` and so work inside a transaction.

pub mod content_lock;
pub mod document_list;
pub mod document_pages;
pub mod documents;
pub mod duplicate_invoices;
pub mod events;
pub mod extractions;
pub mod idempotency_keys;
pub mod invoice_changes;
pub mod invoice_list;
pub mod invoices;
pub mod organisations;
pub mod readings;
pub mod sessions;
pub mod stored_invoice;
pub mod uploads;
pub mod users;

mod connect;

pub use connect::{ConnectError, connect};
