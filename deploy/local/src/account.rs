//! The unprivileged account for programs that refuse to run as root, as PostgreSQL does.

use std::{
    fs, io,
    os::unix::{fs::chown, process::CommandExt},
    path::Path,
    process::{Command, Stdio},
};

use nix::unistd::{User, geteuid};

/// In order of preference: PostgreSQL's own account where its package is installed.
const NAMES: [&str; 2] = ["postgres", "nobody"];

/// An account that is not root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    name: String,
    user_id: u32,
    group_id: u32,
}

impl Account {
    /// The account to drop to; none if we are not root and need not drop.
    pub fn to_drop_to() -> io::Result<Option<Self>> {
        if !geteuid().is_root() {
            return Ok(None);
        }
        for name in NAMES {
            if let Some(user) = User::from_name(name)? {
                let (user_id, group_id) = (user.uid.as_raw(), user.gid.as_raw());
                return Ok(Some(Self { name: user.name, user_id, group_id }));
            }
        }
        Err(io::Error::other("neither the user postgres nor the user nobody exists"))
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Has the command's process run under this account, without any other group.
    pub(crate) fn apply_to(&self, command: &mut Command) {
        // The standard library drops root's supplementary groups together with the user id.
        command.gid(self.group_id).uid(self.user_id);
    }

    /// Makes the account the owner of one file or directory.
    pub(crate) fn give(&self, path: &Path) -> io::Result<()> {
        chown(path, Some(self.user_id), Some(self.group_id))
    }

    /// Whether the account can pass through every directory down to `directory`.
    ///
    /// Asked of the kernel, under that account, since mode bits alone do not tell.
    pub(crate) fn can_enter(&self, directory: &Path) -> io::Result<bool> {
        let directory = fs::canonicalize(directory)?;
        let mut test = Command::new("test");
        test.arg("-x").arg(directory).current_dir("/").stdin(Stdio::null());
        self.apply_to(&mut test);
        Ok(test.status()?.success())
    }
}
