//! Configuration: one struct a concern, read once from the environment (or flags) by `clap`.
//!
//! The value's name in every message is the environment variable, so that a missing or wrong one
//! is named at start. `.env.example` documents each; a test keeps the two in step.

mod database;
mod limits;
mod log;
mod objects;
mod queue;
mod secret;

pub use database::DatabaseConfig;
pub use limits::LimitsConfig;
pub use log::{LogConfig, LogFormat};
pub use objects::ObjectsConfig;
pub use queue::QueueConfig;
pub use secret::Secret;
