//! What the API and the workers share: the domain, its storage, the queue, and configuration.
//!
//! `domain` is pure and imports nothing else of ours; `store`, `objects` and `queue` import only
//! `domain`, and `document_status` joins `queue` to `store`.

pub mod config;
pub mod document_status;
pub mod domain;
pub mod objects;
pub mod queue;
pub mod store;
pub mod telemetry;
