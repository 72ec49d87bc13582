//! What surrounds every request: identity, log, metrics, limits, and the server itself.

pub mod body_limit;
pub mod cors;
pub mod docs;
pub mod metrics;
pub mod route_table;
pub mod server;
pub mod surround;
