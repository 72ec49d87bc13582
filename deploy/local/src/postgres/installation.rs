//! Finds PostgreSQL's server programs, which Debian and Ubuntu keep out of the PATH.

use std::{
    fs,
    path::{Path, PathBuf},
};

use thiserror::Error;

const VERSIONS: &str = "/usr/lib/postgresql";
/// The oldest version that the schema is written for.
const OLDEST: u32 = 15;

#[derive(Debug, Error)]
pub enum InstallationError {
    #[error(
        "no PostgreSQL server {OLDEST} or newer under {VERSIONS}; `make setup` installs it, or set \
         DATABASE_URL to a server of your own"
    )]
    Missing,
    #[error(
        "the data in {} is of PostgreSQL {version}, whose server is not installed; install \
         postgresql-{version}, or drop the data with `make clean-data`", cluster.display()
    )]
    VersionMissing { cluster: PathBuf, version: u32 },
}

/// The programs of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Installation {
    version: u32,
    programs: PathBuf,
}

impl Installation {
    /// The version that `cluster` was made with, or the newest for a cluster yet to be made.
    pub(super) fn for_cluster(cluster: &Path) -> Result<Self, InstallationError> {
        Self::choose(installed(Path::new(VERSIONS)), cluster)
    }

    fn choose(installed: Vec<Self>, cluster: &Path) -> Result<Self, InstallationError> {
        let usable = installed.into_iter().filter(|found| found.version >= OLDEST);
        match cluster_version(cluster) {
            None => usable.max_by_key(|found| found.version).ok_or(InstallationError::Missing),
            Some(version) => usable
                .into_iter()
                .find(|found| found.version == version)
                .ok_or(InstallationError::VersionMissing { cluster: cluster.to_owned(), version }),
        }
    }

    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }
}

fn installed(versions: &Path) -> Vec<Installation> {
    let entries = fs::read_dir(versions).into_iter().flatten().flatten();
    let found = entries.filter_map(|entry| {
        let version = entry.file_name().to_str()?.parse().ok()?;
        Some(Installation { version, programs: entry.path().join("bin") })
    });
    found.filter(|installation| installation.program("initdb").is_file()).collect()
}

fn cluster_version(cluster: &Path) -> Option<u32> {
    fs::read_to_string(cluster.join("PG_VERSION")).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions(numbers: &[u32]) -> Vec<Installation> {
        let programs = |version| PathBuf::from(format!("{version}"));
        numbers
            .iter()
            .map(|&version| Installation { version, programs: programs(version) })
            .collect()
    }

    #[test]
    fn a_new_cluster_gets_the_newest_version() {
        let nowhere = Path::new("/nonexistent");
        let chosen = Installation::choose(versions(&[14, 17, 15]), nowhere).unwrap();
        assert_eq!(chosen.version, 17);
        let too_old = Installation::choose(versions(&[13, 14]), nowhere).unwrap_err();
        assert!(matches!(too_old, InstallationError::Missing));
    }

    #[test]
    fn an_existing_cluster_keeps_its_version() {
        let cluster = tempfile::tempdir().unwrap();
        fs::write(cluster.path().join("PG_VERSION"), "16\n").unwrap();
        let chosen = Installation::choose(versions(&[15, 16, 17]), cluster.path()).unwrap();
        assert_eq!(chosen.version, 16);
        let missing = Installation::choose(versions(&[15, 17]), cluster.path()).unwrap_err();
        assert!(missing.to_string().contains("PostgreSQL 16"), "{missing}");
    }
}
