//! One PostgreSQL server for the test program, one database copied from a migrated one for each test.

use std::sync::OnceLock;

use billify_local::console::Console;
use billify_local::postgres::{Postgres, PostgresOptions};
use billify_migrations::{Migrator, MigratorTrait};
use uuid::Uuid;

const TEMPLATE: &str = "billify_template";

pub struct Database {
    pub url: String,
}

struct Server {
    postgres: Postgres,
    _directory: tempfile::TempDir,
}

impl Database {
    pub async fn create() -> Self {
        let name = format!("test_{}", Uuid::now_v7().simple());
        // The first caller starts the server, which may take seconds.
        let server = tokio::task::spawn_blocking(server).await.unwrap();
        server.postgres.copy_database(&name, TEMPLATE).await.unwrap();
        Self { url: server.postgres.url(&name) }
    }
}

/// The server lives on a runtime of its own, because every test's runtime ends with it.
fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime: &'static _ = Box::leak(Box::new(runtime.unwrap()));
        runtime.block_on(start())
    })
}

async fn start() -> Server {
    let directory = tempfile::tempdir().unwrap();
    let options = PostgresOptions {
        directory: directory.path().join("pg"),
        durable: false,
        max_connections: 200,
    };
    let postgres = Postgres::start(&options, &Console::silent()).await.unwrap();
    postgres.ensure_database(TEMPLATE).await.unwrap();
    let db = postgres.connect(TEMPLATE).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    db.close().await.unwrap();
    Server { postgres, _directory: directory }
}
