//! The commands of `billify-local` and their options.

use clap::{Args, Parser, Subcommand, builder::FalseyValueParser};

/// Billify on this machine: database, object storage, API and workers with one command.
///
/// Data are kept in `.billify`, or where `BILLIFY_DATA_DIR` says. Set `DATABASE_URL` or
/// the `BILLIFY_S3_…` variables to use real servers instead of the embedded ones.
#[derive(Debug, Parser)]
#[command(version, about)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start everything, upload the sample documents and show what is read from them.
    Demo(Demo),
    /// Start everything and serve.
    Up(Fleet),
    /// Delete all data.
    Clean,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    pub(crate) fleet: Fleet,

    /// End after the table; exit code 0 only if every sample was read right.
    #[arg(long, env = "EXIT", value_parser = FalseyValueParser::new())]
    pub(crate) exit: bool,
}

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Fleet {
    /// Worker processes.
    #[arg(long, env = "WORKERS", default_value_t = 2)]
    pub(crate) workers: usize,
}
