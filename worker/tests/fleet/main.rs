//! `billify-worker run` as a process, with a real database and real object storage, but no API:
//! documents are put where the API puts them.

mod crashes;
mod documents;
mod support;
