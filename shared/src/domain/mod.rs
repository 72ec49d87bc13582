//! The vocabulary of Billify: pure types and rules, no I/O.

pub mod checks;
pub mod document_problem;
pub mod failure;
pub mod field;
pub mod ids;
pub mod invoice;
pub mod media_type;
pub mod numbers;
pub mod page;
pub mod role;
pub mod status;
