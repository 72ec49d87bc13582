use std::fmt;

/// Where the database is.
#[derive(Clone, clap::Args)]
pub struct DatabaseConfig {
    /// PostgreSQL 15 or later: `postgres://user:password@host:port/database`.
    #[arg(
        long = "database-url",
        env = "DATABASE_URL",
        value_name = "DATABASE_URL",
        hide_env_values = true
    )]
    pub url: String,

    /// Connections this process may hold at once.
    #[arg(
        long,
        env = "BILLIFY_DATABASE_CONNECTIONS",
        value_name = "BILLIFY_DATABASE_CONNECTIONS",
        default_value_t = 16
    )]
    pub max_connections: u32,

    /// Seconds to wait for a connection before giving up.
    #[arg(
        long,
        env = "BILLIFY_DATABASE_ACQUIRE_SECONDS",
        value_name = "BILLIFY_DATABASE_ACQUIRE_SECONDS",
        default_value_t = 10
    )]
    pub acquire_seconds: u64,
}

impl fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseConfig")
            .field("url", &"[hidden]")
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}
