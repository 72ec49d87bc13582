//! What the API is told at start. Every key is an environment variable; `.env.example` lists them.

use std::net::SocketAddr;
use std::path::PathBuf;

use billify_shared::config::{DatabaseConfig, LimitsConfig, ObjectsConfig, QueueConfig};

use crate::intake::IntakeConfig;

/// How callers are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum AuthMode {
    /// By session cookie or HTTP Basic.
    Session,
    /// Everybody is the first administrator. Development only: refused unless bound to loopback.
    AllowAny,
}

/// Where browser sessions are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum SessionStoreKind {
    Postgres,
    /// One file a session, for development: sessions survive a dropped database.
    Files,
}

/// The configuration of `billify-api serve`.
#[derive(Clone, Debug, clap::Args)]
pub struct ApiConfig {
    #[command(flatten)]
    pub database: DatabaseConfig,
    #[command(flatten)]
    pub objects: ObjectsConfig,
    #[command(flatten)]
    pub limits: LimitsConfig,
    #[command(flatten)]
    pub queue: QueueConfig,
    #[command(flatten)]
    pub http: HttpConfig,
    #[command(flatten)]
    pub intake: IntakeConfig,
    #[command(flatten)]
    pub access: AccessConfig,
}

/// Where and how the API listens.
#[derive(Clone, Debug, clap::Args)]
pub struct HttpConfig {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(
        long,
        env = "BILLIFY_API_LISTEN",
        value_name = "BILLIFY_API_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    pub listen: SocketAddr,

    /// File that the address really listened on is written to.
    #[arg(long, env = "BILLIFY_API_LISTEN_FILE", value_name = "BILLIFY_API_LISTEN_FILE")]
    pub listen_file: Option<PathBuf>,

    /// Seconds a request under way may still take after SIGTERM.
    #[arg(
        long,
        env = "BILLIFY_API_GRACE_SECONDS",
        value_name = "BILLIFY_API_GRACE_SECONDS",
        default_value_t = 20
    )]
    pub grace_seconds: u64,

    /// Origins, separated by commas, whose pages may call the API with the user's cookie.
    /// The API's own origin needs no entry.
    #[arg(
        long,
        env = "BILLIFY_CORS_ORIGINS",
        value_name = "BILLIFY_CORS_ORIGINS",
        value_delimiter = ','
    )]
    pub cors_origins: Vec<String>,

    /// Files that one upload request may hold.
    #[arg(
        long,
        env = "BILLIFY_MAX_FILES_PER_REQUEST",
        value_name = "BILLIFY_MAX_FILES_PER_REQUEST",
        default_value_t = 100
    )]
    pub max_files_per_request: usize,
}

/// Who gets in.
#[derive(Clone, Debug, clap::Args)]
pub struct AccessConfig {
    /// How callers are told apart.
    #[arg(long, env = "BILLIFY_AUTH", value_name = "BILLIFY_AUTH", value_enum, default_value_t = AuthMode::Session)]
    pub auth: AuthMode,

    /// Where browser sessions are kept.
    #[arg(long, env = "BILLIFY_SESSION_STORE", value_name = "BILLIFY_SESSION_STORE", value_enum, default_value_t = SessionStoreKind::Postgres)]
    pub session_store: SessionStoreKind,

    /// Directory of the session files, for `BILLIFY_SESSION_STORE=files`.
    #[arg(
        long,
        env = "BILLIFY_SESSION_DIRECTORY",
        value_name = "BILLIFY_SESSION_DIRECTORY",
        default_value = ".billify/sessions"
    )]
    pub session_directory: PathBuf,

    /// Hours until a browser must sign in again.
    #[arg(
        long,
        env = "BILLIFY_SESSION_HOURS",
        value_name = "BILLIFY_SESSION_HOURS",
        default_value_t = 168
    )]
    pub session_hours: u32,

    /// Send the session cookie over HTTPS only. Set it wherever users come by HTTPS.
    #[arg(long, env = "BILLIFY_COOKIE_SECURE", value_name = "BILLIFY_COOKIE_SECURE", default_value_t = false, action = clap::ArgAction::Set)]
    pub cookie_secure: bool,
}

/// A key whose value cannot be used together with the others.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error(
        "BILLIFY_AUTH=allow_any lets everybody in, and {0} is not a loopback address: set BILLIFY_API_LISTEN to 127.0.0.1 or choose BILLIFY_AUTH=session"
    )]
    OpenToTheNetwork(SocketAddr),
    #[error(
        "BILLIFY_CORS_ORIGINS holds {0:?}, which is not an origin such as https://billify.example"
    )]
    NotAnOrigin(String),
    #[error("BILLIFY_SESSION_HOURS must be at least 1")]
    NoSessionTime,
}

impl ApiConfig {
    /// Checks what no single value shows.
    ///
    /// # Errors
    /// Names the key at fault.
    pub fn validate(&self) -> Result<(), ConfigError> {
        if self.access.auth == AuthMode::AllowAny && !self.http.listen.ip().is_loopback() {
            return Err(ConfigError::OpenToTheNetwork(self.http.listen));
        }
        if self.access.session_hours == 0 {
            return Err(ConfigError::NoSessionTime);
        }
        match self.http.cors_origins.iter().find(|origin| !is_origin(origin)) {
            Some(origin) => Err(ConfigError::NotAnOrigin(origin.clone())),
            None => Ok(()),
        }
    }
}

/// Scheme and host, perhaps a port, and nothing after it: as browsers send it.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_graphic() && !b"/?#@*\\".contains(&byte))
    })
}
