//! One suite for object storage, run against two servers that have nothing in common.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use billify_local::object_store::{AccessKey, S3Server};
use billify_shared::config::{ObjectsConfig, Secret};
use billify_shared::objects::{ByteRange, ContentHash, MINIMUM_PART_BYTES, Objects, ObjectsError};
use billify_tests::wait_until;
use tokio::process::Command;

fn config(endpoint: String, key: &AccessKey) -> ObjectsConfig {
    ObjectsConfig {
        endpoint,
        public_endpoint: None,
        region: "us-east-1".to_owned(),
        bucket: "suite".to_owned(),
        access_key_id: key.id.clone(),
        secret_access_key: Secret::new(key.secret.clone()),
    }
}

fn key() -> AccessKey {
    AccessKey { id: "suite".to_owned(), secret: "secret of the suite".to_owned() }
}

/// What Billify needs of any S3 service.
async fn suite(objects: &Objects) -> anyhow::Result<()> {
    objects.ensure_bucket().await?;
    objects.ensure_bucket().await?;
    objects.check().await?;
    whole_objects(objects).await?;
    objects_in_parts(objects).await?;
    copies(objects).await?;
    presigned(objects).await
}

async fn whole_objects(objects: &Objects) -> anyhow::Result<()> {
    let missing = objects.get("a/missing", 10).await;
    ensure!(missing.is_err_and(|error| error.is_not_found()));
    ensure!(objects.head("a/missing").await.is_err_and(|error| error.is_not_found()));
    objects.delete("a/missing").await?;

    objects.put("a/one", "0123456789", "text/plain").await?;
    objects.put("a/one", "9876543210", "application/pdf").await?;
    ensure!(objects.get("a/one", 10).await?.as_ref() == b"9876543210");
    ensure!(matches!(objects.get("a/one", 9).await, Err(ObjectsError::TooLarge { .. })));
    let info = objects.head("a/one").await?;
    ensure!(info.byte_size == 10 && info.content_type.as_deref() == Some("application/pdf"));

    let mut part = objects.open("a/one", Some(ByteRange { first: 2, last: 4 })).await?;
    ensure!(part.length == 3);
    let mut bytes = Vec::new();
    while let Some(chunk) = part.next().await {
        bytes.extend_from_slice(&chunk?);
    }
    ensure!(bytes == b"765");

    objects.put("a/two/three", "x", "text/plain").await?;
    objects.put("b/four", "x", "text/plain").await?;
    let mut keys = objects.list("a/").await?;
    keys.sort();
    ensure!(keys == ["a/one", "a/two/three"], "{keys:?}");
    ensure!(objects.delete_prefix("a/").await? == 2);
    ensure!(objects.list("a/").await?.is_empty());
    ensure!(objects.list("b/").await? == ["b/four"]);
    Ok(())
}

async fn objects_in_parts(objects: &Objects) -> anyhow::Result<()> {
    let first = vec![1; MINIMUM_PART_BYTES];
    let whole = [first.as_slice(), b"rest"].concat();
    let mut put = objects.start_multipart("parts/done", "application/pdf").await?;
    put.put_part(first.clone().into()).await?;
    put.put_part("rest".into()).await?;
    ensure!(objects.head("parts/done").await.is_err_and(|error| error.is_not_found()));
    put.finish().await?;
    let stored = objects.get("parts/done", whole.len() as u64).await?;
    ensure!(ContentHash::of(&stored) == ContentHash::of(&whole));

    let mut put = objects.start_multipart("parts/given-up", "application/pdf").await?;
    put.put_part(first.into()).await?;
    put.abort().await?;
    ensure!(objects.head("parts/given-up").await.is_err_and(|error| error.is_not_found()));
    Ok(())
}

async fn copies(objects: &Objects) -> anyhow::Result<()> {
    objects.put("copy/from", "first", "application/pdf").await?;
    let etag = objects.head("copy/from").await?.etag.context("no entity tag")?;
    objects.copy("copy/from", "copy/to", Some(&etag)).await?;
    ensure!(objects.get("copy/to", 10).await?.as_ref() == b"first");
    let copied = objects.head("copy/to").await?;
    ensure!(copied.content_type.as_deref() == Some("application/pdf"));
    let missing = objects.copy("copy/missing", "copy/to", None).await;
    ensure!(missing.is_err_and(|error| error.is_not_found()));
    Ok(())
}

async fn presigned(objects: &Objects) -> anyhow::Result<()> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let put = objects.presign_put("presigned", 5, Duration::from_secs(60)).await?;
    let mut request = http.put(&put.url).body("12345");
    for (name, value) in &put.headers {
        request = request.header(name, value);
    }
    ensure!(request.send().await?.status().is_success());
    ensure!(objects.get("presigned", 5).await?.as_ref() == b"12345");
    Ok(())
}

/// Apart from the suite: moto copies whatever the condition says.
async fn changes_are_noticed(objects: &Objects) -> anyhow::Result<()> {
    objects.put("copy/from", "first", "application/pdf").await?;
    let etag = objects.head("copy/from").await?.etag.context("no entity tag")?;
    objects.put("copy/from", "second", "application/pdf").await?;
    let changed = objects.copy("copy/from", "copy/to", Some(&etag)).await;
    ensure!(matches!(changed, Err(ObjectsError::Changed { .. })), "{changed:?}");
    Ok(())
}

#[tokio::test]
async fn the_embedded_server_serves() -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let server = S3Server::start(directory.path(), "other", &key()).await?;
    let objects = Objects::new(&config(server.endpoint(), &key()));
    suite(&objects).await?;
    changes_are_noticed(&objects).await?;

    let mut wrong = config(server.endpoint(), &key());
    wrong.secret_access_key = Secret::new("wrong");
    let refused = Objects::new(&wrong).put("key", "x", "text/plain").await;
    ensure!(matches!(refused, Err(ObjectsError::Refused { .. })), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn an_independent_server_serves() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no workspace")?;
    let tools = Command::new(root.join("deploy/python-tools.sh")).status().await?;
    ensure!(tools.success(), "deploy/python-tools.sh failed: is python3-venv installed?");
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let _server = Command::new(root.join(".billify/python/bin/moto_server"))
        .args(["--host", "127.0.0.1", "--port", &port.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    wait_until("the server to listen", async || {
        Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok())
    })
    .await?;
    suite(&Objects::new(&config(format!("http://127.0.0.1:{port}"), &key()))).await
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_from_one_that_refuses() -> anyhow::Result<()> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let objects = Objects::new(&config(format!("http://127.0.0.1:{port}"), &key()));
    let gone = objects.check().await;
    ensure!(matches!(gone, Err(ObjectsError::Unavailable { .. })), "{gone:?}");
    Ok(())
}
