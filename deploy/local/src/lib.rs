//! The whole of Billify on one machine, from nothing, and the pieces to build such systems from.
//!
//! The `billify-local` program runs a [`system::System`]; the tests assemble throw-away systems from
//! the same [`postgres::Postgres`], [`object_store::S3Server`] and [`services::Services`]. Nothing
//! that is started here outlives the process that started it, even if that is killed.

pub mod account;
pub mod client;
pub mod console;
pub mod data_directory;
pub mod directory_lock;
pub mod object_store;
pub mod postgres;
pub mod process;
pub mod programs;
pub mod secrets;
pub mod services;
mod supervision;
pub mod system;
