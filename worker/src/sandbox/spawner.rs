//! Starts helpers from a thread that lives as long as the pool.
//!
//! The kernel delivers a helper's parent-death signal when the *thread* that started it ends, and
//! threads of an async runtime come and go.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc;

use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

type Order = oneshot::Sender<io::Result<Child>>;

#[derive(Debug)]
pub(super) struct Spawner {
    orders: mpsc::Sender<Order>,
}

impl Spawner {
    pub(super) fn start(executable: &Path, runtime: Handle) -> io::Result<Self> {
        let (orders, waiting) = mpsc::channel::<Order>();
        let mut command = command(executable.as_os_str());
        std::thread::Builder::new().name("sandbox-spawner".to_owned()).spawn(move || {
            let _runtime = runtime.enter();
            while let Ok(order) = waiting.recv() {
                // Nobody waits any more: the child is killed as it is dropped.
                drop(order.send(command.spawn()));
            }
        })?;
        Ok(Self { orders })
    }

    pub(super) async fn spawn(&self) -> io::Result<Child> {
        let (order, done) = oneshot::channel();
        self.orders.send(order).map_err(io::Error::other)?;
        done.await.map_err(io::Error::other)?
    }
}

/// The helper inherits nothing of the worker's environment: it holds credentials.
fn command(executable: &OsStr) -> Command {
    let mut command = Command::new(executable);
    command
        .arg("sandbox")
        .env_clear()
        .env("OMP_THREAD_LIMIT", "1")
        .env("LC_ALL", "C")
        .current_dir("/")
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn helpers_run_tesseract_on_one_thread_and_see_no_credentials() {
        let command = command(OsStr::new("/bin/true"));
        let environment: Vec<_> = command.as_std().get_envs().collect();
        let limit = (OsStr::new("OMP_THREAD_LIMIT"), Some(OsStr::new("1")));
        assert!(environment.contains(&limit));
        assert_eq!(environment.len(), 2);
    }
}
