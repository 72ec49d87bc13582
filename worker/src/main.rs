//! The `billify-worker` command.

use std::process::ExitCode;

use billify_worker::{cli, fleet, sandbox};
use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "billify-worker", version, about = "Reads documents and turns them into invoices")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read files and print what they say, without any server
    Extract(cli::extract::ExtractArguments),
    /// Work as a member of the fleet until asked to stop
    Run(Box<fleet::WorkerConfig>),
    /// The confined helper process that the other commands start for themselves
    #[command(hide = true)]
    Sandbox,
}

fn main() -> anyhow::Result<ExitCode> {
    match Arguments::parse().command {
        Command::Extract(arguments) => cli::extract::run(arguments),
        Command::Run(config) => fleet::run(&config),
        Command::Sandbox => {
            sandbox::serve::run()?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
