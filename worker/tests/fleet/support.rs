//! A database and a bucket for each test, and worker processes on them.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use billify_local::console::Console;
use billify_local::object_store::{AccessKey, S3Server};
use billify_local::postgres::{Postgres, PostgresOptions};
use billify_local::process::{Launch, Process};
use billify_migrations::{Migrator, MigratorTrait};
use billify_shared::config::{ObjectsConfig, Secret};
use billify_shared::domain::ids::{DocumentId, JobId, OrgId};
use billify_shared::domain::status::JobState;
use billify_shared::objects::{ContentHash, Objects, keys};
use billify_shared::queue::{self, JobDetail, NewJob};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, FromQueryResult, JsonValue, Statement,
    TransactionTrait, Value,
};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

const TEMPLATE: &str = "fleet_template";
const BUCKET: &str = "documents";
const PATIENCE: Duration = Duration::from_secs(120);
/// Quick to notice a dead worker.
const SETTINGS: [(&str, &str); 6] = [
    ("BILLIFY_LEASE_SECONDS", "3"),
    ("BILLIFY_HEARTBEAT_SECONDS", "1"),
    ("BILLIFY_REAP_SECONDS", "1"),
    ("BILLIFY_BACKOFF_SECONDS", "0.1"),
    ("BILLIFY_WORKER_SLOTS", "1"),
    ("BILLIFY_DATABASE_CONNECTIONS", "8"),
];

/// The server of this test program. Its cluster is kept among Cargo's files for the next run.
async fn server() -> anyhow::Result<&'static Postgres> {
    static SERVER: OnceCell<Postgres> = OnceCell::const_new();
    SERVER.get_or_try_init(start_server).await
}

async fn start_server() -> anyhow::Result<Postgres> {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("fleet-postgres");
    std::fs::create_dir_all(&directory)?;
    let options = PostgresOptions { directory, durable: false, max_connections: 200 };
    let postgres = Postgres::start(&options, &Console::silent()).await?;
    let maintenance = postgres.connect("postgres").await?;
    let left = "SELECT datname FROM pg_database WHERE datname LIKE 'fleet_%'";
    for row in rows(&maintenance, left).await? {
        let name = row["datname"].as_str().context("a database without a name")?;
        let drop = format!("DROP DATABASE \"{name}\" WITH (FORCE)");
        maintenance.execute_unprepared(&drop).await?;
    }
    maintenance.close().await?;
    postgres.ensure_database(TEMPLATE).await?;
    let template = postgres.connect(TEMPLATE).await?;
    Migrator::up(&template, None).await?;
    template.close().await?;
    Ok(postgres)
}

async fn rows(connection: &DatabaseConnection, sql: &str) -> anyhow::Result<Vec<JsonValue>> {
    let statement = Statement::from_string(DbBackend::Postgres, sql);
    Ok(JsonValue::find_by_statement(statement).all(connection).await?)
}

/// Everything around the workers.
pub(crate) struct World {
    pub(crate) database: DatabaseConnection,
    pub(crate) objects: Objects,
    pub(crate) org: OrgId,
    settings: Vec<(String, String)>,
    _storage: S3Server,
    _directory: TempDir,
}

impl World {
    pub(crate) async fn new() -> anyhow::Result<Self> {
        let server = server().await?;
        let name = format!("fleet_{}", Uuid::now_v7().simple());
        server.copy_database(&name, TEMPLATE).await?;
        let database = server.connect(&name).await?;
        let directory = tempfile::tempdir()?;
        let key = AccessKey { id: "test".to_owned(), secret: "not a secret".to_owned() };
        let storage = S3Server::start(directory.path(), BUCKET, &key).await?;
        let config = ObjectsConfig {
            endpoint: storage.endpoint(),
            public_endpoint: None,
            region: "us-east-1".to_owned(),
            bucket: BUCKET.to_owned(),
            access_key_id: key.id.clone(),
            secret_access_key: Secret::new(key.secret.clone()),
        };
        let mut settings = vec![
            ("DATABASE_URL".to_owned(), server.url(&name)),
            ("BILLIFY_S3_ENDPOINT".to_owned(), storage.endpoint()),
            ("BILLIFY_S3_BUCKET".to_owned(), BUCKET.to_owned()),
            ("BILLIFY_S3_ACCESS_KEY_ID".to_owned(), key.id),
            ("BILLIFY_S3_SECRET_ACCESS_KEY".to_owned(), key.secret),
        ];
        settings.extend(SETTINGS.map(|(key, value)| (key.to_owned(), value.to_owned())));
        let org = OrgId::new();
        let objects = Objects::new(&config);
        let world =
            Self { database, objects, org, settings, _storage: storage, _directory: directory };
        let insert = "INSERT INTO organisations (id, name) VALUES ($1, 'Test')";
        world.execute(insert, [org.into()]).await?;
        Ok(world)
    }

    pub(crate) fn start_worker(&self) -> anyhow::Result<Process> {
        let launch = Launch::new("worker", env!("CARGO_BIN_EXE_billify-worker"))
            .argument("run")
            .without_inherited_settings()
            .settings(self.settings.clone());
        Ok(Process::start(launch, &Console::silent())?)
    }

    /// Puts a file where the API puts it: the object, then row and job in one transaction.
    pub(crate) async fn upload(
        &self,
        bytes: Vec<u8>,
        media_type: &str,
    ) -> anyhow::Result<(DocumentId, JobId)> {
        let hash = ContentHash::of(&bytes);
        let byte_size = i64::try_from(bytes.len())?;
        self.objects.put(&keys::original(self.org, &hash), bytes, media_type).await?;
        let document = DocumentId::new();
        let job = NewJob::read_document(self.org, document, 5);
        let job_id = job.id;
        let transaction = self.database.begin().await?;
        let insert = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "INSERT INTO documents
                 (id, org_id, sha256, byte_size, media_type, filename, status, job_id)
             VALUES ($1, $2, $3, $4, $5, 'test', 'queued', $6)",
            [
                document.into(),
                self.org.into(),
                hash.as_bytes().to_vec().into(),
                byte_size.into(),
                media_type.into(),
                job_id.into(),
            ],
        );
        transaction.execute_raw(insert).await?;
        queue::enqueue(&transaction, job).await?;
        transaction.commit().await?;
        Ok((document, job_id))
    }

    pub(crate) async fn enqueue(&self, job: NewJob) -> anyhow::Result<JobId> {
        let transaction = self.database.begin().await?;
        let id = queue::enqueue(&transaction, job).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Waits until the job is done or dead.
    pub(crate) async fn ended(&self, id: JobId, worker: &Process) -> anyhow::Result<JobDetail> {
        let ended = eventually("the job to end", async || {
            let detail = queue::get(&self.database, self.org, id).await?;
            let ended =
                |detail: &JobDetail| matches!(detail.job.state, JobState::Done | JobState::Dead);
            Ok(detail.filter(ended))
        });
        ended.await.with_context(|| worker.last_lines(20).join("\n"))
    }

    pub(crate) async fn execute<const N: usize>(
        &self,
        sql: &str,
        values: [Value; N],
    ) -> anyhow::Result<u64> {
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
        Ok(self.database.execute_raw(statement).await?.rows_affected())
    }

    /// The single value of the single row.
    pub(crate) async fn value(&self, sql: &str) -> anyhow::Result<JsonValue> {
        let rows = rows(&self.database, &format!("SELECT ({sql}) AS value")).await?;
        Ok(rows.first().context("no row")?["value"].clone())
    }
}

/// Polls until there is something, for two minutes.
pub(crate) async fn eventually<T>(
    what: &str,
    mut condition: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while tokio::time::Instant::now() < deadline {
        if let Some(found) = condition().await? {
            return Ok(found);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bail!("waited {} s in vain for {what}", PATIENCE.as_secs())
}
