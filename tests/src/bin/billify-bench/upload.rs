//! Uploads of 200 kB against the least that any upload has to do: one put, one committed insert.
//!
//! Both come at the same fixed rate, in turns, whether or not the ones before have ended.

use std::time::Duration;

use anyhow::ensure;
use billify_local::{
    client::{Client, Outcome, Upload},
    object_store::{AccessKey, REGION, S3Server},
    secrets,
};
use billify_shared::{
    config::{ObjectsConfig, Secret},
    objects::Objects,
};
use billify_tests::System;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use tempfile::TempDir;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until},
};
use uuid::Uuid;

use crate::{
    effort::Effort,
    figure::{Figure, Measurement, Target},
    statistics::{median, percentile_millis},
};

const BYTES: usize = 200_000;
/// Between two uploads.
const EVERY: Duration = Duration::from_millis(50);
const WARM_UP: u32 = 20;
const TABLE: &str = "
    CREATE TABLE bare_uploads (
        id uuid PRIMARY KEY,
        filename text NOT NULL,
        byte_size bigint NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now())";
const INSERT: &str = "INSERT INTO bare_uploads (id, filename, byte_size) VALUES ($1, $2, $3)";

pub(crate) async fn measure(effort: &Effort) -> anyhow::Result<Measurement> {
    let system = System::start().durable().await?;
    let client = system.client().await?;
    let bare = Bare::start(&system).await?;
    round(&client, &bare, WARM_UP).await?;
    let (mut theirs, mut ours, mut middles) = (Vec::new(), Vec::new(), (Vec::new(), Vec::new()));
    for _ in 0..effort.rounds {
        let times = round(&client, &bare, effort.uploads).await?;
        ours.push(percentile_millis(&times.ours, 99));
        theirs.push(percentile_millis(&times.theirs, 99));
        middles.0.push(percentile_millis(&times.theirs, 50));
        middles.1.push(percentile_millis(&times.ours, 50));
    }
    let figure = |what: &str, (theirs, ours): (f64, f64), target| Figure {
        what: what.to_owned(),
        baseline: format!("{theirs:.1} ms"),
        ours: format!("{ours:.1} ms"),
        ratio: ours / theirs,
        target,
    };
    let figures = vec![
        figure("upload of 200 kB, p99", (median(&theirs), median(&ours)), Target::AtMost(3.0)),
        figure("upload of 200 kB, p50", (median(&middles.0), median(&middles.1)), Target::None),
    ];
    let notes = vec![format!(
        "Rounds: {}, each of {} uploads and as many bare works, {} a second of each, in turns.",
        effort.rounds,
        effort.uploads,
        1000 / EVERY.as_millis()
    )];
    Ok(Measurement { title: "Uploads", figures, notes })
}

/// How long each took.
#[derive(Debug, Default)]
struct Times {
    ours: Vec<Duration>,
    theirs: Vec<Duration>,
}

async fn round(client: &Client, bare: &Bare, count: u32) -> anyhow::Result<Times> {
    let (mut ours, mut theirs) = (JoinSet::new(), JoinSet::new());
    let start = Instant::now();
    for index in 0..count {
        let (one, other) = (content(), content());
        sleep_until(start + EVERY * index).await;
        ours.spawn(upload(client.clone(), one));
        sleep_until(start + EVERY * index + EVERY / 2).await;
        theirs.spawn(bare.clone().store(other));
    }
    let ours = ours.join_all().await.into_iter().collect::<anyhow::Result<_>>()?;
    let theirs = theirs.join_all().await.into_iter().collect::<anyhow::Result<_>>()?;
    Ok(Times { ours, theirs })
}

async fn upload(client: Client, content: Vec<u8>) -> anyhow::Result<Duration> {
    let file_name = "invoice.pdf".to_owned();
    let started = Instant::now();
    let results = client.upload(vec![Upload { file_name, content }]).await?;
    let took = started.elapsed();
    ensure!(results.iter().all(|result| result.outcome == Outcome::Accepted), "{results:?}");
    Ok(took)
}

/// The start of a PDF, and no two are the same.
fn content() -> Vec<u8> {
    let mut content = format!("%PDF-1.7\n% {}\n", Uuid::now_v7()).into_bytes();
    content.resize(BYTES, b'x');
    content
}

/// Stores files with no more than that takes, in the same database, and in an object store of
/// the same kind.
#[derive(Clone)]
struct Bare {
    objects: Objects,
    database: DatabaseConnection,
    _store: std::sync::Arc<(S3Server, TempDir)>,
}

impl Bare {
    async fn start(system: &System) -> anyhow::Result<Self> {
        let database = system.database().await?;
        database.execute_unprepared(TABLE).await?;
        let directory = TempDir::new()?;
        let key = AccessKey { id: secrets::generate(), secret: secrets::generate() };
        let server = S3Server::start(directory.path(), "bare", &key).await?;
        let objects = Objects::new(&ObjectsConfig {
            endpoint: server.endpoint(),
            public_endpoint: None,
            region: REGION.to_owned(),
            bucket: "bare".to_owned(),
            access_key_id: key.id,
            secret_access_key: Secret::new(key.secret),
        });
        Ok(Self { objects, database, _store: std::sync::Arc::new((server, directory)) })
    }

    async fn store(self, content: Vec<u8>) -> anyhow::Result<Duration> {
        let id = Uuid::now_v7();
        let started = Instant::now();
        self.objects.put(&id.to_string(), content, "application/pdf").await?;
        let size = i64::try_from(BYTES)?;
        let values = [id.into(), "invoice.pdf".into(), size.into()];
        let insert = Statement::from_sql_and_values(DbBackend::Postgres, INSERT, values);
        self.database.execute_raw(insert).await?;
        Ok(started.elapsed())
    }
}
