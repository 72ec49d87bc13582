//! What the API and the workers share: the domain, its storage, the queue, and configuration.
//!
//! `domain` is pure and imports nothing else of ours; `store`, `objects` and `queue` import only
//! `domain`.

pub mod config;
pub mod domain;
pub mod store;
pub mod telemetry;
