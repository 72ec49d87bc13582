//! Values as people print them: numbers, amounts, dates, account and tax numbers.
//!
//! Every parser is pure, total and language-neutral; what only the whole document can decide (the
//! decimal mark, the order of day and month) is a parameter.

pub mod amount;
pub mod currency;
pub mod date;
pub mod iban;
pub mod number;
pub mod tax_id;
