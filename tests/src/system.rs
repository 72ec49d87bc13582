//! One throw-away system: an API process, worker processes, a database and a bucket.

use std::{
    fmt::Write as _,
    future::IntoFuture,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    pin::Pin,
};

use anyhow::Context;
use billify_local::{
    client::{Client, Document},
    console::Console,
    object_store::{AccessKey, S3Server},
    process::Process,
    secrets,
    services::{NewUser, Services},
};
use billify_shared::domain::ids::DocumentId;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use tempfile::TempDir;

use crate::{
    server::{ADMIN, SharedServer},
    wait::wait_until,
};

const ANY_PORT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
/// Tests run side by side; a system of its own is not to take the whole machine.
const SETTINGS: [(&str, &str); 2] =
    [("BILLIFY_WORKER_SLOTS", "1"), ("BILLIFY_DATABASE_CONNECTIONS", "8")];
const OBJECTS: &str = "objects";
const EXPLAINING_LINES: usize = 30;

/// Says what a system should be; awaiting it starts the system.
#[derive(Debug)]
#[must_use = "a system starts when this is awaited"]
pub struct SystemBuilder {
    workers: usize,
    durable: bool,
    settings: Vec<(String, String)>,
}

impl SystemBuilder {
    /// How many worker processes; none unless said.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = workers;
        self
    }

    /// Has the database wait for the disk at every commit, as in use; tests do without.
    pub fn durable(mut self) -> Self {
        self.durable = true;
        self
    }

    /// Sets an environment variable of the API and the workers.
    #[expect(clippy::needless_pass_by_value, reason = "numbers and texts read best as they are")]
    pub fn setting(mut self, key: &str, value: impl ToString) -> Self {
        self.settings.push((key.to_owned(), value.to_string()));
        self
    }
}

impl IntoFuture for SystemBuilder {
    type Output = anyhow::Result<System>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(System::build(self))
    }
}

/// A running system; dropping it ends it.
#[derive(Debug)]
pub struct System {
    workers: Vec<Process>,
    api: Process,
    address: SocketAddr,
    services: Services,
    console: Console,
    database_url: String,
    _objects: S3Server,
    // Last, so that it goes when nobody uses it any more.
    directory: TempDir,
}

impl System {
    pub fn start() -> SystemBuilder {
        let settings = SETTINGS.map(|(key, value)| (key.to_owned(), value.to_owned()));
        SystemBuilder { workers: 0, durable: false, settings: settings.into() }
    }

    async fn build(builder: SystemBuilder) -> anyhow::Result<Self> {
        let server = SharedServer::get(builder.durable).await?;
        let (name, database_url) = server.new_database().await?;
        let directory = server.scratch.system()?;
        let bucket = name.replace('_', "-");
        let key = AccessKey { id: secrets::generate(), secret: secrets::generate() };
        let objects = S3Server::start(&directory.path().join(OBJECTS), &bucket, &key).await?;
        let mut services = Services::with_own_settings(server.programs.clone());
        services.use_database(&database_url);
        services.use_objects(&objects, &bucket, &key);
        for (key, value) in builder.settings {
            services.set(key, value);
        }
        let console = Console::silent().with_logs_in(directory.path().join("logs"));
        let launch = services.api(ANY_PORT, &directory.path().join("run"));
        let (api, address) = launch.start(&console).await?;
        let mut system = Self {
            workers: Vec::new(),
            api,
            address,
            services,
            console,
            database_url,
            _objects: objects,
            directory,
        };
        for _ in 0..builder.workers {
            system.add_worker()?;
        }
        Ok(system)
    }

    /// Where the API answers.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    #[must_use]
    pub fn api(&self) -> &Process {
        &self.api
    }

    /// The workers in the order of their start, also those that have ended.
    #[must_use]
    pub fn workers(&self) -> &[Process] {
        &self.workers
    }

    /// Starts another worker process; gives its index in [`Self::workers`].
    pub fn add_worker(&mut self) -> anyhow::Result<usize> {
        let index = self.workers.len();
        let launch = self.services.worker(&format!("worker-{}", index + 1));
        self.workers.push(Process::start(launch, &self.console)?);
        Ok(index)
    }

    /// A caller that nobody knows.
    pub fn stranger(&self) -> anyhow::Result<Client> {
        Ok(Client::new(self.base_url())?)
    }

    /// The first organisation's administrator, signed in.
    pub async fn client(&self) -> anyhow::Result<Client> {
        self.signed_in(ADMIN.email, ADMIN.password).await
    }

    /// A new user of a possibly new organisation, signed in.
    pub async fn client_of(&self, organisation: &str, role: &str) -> anyhow::Result<Client> {
        let password = secrets::generate();
        let email = format!("{}@test.example", secrets::generate().to_lowercase());
        let user =
            NewUser { organisation, email: &email, name: "Somebody", role, password: &password };
        self.services.create_user(user, &self.console).await?;
        self.signed_in(&email, &password).await
    }

    async fn signed_in(&self, email: &str, password: &str) -> anyhow::Result<Client> {
        let client = self.stranger()?;
        client.sign_in(email, password).await.context("could not sign in")?;
        Ok(client)
    }

    #[must_use]
    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// Connects to the system's database.
    pub async fn database(&self) -> anyhow::Result<DatabaseConnection> {
        self.connect(4).await
    }

    /// Connects once to the system's database: every statement runs in the same session.
    pub async fn session(&self) -> anyhow::Result<DatabaseConnection> {
        self.connect(1).await
    }

    async fn connect(&self, connections: u32) -> anyhow::Result<DatabaseConnection> {
        let mut options = ConnectOptions::new(&self.database_url);
        options.max_connections(connections).sqlx_logging(false);
        // Boxed, as its future is too large to be carried through every caller's.
        Ok(Box::pin(Database::connect(options)).await?)
    }

    /// Address and password of the first organisation's administrator.
    #[must_use]
    pub fn admin_credentials(&self) -> (&'static str, &'static str) {
        (ADMIN.email, ADMIN.password)
    }

    /// Every file that the object storage keeps, also of what is not an object yet; not the notes
    /// that the server makes beside its buckets and leaves there.
    pub fn stored_files(&self) -> anyhow::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        let mut directories = vec![self.directory.path().join(OBJECTS)];
        while let Some(directory) = directories.pop() {
            for entry in std::fs::read_dir(directory)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    directories.push(entry.path());
                } else if !entry.file_name().as_encoded_bytes().starts_with(b".bucket-") {
                    files.push(entry.path());
                }
            }
        }
        Ok(files)
    }

    /// Waits until a worker is done with the document, for better or worse.
    ///
    /// # Errors
    /// Tells what the processes said last when it takes too long.
    pub async fn settled(&self, client: &Client, id: DocumentId) -> anyhow::Result<Document> {
        let what = format!("document {id} to be read");
        let settled = wait_until(&what, async || {
            let document = client.document(id).await?;
            Ok(document.is_settled().then_some(document))
        });
        settled.await.with_context(|| self.last_words())
    }

    /// The last lines of every process, to explain a failure.
    #[must_use]
    pub fn last_words(&self) -> String {
        let mut words = String::new();
        for process in std::iter::once(&self.api).chain(&self.workers) {
            let state = if process.is_running() { "running" } else { "ended" };
            // Writing to a string cannot fail.
            let _ = writeln!(words, "{} ({state}):", process.name());
            for line in process.last_lines(EXPLAINING_LINES) {
                let _ = writeln!(words, "    {line}");
            }
        }
        words
    }
}

impl Drop for System {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.last_words());
        }
    }
}
