//! Everything the one-machine system keeps, in one directory: `.billify` in the current one, or
//! what `BILLIFY_DATA_DIR` names.
//!
//! ```text
//! postgres/        the database (a symbolic link where its account could not reach it)
//! objects/         the object store: buckets with plain files
//! logs/            what each process said in this run and in the one before
//! run/             the API's address
//! sessions/        browser sessions, with `BILLIFY_SESSION_STORE=files`
//! secrets.json     generated once
//! ```

use std::{
    env,
    fs::{self, DirBuilder},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::{
    directory_lock::{DirectoryLock, LockError},
    postgres,
};

const VARIABLE: &str = "BILLIFY_DATA_DIR";
const DEFAULT: &str = ".billify";
/// Directories that nobody else may look into.
const PRIVATE: [&str; 4] = ["objects", "logs", "run", "sessions"];

#[derive(Debug, Error)]
pub enum DataDirectoryError {
    #[error("could not prepare the data directory {}", directory.display())]
    Prepare { directory: PathBuf, source: io::Error },
    #[error("Billify is running already")]
    Running(#[source] LockError),
    #[error("could not remove {}", path.display())]
    Remove { path: PathBuf, source: io::Error },
}

/// The directory, ours alone until this is dropped.
#[derive(Debug)]
pub struct DataDirectory {
    path: PathBuf,
    _lock: DirectoryLock,
}

impl DataDirectory {
    /// Where the environment says that the data are.
    #[must_use]
    pub fn configured_path() -> PathBuf {
        env::var_os(VARIABLE).map_or_else(|| PathBuf::from(DEFAULT), PathBuf::from)
    }

    /// Makes the directory if needed and keeps others off it.
    pub fn open(path: &Path) -> Result<Self, DataDirectoryError> {
        let failed = |source| DataDirectoryError::Prepare { directory: path.to_owned(), source };
        if !path.is_dir() {
            fs::create_dir_all(path).map_err(failed)?;
            // The database's account has to pass through.
            let passable = fs::Permissions::from_mode(0o711);
            fs::set_permissions(path, passable).map_err(failed)?;
        }
        let path = fs::canonicalize(path).map_err(failed)?;
        let lock = DirectoryLock::acquire(&path).map_err(DataDirectoryError::Running)?;
        for name in PRIVATE {
            let private = DirBuilder::new().recursive(true).mode(0o700).create(path.join(name));
            private.map_err(failed)?;
        }
        Ok(Self { path, _lock: lock })
    }

    #[must_use]
    pub fn postgres(&self) -> PathBuf {
        self.path.join("postgres")
    }

    #[must_use]
    pub fn objects(&self) -> PathBuf {
        self.path.join("objects")
    }

    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.path.join("logs")
    }

    #[must_use]
    pub fn run(&self) -> PathBuf {
        self.path.join("run")
    }

    #[must_use]
    pub fn secrets(&self) -> PathBuf {
        self.path.join("secrets.json")
    }

    /// Deletes everything of ours in it, and the directory itself if that leaves it empty.
    pub fn remove(self) -> Result<(), DataDirectoryError> {
        let failed =
            |path: &Path, source| DataDirectoryError::Remove { path: path.to_owned(), source };
        let database = self.postgres();
        postgres::remove(&database).map_err(|source| failed(&database, source))?;
        for name in PRIVATE {
            let path = self.path.join(name);
            existing(fs::remove_dir_all(&path)).map_err(|source| failed(&path, source))?;
        }
        for name in ["secrets.json", "lock"] {
            let path = self.path.join(name);
            existing(fs::remove_file(&path)).map_err(|source| failed(&path, source))?;
        }
        // Whatever else somebody keeps there stays.
        match fs::remove_dir(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
            outcome => outcome.map_err(|source| failed(&self.path, source)),
        }
    }
}

fn existing(removal: io::Result<()>) -> io::Result<()> {
    match removal {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}
