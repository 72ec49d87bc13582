//! Long-lived, confined helper processes that do everything that touches a document's bytes.
//!
//! Guarantees: a document can cost at most one helper, never the worker; every request has a
//! deadline kept by killing the helper's process group; a request that is dropped half-way takes its
//! helper with it, so no half-read pipe is ever used again; helpers end when their parent does,
//! however it ends.

mod confinement;
mod frame;
mod helper;
mod pool;
mod protocol;
pub mod serve;
mod settings;
mod spawner;

pub use pool::{OpenDocument, Pool};
pub use settings::{PoolSettings, ReadingSettings};

/// Why no helper could be had.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    #[error("helpers can only be started inside a tokio runtime")]
    NoRuntime(#[source] tokio::runtime::TryCurrentError),
    #[error("the thread that starts helpers could not be started")]
    Spawner(#[source] std::io::Error),
    #[error("a helper could not be started")]
    Start(#[source] std::io::Error),
    #[error("a helper could not be spoken to")]
    Pipe(#[source] std::io::Error),
    #[error("a helper said something unexpected")]
    Protocol,
}
