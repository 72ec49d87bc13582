//! Corrections of an invoice by a person: checked all at once, applied without losing evidence.

mod apply;
mod request;
mod values;

pub use apply::{Editor, apply};
pub use request::{FieldCorrections, InvoiceCorrections, LineCorrections};
