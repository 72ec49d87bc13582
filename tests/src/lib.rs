//! Throw-away systems for tests: real processes, a real PostgreSQL server, a real S3 server.
//!
//! ```no_run
//! # async fn test() -> anyhow::Result<()> {
//! let system = billify_tests::System::start().workers(2).await?;
//! let client = system.client().await?;
//! # Ok(())
//! # }
//! ```
//!
//! Systems share one PostgreSQL server for each test program, in which every system has a database of
//! its own; nothing else is shared and no port is fixed, so any number of them run side by side.
//! Dropping a system ends its processes; when the test program ends, however it does, the server ends.

mod scratch;
mod server;
mod system;
mod wait;

pub use billify_local::{
    client::{self, Client, ClientError, Document, Outcome, Problem, Upload, UploadResult},
    process::Process,
};

pub use self::{
    system::{System, SystemBuilder},
    wait::{wait_until, wait_until_within},
};
