//! The files of a private server and how they come to be.
//!
//! A cluster is complete or absent: it is made under another name and renamed at the end, so that an
//! interrupted start can simply be repeated.

use std::{
    fs, io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use super::{PostgresError, SUPERUSER, installation::Installation};
use crate::{
    account::Account,
    console::Console,
    process::{Launch, Process},
    secrets,
};

/// Data and password of one server, side by side so that neither can be lost without the other.
#[derive(Debug)]
pub(super) struct Cluster {
    data: PathBuf,
    unfinished: PathBuf,
    password: PathBuf,
}

/// Who makes a cluster.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setup<'a> {
    pub(super) installation: &'a Installation,
    pub(super) account: Option<&'a Account>,
}

impl Cluster {
    pub(super) fn in_directory(directory: &Path) -> Self {
        Self {
            data: directory.join("data"),
            unfinished: directory.join("data.unfinished"),
            password: directory.join("password"),
        }
    }

    pub(super) fn data(&self) -> &Path {
        &self.data
    }

    /// Makes the cluster unless it exists; gives the superuser's password.
    pub(super) async fn ensure(
        &self,
        setup: &Setup<'_>,
        durable: bool,
        console: &Console,
    ) -> Result<String, PostgresError> {
        let failed = |source| PostgresError::Directory { directory: self.data.clone(), source };
        if self.data.is_dir() {
            return fs::read_to_string(&self.password).map_err(failed);
        }
        let password = secrets::generate();
        self.prepare(&password, setup.account).map_err(failed)?;
        let program = Launch::new("initdb", setup.installation.program("initdb"))
            .arguments(["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"])
            .arguments([format!("--username={SUPERUSER}")])
            .argument("--pgdata")
            .argument(&self.unfinished)
            .argument("--pwfile")
            .argument(self.password_for_initdb())
            .arguments((!durable).then_some("--no-sync"))
            .directory(&self.unfinished)
            .account(setup.account.cloned())
            .log_file_only();
        Process::run(program, console).await.map_err(PostgresError::Initialise)?;
        fs::remove_file(self.password_for_initdb()).map_err(failed)?;
        fs::rename(&self.unfinished, &self.data).map_err(failed)?;
        Ok(password)
    }

    /// initdb reads the password under the server's account, which may not read ours.
    fn password_for_initdb(&self) -> PathBuf {
        self.unfinished.with_file_name("initdb.password")
    }

    fn prepare(&self, password: &str, account: Option<&Account>) -> io::Result<()> {
        if self.unfinished.exists() {
            fs::remove_dir_all(&self.unfinished)?;
        }
        fs::DirBuilder::new().mode(0o700).create(&self.unfinished)?;
        secrets::write(&self.password, password.as_bytes())?;
        secrets::write(&self.password_for_initdb(), password.as_bytes())?;
        if let Some(account) = account {
            account.give(&self.unfinished)?;
            account.give(&self.password_for_initdb())?;
        }
        Ok(())
    }
}
