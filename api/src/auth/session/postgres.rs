//! Sessions in the database: shared by every API process.

use async_trait::async_trait;
use billify_shared::domain::ids::{OrgId, UserId};
use billify_shared::store::sessions;
use chrono::Utc;
use sea_orm::DatabaseConnection;

use super::{Session, SessionError, SessionStore, TokenHash};

#[derive(Clone, Debug)]
pub struct PostgresSessions {
    db: DatabaseConnection,
}

impl PostgresSessions {
    #[must_use]
    pub fn new(db: DatabaseConnection) -> Self {
        Self { db }
    }
}

#[async_trait]
impl SessionStore for PostgresSessions {
    async fn insert(&self, token: &TokenHash, session: &Session) -> Result<(), SessionError> {
        let row = sessions::Model {
            token_hash: token.as_bytes().to_vec(),
            org_id: session.org,
            user_id: session.user,
            user_agent: session.user_agent.clone(),
            created_at: session.created_at,
            expires_at: session.expires_at,
        };
        sessions::insert(&self.db, row).await.map_err(SessionError::new)?;
        sessions::delete_expired(&self.db, Utc::now()).await.map_err(SessionError::new)
    }

    async fn find(&self, token: &TokenHash) -> Result<Option<Session>, SessionError> {
        let row = sessions::find_valid(&self.db, token.as_bytes(), Utc::now())
            .await
            .map_err(SessionError::new)?;
        Ok(row.map(|row| Session {
            org: row.org_id,
            user: row.user_id,
            user_agent: row.user_agent,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }))
    }

    async fn remove(&self, token: &TokenHash) -> Result<(), SessionError> {
        sessions::delete(&self.db, token.as_bytes()).await.map_err(SessionError::new)
    }

    async fn remove_of_user(&self, org: OrgId, user: UserId) -> Result<(), SessionError> {
        sessions::delete_of_user(&self.db, org, user).await.map_err(SessionError::new)
    }
}
