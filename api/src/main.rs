//! `billify-api serve`, `billify-api migrate`, `billify-api create-user`.

use billify_api::commands::{Command, run};
use billify_shared::config::LogConfig;
use billify_shared::telemetry;
use clap::Parser;

/// The HTTP API of Billify.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    #[command(flatten)]
    log: LogConfig,
    #[command(subcommand)]
    command: Command,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    telemetry::init(&arguments.log);
    run(arguments.command).await
}
