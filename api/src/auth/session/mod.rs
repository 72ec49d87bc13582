//! Browser sessions behind one interface. A store knows the hash of a token, never the token.

mod files;
mod postgres;
mod token;

use std::fmt::Debug;

use async_trait::async_trait;
use billify_shared::domain::ids::{OrgId, UserId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use files::FileSessions;
pub use postgres::PostgresSessions;
pub use token::{Token, TokenHash};

/// A browser that has signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub org: OrgId,
    pub user: UserId,
    pub user_agent: Option<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug, thiserror::Error)]
#[error("sessions cannot be reached")]
pub struct SessionError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl SessionError {
    fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

/// Where sessions are kept.
#[async_trait]
pub trait SessionStore: Debug + Send + Sync {
    async fn insert(&self, token: &TokenHash, session: &Session) -> Result<(), SessionError>;

    /// The session, unless it has expired.
    async fn find(&self, token: &TokenHash) -> Result<Option<Session>, SessionError>;

    async fn remove(&self, token: &TokenHash) -> Result<(), SessionError>;

    /// Signs a user out everywhere.
    async fn remove_of_user(&self, org: OrgId, user: UserId) -> Result<(), SessionError>;
}
