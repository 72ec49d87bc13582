//! The queue against a real PostgreSQL server, and where it matters by real processes.

mod claiming;
mod failing;
mod leases;
mod processes;
mod stopping;
mod support;
