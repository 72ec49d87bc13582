//! Opening, reading and refusing documents, as the rest of the worker and people see it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod extract_command;
mod hostile_corpus;
mod problems;
mod sandbox;
mod support;
