//! A database with the current schema for each test, jobs in it, and members that do them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use async_trait::async_trait;
use billify_local::console::Console;
use billify_local::postgres::{Postgres, PostgresOptions};
use billify_migrations::{Migrator, MigratorTrait};
use billify_shared::document_status::FollowJobs;
use billify_shared::domain::ids::{DocumentId, JobId, OrgId};
use billify_shared::queue::{
    self, ClaimedJob, Completed, Failure, Job, JobDetail, JobError, JobHandler, Member,
    MemberControl, MemberError, NewJob, RetryPolicy, Timing, WorkerIdentity,
};
use futures::future::BoxFuture;
use sea_orm::sqlx::postgres::PgPoolOptions;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, FromQueryResult, JsonValue, Statement,
    TransactionTrait, Value,
};
use tokio::sync::OnceCell;
use tokio::task::JoinHandle;
use uuid::Uuid;

pub(crate) const QUEUE: &str = "test";
const PATIENCE: Duration = Duration::from_secs(60);
const TEMPLATE: &str = "queue_template";

/// The server of this test program. Its cluster is kept among Cargo's files for the next run.
async fn server() -> anyhow::Result<&'static Postgres> {
    static SERVER: OnceCell<Postgres> = OnceCell::const_new();
    SERVER.get_or_try_init(|| start_server("queue-postgres")).await
}

/// A server of its own for a test that hurts it.
pub(crate) async fn start_server(directory: &str) -> anyhow::Result<Postgres> {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(directory);
    std::fs::create_dir_all(&directory)?;
    let options = PostgresOptions { directory, durable: false, max_connections: 300 };
    let postgres = Postgres::start(&options, &Console::silent()).await?;
    let maintenance = postgres.connect("postgres").await?;
    let left = query(&maintenance, "SELECT datname FROM pg_database WHERE datname LIKE 'queue_%'");
    for row in left.await? {
        let name = row["datname"].as_str().context("a database without a name")?;
        maintenance.execute_unprepared(&format!("DROP DATABASE \"{name}\" WITH (FORCE)")).await?;
    }
    maintenance.close().await?;
    postgres.ensure_database(TEMPLATE).await?;
    let template = postgres.connect(TEMPLATE).await?;
    Migrator::up(&template, None).await?;
    template.close().await?;
    Ok(postgres)
}

/// A database of its own, with an organisation.
pub(crate) struct Database {
    pub(crate) connection: DatabaseConnection,
    pub(crate) url: String,
    pub(crate) org: OrgId,
}

impl Database {
    pub(crate) async fn new() -> anyhow::Result<Self> {
        Self::on(server().await?).await
    }

    pub(crate) async fn on(server: &Postgres) -> anyhow::Result<Self> {
        let name = format!("queue_{}", Uuid::now_v7().simple());
        server.copy_database(&name, TEMPLATE).await?;
        let url = server.url(&name);
        let org = OrgId::new();
        let connection = connect(&url).await?;
        let this = Self { connection, url, org };
        this.run("CREATE TABLE results (job_id uuid, process_id int)").await?;
        this.execute("INSERT INTO organisations (id, name) VALUES ($1, 'Test')", [org.into()])
            .await?;
        Ok(this)
    }

    pub(crate) async fn run(&self, sql: &str) -> anyhow::Result<()> {
        self.connection.execute_unprepared(sql).await?;
        Ok(())
    }

    pub(crate) async fn execute<const N: usize>(
        &self,
        sql: &str,
        values: [Value; N],
    ) -> anyhow::Result<u64> {
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
        Ok(self.connection.execute_raw(statement).await?.rows_affected())
    }

    pub(crate) async fn rows(&self, sql: &str) -> anyhow::Result<Vec<JsonValue>> {
        query(&self.connection, sql).await
    }

    /// The single value of the single row.
    pub(crate) async fn value(&self, sql: &str) -> anyhow::Result<JsonValue> {
        let rows = self.rows(&format!("SELECT ({sql}) AS value")).await?;
        Ok(rows.first().context("no row")?["value"].clone())
    }

    pub(crate) async fn enqueue(&self, job: NewJob) -> anyhow::Result<JobId> {
        let transaction = self.connection.begin().await?;
        let id = queue::enqueue(&transaction, job).await?;
        transaction.commit().await?;
        Ok(id)
    }

    pub(crate) fn job(&self) -> NewJob {
        NewJob {
            queue: QUEUE.to_owned(),
            document_id: None,
            ..NewJob::read_document(self.org, DocumentId::new(), 3)
        }
    }

    pub(crate) async fn get(&self, id: JobId) -> anyhow::Result<JobDetail> {
        queue::get(&self.connection, self.org, id).await?.context("no such job")
    }

    /// Waits until the job is as `condition` wants it.
    pub(crate) async fn job_when(
        &self,
        id: JobId,
        condition: impl Fn(&Job) -> bool,
    ) -> anyhow::Result<JobDetail> {
        let job = eventually("a job to change", async || {
            let detail = self.get(id).await?;
            Ok(condition(&detail.job).then_some(detail))
        });
        match job.await {
            Ok(detail) => Ok(detail),
            Err(error) => Err(error.context(format!("{:?}", self.get(id).await?))),
        }
    }

    pub(crate) fn timing(&self) -> Timing {
        Timing {
            lease: Duration::from_secs(5),
            heartbeat: Duration::from_millis(300),
            reap: Duration::from_millis(100),
            poll: Duration::from_millis(100),
            retry: RetryPolicy { base: Duration::from_millis(10) },
        }
    }

    pub(crate) fn member(&self, handler: impl JobHandler) -> Member {
        Member {
            database: self.connection.clone(),
            identity: WorkerIdentity::of_this_process("test", 1),
            queue: QUEUE.to_owned(),
            timing: self.timing(),
            grace: Duration::from_secs(30),
            handler: Arc::new(handler),
            hook: Arc::new(FollowJobs),
        }
    }
}

pub(crate) async fn connect(url: &str) -> anyhow::Result<DatabaseConnection> {
    let options = PgPoolOptions::new().max_connections(16);
    Ok(options.acquire_timeout(Duration::from_secs(5)).connect(url).await?.into())
}

async fn query(connection: &DatabaseConnection, sql: &str) -> anyhow::Result<Vec<JsonValue>> {
    let statement = Statement::from_string(DbBackend::Postgres, sql);
    Ok(JsonValue::find_by_statement(statement).all(connection).await?)
}

/// Polls until there is something, for a minute.
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

/// A member at work in this process.
pub(crate) struct Running {
    pub(crate) control: MemberControl,
    task: JoinHandle<Result<(), MemberError>>,
}

pub(crate) fn start(member: Member) -> Running {
    let control = MemberControl::default();
    let task = tokio::spawn(member.run(control.clone()));
    Running { control, task }
}

impl Running {
    /// Drains the member and waits until it has ended.
    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        self.control.drain.cancel();
        self.ended().await
    }

    pub(crate) async fn ended(self) -> anyhow::Result<()> {
        Ok(tokio::time::timeout(PATIENCE, self.task).await???)
    }
}

/// A handler made of a closure.
pub(crate) struct Handler<F>(F);

pub(crate) fn handler<F>(work: F) -> Handler<F>
where
    F: for<'a> Fn(&'a ClaimedJob) -> BoxFuture<'a, Result<Completed, JobError>>
        + Send
        + Sync
        + 'static,
{
    Handler(work)
}

#[async_trait]
impl<F> JobHandler for Handler<F>
where
    F: for<'a> Fn(&'a ClaimedJob) -> BoxFuture<'a, Result<Completed, JobError>>
        + Send
        + Sync
        + 'static,
{
    async fn handle(&self, job: &ClaimedJob) -> Result<Completed, JobError> {
        (self.0)(job).await
    }
}

/// Writes a result and completes the job in one transaction.
pub(crate) async fn succeed(
    database: &DatabaseConnection,
    job: &ClaimedJob,
) -> Result<Completed, JobError> {
    let transaction = database.begin().await?;
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "INSERT INTO results (job_id, process_id) VALUES ($1, $2)",
        [job.claim.job_id.into(), i32::try_from(std::process::id()).unwrap_or_default().into()],
    );
    transaction.execute_raw(statement).await?;
    let completed = queue::complete(&transaction, job).await?;
    transaction.commit().await?;
    Ok(completed)
}

pub(crate) fn failure(kind: billify_shared::domain::failure::FailureKind) -> Failure {
    Failure { kind, ..Failure::transient("test_failure", "it failed on purpose") }
}
