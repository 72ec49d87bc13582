//! Where a cluster lives: in the directory asked for, or, if the server's account cannot reach
//! that, in `/var/lib/billify-local` with a symbolic link to it.
//!
//! The second case is root's: PostgreSQL refuses to run as root, and the unprivileged account it
//! runs under cannot enter a project below `/root`.

use std::{
    fs, io,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
};

use uuid::Uuid;

use crate::account::Account;

const REACHABLE: &str = "/var/lib/billify-local";
/// Others may pass through to what they own, but not look around.
const PASSABLE: u32 = 0o711;

/// Makes sure that `wanted` exists and that `account` can pass through it; gives its real path.
pub(super) fn place(wanted: &Path, account: Option<&Account>) -> io::Result<PathBuf> {
    if let Ok(target) = fs::read_link(wanted) {
        create_passable(&target)?;
    } else {
        create_passable(wanted)?;
        if let Some(account) = account
            && !account.can_enter(wanted)?
        {
            move_to_reachable(wanted)?;
        }
    }
    fs::canonicalize(wanted)
}

fn move_to_reachable(wanted: &Path) -> io::Result<()> {
    let elsewhere = Path::new(REACHABLE).join(Uuid::now_v7().to_string());
    create_passable(Path::new(REACHABLE))?;
    create_passable(&elsewhere)?;
    // Only an empty directory may give way to the link.
    fs::remove_dir(wanted)?;
    symlink(elsewhere, wanted)
}

fn create_passable(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(directory)?;
    fs::set_permissions(directory, fs::Permissions::from_mode(PASSABLE))
}

/// Removes a placed directory, wherever it really is.
pub fn remove(placed: &Path) -> io::Result<()> {
    match fs::read_link(placed) {
        Ok(target) => {
            remove_if_there(&target)?;
            fs::remove_file(placed)
        }
        Err(_) => remove_if_there(placed),
    }
}

fn remove_if_there(directory: &Path) -> io::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}
