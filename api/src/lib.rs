//! Billify's HTTP API.
//!
//! `routes` holds one file a resource and nothing but the shape of requests and answers; `auth`
//! says who asks and what they may do; `problem` is the only form an error takes; `http` is what
//! surrounds every request; `intake` receives files. Rows are read and written by `billify_shared::store`.

pub mod app;
pub mod auth;
pub mod commands;
pub mod config;
pub mod corrections;
pub mod http;
pub mod intake;
pub mod pagination;
pub mod problem;
pub mod routes;
pub mod state;
