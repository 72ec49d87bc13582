#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

/// What is logged, and how.
#[derive(Clone, Debug, clap::Args)]
pub struct LogConfig {
    /// Which messages: a level, or directives such as `info,billify_worker=debug`.
    #[arg(
        long = "log",
        env = "BILLIFY_LOG",
        value_name = "BILLIFY_LOG",
        default_value = "info,sqlx=warn,sea_orm=warn,aws=warn",
        global = true
    )]
    pub filter: String,

    /// How a message is written.
    #[arg(long = "log-format", env = "BILLIFY_LOG_FORMAT", value_name = "BILLIFY_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text, global = true)]
    pub format: LogFormat,
}
