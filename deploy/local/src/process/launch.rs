//! What to start and how: program, arguments, environment, account and signals.

use std::{
    ffi::OsString,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
};

use nix::sys::signal::Signal;

use crate::account::Account;

/// A process to be started; can be started again.
#[derive(Clone, Debug)]
pub struct Launch {
    pub(super) name: String,
    pub(super) stop_signal: Signal,
    pub(super) death_signal: Signal,
    pub(super) shown: bool,
    program: PathBuf,
    arguments: Vec<OsString>,
    settings: Vec<(OsString, OsString)>,
    inherits_settings: bool,
    directory: Option<PathBuf>,
    account: Option<Account>,
}

impl Launch {
    #[must_use]
    pub fn new(name: impl Into<String>, program: impl Into<PathBuf>) -> Self {
        Self {
            name: name.into(),
            stop_signal: Signal::SIGTERM,
            death_signal: Signal::SIGKILL,
            shown: true,
            program: program.into(),
            arguments: Vec::new(),
            settings: Vec::new(),
            inherits_settings: true,
            directory: None,
            account: None,
        }
    }

    #[must_use]
    pub fn argument(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    #[must_use]
    pub fn arguments<A: Into<OsString>>(mut self, more: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(more.into_iter().map(Into::into));
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn setting(mut self, key: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.settings.push((key.into(), value.into()));
        self
    }

    #[must_use]
    pub fn settings<K, V>(mut self, more: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<OsString>,
        V: Into<OsString>,
    {
        self.settings.extend(more.into_iter().map(|(key, value)| (key.into(), value.into())));
        self
    }

    /// Hides Billify's settings in our own environment from the process, so that only the ones
    /// given here count.
    #[must_use]
    pub fn without_inherited_settings(mut self) -> Self {
        self.inherits_settings = false;
        self
    }

    #[must_use]
    pub fn directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.directory = Some(directory.into());
        self
    }

    /// Runs the process as somebody else; none stays with our own account.
    #[must_use]
    pub fn account(mut self, account: Option<Account>) -> Self {
        self.account = account;
        self
    }

    /// What asks the process to end in good order.
    #[must_use]
    pub fn stop_signal(mut self, signal: Signal) -> Self {
        self.stop_signal = signal;
        self
    }

    /// What the process gets when we end without stopping it.
    #[must_use]
    pub fn death_signal(mut self, signal: Signal) -> Self {
        self.death_signal = signal;
        self
    }

    /// Keeps the output out of the terminal; it is in the log file only.
    #[must_use]
    pub fn log_file_only(mut self) -> Self {
        self.shown = false;
        self
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub fn program(&self) -> &Path {
        &self.program
    }

    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).process_group(0);
        if !self.inherits_settings {
            let own = std::env::vars_os().map(|(key, _)| key);
            own.filter(|key| is_setting(key)).for_each(|key| {
                command.env_remove(key);
            });
        }
        command.envs(self.settings.iter().map(|(key, value)| (key, value)));
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
        }
        if let Some(account) = &self.account {
            account.apply_to(&mut command);
        }
        command
    }
}

fn is_setting(key: &std::ffi::OsStr) -> bool {
    key.to_str().is_some_and(|key| key == "DATABASE_URL" || key.starts_with("BILLIFY_"))
}
