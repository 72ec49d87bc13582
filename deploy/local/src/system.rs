//! The whole system on this machine: database, object store, API and workers.
//!
//! Each embedded server gives way to a real one that the environment names: `DATABASE_URL` for the
//! database, `BILLIFY_S3_ENDPOINT` for the object store.

use std::{
    env,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    num::NonZero,
    thread,
    time::Duration,
};

use thiserror::Error;

use crate::{
    console::Console,
    data_directory::DataDirectory,
    object_store::{AccessKey, ObjectStoreError, S3Server},
    postgres::{Postgres, PostgresError, PostgresOptions},
    process::ProcessError,
    programs::Programs,
    secrets::Secrets,
    services::{NewUser, ServiceError, Services},
    supervision::Supervised,
};

const DATABASE: &str = "billify";
const BUCKET: &str = "billify";
const PREFERRED_PORT: u16 = 8080;
const API_GRACE: Duration = Duration::from_secs(10);
/// A worker hands its jobs back within its own grace; then nothing is left to wait for.
const WORKER_GRACE: Duration = Duration::from_secs(20);
/// Ctrl-C is quick, and the terminal has no line for every request.
const DEFAULTS: [(&str, &str); 2] = [
    ("BILLIFY_WORKER_GRACE_SECONDS", "5"),
    ("BILLIFY_LOG", "info,sqlx=warn,sea_orm=warn,aws=warn,billify_api::http::surround=warn"),
];

#[derive(Debug, Error)]
pub enum SystemError {
    #[error("the database did not start")]
    Postgres(#[source] PostgresError),
    #[error("the object store did not start")]
    Objects(#[source] ObjectStoreError),
    #[error(transparent)]
    Service(ServiceError),
    #[error("could not start {name}")]
    Worker { name: String, source: ProcessError },
}

/// What runs, from the bottom up.
#[derive(Debug)]
pub struct System {
    workers: Vec<Supervised>,
    api: Supervised,
    address: SocketAddr,
    services: Services,
    objects: Option<S3Server>,
    postgres: Option<Postgres>,
}

impl System {
    /// Starts everything in order, each part when the one below it is ready.
    pub async fn start(
        programs: Programs,
        data: &DataDirectory,
        secrets: &Secrets,
        workers: usize,
        console: &Console,
    ) -> Result<Self, SystemError> {
        let mut services = Services::with_inherited_settings(programs);
        let postgres = start_postgres(data, &mut services, console).await?;
        let objects = start_objects(data, secrets, &mut services).await?;
        set_defaults(&mut services, workers);
        services.migrate(console).await.map_err(SystemError::Service)?;
        let launch = services.api(api_address(), &data.run());
        let (api, address) = launch.start(console).await.map_err(SystemError::Service)?;
        // A restarted API must come back where its clients look for it.
        let successor = services.api(address, &data.run()).into_launch();
        let api = Supervised::watch(api, successor, console);
        let workers = (1..=workers)
            .map(|number| {
                let name = format!("worker-{number}");
                Supervised::start(services.worker(&name), console)
                    .map_err(|source| SystemError::Worker { name, source })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { workers, api, address, services, objects, postgres })
    }

    /// Where the API answers.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes sure that the user and the organisation exist.
    pub async fn create_user(
        &self,
        user: NewUser<'_>,
        console: &Console,
    ) -> Result<(), SystemError> {
        self.services.create_user(user, console).await.map_err(SystemError::Service)
    }

    /// Completes if the embedded database ends, without which nothing works.
    pub async fn failed(&self) -> String {
        match &self.postgres {
            Some(postgres) => {
                let status = postgres.process().ended().await;
                format!("PostgreSQL ended ({status})")
            }
            None => std::future::pending().await,
        }
    }

    /// Ends everything from the top down.
    pub async fn stop(self) {
        let workers = self.workers.into_iter().map(|worker| worker.stop(WORKER_GRACE));
        futures::future::join_all(workers).await;
        self.api.stop(API_GRACE).await;
        if let Some(objects) = self.objects {
            objects.stop().await;
        }
        if let Some(postgres) = self.postgres {
            postgres.stop().await;
        }
    }
}

/// Sets what the environment does not say otherwise.
fn set_defaults(services: &mut Services, workers: usize) {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    // Together the workers read as many documents at a time as there are cores.
    let slots = (cores / workers.max(1)).max(1);
    services.set_default("BILLIFY_WORKER_SLOTS", &slots.to_string());
    for (key, value) in DEFAULTS {
        services.set_default(key, value);
    }
}

async fn start_postgres(
    data: &DataDirectory,
    services: &mut Services,
    console: &Console,
) -> Result<Option<Postgres>, SystemError> {
    if env::var_os("DATABASE_URL").is_some() {
        return Ok(None);
    }
    let options =
        PostgresOptions { directory: data.postgres(), durable: true, max_connections: 100 };
    let postgres = Postgres::start(&options, console).await.map_err(SystemError::Postgres)?;
    postgres.ensure_database(DATABASE).await.map_err(SystemError::Postgres)?;
    services.use_database(postgres.url(DATABASE));
    Ok(Some(postgres))
}

async fn start_objects(
    data: &DataDirectory,
    secrets: &Secrets,
    services: &mut Services,
) -> Result<Option<S3Server>, SystemError> {
    if env::var_os("BILLIFY_S3_ENDPOINT").is_some() {
        return Ok(None);
    }
    let key = AccessKey {
        id: secrets.s3_access_key_id.clone(),
        secret: secrets.s3_secret_access_key.clone(),
    };
    let server =
        S3Server::start(&data.objects(), BUCKET, &key).await.map_err(SystemError::Objects)?;
    services.use_objects(&server, BUCKET, &key);
    Ok(Some(server))
}

/// What the environment says, else the usual port if it is free, else any.
fn api_address() -> SocketAddr {
    let configured = env::var("BILLIFY_API_LISTEN").ok().and_then(|text| text.parse().ok());
    configured.unwrap_or_else(|| {
        let usual = SocketAddr::from((Ipv4Addr::LOCALHOST, PREFERRED_PORT));
        let free = TcpListener::bind(usual).is_ok();
        if free { usual } else { SocketAddr::from((Ipv4Addr::LOCALHOST, 0)) }
    })
}
