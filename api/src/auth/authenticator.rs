//! Turns a request into its caller, and signs people in and out.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use billify_shared::domain::role::Role;
use billify_shared::store::{organisations, users};
use chrono::{TimeDelta, Utc};
use poem::Request;
use poem::http::{HeaderMap, HeaderValue, header};
use sea_orm::{DatabaseConnection, DbErr};

use super::credentials::{Claim, Credentials};
use super::origin::refuse_cross_site;
use super::password::{HashError, PasswordHasher};
use super::session::{
    FileSessions, PostgresSessions, Session, SessionError, SessionStore, Token, TokenHash,
};
use super::{Principal, SessionCookie};
use crate::config::{AccessConfig, ApiConfig, AuthMode, SessionStoreKind};
use crate::problem::{Problem, ProblemCode};

#[derive(Debug)]
pub struct Authenticator {
    db: DatabaseConnection,
    mode: AuthMode,
    credentials: Credentials,
    hasher: PasswordHasher,
    sessions: Arc<dyn SessionStore>,
    cookie: SessionCookie,
    session_lifetime: Duration,
    foreign_origins: Vec<String>,
}

/// Why nobody could sign in.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the operating system has no random numbers")]
    Random(#[source] rand::rand_core::OsError),
    #[error("passwords cannot be hashed")]
    Hash(#[source] HashError),
    #[error("BILLIFY_SESSION_DIRECTORY cannot be used")]
    SessionDirectory(#[source] std::io::Error),
    #[error("the development user cannot be made")]
    DevelopmentUser(#[source] DbErr),
}

/// A new session.
#[derive(Debug)]
pub struct SignedIn {
    pub user: users::Model,
    /// The value of `Set-Cookie`.
    pub set_cookie: String,
}

impl Authenticator {
    /// # Errors
    /// When sessions or passwords cannot be handled.
    pub async fn new(db: DatabaseConnection, config: &ApiConfig) -> Result<Self, StartError> {
        let access = &config.access;
        let hasher = PasswordHasher::new().await.map_err(StartError::Hash)?;
        if access.auth == AuthMode::AllowAny {
            tracing::warn!("BILLIFY_AUTH=allow_any: every caller acts as an administrator");
            make_development_user(&db).await.map_err(StartError::DevelopmentUser)?;
        }
        Ok(Self {
            mode: access.auth,
            credentials: Credentials::new(db.clone(), hasher.clone())
                .map_err(StartError::Random)?,
            hasher,
            sessions: open_sessions(&db, access).await.map_err(StartError::SessionDirectory)?,
            cookie: SessionCookie { secure: access.cookie_secure },
            session_lifetime: Duration::from_secs(u64::from(access.session_hours) * 3600),
            foreign_origins: config.http.cors_origins.clone(),
            db,
        })
    }

    #[must_use]
    pub fn hasher(&self) -> &PasswordHasher {
        &self.hasher
    }

    #[must_use]
    pub fn sessions(&self) -> &dyn SessionStore {
        &*self.sessions
    }

    /// The caller of a request.
    ///
    /// # Errors
    /// 401 without valid credentials, 403 for a write from another site, 429 after many failures.
    pub async fn authenticate(&self, request: &Request) -> Result<Principal, Problem> {
        refuse_cross_site(request, &self.foreign_origins)?;
        if self.mode == AuthMode::AllowAny {
            return self.development_user().await;
        }
        if let Some(claim) = basic_claim(request)? {
            return principal(self.credentials.verify(claim).await?);
        }
        let Some(token) = SessionCookie::token(request.headers()) else {
            return Err(unauthenticated("Send the session cookie or HTTP Basic credentials."));
        };
        let session = self.sessions.find(&TokenHash::of(token)).await.map_err(session_failed)?;
        let user = match session {
            Some(session) => users::find_active(&self.db, session.org, session.user).await?,
            None => None,
        };
        principal(user.ok_or_else(|| unauthenticated("The session has ended. Sign in again."))?)
    }

    /// Checks a password and starts a session.
    ///
    /// # Errors
    /// 401 for wrong credentials, 403 from another site, 429 after many failures.
    pub async fn sign_in(
        &self,
        request: &Request,
        email: String,
        password: String,
    ) -> Result<SignedIn, Problem> {
        refuse_cross_site(request, &self.foreign_origins)?;
        let claim = Claim { address: remote_address(request), email, password };
        let user = self.credentials.verify(claim).await?;
        let token = Token::generate().map_err(Problem::internal)?;
        let now = Utc::now();
        let lifetime = TimeDelta::from_std(self.session_lifetime).map_err(Problem::internal)?;
        let user_agent =
            request.header(header::USER_AGENT).map(|text| text.chars().take(200).collect());
        let session = Session {
            org: user.org_id,
            user: user.id,
            user_agent,
            created_at: now,
            expires_at: now + lifetime,
        };
        self.sessions.insert(&token.hash(), &session).await.map_err(session_failed)?;
        let set_cookie = self.cookie.start(token.as_str(), self.session_lifetime);
        Ok(SignedIn { user, set_cookie })
    }

    /// Ends the session that came with the request, if one did, and the cookie with it.
    ///
    /// # Errors
    /// When sessions cannot be reached.
    pub async fn sign_out(&self, headers: &HeaderMap) -> Result<String, Problem> {
        if let Some(token) = SessionCookie::token(headers) {
            self.sessions.remove(&TokenHash::of(token)).await.map_err(session_failed)?;
        }
        Ok(self.cookie.end())
    }

    async fn development_user(&self) -> Result<Principal, Problem> {
        let user = users::find_first_admin(&self.db).await?;
        principal(user.ok_or_else(|| unauthenticated("There is no administrator to act as."))?)
    }
}

async fn open_sessions(
    db: &DatabaseConnection,
    access: &AccessConfig,
) -> std::io::Result<Arc<dyn SessionStore>> {
    Ok(match access.session_store {
        SessionStoreKind::Postgres => Arc::new(PostgresSessions::new(db.clone())),
        SessionStoreKind::Files => Arc::new(FileSessions::open(&access.session_directory).await?),
    })
}

async fn make_development_user(db: &DatabaseConnection) -> Result<(), DbErr> {
    if users::find_first_admin(db).await?.is_some() {
        return Ok(());
    }
    let org = organisations::insert(db, "Development").await?;
    let user = users::NewUser {
        email: "developer@localhost".to_owned(),
        name: "Developer".to_owned(),
        role: Role::Admin,
        // No hash: nobody signs in with a password.
        password_hash: "!".to_owned(),
    };
    users::insert(db, org.id, user).await?;
    Ok(())
}

fn principal(user: users::Model) -> Result<Principal, Problem> {
    let role = Role::parse(&user.role)
        .ok_or_else(|| Problem::internal(format!("user {} has no known role", user.id)))?;
    Ok(Principal { org: user.org_id, user: user.id, email: user.email, name: user.name, role })
}

/// The credentials of HTTP Basic, if the request has any.
fn basic_claim(request: &Request) -> Result<Option<Claim>, Problem> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let decoded = value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
        .and_then(|(_, encoded)| STANDARD.decode(encoded.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let Some((email, password)) = decoded.as_deref().and_then(|text| text.split_once(':')) else {
        return Err(unauthenticated("The Authorization header is not HTTP Basic."));
    };
    Ok(Some(Claim {
        address: remote_address(request),
        email: email.to_owned(),
        password: password.to_owned(),
    }))
}

fn remote_address(request: &Request) -> Option<std::net::IpAddr> {
    request.remote_addr().as_socket_addr().map(std::net::SocketAddr::ip)
}

/// The challenge names no scheme that makes a browser ask for a password by itself.
fn unauthenticated(detail: &str) -> Problem {
    let challenge = HeaderValue::from_static("Session realm=\"Billify\"");
    Problem::new(ProblemCode::Unauthenticated, detail)
        .with_header(header::WWW_AUTHENTICATE, challenge)
}

fn session_failed(error: SessionError) -> Problem {
    Problem::unavailable(error)
}
