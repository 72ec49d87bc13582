//! The private PostgreSQL server starts from nothing, keeps its data and recovers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{os::unix::fs::PermissionsExt, path::Path};

use billify_local::{
    console::Console,
    postgres::{self, Postgres, PostgresError, PostgresOptions},
};
use nix::sys::signal::Signal;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

fn options(directory: &Path) -> PostgresOptions {
    PostgresOptions { directory: directory.join("postgres"), durable: false, max_connections: 20 }
}

/// A directory that any account may pass through, with a space in its name.
fn passable_directory() -> tempfile::TempDir {
    let directory = tempfile::Builder::new().prefix("billify local ").tempdir().unwrap();
    let passable = std::fs::Permissions::from_mode(0o711);
    std::fs::set_permissions(directory.path(), passable).unwrap();
    directory
}

async fn number(database: &DatabaseConnection, sql: &str) -> i32 {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let row = database.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn store(server: &Postgres, value: i32) {
    let database = server.connect("kept").await.unwrap();
    let sql = format!("CREATE TABLE t (v integer); INSERT INTO t VALUES ({value})");
    database.execute_unprepared(&sql).await.unwrap();
}

async fn stored(server: &Postgres) -> i32 {
    number(&server.connect("kept").await.unwrap(), "SELECT v FROM t").await
}

#[tokio::test]
async fn data_survive_a_restart_and_a_kill() {
    let directory = passable_directory();
    let (options, console) = (options(directory.path()), Console::silent());

    let server = Postgres::start(&options, &console).await.unwrap();
    server.ensure_database("kept").await.unwrap();
    store(&server, 42).await;
    server.stop().await;

    let server = Postgres::start(&options, &console).await.unwrap();
    server.ensure_database("kept").await.unwrap();
    assert_eq!(stored(&server).await, 42);
    let pid = server.process().id();
    server.process().signal(Signal::SIGKILL);
    server.process().ended().await;
    drop(server);

    let stale = options.directory.join("data/postmaster.pid");
    assert!(std::fs::read_to_string(&stale).unwrap().starts_with(&pid.to_string()));
    // The recorded id may belong to anybody by now: to us, for instance.
    let recorded = std::fs::read_to_string(&stale).unwrap();
    let ours = recorded.replacen(&pid.to_string(), &std::process::id().to_string(), 1);
    std::fs::write(&stale, ours).unwrap();

    let server = Postgres::start(&options, &console).await.unwrap();
    assert_eq!(stored(&server).await, 42);
}

#[tokio::test]
async fn only_one_server_uses_a_directory() {
    let directory = passable_directory();
    let (options, console) = (options(directory.path()), Console::silent());
    let _server = Postgres::start(&options, &console).await.unwrap();
    let error = Postgres::start(&options, &console).await.unwrap_err();
    assert!(matches!(error, PostgresError::Locked(_)), "{error:?}");
}

#[tokio::test]
async fn an_interrupted_creation_is_repeated() {
    let directory = passable_directory();
    let options = options(directory.path());
    std::fs::create_dir_all(options.directory.join("data.unfinished/base")).unwrap();
    let server = Postgres::start(&options, &Console::silent()).await.unwrap();
    let database = server.connect("postgres").await.unwrap();
    assert_eq!(number(&database, "SELECT 1").await, 1);
}

#[tokio::test]
async fn strangers_need_the_password() {
    let directory = passable_directory();
    let server = Postgres::start(&options(directory.path()), &Console::silent()).await.unwrap();
    let url = server.url("postgres");
    let (before, after) = url.split_once('@').unwrap();
    let (user, _password) = before.rsplit_once(':').unwrap();
    let error = sea_orm::Database::connect(format!("{user}:guessed@{after}")).await.unwrap_err();
    assert!(error.to_string().contains("password authentication failed"), "{error}");
}

#[tokio::test]
async fn a_database_can_be_copied_from_a_template() {
    let directory = passable_directory();
    let server = Postgres::start(&options(directory.path()), &Console::silent()).await.unwrap();
    server.ensure_database("kept").await.unwrap();
    let template = server.connect("kept").await.unwrap();
    template.execute_unprepared("CREATE TABLE t AS SELECT 7 AS v").await.unwrap();
    template.close().await.unwrap();
    server.copy_database("copy", "kept").await.unwrap();
    assert_eq!(number(&server.connect("copy").await.unwrap(), "SELECT v FROM t").await, 7);
}

/// As root the server runs under an account that cannot enter a directory of root's.
#[tokio::test]
async fn a_directory_out_of_reach_becomes_a_link() {
    let directory = tempfile::tempdir().unwrap();
    let closed = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(directory.path(), closed).unwrap();
    let options = options(directory.path());
    let server = Postgres::start(&options, &Console::silent()).await.unwrap();
    let database = server.connect("postgres").await.unwrap();
    assert_eq!(number(&database, "SELECT 1").await, 1);
    server.stop().await;

    let is_root = nix::unistd::geteuid().is_root();
    assert_eq!(options.directory.is_symlink(), is_root);
    let real = std::fs::canonicalize(&options.directory).unwrap();
    postgres::remove(&options.directory).unwrap();
    assert!(!real.exists() && !options.directory.is_symlink());
}
