//! `billify-local`: the whole system on one machine.

mod cli;
mod demo;
mod running;

use std::process::ExitCode;

use anyhow::Context;
use billify_local::{console::Console, data_directory::DataDirectory};
use clap::Parser;

use self::{
    cli::{Cli, Command},
    running::Signals,
};

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    let path = DataDirectory::configured_path();
    if matches!(cli.command, Command::Clean) && !path.exists() {
        return Ok(ExitCode::SUCCESS);
    }
    let data = DataDirectory::open(&path)?;
    let mut signals = Signals::new().context("could not listen for Ctrl-C")?;
    let console = Console::terminal().with_logs_in(data.logs());
    match cli.command {
        Command::Demo(demo) => running::demo(&demo, &data, &console, &mut signals).await,
        Command::Up(fleet) => running::up(fleet, &data, &console, &mut signals).await,
        Command::Clean => {
            data.remove()?;
            console.say("all data are deleted");
            Ok(ExitCode::SUCCESS)
        }
    }
}
