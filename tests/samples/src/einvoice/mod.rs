//! The invoice as XML of EN 16931, in both of its syntaxes.

mod cii;
mod ubl;
mod writer;

pub use self::cii::write as cii;
pub use self::ubl::write as ubl;
use crate::invoice::{Invoice, Kind};

/// UNTDID 1001.
fn type_code(invoice: &Invoice) -> &'static str {
    if invoice.kind == Kind::CreditNote { "381" } else { "380" }
}

/// UNTDID 5305: standard rate, or zero.
fn category(rate: rust_decimal::Decimal) -> &'static str {
    if rate.is_zero() { "Z" } else { "S" }
}
