//! The commands that people type.

pub mod extract;
mod inputs;
mod table;
