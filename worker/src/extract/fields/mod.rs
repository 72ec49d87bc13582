//! One module a field or family of fields: candidates with features, and the choice among them.

pub mod accounts;
pub mod currency;
pub mod dates;
pub mod kind;
mod letterhead;
pub mod number;
pub mod parties;
mod party_labels;
pub mod rates;
pub mod tax_lines;
pub mod totals;
