//! Where Billify's own programs are.

use std::{
    env, io,
    path::{Path, PathBuf},
};

use thiserror::Error;

/// Names another directory than the one of the running program.
pub const DIRECTORY_VARIABLE: &str = "BILLIFY_BIN_DIR";
const API: &str = "billify-api";
const WORKER: &str = "billify-worker";

#[derive(Debug, Error)]
pub enum ProgramsError {
    #[error("could not find out where this program is")]
    OwnPath(#[source] io::Error),
    #[error(
        "there is no {name} in {}; build everything with `make build`, or name another directory in \
         {DIRECTORY_VARIABLE}", directory.display()
    )]
    Missing { name: &'static str, directory: PathBuf },
}

/// The programs of one build.
#[derive(Clone, Debug)]
pub struct Programs {
    directory: PathBuf,
}

impl Programs {
    /// The programs that were built together with the running one.
    pub fn find() -> Result<Self, ProgramsError> {
        let directory = match env::var_os(DIRECTORY_VARIABLE) {
            Some(directory) => PathBuf::from(directory),
            None => own_directory().map_err(ProgramsError::OwnPath)?,
        };
        for name in [API, WORKER] {
            if !directory.join(name).is_file() {
                return Err(ProgramsError::Missing { name, directory });
            }
        }
        Ok(Self { directory })
    }

    #[must_use]
    pub fn api(&self) -> PathBuf {
        self.directory.join(API)
    }

    #[must_use]
    pub fn worker(&self) -> PathBuf {
        self.directory.join(WORKER)
    }
}

fn own_directory() -> io::Result<PathBuf> {
    let own = env::current_exe()?;
    let directory = own.parent().unwrap_or(Path::new("."));
    // Cargo puts test programs one level below the others.
    let is_tests = directory.file_name().is_some_and(|name| name == "deps");
    let built = if is_tests { directory.parent() } else { None };
    Ok(built.unwrap_or(directory).to_owned())
}
