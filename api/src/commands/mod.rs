//! The commands of `billify-api`.

mod create_user;
mod migrate;
mod serve;

use clap::Subcommand;

pub use create_user::{CreateUser, CreateUserError, create_user};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer HTTP requests until SIGTERM or Ctrl-C.
    Serve(Box<crate::config::ApiConfig>),
    /// Bring the database to this version's schema.
    Migrate(migrate::Migrate),
    /// Make an organisation if it is missing, and a user in it. Repeating it changes nothing more.
    CreateUser(CreateUser),
}

/// # Errors
/// Whatever the command could not do.
pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(config) => serve::serve(*config).await,
        Command::Migrate(arguments) => migrate::migrate(&arguments).await,
        Command::CreateUser(arguments) => create_user::run(arguments).await,
    }
}
