//! The PostgreSQL server that the systems of one test program share.
//!
//! It holds a database with the current schema and the first user; each system gets a copy of it,
//! which takes a tenth of a second where migrating would take many.

use anyhow::Context;
use billify_local::{
    console::Console,
    postgres::{Postgres, PostgresOptions},
    programs::Programs,
    services::{NewUser, Services},
};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::scratch::Scratch;

const TEMPLATE: &str = "billify_template";
/// Room for many systems with a pool in each of their processes.
const MAX_CONNECTIONS: u16 = 500;

/// The user that every system has from the start.
pub(crate) const ADMIN: NewUser<'static> = NewUser {
    organisation: "First Organisation",
    email: "admin@first.example",
    name: "First Admin",
    role: "admin",
    password: "password of the first admin",
};

/// A server for all tests of this program.
#[derive(Debug)]
pub(crate) struct SharedServer {
    postgres: Postgres,
    pub(crate) programs: Programs,
    pub(crate) scratch: Scratch,
}

static SERVER: OnceCell<SharedServer> = OnceCell::const_new();
static DURABLE_SERVER: OnceCell<SharedServer> = OnceCell::const_new();

impl SharedServer {
    /// The server, started for the first who asks. One that is `durable` waits for the disk at
    /// every commit, as in use.
    pub(crate) async fn get(durable: bool) -> anyhow::Result<&'static Self> {
        let server = if durable { &DURABLE_SERVER } else { &SERVER };
        server.get_or_try_init(|| Self::start(durable)).await
    }

    async fn start(durable: bool) -> anyhow::Result<Self> {
        let programs = Programs::find()?;
        let scratch = Scratch::create()?;
        let options = PostgresOptions {
            directory: scratch.database(),
            durable,
            max_connections: MAX_CONNECTIONS,
        };
        let console = Console::silent();
        let postgres = Postgres::start(&options, &console).await?;
        postgres.ensure_database(TEMPLATE).await?;
        let mut services = Services::with_own_settings(programs.clone());
        services.use_database(postgres.url(TEMPLATE));
        services.migrate(&console).await?;
        services.create_user(ADMIN, &console).await?;
        Ok(Self { postgres, programs, scratch })
    }

    /// Makes a database for one system; gives its name and its URL.
    pub(crate) async fn new_database(&self) -> anyhow::Result<(String, String)> {
        let name = format!("test_{}", Uuid::now_v7().simple());
        let copied = self.postgres.copy_database(&name, TEMPLATE).await;
        copied.context("could not make a database for a test")?;
        let url = self.postgres.url(&name);
        Ok((name, url))
    }
}
