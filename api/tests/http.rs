//! The API over its own application: a real database, real object storage, no network in between.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

#[path = "http/access.rs"]
mod access;
#[path = "http/invoice_lists.rs"]
mod invoice_lists;
#[path = "http/invoices.rs"]
mod invoices;
#[path = "http/jobs.rs"]
mod jobs;
#[path = "http/program.rs"]
mod program;
#[path = "http/surroundings.rs"]
mod surroundings;
#[path = "http/users.rs"]
mod users;
