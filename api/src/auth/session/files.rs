//! Sessions as one file each, for development on one machine.

use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use billify_shared::domain::ids::{OrgId, UserId};
use chrono::Utc;
use tokio::fs;

use super::{Session, SessionError, SessionStore, TokenHash};

#[derive(Clone, Debug)]
pub struct FileSessions {
    directory: PathBuf,
}

impl FileSessions {
    /// Makes the directory, readable by this user only.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn open(directory: &Path) -> io::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(directory).await?;
        Ok(Self { directory: directory.to_owned() })
    }

    fn path(&self, token: &TokenHash) -> PathBuf {
        self.directory.join(format!("{}.json", hex::encode(token.as_bytes())))
    }

    async fn read(&self, path: &Path) -> Result<Option<Session>, SessionError> {
        match fs::read(path).await {
            Ok(json) => serde_json::from_slice(&json).map(Some).map_err(SessionError::new),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SessionError::new(error)),
        }
    }
}

#[async_trait]
impl SessionStore for FileSessions {
    async fn insert(&self, token: &TokenHash, session: &Session) -> Result<(), SessionError> {
        let json = serde_json::to_vec(session).map_err(SessionError::new)?;
        let path = self.path(token);
        // Renamed into place, so that nobody reads half a session.
        let unfinished = path.with_extension("new");
        fs::write(&unfinished, json).await.map_err(SessionError::new)?;
        fs::rename(&unfinished, &path).await.map_err(SessionError::new)
    }

    async fn find(&self, token: &TokenHash) -> Result<Option<Session>, SessionError> {
        let path = self.path(token);
        match self.read(&path).await? {
            Some(session) if session.expires_at <= Utc::now() => {
                remove_file(&path).await?;
                Ok(None)
            }
            session => Ok(session),
        }
    }

    async fn remove(&self, token: &TokenHash) -> Result<(), SessionError> {
        remove_file(&self.path(token)).await
    }

    async fn remove_of_user(&self, org: OrgId, user: UserId) -> Result<(), SessionError> {
        let mut entries = fs::read_dir(&self.directory).await.map_err(SessionError::new)?;
        while let Some(entry) = entries.next_entry().await.map_err(SessionError::new)? {
            let path = entry.path();
            let session = self.read(&path).await?;
            if session.is_some_and(|session| session.org == org && session.user == user) {
                remove_file(&path).await?;
            }
        }
        Ok(())
    }
}

async fn remove_file(path: &Path) -> Result<(), SessionError> {
    match fs::remove_file(path).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(SessionError::new(error)),
        _ => Ok(()),
    }
}
