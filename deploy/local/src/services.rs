//! How Billify's own programs are started: the API, a worker, and the one-shot commands.

use std::{
    env, fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use thiserror::Error;
use tokio::time::sleep;

use crate::{
    console::Console,
    object_store::{AccessKey, REGION, S3Server},
    process::{Launch, Process, ProcessError},
    programs::Programs,
};

const API_READY_WITHIN: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(25);

#[derive(Debug, Error)]
pub enum ServiceError {
    #[error("could not migrate the database")]
    Migrate(#[source] ProcessError),
    #[error("could not create the user")]
    CreateUser(#[source] ProcessError),
    #[error("could not start the API")]
    Api(#[source] ProcessError),
    #[error("could not make a place for the API's address")]
    AddressFile(#[source] io::Error),
}

/// A user that should exist.
#[derive(Clone, Copy, Debug)]
pub struct NewUser<'a> {
    pub organisation: &'a str,
    pub email: &'a str,
    pub name: &'a str,
    pub role: &'a str,
    pub password: &'a str,
}

/// Starts programs with the same settings.
#[derive(Clone, Debug)]
pub struct Services {
    programs: Programs,
    settings: Vec<(String, String)>,
    inherits_settings: bool,
}

impl Services {
    /// Programs that get their settings from our own environment, except those set here.
    #[must_use]
    pub fn with_inherited_settings(programs: Programs) -> Self {
        Self { programs, settings: Vec::new(), inherits_settings: true }
    }

    /// Programs that get no settings but those set here.
    #[must_use]
    pub fn with_own_settings(programs: Programs) -> Self {
        Self { programs, settings: Vec::new(), inherits_settings: false }
    }

    pub fn set(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.settings.push((key.into(), value.into()));
    }

    /// Sets what our own environment does not.
    pub fn set_default(&mut self, key: &str, value: &str) {
        if env::var_os(key).is_none() {
            self.set(key, value);
        }
    }

    /// Has the programs keep their rows in this database.
    pub fn use_database(&mut self, url: impl Into<String>) {
        self.set("DATABASE_URL", url);
    }

    /// Has the programs keep their objects in this bucket.
    pub fn use_objects(&mut self, server: &S3Server, bucket: &str, key: &AccessKey) {
        self.set("BILLIFY_S3_ENDPOINT", server.endpoint());
        self.set("BILLIFY_S3_PUBLIC_ENDPOINT", server.endpoint());
        self.set("BILLIFY_S3_REGION", REGION);
        self.set("BILLIFY_S3_BUCKET", bucket);
        self.set("BILLIFY_S3_ACCESS_KEY_ID", &key.id);
        self.set("BILLIFY_S3_SECRET_ACCESS_KEY", &key.secret);
    }

    fn launch(&self, name: &str, program: PathBuf) -> Launch {
        // Their output goes to log files and through prefixes of ours: no colours in it.
        let launch =
            Launch::new(name, program).setting("NO_COLOR", "1").settings(self.settings.clone());
        if self.inherits_settings { launch } else { launch.without_inherited_settings() }
    }

    /// Brings the database's schema up to date.
    pub async fn migrate(&self, console: &Console) -> Result<(), ServiceError> {
        let migrate = self.launch("migrate", self.programs.api()).argument("migrate");
        Process::run(migrate, console).await.map_err(ServiceError::Migrate)
    }

    /// Makes sure that the user and the organisation exist.
    pub async fn create_user(
        &self,
        user: NewUser<'_>,
        console: &Console,
    ) -> Result<(), ServiceError> {
        let create = self
            .launch("setup", self.programs.api())
            .arguments(["create-user", "--organisation", user.organisation])
            .arguments(["--email", user.email, "--name", user.name, "--role", user.role])
            .setting("BILLIFY_PASSWORD", user.password);
        Process::run(create, console).await.map_err(ServiceError::CreateUser)
    }

    /// Serves the API on `listen`, whose port may be 0; `run_directory` takes the address file.
    #[must_use]
    pub fn api(&self, listen: SocketAddr, run_directory: &Path) -> ApiLaunch {
        let address_file = run_directory.join("api.address");
        let launch = self
            .launch("api", self.programs.api())
            .argument("serve")
            .setting("BILLIFY_API_LISTEN", listen.to_string())
            .setting("BILLIFY_API_LISTEN_FILE", &address_file);
        ApiLaunch { launch, address_file }
    }

    /// A member of the fleet.
    #[must_use]
    pub fn worker(&self, name: &str) -> Launch {
        self.launch(name, self.programs.worker()).argument("run")
    }
}

/// An API process to be started.
#[derive(Clone, Debug)]
pub struct ApiLaunch {
    launch: Launch,
    address_file: PathBuf,
}

impl ApiLaunch {
    /// Starts the process and waits until it can serve.
    pub async fn start(&self, console: &Console) -> Result<(Process, SocketAddr), ServiceError> {
        self.forget_address().map_err(ServiceError::AddressFile)?;
        let process = Process::start(self.launch.clone(), console).map_err(ServiceError::Api)?;
        let ready = async {
            let address = self.announced_address().await;
            answers(&format!("http://{address}/readyz")).await;
            address
        };
        let address = process.ready(API_READY_WITHIN, ready).await.map_err(ServiceError::Api)?;
        Ok((process, address))
    }

    /// How to start the process without waiting for it.
    #[must_use]
    pub fn into_launch(self) -> Launch {
        self.launch
    }

    /// Waits for the process to write down where it listens.
    async fn announced_address(&self) -> SocketAddr {
        loop {
            let written = fs::read_to_string(&self.address_file).unwrap_or_default();
            if let Ok(address) = written.trim().parse() {
                return address;
            }
            sleep(POLL).await;
        }
    }

    /// The address of an earlier run must not be taken for this one's.
    fn forget_address(&self) -> io::Result<()> {
        if let Some(directory) = self.address_file.parent() {
            fs::create_dir_all(directory)?;
        }
        match fs::remove_file(&self.address_file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            outcome => outcome,
        }
    }
}

/// Completes when a GET of `url` succeeds.
async fn answers(url: &str) {
    loop {
        if reqwest::get(url).await.is_ok_and(|response| response.status().is_success()) {
            return;
        }
        sleep(POLL).await;
    }
}
