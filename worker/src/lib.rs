//! The fleet member: opens untrusted documents, reads their words, and turns them into invoices.
//!
//! `open`, `read` and `render` run inside the helper processes of `sandbox`; nothing else of the
//! worker touches a document's bytes.

pub mod cli;
pub mod extract;
pub mod fleet;
pub mod open;
pub mod pipeline;
pub mod read;
pub mod render;
pub mod sandbox;
