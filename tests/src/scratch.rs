//! The files of one test program, in the system's temporary directory.
//!
//! A program that is killed cannot tidy up, and statics are never dropped: so each program removes
//! what earlier ones have left. A lock tells those from programs that still run.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use billify_local::{directory_lock::DirectoryLock, postgres};
use tempfile::TempDir;
use uuid::Uuid;

const PREFIX: &str = "billify-tests-";
const DATABASE: &str = "postgres";
/// A younger directory may belong to a program that has not locked it yet.
const LEFT_OVER_AFTER: Duration = Duration::from_secs(60);

/// A directory that is this program's alone.
#[derive(Debug)]
pub(crate) struct Scratch {
    path: PathBuf,
    _lock: DirectoryLock,
}

impl Scratch {
    pub(crate) fn create() -> anyhow::Result<Self> {
        let parent = std::env::temp_dir();
        remove_left_over(&parent).context("could not remove files of earlier test runs")?;
        let path = parent.join(format!("{PREFIX}{}", Uuid::now_v7()));
        fs::create_dir(&path).context("could not create a directory for the tests' files")?;
        // The database's account has to pass through.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o711))?;
        let lock = DirectoryLock::acquire(&path)?;
        Ok(Self { path, _lock: lock })
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// A directory for one system, which goes with it.
    pub(crate) fn system(&self) -> anyhow::Result<TempDir> {
        TempDir::new_in(&self.path).context("could not create a directory for a system")
    }
}

fn remove_left_over(parent: &Path) -> io::Result<()> {
    for entry in fs::read_dir(parent)?.flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        let is_old =
            entry.metadata().and_then(|metadata| metadata.modified()).is_ok_and(|modified| {
                modified.elapsed().is_ok_and(|elapsed| elapsed > LEFT_OVER_AFTER)
            });
        if !is_ours || !is_old {
            continue;
        }
        // Another program, or another user, may be at the same: whatever cannot be removed stays.
        if let Ok(_lock) = DirectoryLock::acquire(&entry.path()) {
            let _ = postgres::remove(&entry.path().join(DATABASE));
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}
