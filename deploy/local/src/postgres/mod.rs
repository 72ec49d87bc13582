//! A private PostgreSQL server: its own cluster in a directory of ours, on a free loopback port.
//!
//! It is reached only over TCP with a generated password; there is no Unix socket, whose path would
//! have to be short. It survives nothing: it ends with us, in good order if it is to keep data.

mod cluster;
mod installation;
mod placement;
mod recovery;

use std::{
    io,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    time::Duration,
};

use nix::sys::signal::Signal;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};
use thiserror::Error;

use self::{cluster::Cluster, installation::Installation};
pub use self::{installation::InstallationError, placement::remove};
use crate::{
    account::Account,
    console::Console,
    directory_lock::{DirectoryLock, LockError},
    process::{Launch, Process, ProcessError},
};

const SUPERUSER: &str = "billify";
const MAINTENANCE_DATABASE: &str = "postgres";
/// Recovery after a crash replays the log, which can take a while on a slow disk.
const READY_WITHIN: Duration = Duration::from_secs(120);
const STOP_GRACE: Duration = Duration::from_secs(30);
/// Somebody else may take the free port before the server does.
const PORTS_TRIED: usize = 5;

#[derive(Debug, Error)]
pub enum PostgresError {
    #[error("could not find a PostgreSQL server")]
    Installation(#[source] InstallationError),
    #[error("could not prepare the database directory {}", directory.display())]
    Directory { directory: PathBuf, source: io::Error },
    #[error("the database directory cannot be used")]
    Locked(#[source] LockError),
    #[error("could not create a database cluster")]
    Initialise(#[source] ProcessError),
    #[error("could not find a free port")]
    Port(#[source] io::Error),
    #[error("could not start PostgreSQL")]
    Start(#[source] ProcessError),
    #[error("could not connect to the private PostgreSQL server")]
    Connect(#[source] DbErr),
    #[error("could not create the database {name}")]
    CreateDatabase { name: String, source: DbErr },
}

/// Where a server keeps its data and how it treats them.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    pub directory: PathBuf,
    /// Whether a committed transaction survives a power cut; tests do without.
    pub durable: bool,
    pub max_connections: u16,
}

/// A running server; dropping it ends it.
#[derive(Debug)]
pub struct Postgres {
    process: Process,
    port: u16,
    password: String,
    _lock: DirectoryLock,
}

impl Postgres {
    /// Starts a server on the cluster in the directory, which is created if there is none.
    pub async fn start(
        options: &PostgresOptions,
        console: &Console,
    ) -> Result<Self, PostgresError> {
        let unusable =
            |source| PostgresError::Directory { directory: options.directory.clone(), source };
        let account = Account::to_drop_to().map_err(unusable)?;
        let directory = placement::place(&options.directory, account.as_ref()).map_err(unusable)?;
        let lock = DirectoryLock::acquire(&directory).map_err(PostgresError::Locked)?;
        let cluster = Cluster::in_directory(&directory);
        let installation =
            Installation::for_cluster(cluster.data()).map_err(PostgresError::Installation)?;
        recovery::recover(cluster.data()).await.map_err(unusable)?;
        let setup = cluster::Setup { installation: &installation, account: account.as_ref() };
        let password = cluster.ensure(&setup, options.durable, console).await?;

        let server = Launch::new("postgres", installation.program("postgres"))
            .arguments(server_arguments(cluster.data(), options))
            .directory(cluster.data())
            .account(account)
            .stop_signal(Signal::SIGINT)
            .death_signal(if options.durable { Signal::SIGINT } else { Signal::SIGQUIT })
            .log_file_only();
        let (process, port) = start_on_free_port(&server, console).await?;
        Ok(Self { process, port, password, _lock: lock })
    }

    /// How to connect to `database`.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{SUPERUSER}:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// The server's process, to watch or to hurt it.
    #[must_use]
    pub fn process(&self) -> &Process {
        &self.process
    }

    /// Connects as superuser.
    pub async fn connect(&self, database: &str) -> Result<DatabaseConnection, PostgresError> {
        let mut options = ConnectOptions::new(self.url(database));
        options.max_connections(4).sqlx_logging(false).test_before_acquire(false);
        // Boxed, as its future is too large to be carried through every caller's.
        Box::pin(Database::connect(options)).await.map_err(PostgresError::Connect)
    }

    /// Creates the database if it does not exist.
    pub async fn ensure_database(&self, name: &str) -> Result<(), PostgresError> {
        let server = self.connect(MAINTENANCE_DATABASE).await?;
        let exists = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
        let failed = |source| PostgresError::CreateDatabase { name: name.to_owned(), source };
        let statement = sea_orm::Statement::from_string(server.get_database_backend(), exists);
        if server.query_one_raw(statement).await.map_err(failed)?.is_none() {
            let create = format!(r#"CREATE DATABASE "{name}""#);
            server.execute_unprepared(&create).await.map_err(failed)?;
        }
        server.close().await.map_err(failed)
    }

    /// Creates a database that is a copy of `template`, to which nobody may be connected.
    pub async fn copy_database(&self, name: &str, template: &str) -> Result<(), PostgresError> {
        let server = self.connect(MAINTENANCE_DATABASE).await?;
        let failed = |source| PostgresError::CreateDatabase { name: name.to_owned(), source };
        let create = format!(r#"CREATE DATABASE "{name}" TEMPLATE "{template}""#);
        server.execute_unprepared(&create).await.map_err(failed)?;
        server.close().await.map_err(failed)
    }

    /// Disconnects every client and writes everything to disk.
    pub async fn stop(self) {
        self.process.stop(STOP_GRACE).await;
    }
}

fn server_arguments(data: &Path, options: &PostgresOptions) -> Vec<String> {
    let mut settings = vec![
        "listen_addresses=127.0.0.1".to_owned(),
        "unix_socket_directories=".to_owned(),
        "lc_messages=C".to_owned(),
        "log_line_prefix=".to_owned(),
        format!("max_connections={}", options.max_connections),
    ];
    if !options.durable {
        let off = ["fsync", "synchronous_commit", "full_page_writes"];
        settings.extend(off.map(|setting| format!("{setting}=off")));
    }
    let data = data.display().to_string();
    let settings = settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]);
    ["-D".to_owned(), data].into_iter().chain(settings).collect()
}

async fn start_on_free_port(
    server: &Launch,
    console: &Console,
) -> Result<(Process, u16), PostgresError> {
    let mut tries = 1;
    loop {
        let port = free_port().map_err(PostgresError::Port)?;
        let launch = server.clone().arguments(["-c".to_owned(), format!("port={port}")]);
        let process = Process::start(launch, console).map_err(PostgresError::Start)?;
        let ready = |line: &str| line.contains("database system is ready to accept connections");
        match process.line(READY_WITHIN, ready).await {
            Ok(_) => return Ok((process, port)),
            Err(error) if tries < PORTS_TRIED && is_port_conflict(&error) => tries += 1,
            Err(error) => return Err(PostgresError::Start(error)),
        }
    }
}

fn is_port_conflict(error: &ProcessError) -> bool {
    matches!(error, ProcessError::EndedEarly { last_lines, .. }
        if last_lines.iter().any(|line| line.contains("Address already in use")))
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
